#include "app/explorer/operations_pane.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "app/cli/quantity_table.h"
#include "app/explorer/words.h"
#include "app/platform/metrics.h"
#include "app/ui/controls.h"
#include "model/units.h"
#include "widgets/figure/csv.h"
#include "widgets/figure/svg.h"
#include "widgets/step_graph.h"
#include "widgets/step_roofline.h"

namespace wf::app {
namespace {

using model::OperationRow;
using model::OperationTable;

// In em: below the first two, one of table, graph and roofline at a time; from the last on, the two
// figures stand side by side.
constexpr float kLeastTable = 26;
constexpr float kLeastFigure = 15;
constexpr float kChoices = 2.2F;
constexpr float kDetails = 6.5F;
constexpr float kTwoFigures = 56;

}  // namespace

const OperationTable* OperationsPane::table() const {
  for (const OperationTable& each : tables_) {
    if (each.quantity == step_) return &each;
  }
  return tables_.empty() ? nullptr : &tables_.front();
}

const OperationRow* OperationsPane::row() const {
  const OperationTable* shown = table();
  if (shown == nullptr) return nullptr;
  for (const OperationRow& each : shown->rows) {
    if (each.term->id == chosen_) return &each;
  }
  return nullptr;
}

void OperationsPane::choose(std::string_view operation) {
  chosen_ = operation;
  stale_ = true;
  const OperationRow* found = row();
  if (found != nullptr && widgets::on_roofline(*found)) showing_ = Showing::kRoofline;
}

void OperationsPane::refresh(const model::Scenario& scenario, std::uint64_t version) {
  if (version_ != version) {
    tables_ = model::operation_tables(scenario);
    version_ = version;
    stale_ = true;
  }
  const OperationTable* shown = table();
  if (!stale_ || shown == nullptr) return;
  step_ = shown->quantity;
  graph_ = widgets::step_graph(scenario, *shown, chosen_);
  roofline_ = widgets::step_roofline(scenario, *shown, chosen_);
  const OperationRow* found = row();
  reach_ = found == nullptr ? std::string() : widgets::reach_sentence(scenario, *found);
  ++figure_version_;
  stale_ = false;
}

// Which step, and what of it is shown where there is no room for all.
void OperationsPane::draw_choices(Room room, const PaneContext& context) {
  const Theme& theme = context.theme();
  const float gap = theme.size.space(5);
  const auto width = [&](std::string_view text) {
    return text_width(context.fonts().semibold, theme.size.em, text);
  };
  for (const OperationTable& each : tables_) {
    if (&each != &tables_.front()) beside(width(each.title), gap);
    const std::string title(each.title);
    if (segment(title.c_str(), each.quantity == step_, context)) {
      step_ = each.quantity;
      stale_ = true;
    }
  }
  beside(width("Copy…") + theme.size.space(4), gap);
  draw_copy(context);
  const auto view = [&](const char* label, Showing which, bool chosen) {
    beside(width(label), gap);
    if (segment(label, chosen, context)) showing_ = which;
  };
  const bool roofline = showing_ == Showing::kRoofline;
  const bool alone = room == Room::kOneThing;
  if (room == Room::kEverything) return;
  if (alone) view("Table", Showing::kTable, showing_ == Showing::kTable);
  view("Model", Showing::kModel, alone ? showing_ == Showing::kModel : !roofline);
  view("Roofline", Showing::kRoofline, roofline);
}

void OperationsPane::draw_copy(const PaneContext& context) {
  if (button("Copy…", context.theme())) ImGui::OpenPopup("copy operations");
  if (!begin_menu_popup("copy operations", context.theme())) return;
  const OperationTable& shown = *table();
  const auto theme = context.theme().look.theme;
  const auto offer = [](const char* label, const auto& text) {
    if (ImGui::MenuItem(label)) ImGui::SetClipboardText(text().c_str());
  };
  offer("The table, with tabs", [&] { return operations_tsv(shown, order_); });
  offer("The table, as Markdown", [&] { return operations_markdown(shown, order_); });
  offer("The model, as SVG", [&] { return widgets::to_svg(graph_, 900, 600, theme); });
  offer("The model, as CSV", [&] { return widgets::to_csv(graph_); });
  offer("The roofline, as SVG", [&] { return widgets::to_svg(roofline_, 900, 600, theme); });
  offer("The roofline, as CSV", [&] { return widgets::to_csv(roofline_); });
  end_menu_popup();
}

void OperationsPane::draw_table(Outcome& outcome, const PaneContext& context) {
  const OperationTable& shown = *table();
  const OperationTableEvents events = draw_operations(shown, order_, chosen_, context);
  if (!events.hovered.empty()) outcome.lit = events.hovered;
  if (events.pressed.empty()) return;
  if (events.pressed == shown.quantity) {
    outcome.arithmetic = events.pressed;
  } else {
    choose(events.pressed);
    context.host.request_redraw();
  }
}

// What the chosen operation works on, how far it is from its bound, and what its time rests on.
void OperationsPane::draw_details(const model::Scenario& scenario, const PaneContext& context) {
  const Theme& theme = context.theme();
  const float small = theme.size.small;
  const OperationRow* shown = row();
  if (shown == nullptr) {
    flow("Choose an operation to see it on the roofline, and what its time rests on.",
         theme.colours.muted, small, context);
    return;
  }
  const std::string name = widgets::operation_name(*shown->term);
  const std::string wall =
      fmt::format("{}\u00A0{}", widgets::wall_glyph(shown->wall), model::name_of(shown->wall));
  const std::string sentence = fmt::format("  {}  ", shown->term->sentence);
  flow({{name, theme.colours.ink, &Fonts::semibold},
        {sentence, theme.colours.ink},
        {wall, theme.wall(shown->wall), &Fonts::semibold}},
       small, context);
  std::string numbers = shown->shape.empty() ? std::string() : shown->shape + ". ";
  numbers += fmt::format("Expected {}", value_text(shown->time, "s"));
  if (shown->bound > 0) {
    numbers +=
        fmt::format(", {} its bound of {}",
                    shown->time >= shown->bound ? fmt::format("{:.2f}×", shown->time / shown->bound)
                                                : std::string("within"),
                    value_text(shown->bound, "s"));
  }
  flow(numbers + ". " + reach_, theme.colours.muted, small, context);
  if (shown->efficiency == nullptr) return;
  const model::Knob& knob = *shown->efficiency;
  const std::string value =
      model::format_magnitude(model::knob_value(scenario, knob), knob.term.unit);
  flow(fmt::format("Rests on {} = {}: {}.", knob.term.id, value, knob.term.source),
       theme.colours.muted, small, context);
}

void OperationsPane::draw_figure(Showing which, ImVec2 size, Outcome& outcome,
                                 const PaneContext& context) {
  const bool model = which == Showing::kModel;
  FigureView& view = model ? graph_view_ : roofline_view_;
  const FigureEvents events =
      view.show(model ? "Graph of the model" : "Roofline of the step", model ? graph_ : roofline_,
                figure_version_, size, context.canvas);
  focus_ring(context.theme());
  const bool operation = events.quantity.starts_with("op.");
  if (events.hovered && operation) outcome.lit = events.quantity;
  if (events.pressed && events.hovered && operation) {
    choose(events.quantity);
    context.host.request_redraw();
  } else if (events.pressed && !events.hovered) {
    // Enter on a figure goes to the next operation.
    const auto rows = ordered(*table(), order_);
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const OperationRow* each) {
      return each->term->id == chosen_;
    });
    const Showing kept = showing_;
    choose(
        (found == rows.end() || found + 1 == rows.end() ? rows.front() : *(found + 1))->term->id);
    showing_ = kept;
    context.host.request_redraw();
  }
}

