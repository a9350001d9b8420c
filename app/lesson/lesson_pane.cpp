#include "app/lesson/lesson_pane.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/lesson/part_context.h"
#include "app/platform/metrics.h"
#include "app/ui/controls.h"
#include "lessons/runs.h"

namespace wf::app {

using lessons::Block;
using lessons::Inline;
using lessons::LivePart;
using lessons::paragraph;
using lessons::text_run;

namespace {

constexpr float kMeasure = 36;  // em: 60 to 75 characters a line
constexpr const char* kArithmetic = "Arithmetic";

// "What you will be able to do", as a list.
lessons::Blocks objectives_of(const lessons::Lesson& lesson) {
  Block list;
  list.kind = Block::Kind::kList;
  list.tight = true;
  for (const std::string& objective : lesson.objectives) {
    Block item;
    item.kind = Block::Kind::kItem;
    item.children.push_back(paragraph({text_run(objective)}));
    list.children.push_back(std::move(item));
  }
  return {list};
}

bool is_address(std::string_view where) {
  return where.starts_with("http://") || where.starts_with("https://");
}

lessons::Blocks sources_of(const lessons::Lesson& lesson) {
  Block list;
  list.kind = Block::Kind::kList;
  list.ordered = true;
  for (const lessons::Source& source : lesson.sources) {
    Inline title = text_run(source.title);
    title.italic = true;
    if (is_address(source.where)) title.href = source.where;
    std::string rest;
    if (!source.by.empty()) rest += ", " + source.by;
    if (!source.where.empty() && !is_address(source.where)) rest += ", " + source.where;
    if (!source.read.empty()) rest += ". Read " + source.read;
    Block item;
    item.kind = Block::Kind::kItem;
    item.children.push_back(paragraph({std::move(title), text_run(rest + ".")}));
    list.children.push_back(std::move(item));
  }
  return {list};
}

bool is_choice(const LivePart& part) {
  if (const auto* predict = std::get_if<lessons::Predict>(&part.content)) {
    return predict->kind == lessons::Predict::Kind::kChoice;
  }
  const auto* drill = std::get_if<lessons::Drill>(&part.content);
  return drill != nullptr && (drill->kind == lessons::Drill::Kind::kChoice ||
                              drill->kind == lessons::Drill::Kind::kError);
}

}  // namespace

struct LessonPane::State {
  explicit State(LessonSession& s) : session(s) {}

  LessonSession& session;
  Views views;
  std::vector<Heading> outline;
  std::vector<float> steps;  // where Space stops
  struct Question {
    const LivePart* part;
    float top;
    float bottom;
  };
  std::vector<Question> questions;       // of the last frame
  int drills = 0;                        // so far in this frame
  bool first = false;                    // nothing stands above in this step
  const Block* block_above = nullptr;    // the block of prose that does, in this frame
  std::map<std::string, float> heights;  // of the last frame
  float content_height = 0;
  float visible_height = 0;
  float scroll = 0;
  std::optional<float> scroll_to;
  double restore = -1;  // a share of the whole, to be gone to when the height is known
  int settle = 0;
  bool page = false;
  std::optional<Slice> slice;
  std::optional<float> first_prediction;
  float page_top = 0;
  int steps_wanted = 0;
  int option_wanted = 0;
  const LivePart* option_for = nullptr;
  Theme small_theme;
  std::vector<Mark> marks;
  std::optional<std::size_t> pressed_mark;
  ScenarioLine scenario_line;
  std::optional<std::size_t> pressed_action;

