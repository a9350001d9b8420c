#include "app/explorer/knob_pane.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cctype>

#include "app/explorer/words.h"
#include "app/ui/controls.h"

namespace wf::app {
namespace {

using model::Knob;
using model::Scenario;

bool belongs(const Knob& knob, const KnobGroup& group) {
  const std::string_view path = knob.term.id;
  return path.starts_with(group.id) && path.size() > group.id.size() &&
         path[group.id.size()] == '.';
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

// A GPU's own figures stand in a group of their own below the cluster's.
bool is_primary(const Knob& knob, const KnobGroup& group) {
  return std::find(group.primary.begin(), group.primary.end(), knob.term.id) != group.primary.end();
}

template <class Entry>
std::string name_of(const Entry& entry) {
  return entry.name.empty() ? std::string(entry.id) : std::string(entry.name);
}

// What an assignment leaves to choose from, of entries of the catalogue.
template <class Entries, class Of>
std::optional<std::size_t> whole_row(CatalogueChoice choice, const Entries& entries, const Of& of,
                                     const model::Assignment* assignment,
                                     const PaneContext& context) {
  const std::vector<std::string>* only = nullptr;
  if (assignment != nullptr) {
    choice.locked = model::lock_reason(*assignment, choice.id).value_or("");
    for (const auto& free : assignment->free) {
      if (free.path == choice.id && !free.one_of.empty()) only = &free.one_of;
    }
  }
  std::vector<std::size_t> offered;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& each = of(entries[i]);
    if (only != nullptr && std::find(only->begin(), only->end(), each.id) == only->end()) continue;
    offered.push_back(i);
    choice.names.push_back(each.name);
  }
  const auto chosen = choice_row(choice, context);
  return chosen ? std::optional(offered[*chosen]) : std::nullopt;
}

std::optional<Scenario> model_row(const Scenario& scenario, const model::Assignment* assignment,
                                  const PaneContext& context) {
  CatalogueChoice choice{"model", "Model", name_of(scenario.model), {}, {}};
  if (choice.shown.empty()) choice.shown = "as the file gives it";
  const auto& models = context.catalogue.models;
  const auto chosen = whole_row(
      std::move(choice), models, [](const auto& each) -> const auto& { return each.shape; },
      assignment, context);
  if (!chosen) return std::nullopt;
  return with_model(scenario, models[*chosen].shape);
}

std::optional<Scenario> gpu_row(const Scenario& scenario, const model::Assignment* assignment,
                                const PaneContext& context) {
  CatalogueChoice choice{"cluster.gpu", "GPU", name_of(scenario.cluster.gpu), {}, {}};
  if (choice.shown.empty()) choice.shown = "as the file gives it";
  const auto& gpus = context.catalogue.gpus;
  const auto chosen = whole_row(
      std::move(choice), gpus, [](const auto& each) -> const auto& { return each.gpu; }, assignment,
      context);
  if (!chosen) return std::nullopt;
  return with_gpu(scenario, gpus[*chosen].gpu);
}

bool group_header(const KnobGroup& group, const PaneContext& context) {
  const Theme& theme = context.theme();
  ImGui::Dummy({0, theme.size.space(1)});
  hairline(theme);
  const UseFace bold(context.fonts().semibold, theme.size.em);
  // What is assumed is looked at when a result is doubted, not before.
  const ImGuiTreeNodeFlags open =
      group.id == "assume" ? ImGuiTreeNodeFlags_None : ImGuiTreeNodeFlags_DefaultOpen;
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {0, theme.size.space(1)});
  const bool unfolded =
      ImGui::TreeNodeEx(std::string(group.title).c_str(), open | ImGuiTreeNodeFlags_SpanAvailWidth |
                                                              ImGuiTreeNodeFlags_NoTreePushOnOpen |
                                                              ImGuiTreeNodeFlags_FramePadding);
  ImGui::PopStyleVar();
  return unfolded;
}

}  // namespace

// What else can be asked of the design.
std::optional<Scenario> KnobPane::draw_absent_sections(const Scenario& scenario,
                                                       const PaneContext& context) {
  const Theme& theme = context.theme();
  std::optional<Scenario> changed;
  bool first = true;
  for (const KnobGroup& group : knob_groups()) {
    if (has_section(scenario, group.id) || group.id == "operations") continue;
    if (assignment_ != nullptr && model::lock_reason(*assignment_, group.id)) continue;
    if (first) {
      ImGui::Dummy({0, theme.size.space(1)});
      hairline(theme);
    }
    first = false;
    if (!button(fmt::format("Add {}", lower(group.title)).c_str(), theme)) continue;
    changed = scenario;
    if (group.id == "serving") changed->serving.emplace();
    if (group.id == "training") changed->training.emplace();
    if (group.id == "rl") changed->rl.emplace();
    if (group.id == "data") changed->data.emplace();
    if (group.id == "evaluation") changed->evaluation.emplace();
  }
  return changed;
}

