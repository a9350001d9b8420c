#include "app/analysis/analysis_page.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "app/analysis/search_combo.h"
#include "app/cli/comparison.h"
#include "app/cli/quantity_table.h"
#include "app/cli/scenario_words.h"
#include "app/cli/tornado_view.h"
#include "app/explorer/knob_edit.h"
#include "app/explorer/quantity_pane.h"
#include "app/explorer/words.h"
#include "app/platform/metrics.h"
#include "app/ui/controls.h"
#include "widgets/figure/csv.h"
#include "widgets/figure/svg.h"

namespace wf::app {
namespace {

constexpr std::size_t kMostBars = 12;
constexpr float kBesideKnobs = 72;  // em: from here on the knobs stand beside the figure
constexpr float kKnobs = 24;
constexpr float kMostKnobs = 32;
constexpr float kKnobShare = 0.32F;
constexpr ImGuiChildFlags kPane =
    ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AlwaysUseWindowPadding;

// "Decode step  decode.step_time": found by either.
std::string chooser_name(std::string_view name, std::string_view id) {
  return fmt::format("{}  ({})", name, id);
}

std::string first_quantity(const model::Report& report) {
  for (const char* id : {"decode.step_time", "training.step_time", "prefill.time"}) {
    if (report.find(id) != nullptr) return id;
  }
  return report.readings.empty() ? std::string() : std::string(report.readings[0].term->id);
}

}  // namespace

void AnalysisPage::refresh(const Input& input) {
  if (report_document_ != input.document || report_version_ != input.version) {
    report_ = model::make_report(input.scenario);
    report_document_ = input.document, report_version_ = input.version;
  }
  if (report_.find(quantity_) == nullptr) quantity_ = first_quantity(report_);
  if (report_.find(second_) == nullptr) second_.clear();
  const model::Knob* knob = model::find_knob(knob_);
  if (knob == nullptr || !has_section(input.scenario, knob_)) {
    knob_ = "cluster.gpu.memory_bandwidth";
    knob = model::find_knob(knob_);
  }
  const Key key{input.document, input.version, input.pinned, view_, quantity_, second_, knob_};
  if (key == made_for_ || view_ == View::kCompare) return;
  // Many scenarios: once the knob is let go.
  const bool same_picture = key.view == made_for_.view && key.quantity == made_for_.quantity &&
                            key.document == made_for_.document;
  if (view_ == View::kTornado && input.held && same_picture) return;
  made_for_ = key;
  ++made_;
  const model::Term* quantity = model::find_quantity(quantity_);
  if (quantity == nullptr) return;
  if (view_ == View::kTornado) {
    tornado_ = model::make_tornado(input.scenario, quantity_);
    tornado_figure_ = {};
    tornado_figure_.empty_text = "This quantity has no value here that could be moved";
    if (!tornado_) return;
    tornado_figure_ = tornado_figure(*tornado_, kMostBars, knob_label);
    const model::Reading* a = input.pinned ? input.pinned->report.find(quantity_) : nullptr;
    if (a != nullptr && a->value && *a->value > *tornado_figure_.x.from &&
        *a->value < *tornado_figure_.x.to && tornado_figure_.bars) {
      const double last = static_cast<double>(tornado_figure_.bars->categories.size()) - 0.5;
      tornado_figure_.lines.push_back({.name = "A",
                                       .points = {{*a->value, -0.5}, {*a->value, last}},
                                       .role = widgets::LineRole::kGhost,
                                       .label = {"A", 85}});
    }
    return;
  }
  sweeps_ = {};
  sweeps_[0] = knob_sweep(input.scenario, *knob, *quantity, input.pinned.get());
  if (const model::Term* second = second_.empty() ? nullptr : model::find_quantity(second_)) {
    sweeps_[1] = knob_sweep(input.scenario, *knob, *second, input.pinned.get());
  }
}

void AnalysisPage::draw_choosers(const PaneContext& context) {
  const Theme& theme = context.theme();
  const float room = ImGui::GetContentRegionAvail().x;
  const float gap = theme.size.space(3);
  const bool sweep = view_ == View::kSweep;
  const bool in_line = room > theme.size.em * (sweep ? 60.0F : 30.0F);
  const float width = std::min(in_line && sweep ? (room - 2 * gap) / 3 : room, theme.size.em * 28);
  std::vector<std::string> ids, names;
  for (const QuantityGroup& group : quantity_groups(report_)) {
    for (const model::Reading* reading : group.readings) {
      ids.emplace_back(reading->term->id);
      names.push_back(chooser_name(short_name(*reading->term), reading->term->id));
    }
  }
  const auto shown = [&](const std::string& id) {
    const auto found = std::find(ids.begin(), ids.end(), id);
    return found == ids.end() ? std::string("no second quantity")
                              : names[static_cast<std::size_t>(found - ids.begin())];
  };
  if (const auto chosen =
          search_combo("##quantity", shown(quantity_), names, width, typed_[0], context)) {
    quantity_ = ids[*chosen];
  }
  explain_item({"The quantity"}, context);
  if (!sweep) return;
  if (in_line) ImGui::SameLine(0, gap);
  std::vector<std::string> paths, labels;
  for (const model::Knob& knob : model::knobs()) {
    paths.emplace_back(knob.term.id);
    labels.push_back(chooser_name(knob_label(knob), knob.term.id));
  }
  const model::Knob* knob = model::find_knob(knob_);
  const std::string now = knob ? chooser_name(knob_label(*knob), knob_) : knob_;
  if (const auto chosen = search_combo("##knob", now, labels, width, typed_[1], context)) {
    knob_ = paths[*chosen];
  }
  explain_item({"The knob"}, context);
  if (in_line) ImGui::SameLine(0, gap);
  ids.insert(ids.begin(), ""), names.insert(names.begin(), "no second quantity");
  if (const auto chosen =
          search_combo("##second", shown(second_), names, width, typed_[2], context)) {
    second_ = ids[*chosen];
  }
  explain_item({"Another quantity along the same knob"}, context);
}

void AnalysisPage::draw_copy(const widgets::Figure& figure, const PaneContext& context) {
  const Theme& theme = context.theme();
  ImGui::PushID(&figure);
  if (button("Copy as CSV", theme)) ImGui::SetClipboardText(widgets::to_csv(figure).c_str());
  ImGui::SameLine(0, theme.size.space(4));
  if (button("Copy as SVG", theme)) {
    constexpr double kWidth = 900, kHeight = 560;
    ImGui::SetClipboardText(
        widgets::to_svg(figure, kWidth, kHeight, widgets::ThemeName::kLight).c_str());
  }
  ImGui::PopID();
}

void AnalysisPage::draw_tornado(const PaneContext& context) {
  const Theme& theme = context.theme();
  flow(
      "Every knob by itself: half and twice of what is continuous, within its range; the next "
      "legal values of degrees and choices. The strongest stands at the top.",
      theme.colours.muted, theme.size.small, context);
  const std::size_t bars = tornado_ ? std::min(tornado_->bars.size(), kMostBars) : 0;
  const float height = theme.size.em * (6.0F + 2.4F * static_cast<float>(bars));
  const float width = std::min(ImGui::GetContentRegionAvail().x, theme.size.em * 64);
  const FigureEvents events = figure_views_[0].show("What moves it most", tornado_figure_, made_,
                                                    {width, height}, context.canvas);
  if (!events.quantity.empty()) context.point_at(events.quantity);
  if (tornado_ && tornado_->bars.size() > bars) {
    flow(fmt::format("{} more knobs move it less.", tornado_->bars.size() - bars),
         theme.colours.muted, theme.size.small, context);
  }
  draw_copy(tornado_figure_, context);
}

void AnalysisPage::take_handle(const Input& input, const FigureEvents& events, Events& out,
                               const PaneContext& context) {
  if (!events.handle) return;
  const HandleEvent& handle = *events.handle;
  const model::Knob* knob = model::find_knob(handle.knob);
  if (knob == nullptr) return;
  std::optional<double> wanted;
  if (handle.phase == HandleEvent::Phase::kMoved && handle.value) {
    wanted = model::lays_out(knob->term.id) ? *handle.value : snapped(*knob, *handle.value);
  } else if (handle.phase == HandleEvent::Phase::kStepped) {
    wanted =
        stepped(*knob, value_taken(input.scenario, *knob).value_or(knob->initial), handle.steps);
  }
  if (!wanted) return;
  auto changed = with_value(input.scenario, *knob, *wanted, context.catalogue);
  if (changed && differs(input.scenario, *changed, *knob)) {
    out.changed = std::move(*changed);
    out.knob = handle.knob;
  }
}

void AnalysisPage::draw_sweep(const Input& input, Events& events, const PaneContext& context) {
  const Theme& theme = context.theme();
  const float width = std::min(ImGui::GetContentRegionAvail().x, theme.size.em * 64);
  for (std::size_t i = 0; i < sweeps_.size(); ++i) {
    if (i == 1 && second_.empty()) break;
    flow(sweeps_[i].words, theme.colours.ink, theme.size.em, context);
    const std::string label = fmt::format("Sweep {}", i + 1);
    const FigureEvents figure =
        figure_views_[1 + i].show(label.c_str(), sweeps_[i].figure, made_,
                                  {width, std::round(width * 0.52F)}, context.canvas);
    if (!figure.quantity.empty()) context.point_at(figure.quantity);
    take_handle(input, figure, events, context);
    draw_copy(sweeps_[i].figure, context);
    ImGui::Dummy({0, theme.size.space(2)});
  }
}

void AnalysisPage::draw_compare(const Input& input, Events& events, const PaneContext& context) {
  const Theme& theme = context.theme();
  const float width = std::min(ImGui::GetContentRegionAvail().x, theme.size.em * 28);
  const std::string a = input.pinned == nullptr      ? "choose what to compare with"
                        : input.pinned->name.empty() ? "an earlier state of this one"
                                                     : input.pinned->name;
  if (!input.others.empty()) {
    std::vector<std::string> names;
    for (const std::string& other : input.others) names.push_back("A: " + other);
    if (const auto chosen =
            search_combo("##compare with", "A: " + a, names, width, typed_[0], context)) {
      events.compare_with = chosen;
    }
  }
  if (button(input.pinned ? "Unpin A" : "Pin this as A", theme)) events.pin = true;
  if (input.pinned == nullptr) {
    flow(
        "Nothing is pinned. Pin the present state as A, turn a knob, and come back: the two stand "
        "beside each other here, and A is a ghost in every figure.",
        theme.colours.muted, theme.size.em, context);
    return;
  }
  ImGui::SameLine(0, theme.size.space(4));
  if (button("Swap A and B", theme)) events.swap = true;
  const model::Report& before = input.pinned->report;
  const std::string waits = your_answer_first(input.withheld, {std::string(kBinding)});
  if (waits.empty()) {
    flow({{walls_in_short(before, report_), theme.colours.ink, &Fonts::semibold}},
         theme.size.em * 1.125F, context);
  }
  flow(waits.empty() ? walls_sentence(before, report_) : waits, theme.colours.ink, theme.size.em,
       context);
  heading("What differs", context);
  const auto changes = changed_knobs(input.pinned->scenario, input.scenario);
  if (changes.empty()) {
    flow("Nothing that the model reads.", theme.colours.muted, theme.size.em, context);
  }
  for (const ChangedKnob& change : changes) {
    flow(fmt::format("{}: {} → {}", path_label(change.path), change.before, change.after),
         theme.colours.ink, theme.size.em, context);
  }
  std::string asked;
  const std::string chosen = quantity_pane(report_, &before, input.scenario.cluster.gpu, quantity_,
                                           asked, input.withheld, context);
  if (!chosen.empty()) {
    quantity_ = chosen;
    view_ = View::kTornado;
  }
}

AnalysisPage::Events AnalysisPage::draw(const Input& input, const PaneContext& outer) {
  Events events;
  refresh(input);
  const std::string lit = lit_;
  const Canvas canvas{outer.canvas.theme, outer.canvas.fonts, outer.canvas.math, lit};
  std::string pointed;
  const PaneContext context{canvas, outer.catalogue, outer.host, &pointed};
  const Theme& theme = context.theme();
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {theme.size.space(2), theme.size.space(1)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {theme.size.space(5), theme.size.space(3)});
  const float room = ImGui::GetContentRegionAvail().x;
  const bool wide = room >= kBesideKnobs * theme.size.em;
  const float knobs = wide ? std::floor(std::clamp(kKnobShare * room, kKnobs * theme.size.em,
                                                   kMostKnobs * theme.size.em))
                           : 0;
  if (ImGui::BeginChild("analysis", {room - knobs, 0}, kPane)) {
    if (button("← Back", theme)) events.back = true;
    ImGui::SameLine(0, theme.size.space(4));
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() +
                         (ImGui::GetFrameHeight() - std::round(1.5F * theme.size.em)) / 2);
    line_of(input.title, theme.colours.muted, context.fonts().regular, theme.size.em,
            ImGui::GetContentRegionAvail().x);
    const std::array<std::pair<const char*, View>, 3> views = {
        {{"What moves it most", View::kTornado},
         {"Sweep a knob", View::kSweep},
         {"Compare A and B", View::kCompare}}};
    for (std::size_t i = 0; i < views.size(); ++i) {
      if (i > 0) {
        beside(text_width(context.fonts().semibold, theme.size.em, views[i].first),
               theme.size.space(5));
      }
      if (segment(views[i].first, view_ == views[i].second, context)) view_ = views[i].second;
    }
    ImGui::Dummy({0, theme.size.space(1)});
    if (view_ != View::kCompare) draw_choosers(context);
    const std::string waits = view_ == View::kCompare ? std::string()
                              : view_ == View::kTornado
                                  ? your_answer_first(input.withheld, {quantity_})
                                  : your_answer_first(input.withheld, {quantity_, second_});
    waits_ = !waits.empty();
    if (waits_) flow(waits, theme.colours.muted, theme.size.em, context);
    if (view_ == View::kTornado && !waits_) draw_tornado(context);
    if (view_ == View::kSweep && !waits_) draw_sweep(input, events, context);
    if (view_ == View::kCompare) draw_compare(input, events, context);
  }
  ImGui::EndChild();
  if (wide) {
    ImGui::SameLine(0, 0);
    if (ImGui::BeginChild("knobs", {0, 0}, kPane)) {
      if (auto changed = knobs_.draw(input.scenario, input.saved, context)) {
        events.changed = std::move(changed);
      }
    }
    ImGui::EndChild();
  }
  ImGui::PopStyleVar(2);
  lit_ = pointed;
  if (lit_ != lit) context.host.request_redraw();
  return events;
}

std::vector<const widgets::Figure*> AnalysisPage::figures() const {
  if (view_ == View::kCompare || waits_) return {};
  if (view_ == View::kTornado) return {&tornado_figure_};
  if (second_.empty()) return {&sweeps_[0].figure};
  return {&sweeps_[0].figure, &sweeps_[1].figure};
}

}  // namespace wf::app