  void read_keys(Host& host);
  float stepped(float from) const;
  void scroll_by_key(float to, Host& host);
  void draw_head(PartContext& context);
  void draw_text(PartContext& context);
  void draw_sources(PartContext& context);
  void draw_slice(PartContext& context);
  void draw_blocks(PartContext& context, const std::string& key, std::span<const Block> blocks,
                   std::uint64_t stamp);
  void draw_part(PartContext& context, const LivePart& part);
  bool in_sight(const std::string& key) const;  // of what begins at the cursor
  void draw_arithmetic(PartContext& context);
  void add_headings(const TextView& view, float top);
  void draw_marks(const PartContext& context);
  const LivePart* question_in_sight();
};

LessonPane::LessonPane(LessonSession& session) : state_(std::make_unique<State>(session)) {}
LessonPane::~LessonPane() = default;

const LivePart* LessonPane::State::question_in_sight() {
  for (const Question& question : questions) {
    if (question.bottom <= scroll || question.top >= scroll + visible_height) continue;
    const std::string& id = question.part->id;
    const bool open = std::holds_alternative<lessons::Predict>(question.part->content)
                          ? !session.predict(id).revealed()
                          : !session.drill(id).answered && !session.drill(id).solution;
    if (open) return question.part;
  }
  return nullptr;
}

// Where the steps that were asked for lead.
float LessonPane::State::stepped(float from) const {
  const float slack = ImGui::GetFontSize();
  float to = from;
  for (int i = 0; i < steps_wanted; ++i) {
    const auto next = std::ranges::find_if(steps, [&](float step) { return step > to + slack; });
    to = next == steps.end() ? content_height : *next;
  }
  for (int i = 0; i > steps_wanted; --i) {
    float before = to;
    for (const float step : steps) {
      if (step < to - slack) before = step;
    }
    to = before;
  }
  return to;
}

// Keys of the pane, for whoever is not typing. Arrows belong to a control that has the focus.
void LessonPane::State::read_keys(Host& host) {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  if (page || g.IO.WantTextInput || ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup)) return;
  if (g.IO.KeyCtrl || g.IO.KeyAlt || g.IO.KeySuper) return;
  const ImGuiID owner = ImGui::GetID("keys");
  const bool mine = ImGui::IsWindowFocused() || g.NavWindow == nullptr ||
                    (g.NavWindow == ImGui::GetCurrentWindow()->ParentWindow && g.NavId == 0);
  const float line = g.FontSize * 3;
  const float pages = visible_height - 2 * g.FontSize;
  const auto pressed = [&](ImGuiKey key) {
    return ImGui::IsKeyPressed(key, ImGuiInputFlags_Repeat, owner);
  };
  const auto own = [&](ImGuiKey key) { ImGui::SetKeyOwner(key, owner); };
  float to = scroll;
  if (mine) {
    for (const ImGuiKey key : {ImGuiKey_UpArrow, ImGuiKey_DownArrow}) own(key);
    if (pressed(ImGuiKey_UpArrow)) to -= line;
    if (pressed(ImGuiKey_DownArrow)) to += line;
  }
  if (!slice) {
    for (const ImGuiKey key : {ImGuiKey_PageUp, ImGuiKey_PageDown, ImGuiKey_Home, ImGuiKey_End}) {
      own(key);
    }
  }
  if (!slice && pressed(ImGuiKey_PageUp)) to -= pages;
  if (!slice && pressed(ImGuiKey_PageDown)) to += pages;
  if (!slice && pressed(ImGuiKey_Home)) to = 0;
  if (!slice && pressed(ImGuiKey_End)) to = content_height;
  scroll_by_key(to, host);
}

void LessonPane::State::scroll_by_key(float to, Host& host) {
  if (to == scroll) return;
  scroll_to = std::clamp(to, 0.0F, std::max(content_height - visible_height, 0.0F));
  host.request_redraw();
}

void LessonPane::State::add_headings(const TextView& view, float top) {
  for (const TextHeading& heading : view.layout().headings) {
    outline.push_back({heading.level, heading.text, top + heading.y});
    steps.push_back(std::max(top + heading.y - ImGui::GetFontSize(), 0.0F));
  }
}

void LessonPane::State::draw_head(PartContext& context) {
  const lessons::Lesson& lesson = session.lesson();
  const Theme& theme = context.theme();
  std::string above = "Lesson " + lesson.id;
  if (!lesson.part.empty()) above += " \u00b7 " + lesson.part;
  if (lesson.minutes > 0) above += fmt::format(" \u00b7 {} minutes", lesson.minutes);
  show_line(context, above, theme.colours.muted, context.canvas.fonts.regular, theme.size.small);
  space(context, 1);
  Block title;
  title.kind = Block::Kind::kHeading;
  title.level = 1;
  title.inlines.push_back(text_run(lesson.title));
  const float top = ImGui::GetCursorPosY();
  add_headings(show_prose(context, "title", {&title, 1}), top);
  if (!scenario_line.words.empty()) {
    space(context, 2);
    show_words(context, "scenario", scenario_line.words, context.small);
    if (!scenario_line.actions.empty()) {
      space(context, 1);
      ControlRow row(context);
      for (std::size_t i = 0; i < scenario_line.actions.size(); ++i) {
        if (row.button(scenario_line.actions[i].c_str())) pressed_action = i;
      }
    }
  }
  if (lesson.objectives.empty()) return;
  space(context, 5);
  Card card(context, "After this lesson you can", theme.colours.muted);
  const lessons::Blocks objectives = objectives_of(lesson);
  show_prose(card.inner(), "objectives", objectives);
}

