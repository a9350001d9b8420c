#include "app/lesson/part_context.h"

#include <imgui.h>
#include <imgui_internal.h>
#include <misc/cpp/imgui_stdlib.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/cli/scenario_words.h"
#include "app/lesson/copying.h"
#include "app/platform/metrics.h"
#include "app/ui/controls.h"
#include "lessons/plain.h"
#include "lessons/tex.h"
#include "model/knobs.h"
#include "model/report.h"
#include "model/units.h"

namespace wf::app {
namespace {

using lessons::Block;
using lessons::Inline;

constexpr double kHintAfter = 0.35;  // seconds that the pointer rests on a number

// The overrides under which a live number of this text was computed.
const Inline* find_live(std::span<const Block> blocks, const TextTarget& target) {
  for (const Block& block : blocks) {
    for (const Inline& run : block.inlines) {
      if (run.kind == Inline::Kind::kLive && run.text == target.label &&
          run.value.value.term == target.id) {
        return &run;
      }
    }
    if (const Inline* found = find_live(block.children, target)) return found;
  }
  return nullptr;
}

// The settings under which what a target stands for was computed.
lessons::Overrides settings_of(std::span<const Block> blocks, const TextTarget& target) {
  if (target.kind == TextTarget::Kind::kTerm) {
    return lessons::parse_tex_term(target.label).settings;
  }
  const Inline* live = find_live(blocks, target);
  return live == nullptr ? lessons::Overrides{} : live->tag.number.expression.overrides();
}

// A term of the glossary, for a tooltip.
void draw_term(const PartContext& context, const std::string& id) {
  const lessons::Glossary* glossary = context.session.glossary();
  const lessons::GlossaryTerm* term = glossary == nullptr ? nullptr : glossary->find(id);
  if (term == nullptr) return;
  const Theme& theme = context.theme();
  ImGui::PushTextWrapPos(theme.size.em * 26);
  {
    const UseFace bold(context.canvas.fonts.semibold, theme.size.em);
    ImGui::TextUnformatted(term->term.c_str());
  }
  ImGui::TextUnformatted(term->definition.c_str());
  const UseFace small(context.canvas.fonts.regular, theme.size.small);
  ImGui::PushStyleColor(ImGuiCol_Text, theme.colours.muted);
  const std::string where = term->lesson == context.session.lesson().id
                                ? "Taught in this lesson."
                                : "Taught in lesson " + term->lesson + ".";
  ImGui::TextUnformatted(where.c_str());
  ImGui::PopStyleColor();
  ImGui::PopTextWrapPos();
}

void take_events(PartContext& context, const std::string& key, std::span<const Block> blocks,
                 const TextView& view, const TextEvents& events, ImVec2 origin) {
  Views& views = context.views;
  if (events.chosen) {
    const TextTarget& target = view.target(*events.chosen);
    if (target.kind == TextTarget::Kind::kLink) {
      views.link = target.id;
    } else if (target.kind == TextTarget::Kind::kGlossary) {
      views.link = std::string(lessons::kGlossaryLink) + target.id;
    } else if (target.kind != TextTarget::Kind::kCite) {
      views.asked = target.id;
      views.arithmetic_settings = settings_of(blocks, target);
    }
  }
  if (!events.hovered) return;
  const TextTarget& target = view.target(*events.hovered);
  const bool quantity =
      target.kind == TextTarget::Kind::kLive || target.kind == TextTarget::Kind::kTerm;
  if (quantity) context.session.point_at(target.id);
  const std::string name = key + "/" + std::to_string(*events.hovered);
  const double now = ImGui::GetTime();
  if (views.hovered != name) {
    views.hovered = name;
    views.hovered_since = now;
  }
  const double rest = kHintAfter - (now - views.hovered_since);
  if (rest > 0) {
    context.host.request_redraw_after(rest + 0.01);
    return;
  }
  if (target.boxes.empty() || target.kind == TextTarget::Kind::kLink) return;
  const TextBox& box = target.boxes.front();
  // Below the words; where there is no room, above them; over them where there is none either. Its
  // size is that of the last frame.
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float gap = context.size().space(1);
  ImVec2 at(origin.x + box.left, origin.y + box.bottom + gap);
  if (at.y + views.hint_size.y > display.y) at.y = origin.y + box.top - gap - views.hint_size.y;
  at.x = std::max(std::min(at.x, display.x - views.hint_size.x), 0.0F);
  at.y = std::max(at.y, 0.0F);
  ImGui::SetNextWindowPos(at);
  if (begin_tooltip(context.theme())) {
    if (target.kind == TextTarget::Kind::kCite) {
      const lessons::Source* source = context.session.lesson().source(target.id);
      ImGui::PushTextWrapPos(context.size().em * 26);
      if (source != nullptr) {
        ImGui::TextUnformatted(source->title.c_str());
        const std::string rest_of_it =
            source->by + (source->by.empty() || source->where.empty() ? "" : ", ") + source->where +
            (source->read.empty() ? "" : " (read " + source->read + ")");
        ImGui::TextUnformatted(rest_of_it.c_str());
      } else {
        ImGui::TextUnformatted(target.id == lessons::kGiven ? "Set by this text."
                                                            : "No such source.");
      }
      ImGui::PopTextWrapPos();
    } else if (target.kind == TextTarget::Kind::kGlossary) {
      draw_term(context, target.id);
    } else if (target.kind == TextTarget::Kind::kTerm) {
      const lessons::LiveValue value = value_of_term(context.session, target);
      draw_definition(context, target.id, value.text, value.value.sentence);
    } else {
      draw_definition(context, target.id, target.label, target.hint);
    }
    const ImVec2 size = ImGui::GetWindowSize();
    if (size.x != views.hint_size.x || size.y != views.hint_size.y) context.host.request_redraw();
    views.hint_size = size;
    end_tooltip();
  }
}

}  // namespace

namespace {

// Right click asks how to copy what is under the pointer, Ctrl+C copies it as shown.
void offer_copies(PartContext& context, const std::string& key, std::span<const Block> blocks,
                  const TextView& view, const TextEvents& events) {
  const std::string menu = key + "/copy";
  const auto copies = [&](std::size_t index) {
    const TextTarget& target = view.target(index);
    return copies_of(context.session, blocks, target, settings_of(blocks, target));
  };
  if (events.asked) {
    context.views.copies = copies(*events.asked);
    if (!context.views.copies.empty()) ImGui::OpenPopup(menu.c_str());
  }
  if (events.hovered && copy_pressed()) {
    const auto entries = copies(*events.hovered);
    if (!entries.empty()) ImGui::SetClipboardText(entries.front().text.c_str());
  }
  copy_menu(menu.c_str(), context.views.copies, context.theme());
}

}  // namespace

void space(const PartContext& context, float quarters) {
  ImGui::Dummy({1, std::round(context.size().space(quarters))});
}

const TextView& show_prose(PartContext& context, const std::string& key,
                           std::span<const Block> blocks, std::uint64_t stamp,
                           const Canvas& canvas) {
  TextView& view = context.views.texts[key];
  view.measure_em = context.width / canvas.theme.size.em;
  ImGui::SetCursorPosX(context.left);
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  const auto cite = [&](const std::string& id) {
    const int number = context.session.lesson().source_number(id);
    return number > 0 ? std::to_string(number) : std::string{};
  };
  const auto width = static_cast<std::uint64_t>(context.width);
  const TextEvents events = view.show(key.c_str(), blocks, stamp ^ (width << 40U), canvas, cite);
  take_events(context, key, blocks, view, events, origin);
  offer_copies(context, key, blocks, view, events);
  return view;
}

const TextView& show_prose(PartContext& context, const std::string& key,
                           std::span<const Block> blocks) {
  return show_prose(context, key, blocks, fingerprint(blocks), context.canvas);
}

const TextView& show_live(PartContext& context, const std::string& key,
                          std::span<const Block> blocks, const lessons::Overrides& settings) {
  const Prose& prose = context.session.prose(key, blocks, settings, context.in_sight);
  return show_prose(context, key, prose.blocks, prose.stamp, context.canvas);
}

void show_caption(PartContext& context, const std::string& key, std::span<const Block> blocks,
                  const lessons::Overrides& settings) {
  const Prose& prose = context.session.prose(key, blocks, settings, context.in_sight);
  show_prose(context, key, prose.blocks, prose.stamp, context.small);
}

void show_words(PartContext& context, const std::string& key, std::string_view words,
                const Canvas& canvas) {
  Block paragraph;
  Inline run;
  run.text = words;
  paragraph.inlines.push_back(std::move(run));
  const std::span<const Block> blocks(&paragraph, 1);
  show_prose(context, key, blocks, fingerprint(blocks), canvas);
}

void show_wall_words(PartContext& context, const std::string& key, model::Wall wall,
                     std::string_view words) {
  const std::string_view name = model::name_of(wall);
  Block paragraph;
  // Where the sentence begins with the wall's name, in either case, the name stands out.
  const bool named = words.size() >= name.size() && words.substr(1).starts_with(name.substr(1));
  Inline head;
  head.kind = Inline::Kind::kLive;  // what carries a wall's colour in running text
  head.bold = true;
  head.text = std::string(widgets::wall_glyph(wall)) + "\u00A0";
  head.text += named ? words.substr(0, name.size()) : name;
  head.value.text = head.text;
  head.value.value.wall = name;
  head.value.value.term = "binding";
  head.value.value.sentence = "The wall with the least headroom: what stops this load first.";
  Inline tail;
  tail.text = named ? std::string(words.substr(name.size())) : ". " + std::string(words);
  paragraph.inlines = {std::move(head), std::move(tail)};
  show_prose(context, key, {&paragraph, 1});
}

Theme caption_theme(const Theme& theme) {
  Theme small = theme;
  small.size.em = theme.size.small;
  small.size.line = std::round(theme.size.small * 1.5F);
  small.colours.ink = theme.colours.muted;
  return small;
}

void show_line(PartContext& context, std::string_view text, ImU32 colour, const Face& face,
               float em) {
  while (!text.empty()) {
    // As many words as the column holds, and at least one.
    std::size_t end = text.find(' ');
    while (end != std::string_view::npos) {
      const std::size_t next = text.find(' ', end + 1);
      if (text_width(face, em, text.substr(0, next)) > context.width) break;
      end = next;
    }
    const std::string_view line = text.substr(0, end);
    ImGui::SetCursorPosX(context.left);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 baseline(std::round(at.x), std::round(at.y + em * 1.1F));
    draw_text(*ImGui::GetWindowDrawList(), face, em, baseline, colour, line);
    log_text(baseline, line);
    ImGui::Dummy({text_width(face, em, line), std::round(em * 1.5F)});
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
}

lessons::Blocks without_targets(const lessons::Blocks& blocks) {
  lessons::Blocks copy = blocks;
  for (Block& block : copy) {
    for (Inline& run : block.inlines) {
      if (run.kind == Inline::Kind::kLive || run.kind == Inline::Kind::kCite) {
        if (run.kind == Inline::Kind::kCite) run.text.clear();
        run.kind = Inline::Kind::kText;
      }
      run.href.clear();
    }
    block.children = without_targets(block.children);
  }
  return copy;
}

Card::Card(PartContext& outer, std::string_view title, ImU32 title_colour)
    : outer_(outer), inner_(outer), list_(*ImGui::GetWindowDrawList()) {
  ImGui::SetCursorPosX(outer.left);
  from_ = ImGui::GetCursorScreenPos();
  splitter_.Split(&list_, 2);
  splitter_.SetCurrentChannel(&list_, 1);
  const float pad = std::round(std::min(outer.size().space(5), outer.width / 12));
  inner_.left += pad;
  inner_.width -= 2 * pad;
  space(outer, 4);
  if (!title.empty()) {
    show_line(inner_, title, title_colour, outer.canvas.fonts.semibold, outer.size().small);
    space(outer, 1);
  }
}

Card::~Card() {
  space(outer_, 5);
  const float bottom = ImGui::GetCursorScreenPos().y;
  splitter_.SetCurrentChannel(&list_, 0);
  list_.AddRectFilled(from_, {from_.x + outer_.width, bottom}, outer_.theme().colours.panel,
                      outer_.size().space(1.5F));
  splitter_.Merge(&list_);
}

bool ControlRow::next(float width) {
  const float gap = context_.size().space(2);
  const bool first = top_ < 0 || used_ + gap + width > context_.width;
  if (first) {
    if (top_ >= 0) space(context_, 1);
    ImGui::SetCursorPosX(context_.left);
    top_ = ImGui::GetCursorPosY();
    used_ = width;
  } else {
    ImGui::SameLine(0, 0);
    ImGui::SetCursorPos({context_.left + used_ + gap, top_});
    used_ += gap + width;
  }
  return first;
}

bool ControlRow::button(const char* label, bool primary) {
  const Theme& theme = context_.theme();
  const char* end = ImGui::FindRenderedTextEnd(label);
  // Words that are longer than a narrow column are set smaller.
  const float whole = ImGui::CalcTextSize(label, end).x;
  const float room = context_.width - (primary ? 2 * theme.size.space(1) : 0);
  const float size = theme.size.em * std::min(1.0F, room / std::max(whole, 1.0F));
  const UseFace face(context_.canvas.fonts.regular, std::floor(size));
  const float text = ImGui::CalcTextSize(label, end).x;
  const float pad =
      primary ? std::clamp((context_.width - text) / 2, theme.size.space(1), theme.size.space(4))
              : ImGui::GetStyle().FramePadding.x;
  // The words of a quiet button, not its ground, stand in line with the text above.
  if (next(text + 2 * pad) && !primary) {
    ImGui::SetCursorPosX(context_.left - pad);
    used_ -= pad;
  }
  // Quiet and primary buttons are as tall as each other, so that their words stand in one line.
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                      ImVec2(ImGui::GetStyle().FramePadding.x, theme.size.space(1.5F)));
  const bool pressed =
      wf::app::button(label, theme, primary ? Emphasis::kPrimary : Emphasis::kQuiet);
  ImGui::PopStyleVar();
  return pressed;
}

void ControlRow::words(std::string_view text, ImU32 colour) {
  const float em = context_.size().em;
  const float width = text_width(context_.canvas.fonts.regular, em, text);
  next(width);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float height = ImGui::GetTextLineHeight() + context_.size().space(3);
  const ImVec2 baseline(std::round(at.x), std::round(at.y + height / 2 + em * 0.36F));
  draw_text(*ImGui::GetWindowDrawList(), context_.canvas.fonts.regular, em, baseline, colour, text);
  log_text(baseline, text);
  ImGui::Dummy({width, height});
}

bool number_field(PartContext& context, ControlRow& row, const char* label, std::string& text,
                  std::string_view unit) {
  const Theme& theme = context.theme();
  const float width = context.room(theme.size.em * 9);
  row.next(width);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding,
                      ImVec2(theme.size.space(2), theme.size.space(1.5F)));
  ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, theme.size.px);
  ImGui::PushStyleColor(ImGuiCol_FrameBg, theme.colours.paper);
  ImGui::PushStyleColor(ImGuiCol_Border, theme.colours.frame);
  ImGui::SetNextItemWidth(width);
  if (std::exchange(context.focus, false)) ImGui::SetKeyboardFocusHere();
  const bool entered = ImGui::InputText(label, &text, ImGuiInputTextFlags_EnterReturnsTrue);
  ImGui::PopStyleColor(2);
  ImGui::PopStyleVar(2);
  if (!unit.empty() && unit != "1") row.words(unit, theme.colours.muted);
  return entered;
}