std::optional<Scenario> KnobPane::draw_group(const KnobGroup& group, const Scenario& scenario,
                                             const Scenario& saved, const PaneContext& context) {
  const Theme& theme = context.theme();
  if (!group_header(group, context)) return std::nullopt;
  ImGui::PushID(group.id.data(), group.id.data() + group.id.size());
  std::optional<Scenario> changed;
  const auto keep = [&](std::optional<Scenario> result) {
    if (result) changed = std::move(result);
  };
  if (group.id == "model") keep(model_row(scenario, assignment_, context));
  if (group.id == "cluster") keep(gpu_row(scenario, assignment_, context));
  const bool all = unfolded_.contains(group.id) || group.id == "assume";
  std::size_t hidden = 0;
  for (const std::string_view path : group.primary) {
    if (const Knob* knob = model::find_knob(path)) {
      // A budget that was not given is asked for only under "more".
      const bool quiet = group.id == "budget" && !knob->get(scenario) && !knob->get(saved) &&
                         path != group.primary.front();
      if (quiet && !all) {
        ++hidden;
        continue;
      }
      keep(knob_row(*knob, scenario, saved, typing_, context, assignment_));
    }
  }
  for (const Knob& knob : model::knobs()) {
    if (!belongs(knob, group) || is_primary(knob, group)) continue;
    // A knob that was turned stays in sight.
    if (!all && !differs(scenario, saved, knob)) {
      ++hidden;
      continue;
    }
    keep(knob_row(knob, scenario, saved, typing_, context, assignment_));
  }
  if (hidden > 0 && button(fmt::format("{} more###more", hidden).c_str(), theme)) {
    unfolded_.insert(std::string(group.id));
  }
  if (all && group.id != "assume" && button("Fewer###more", theme)) {
    unfolded_.erase(unfolded_.find(group.id));
  }
  const int sections =
      scenario.serving.has_value() + scenario.training.has_value() + scenario.rl.has_value();
  const bool section = group.id == "serving" || group.id == "training" || group.id == "rl";
  const bool aside = group.id == "data" || group.id == "evaluation";
  const bool held = assignment_ != nullptr && model::lock_reason(*assignment_, group.id);
  if (all && !held && ((section && sections > 1) || aside) && button("Leave out", theme)) {
    Scenario without = scenario;
    leave_out_section(without, group.id);
    changed = std::move(without);
  }
  ImGui::PopID();
  return changed;
}

std::optional<Scenario> KnobPane::draw_matches(const Scenario& scenario, const Scenario& saved,
                                               const PaneContext& context) {
  std::optional<Scenario> changed;
  const std::string wanted = lower(filter_);
  bool any = false;
  for (const Knob& knob : model::knobs()) {
    const std::string words =
        lower(fmt::format("{} {} {}", knob.term.id, knob_label(knob), knob.term.sentence));
    if (words.find(wanted) == std::string::npos) continue;
    const std::string_view group = std::string_view(knob.term.id).substr(0, knob.term.id.find('.'));
    if (!has_section(scenario, group)) continue;
    any = true;
    if (auto result = knob_row(knob, scenario, saved, typing_, context, assignment_))
      changed = result;
  }
  if (!any) {
    flow("No knob's name or meaning contains these letters.", context.theme().colours.muted,
         context.theme().size.small, context);
  }
  return changed;
}

std::optional<Scenario> KnobPane::draw(const Scenario& scenario, const Scenario& saved,
                                       const PaneContext& context,
                                       const model::Assignment* assignment) {
  assignment_ = assignment;
  if (focus_filter_) ImGui::SetKeyboardFocusHere();
  focus_filter_ = false;
  ImGui::SetNextItemWidth(-1);
  ImGui::InputTextWithHint("##find a knob", "Find a knob", &filter_,
                           ImGuiInputTextFlags_EscapeClearsAll);
  focus_ring(context.theme());
  if (!filter_.empty()) return draw_matches(scenario, saved, context);

  std::optional<Scenario> changed;
  for (const KnobGroup& group : knob_groups()) {
    if (!has_section(scenario, group.id)) continue;
    if (auto result = draw_group(group, scenario, saved, context)) changed = std::move(result);
  }
  if (auto result = draw_absent_sections(scenario, context)) changed = std::move(result);
  return changed;
}

}  // namespace wf::app