void LessonPane::State::draw_part(PartContext& context, const LivePart& part) {
  context.digit = option_for == &part ? option_wanted : 0;
  const float top = ImGui::GetCursorPosY();
  steps.push_back(std::max(top - context.size().em, 0.0F));
  if (std::holds_alternative<lessons::Predict>(part.content)) {
    if (!first_prediction) first_prediction = top;
    draw_predict(context, part);
  } else if (std::holds_alternative<lessons::Drill>(part.content)) {
    draw_drill(context, part, ++drills);
  } else if (std::holds_alternative<lessons::Derive>(part.content)) {
    draw_derive(context, part);
  } else if (std::holds_alternative<lessons::Figure>(part.content)) {
    draw_figure_part(context, part);
  } else if (std::holds_alternative<lessons::Widget>(part.content)) {
    draw_widget_part(context, part);
  }
  if (is_choice(part)) questions.push_back({&part, top, ImGui::GetCursorPosY()});
  context.digit = 0;
}

bool LessonPane::State::in_sight(const std::string& key) const {
  const auto height = heights.find(key);
  if (page || height == heights.end()) return true;
  const float top = ImGui::GetCursorPosY();
  return top < scroll + visible_height && top + height->second > scroll;
}

void LessonPane::State::draw_text(PartContext& context) {
  drills = 0;
  block_above = nullptr;
  first = slice.has_value();  // a step begins at its top
  if (slice) {
    draw_slice(context);
    return;
  }
  const std::span<const Block> text = session.text();
  for (std::size_t i = 0; i < text.size(); ++i) {
    // A first heading that repeats the title would only say it twice.
    if (i == 0 && text[i].kind == Block::Kind::kHeading && text[i].level == 1) continue;
    const std::string key = "text-" + std::to_string(i);
    context.in_sight = in_sight(key);
    const float top = ImGui::GetCursorPosY();
    const Prose& prose = session.prose(key, text.subspan(i, 1), {}, context.in_sight);
    draw_blocks(context, key, prose.blocks, prose.stamp);
    heights[key] = ImGui::GetCursorPosY() - top;
  }
  context.in_sight = true;
}

void LessonPane::State::draw_slice(PartContext& context) {
  const std::span<const Block> all = session.document();
  const std::size_t end = std::min(slice->end, all.size());
  const std::size_t begin = std::min(slice->begin, end);
  for (const Block& block : all.first(begin)) {
    const bool drill = block.kind == Block::Kind::kPart && block.part != nullptr &&
                       std::holds_alternative<lessons::Drill>(block.part->content);
    if (drill) ++drills;
  }
  const std::span<const Block> blocks = all.subspan(begin, end - begin);
  draw_blocks(context, "slice", blocks, fingerprint(blocks));
}

// One below the other, with the room between them that their kinds ask for.
void LessonPane::State::draw_blocks(PartContext& context, const std::string& key,
                                    std::span<const Block> blocks, std::uint64_t stamp) {
  int index = 0;
  for (const TextSection& section : split_at_parts(blocks)) {
    const Block* below = section.prose.empty() ? nullptr : &section.prose.front();
    if (block_above != nullptr && below != nullptr) {
      ImGui::Dummy({1, gap_between(*block_above, *below, context.size())});
    } else if (!first) {
      space(context, below != nullptr && below->kind == Block::Kind::kHeading ? 9 : 5);
    }
    first = false;
    block_above = section.prose.empty() ? nullptr : &section.prose.back();
    if (section.part) {
      draw_part(context, *section.part);
    } else {
      const float top = ImGui::GetCursorPosY();
      const std::string name = key + "/" + std::to_string(index++);
      add_headings(show_prose(context, name, section.prose, stamp, context.canvas), top);
    }
  }
}

void LessonPane::State::draw_sources(PartContext& context) {
  const lessons::Lesson& lesson = session.lesson();
  if (lesson.sources.empty()) return;
  space(context, 9);
  Block title;
  title.kind = Block::Kind::kHeading;
  title.level = 2;
  title.inlines.push_back(text_run("Sources"));
  const float top = ImGui::GetCursorPosY();
  add_headings(show_prose(context, "sources-title", {&title, 1}), top);
  space(context, 2);
  const lessons::Blocks sources = sources_of(lesson);
  show_prose(context, "sources", sources, fingerprint(sources), context.small);
}