bool option_row(PartContext& context, const std::string& key, std::size_t index,
                const lessons::Blocks& text, bool enabled, bool chosen, ImU32 mark_colour,
                std::string_view mark) {
  const Theme& theme = context.theme();
  const float pad = theme.size.space(2);
  const float indent = theme.size.space(7);
  ImGui::SetCursorPosX(context.left);
  const ImVec2 from = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  ImDrawListSplitter splitter;
  splitter.Split(&list, 2);
  splitter.SetCurrentChannel(&list, 1);
  ImGui::Dummy({1, pad});
  PartContext inner = context;
  inner.left += indent;
  inner.width -= indent + pad;
  const float top = ImGui::GetCursorScreenPos().y;
  const lessons::Blocks plain = without_targets(text);
  show_prose(inner, key, plain);
  ImGui::Dummy({1, pad});
  const ImVec2 to(from.x + context.width, ImGui::GetCursorScreenPos().y);

  HotZone zone;
  if (enabled) {
    std::string label = lessons::plain_words(plain);
    while (!label.empty() && (label.back() == '\n' || label.back() == ' ')) label.pop_back();
    zone = hot_zone(label.c_str(), from, to);
    if (std::exchange(context.focus, false)) ImGui::FocusItem();
    if (zone.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  }
  splitter.SetCurrentChannel(&list, 0);
  const float round = theme.size.space(1);
  list.AddRectFilled(from, to,
                     zone.held                      ? theme.colours.pressed
                     : zone.hovered || zone.focused ? theme.colours.hover
                                                    : theme.colours.paper,
                     round);
  list.AddRect(from, to, chosen ? mark_colour : theme.colours.rule, round, 0,
               chosen ? 2 * theme.size.px : theme.size.px);
  splitter.Merge(&list);

  const std::string digit = mark.empty() ? std::to_string(index + 1) : std::string(mark);
  const float em = theme.size.em;
  const Face& face = mark.empty() ? context.canvas.fonts.regular : context.canvas.fonts.semibold;
  const float width = text_width(face, em, digit);
  const ImVec2 at(std::round(from.x + (indent - width) / 2), std::round(top + em * 1.1F));
  draw_text(list, face, em, at, mark.empty() ? theme.colours.muted : mark_colour, digit);
  space(context, 1.5F);
  return enabled && (zone.pressed || context.digit == static_cast<int>(index) + 1);
}

void draw_definition(const PartContext& context, const std::string& id, std::string_view label,
                     std::string_view hint) {
  const Theme& theme = context.theme();
  const model::Term* term = model::find_quantity(id);
  const model::Knob* knob = term == nullptr ? model::find_knob(id) : nullptr;
  if (knob != nullptr) term = &knob->term;
  ImGui::PushTextWrapPos(theme.size.em * 26);
  {
    const UseFace bold(context.canvas.fonts.semibold, theme.size.em);
    const std::string head = term == nullptr
                                 ? std::string(label)
                                 : std::string(term->symbol) + "   " + std::string(label);
    ImGui::TextUnformatted(head.c_str());
  }
  const std::string_view sentence = term == nullptr ? hint : term->sentence;
  if (!sentence.empty()) ImGui::TextUnformatted(sentence.data(), sentence.data() + sentence.size());
  const UseFace small(context.canvas.fonts.regular, theme.size.small);
  ImGui::PushStyleColor(ImGuiCol_Text, theme.colours.muted);
  if (term != nullptr) {
    std::string line = id + (term->unit == "1" ? "" : "  in " + std::string(term->unit));
    ImGui::TextUnformatted(line.c_str());
    if (!term->source.empty()) {
      line = "Formula: " + std::string(term->source);
      ImGui::TextUnformatted(line.c_str());
    }
    line = figure_words(context.session.scenario().cluster.gpu, id);
    if (!line.empty()) ImGui::TextUnformatted(line.c_str());
    if (knob == nullptr) ImGui::TextUnformatted("Click: show the arithmetic");
  }
  ImGui::PopStyleColor();
  ImGui::PopTextWrapPos();
}

}  // namespace wf::app
