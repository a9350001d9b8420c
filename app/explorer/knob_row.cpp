#include "app/explorer/knob_row.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "app/cli/scenario_words.h"
#include "app/cli/tornado_view.h"
#include "app/explorer/knob_edit.h"
#include "app/explorer/words.h"
#include "app/ui/controls.h"

namespace wf::app {
namespace {

using model::Knob;
using model::Scenario;

// Where the parts of a row stand, in pixels.
struct Columns {
  float label = 0;
  float slider = 0;
  float field = 0;
  float dot = 0;
  bool two_lines = false;
};

Columns columns_of(const Theme& theme) {
  const float width = ImGui::GetContentRegionAvail().x;
  const float gap = theme.size.space(2);
  Columns c;
  c.dot = theme.size.em;
  c.field = std::min(theme.size.em * 6.25F, width * 0.4F);
  c.two_lines = width < theme.size.em * 19;
  const float left = width - c.field - c.dot - 2 * gap;
  if (c.two_lines) {
    c.label = left;
    c.slider = width - c.dot - gap;
  } else {
    c.label = std::round(std::min(theme.size.em * 10, left * 0.58F));
    c.slider = std::max(left - c.label - gap, theme.size.em);
  }
  return c;
}

float centre_line(float height) { return (height - ImGui::GetFontSize()) / 2; }

// What an assignment says of a knob.
struct Allowed {
  std::string locked;  // why it is fixed; or ""
  std::string words;   // "1 to 64"; or ""
  std::optional<double> from, to;
};

Allowed allowed_of(const Knob& knob, const model::Assignment* assignment) {
  if (assignment == nullptr) return {};
  Allowed allowed;
  allowed.locked = model::lock_reason(*assignment, knob.term.id).value_or("");
  for (const auto& each : assignment->free) {
    if (each.path != knob.term.id) continue;
    allowed.words = model::allowed_words(each);
    allowed.from = each.from;
    allowed.to = each.to;
  }
  return allowed;
}

void label_cell(const Knob& knob, const Scenario& scenario, const Allowed& allowed,
                const Columns& columns, const PaneContext& context) {
  const Theme& theme = context.theme();
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float height = ImGui::GetFrameHeight();
  ImGui::Dummy({columns.label, height});
  const Face& face = context.fonts().regular;
  place_text(cut_to(face, theme.size.em, knob_label(knob), columns.label),
             {from.x, from.y + centre_line(height) + ImGui::GetFontSize() * 0.78F},
             allowed.locked.empty() ? theme.colours.ink : theme.colours.muted, face, theme.size.em);
  const std::string source =
      fmt::format("Default {}{}{}.", knob_value_text(knob, knob.initial),
                  knob.term.source.empty() ? "" : ", from ", knob.term.source);
  std::vector<std::string> lines = {std::string(knob.term.sentence),
                                    fmt::format("{}: {}.", knob.term.id, range_words(knob)), source,
                                    figure_words(scenario.cluster.gpu, knob.term.id)};
  if (!allowed.words.empty()) {
    lines.push_back(fmt::format("In this assignment: {}.", allowed.words));
  }
  if (!allowed.locked.empty()) lines.push_back(allowed.locked);
  explain_item(lines, context);
}

// In the place of a slider that cannot be moved.
void fixed_cell(float width, const PaneContext& context) {
  const Theme& theme = context.theme();
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float height = ImGui::GetFrameHeight();
  ImGui::Dummy({width, height});
  place_text("fixed", {from.x, from.y + centre_line(height) + ImGui::GetFontSize() * 0.78F},
             theme.colours.muted, context.fonts().regular, theme.size.small);
}

struct Range {
  double from = 0;
  double to = 1;
};

std::optional<double> slider_cell(const Knob& knob, const Scenario& scenario,
                                  const Allowed& allowed, float width, KnobTyping& typing,
                                  const PaneContext& context) {
  const auto taken = value_taken(scenario, knob);
  std::vector<double> stops = legal_stops(scenario, knob);
  std::erase_if(stops, [&](double stop) {
    return (allowed.from && stop < *allowed.from) || (allowed.to && stop > *allowed.to);
  });
  Range range{std::max(knob.low, allowed.from.value_or(knob.low)),
              std::min(knob.high, allowed.to.value_or(knob.high))};
  if (!stops.empty()) range = {stops.front(), stops.back()};
  const bool whole_batch = !taken && knob.term.id == std::string_view("serving.batch");
  const double now = taken.value_or(whole_batch ? range.to : range.from);
  double value = now;
  const bool fixed = range.to <= range.from;
  SliderSpec spec{.from = range.from,
                  .to = fixed ? range.from + 1 : range.to,
                  .scale = range.from > 0 && range.to / range.from > 16 && is_wide(knob)
                               ? SliderScale::kLogarithmic
                               : SliderScale::kLinear,
                  .width = width,
                  .clipped = !taken || now < range.from || now > range.to};
  ImGui::BeginDisabled(fixed);
  const std::string label(knob.term.id);
  const SliderEvents events = slider(label.c_str(), value, spec, context.theme());
  ImGui::EndDisabled();
  if (events.reset) {
    typing.wanted_path = label;
    context.host.request_redraw();
  }
  std::optional<double> wanted;
  if (events.changed) wanted = stops.empty() ? snapped(knob, value) : value;
  if (events.steps != 0 && stops.empty()) wanted = stepped(knob, now, events.steps);
  if (wanted && !fixed) wanted = std::clamp(*wanted, range.from, range.to);
  if (stops.empty()) return wanted;
  // Layouts: the nearest that multiplies out, or the next one.
  std::size_t nearest = 0;
  const double aim = wanted.value_or(now);
  for (std::size_t i = 1; i < stops.size(); ++i) {
    const auto distance = [&](std::size_t at) { return std::abs(std::log(stops[at] / aim)); };
    if (distance(i) < distance(nearest)) nearest = i;
  }
  if (events.steps != 0) {
    const auto moved = static_cast<int>(nearest) + (events.steps > 0 ? 1 : -1);
    return stops[static_cast<std::size_t>(
        std::clamp(moved, 0, static_cast<int>(stops.size()) - 1))];
  }
  return wanted ? std::optional(stops[nearest]) : std::nullopt;
}

std::optional<std::string> field_cell(const Knob& knob, const Scenario& scenario, float width,
                                      KnobTyping& typing, const PaneContext& context) {
  const Theme& theme = context.theme();
  const std::string path(knob.term.id);
  const std::string shown = value_shown(scenario, knob);
  const bool typed_here = typing.path == path;
  std::string text = typed_here ? typing.text : shown;
  const bool given = knob.get(scenario).has_value();
  ImGui::PushStyleColor(ImGuiCol_Text,
                        given || typed_here ? theme.colours.ink : theme.colours.muted);
  ImGui::SetNextItemWidth(width);
  if (typing.wanted_path == path) {
    typing.wanted_path.clear();
    ImGui::SetKeyboardFocusHere();
  }
  const bool entered =
      ImGui::InputText(("##" + path).c_str(), &text,
                       ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  ImGui::PopStyleColor();
  focus_ring(theme);
  if (ImGui::IsItemActive()) {
    typing.path = path;
    typing.text = text;
  }
  const bool left = ImGui::IsItemDeactivatedAfterEdit();
  const bool done = entered || ImGui::IsItemDeactivated();
  // The value that stands there, entered again, is no mistake any more.
  if (entered && text == shown && typing.refused_path == path) typing.refused_path.clear();
  std::optional<std::string> result;
  // Escape leaves the field as it was; Enter and Tab take what was typed.
  if ((entered || left) && text != shown) result = text;
  if (done && typed_here) typing.path.clear();
  return result;
}

bool reset_dot(const Knob& knob, const Scenario& scenario, const Scenario& saved,
               const Columns& columns, const PaneContext& context) {
  const Theme& theme = context.theme();
  const float height = ImGui::GetFrameHeight();
  const ImVec2 from = ImGui::GetCursorScreenPos();
  if (!differs(scenario, saved, knob)) {
    ImGui::Dummy({columns.dot, height});
    return false;
  }
  const bool pressed = ImGui::InvisibleButton(fmt::format("reset {}", knob.term.id).c_str(),
                                              {columns.dot, height}, ImGuiButtonFlags_EnableNav);
  focus_ring(theme);
  const float radius = theme.size.quarter * (ImGui::IsItemHovered() ? 1.3F : 1.0F);
  ImGui::GetWindowDrawList()->AddCircleFilled({from.x + columns.dot / 2, from.y + height / 2},
                                              radius, theme.colours.accent);
  explain_item({fmt::format("Back to {}, as it was opened", value_shown(saved, knob))}, context);
  return pressed;
}

std::optional<std::size_t> combo(const char* label, const std::string& shown,
                                 const std::vector<std::string_view>& names, float width,
                                 const PaneContext& context) {
  std::optional<std::size_t> chosen;
  const float room = width - ImGui::GetFrameHeight() - context.theme().size.space(4);
  const std::string preview =
      without_maker_to(context.fonts().regular, context.theme().size.em, shown, room);
  ImGui::SetNextItemWidth(width);
  if (!ImGui::BeginCombo(label, preview.c_str(), ImGuiComboFlags_HeightLarge)) return chosen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    const std::string name(names[i]);
    const bool current = name == shown;
    if (ImGui::Selectable(name.c_str(), current)) chosen = i;
    if (current) ImGui::SetItemDefaultFocus();
    ImGui::PopID();
  }
  ImGui::EndCombo();
  return chosen;
}

// The control of a choice, over the room of slider and field.
std::optional<double> choice_cell(const Knob& knob, const Scenario& scenario, float width,
                                  const PaneContext& context) {
  const std::string path = "##" + std::string(knob.term.id);
  if (knob.choices.empty()) {
    bool on = value_taken(scenario, knob).value_or(0) != 0;
    const bool changed = ImGui::Checkbox(path.c_str(), &on);
    focus_ring(context.theme());
    return changed ? std::optional(on ? 1.0 : 0.0) : std::nullopt;
  }
  const std::vector<std::string_view> names(knob.choices.begin(), knob.choices.end());
  const auto chosen = combo(path.c_str(), value_shown(scenario, knob), names, width, context);
  focus_ring(context.theme());
  return chosen ? std::optional(static_cast<double>(*chosen)) : std::nullopt;
}

}  // namespace

std::optional<std::size_t> choice_row(const CatalogueChoice& choice, const PaneContext& context) {
  const Theme& theme = context.theme();
  const Columns columns = columns_of(theme);
  const float gap = theme.size.space(2);
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float height = ImGui::GetFrameHeight();
  ImGui::Dummy({columns.label, height});
  if (!choice.locked.empty()) explain_item({choice.locked}, context);
  place_text(choice.label, {from.x, from.y + centre_line(height) + ImGui::GetFontSize() * 0.78F},
             theme.colours.ink, context.fonts().regular, theme.size.em);
  if (!columns.two_lines) ImGui::SameLine(0, gap);
  const float width = columns.two_lines ? columns.slider : columns.slider + gap + columns.field;
  ImGui::BeginDisabled(!choice.locked.empty());
  const auto chosen =
      combo(fmt::format("##{}", choice.id).c_str(), choice.shown, choice.names, width, context);
  ImGui::EndDisabled();
  focus_ring(theme);
  return chosen;
}

std::optional<Scenario> knob_row(const Knob& knob, const Scenario& scenario, const Scenario& saved,
                                 KnobTyping& typing, const PaneContext& context,
                                 const model::Assignment* assignment) {
  const Theme& theme = context.theme();
  const Columns columns = columns_of(theme);
  const float gap = theme.size.space(2);
  const bool choice = knob.kind == model::KnobKind::kChoice;
  std::optional<double> turned;
  std::optional<std::string> typed;
  bool reset = false;
  const Allowed allowed = allowed_of(knob, assignment);
  const bool locked = !allowed.locked.empty();

  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float right = from.x + ImGui::GetContentRegionAvail().x;
  if (context.lit(knob.term.id)) {
    ImGui::GetWindowDrawList()->AddRectFilled(from, {right, from.y + ImGui::GetFrameHeight()},
                                              theme.colours.lit);
  }
  label_cell(knob, scenario, allowed, columns, context);
  ImGui::SameLine(0, gap);
  ImGui::BeginDisabled(locked);
  const bool focus = typing.focus == knob.term.id;
  if (focus) typing.focus.clear();
  if (focus && choice) ImGui::SetKeyboardFocusHere();
  if (choice) {
    const float width = columns.two_lines ? columns.field : columns.slider + gap + columns.field;
    turned = choice_cell(knob, scenario, width, context);
    if (knob.choices.empty()) {
      const float used = ImGui::GetItemRectSize().x;
      ImGui::SameLine(0, 0);
      ImGui::Dummy({std::max(width - used, 0.0F), 1});
    }
  } else {
    if (!columns.two_lines) {
      if (locked) {
        fixed_cell(columns.slider, context);
      } else {
        turned = slider_cell(knob, scenario, allowed, columns.slider, typing, context);
      }
      ImGui::SameLine(0, gap);
    }
    if (focus) ImGui::SetKeyboardFocusHere();
    typed = field_cell(knob, scenario, columns.field, typing, context);
  }
  ImGui::SameLine(0, gap);
  reset = reset_dot(knob, scenario, saved, columns, context);
  if (columns.two_lines && !choice && locked) fixed_cell(columns.slider, context);
  if (columns.two_lines && !choice && !locked) {
    turned = slider_cell(knob, scenario, allowed, columns.slider, typing, context);
  }
  ImGui::EndDisabled();

  const ImVec2 to(right, ImGui::GetCursorScreenPos().y);
  if (ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect(from, to)) {
    context.point_at(knob.term.id);
  }

  std::optional<Scenario> result;
  const auto take = [&](model::Result<Scenario> changed) {
    if (changed && assignment != nullptr) {
      if (auto refused = model::refusal(*assignment, scenario, *changed)) {
        changed = model::Error{"", 0, 0, std::move(*refused)};
      }
    }
    if (changed) {
      if (typing.refused_path == knob.term.id) typing.refused_path.clear();
      result = std::move(changed).value();
    } else {
      typing.refused_path = std::string(knob.term.id);
      typing.refusal = changed.error().what;
    }
  };
  if (reset) take(with_reset(scenario, saved, knob));
  if (typed) take(with_typed(scenario, knob, *typed, context.catalogue));
  if (turned && turned != knob.get(scenario)) {
    take(with_value(scenario, knob, *turned, context.catalogue));
  }
  if (typing.refused_path == knob.term.id) {
    flow(typing.refusal, theme.colours.bad, theme.size.small, context);
  }
  return result;
}

}  // namespace wf::app