void LessonPane::State::draw_arithmetic(PartContext& context) {
  if (!views.asked.empty()) {
    views.arithmetic = std::exchange(views.asked, {});
    if (model::find_quantity(views.arithmetic) == nullptr) return;
    ImGui::OpenPopup(kArithmetic);
    // Another quantity, another tree: what was opened there means nothing here.
    std::erase_if(views.open, [](const auto& entry) { return entry.first.starts_with("popup"); });
  }
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float width = std::min(context.size().em * 44, display.x * 0.92F);
  const float height = std::min(context.size().em * 36, display.y * 0.8F);
  ImGui::SetNextWindowSize({width, height});
  ImGui::SetNextWindowPos({display.x / 2, display.y / 2}, ImGuiCond_Appearing, {0.5F, 0.5F});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding,
                      {context.size().space(5), context.size().space(4)});
  const bool open = ImGui::BeginPopup(kArithmetic, ImGuiWindowFlags_NoMove);
  ImGui::PopStyleVar();
  if (open) {
    PartContext inner = context;
    inner.left = ImGui::GetCursorPosX();
    inner.width = ImGui::GetContentRegionAvail().x - context.size().space(2);
    show_line(inner, "The arithmetic", context.theme().colours.muted, context.canvas.fonts.semibold,
              context.size().small);
    space(inner, 2);
    draw_derivation(inner, "popup/" + views.arithmetic, views.arithmetic,
                    views.arithmetic_settings);
    ImGui::EndPopup();
  }
}

// A ribbon for a bookmark, lines of writing for a note, left of the heading that they belong to.
void LessonPane::State::draw_marks(const PartContext& context) {
  const Theme& theme = context.theme();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 origin = ImGui::GetWindowPos();
  const float em = theme.size.em;
  const float width = std::round(em * 0.55F);
  const float height = std::round(em * 0.85F);
  const float right = context.left - std::round(em * 0.35F);
  for (const Mark& mark : marks) {
    if (mark.heading >= outline.size()) continue;
    const Heading& heading = outline[mark.heading];
    const ImVec2 to(origin.x + right, origin.y - ImGui::GetScrollY() + heading.y + em * 1.3F);
    const ImVec2 from(to.x - width, to.y - height);
    if (mark.bookmark) {
      const std::array<ImVec2, 5> ribbon = {from, ImVec2(to.x, from.y), to,
                                            ImVec2(from.x + width / 2, to.y - width / 2),
                                            ImVec2(from.x, to.y)};
      list.AddConcavePolyFilled(ribbon.data(), static_cast<int>(ribbon.size()),
                                theme.colours.accent);
    }
    if (mark.note.empty()) continue;
    // Below the ribbon, where there is one.
    const float top = mark.bookmark ? to.y + theme.size.space(1) : from.y;
    for (int line = 0; line < 3; ++line) {
      const float y = std::round(top + height * (0.2F + 0.3F * static_cast<float>(line)));
      const float shorter = line == 2 ? width * 0.4F : 0;
      list.AddRectFilled({from.x, y}, {to.x - shorter, y + 2 * theme.size.px},
                         theme.colours.accent);
    }
    const std::string label = "Note on " + heading.text;
    const HotZone zone =
        hot_zone(label.c_str(), {from.x, top}, {to.x, top + height}, KeyboardStop::kNo);
    if (zone.pressed) pressed_mark = mark.heading;
    if (zone.hovered && begin_tooltip(theme)) {
      ImGui::PushTextWrapPos(em * 26);
      ImGui::TextUnformatted(mark.note.c_str());
      ImGui::PopTextWrapPos();
      end_tooltip();
    }
  }
}