OperationsPane::Outcome OperationsPane::draw(const model::Scenario& scenario, std::uint64_t version,
                                             const PaneContext& context) {
  Outcome outcome;
  refresh(scenario, version);
  const Theme& theme = context.theme();
  const float em = theme.size.em;
  const OperationTable* shown = table();
  if (shown == nullptr) {
    flow(
        "A step is opened into its operations where there is one: this design has neither a "
        "serving nor a training section. Add one of them among the knobs.",
        theme.colours.ink, em, context);
    return outcome;
  }
  const ImVec2 free = ImGui::GetContentRegionAvail();
  const float around = kChoices * em + kDetails * theme.size.small;
  const bool stacked = free.x >= kLeastTable * em &&
                       free.y - around - operations_height(*shown, theme) >= kLeastFigure * em;
  const Room room = !stacked                     ? Room::kOneThing
                    : free.x >= kTwoFigures * em ? Room::kEverything
                                                 : Room::kOneFigure;
  draw_choices(room, context);
  refresh(scenario, version);
  const bool table_alone = room == Room::kOneThing && showing_ == Showing::kTable;
  if (room != Room::kOneThing || table_alone) {
    draw_table(outcome, context);
    refresh(scenario, version);
  }
  if (room != Room::kOneThing || table_alone) draw_details(scenario, context);
  if (table_alone) return outcome;
  const ImVec2 left = ImGui::GetContentRegionAvail();
  const float least = std::min(kLeastFigure * em, left.x);
  if (room == Room::kEverything) {
    const float gap = theme.size.space(4);
    const ImVec2 size{std::floor((left.x - gap) / 2), std::max(left.y, least)};
    draw_figure(Showing::kModel, size, outcome, context);
    ImGui::SameLine(0, gap);
    draw_figure(Showing::kRoofline, size, outcome, context);
    return outcome;
  }
  const Showing which = showing_ == Showing::kRoofline ? Showing::kRoofline : Showing::kModel;
  const float below = room == Room::kOneThing ? kDetails * theme.size.small : 0;
  draw_figure(which, {left.x, std::max(left.y - below, least)}, outcome, context);
  if (room == Room::kOneThing) draw_details(scenario, context);
  return outcome;
}

}  // namespace wf::app