void LessonPane::draw(const Canvas& given, Host& host) {
  State& s = *state_;
  const ImVec2 room = ImGui::GetContentRegionAvail();
  if (room.x < 8 || room.y < 8) return;
  Canvas canvas{given.theme, given.fonts, given.math,
                given.lit.empty() ? std::string_view(s.session.lit()) : given.lit};
  s.small_theme = caption_theme(given.theme);
  const Canvas small{s.small_theme, given.fonts, given.math, canvas.lit};

  if (s.scroll_to) ImGui::SetNextWindowScroll({0, *s.scroll_to});
  if (s.page) ImGui::SetNextWindowScroll({0, s.page_top});
  s.scroll_to.reset();
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  ImGui::PushStyleColor(ImGuiCol_ChildBg, given.theme.colours.paper);
  const ImGuiWindowFlags flags = s.page ? ImGuiWindowFlags_NoScrollbar : ImGuiWindowFlags_None;
  const bool visible = ImGui::BeginChild("##lesson", room, ImGuiChildFlags_NavFlattened, flags);
  ImGui::PopStyleColor();
  if (visible) {
    s.scroll = ImGui::GetScrollY();
    s.visible_height = ImGui::GetWindowHeight();
    s.read_keys(host);
    if (s.steps_wanted != 0) s.scroll_by_key(s.stepped(s.scroll), host);
    s.steps_wanted = 0;
    s.option_for = s.option_wanted > 0 ? s.question_in_sight() : nullptr;
    s.outline.clear();
    s.steps.clear();
    s.questions.clear();
    s.first_prediction.reset();

    // The column stands in the middle; narrow panes keep a margin of at least an em.
    const float avail = ImGui::GetContentRegionAvail().x;
    const float margin = std::min(given.theme.size.em * 2, avail / 16);
    const float width = std::floor(std::min(avail - 2 * margin, kMeasure * given.theme.size.em));
    PartContext context{.session = s.session,
                        .canvas = canvas,
                        .small = small,
                        .host = host,
                        .views = s.views,
                        .left = std::floor((avail - width) / 2),
                        .width = width,
                        .digit = 0,
                        .focus = false,
                        .in_sight = true,
                        .whole_page = s.page};
    const std::string hovered = s.views.hovered;
    const bool title_page = s.slice && s.slice->begin == s.slice->end;
    space(context, s.slice ? 2 : 8);
    if (!s.slice || title_page) s.draw_head(context);
    if (!title_page) s.draw_text(context);
    if (!s.slice) s.draw_sources(context);
    space(context, s.slice ? 2 : 16);
    const float height = ImGui::GetCursorPosY();
    if (height != s.content_height) host.request_redraw();
    s.content_height = height;
    if (s.restore >= 0 && ++s.settle > 1) {
      s.scroll_to =
          static_cast<float>(s.restore) * std::max(s.content_height - s.visible_height, 0.0F);
      s.restore = -1;
      host.request_redraw();
    }
    s.option_wanted = 0;
    s.draw_marks(context);
    s.draw_arithmetic(context);
    if (s.session.behind()) host.request_redraw();
  }
  ImGui::EndChild();
  ImGui::PopStyleVar(2);
}

const std::vector<LessonPane::Heading>& LessonPane::outline() const { return state_->outline; }

std::size_t LessonPane::current_heading() const {
  const State& s = *state_;
  std::size_t current = 0;
  const float line = s.scroll + s.visible_height / 4;
  for (std::size_t i = 0; i < s.outline.size(); ++i) {
    if (s.outline[i].y <= line) current = i;
  }
  return current;
}

void LessonPane::go_to(float y) { state_->scroll_to = std::max(y, 0.0F); }

void LessonPane::turn_step(int steps) { state_->steps_wanted += steps; }
void LessonPane::choose_answer(int option) { state_->option_wanted = option; }

void LessonPane::show_arithmetic(std::string_view quantity) {
  state_->views.asked = quantity;
  state_->views.arithmetic_settings.clear();
}

void LessonPane::set_slice(std::optional<Slice> slice) { state_->slice = slice; }

bool LessonPane::turn_page(int direction) {
  State& s = *state_;
  const float most = s.content_height - s.visible_height;
  const float page = s.visible_height * 0.85F;
  const float to = s.scroll + static_cast<float>(direction) * page;
  const bool moves = direction > 0 ? s.scroll < most - 2 : s.scroll > 2;
  if (moves) s.scroll_to = std::clamp(to, 0.0F, std::max(most, 0.0F));
  return moves;
}

std::optional<float> LessonPane::first_prediction() const { return state_->first_prediction; }

double LessonPane::position() const {
  const float range = state_->content_height - state_->visible_height;
  return range > 0 ? std::clamp(static_cast<double>(state_->scroll / range), 0.0, 1.0) : 0;
}

void LessonPane::set_position(double share) {
  state_->restore = std::clamp(share, 0.0, 1.0);
  state_->settle = 0;
}

bool LessonPane::settled() const {
  return state_->restore < 0 && !state_->scroll_to && !state_->outline.empty();
}

void LessonPane::set_scenario_line(ScenarioLine line) { state_->scenario_line = std::move(line); }

std::optional<std::size_t> LessonPane::take_scenario_action() {
  return std::exchange(state_->pressed_action, std::nullopt);
}

void LessonPane::set_marks(std::vector<Mark> marks) { state_->marks = std::move(marks); }

std::optional<std::size_t> LessonPane::take_mark() {
  return std::exchange(state_->pressed_mark, std::nullopt);
}

std::optional<std::string> LessonPane::take_link() {
  if (state_->views.link.empty()) return std::nullopt;
  return std::exchange(state_->views.link, {});
}

void LessonPane::set_page(bool on, float top) {
  state_->page = on;
  state_->page_top = top;
}

float LessonPane::page_height() const { return state_->content_height; }

}  // namespace wf::app
