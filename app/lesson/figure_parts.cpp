// Figures in the text, and the place where the text speaks of its widget.
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "app/lesson/part_context.h"
#include "model/report.h"
#include "widgets/figures.h"
#include "widgets/registry.h"

namespace wf::app {
namespace {

// A figure in the column, under settings of its own.
void draw_still(PartContext& context, const std::string& key, const std::string& id,
                const lessons::Overrides& settings) {
  Views::Still& still = context.views.stills[key];
  if (context.session.due(still.version, context.in_sight)) {
    still.version = context.session.version();
    auto scenario = context.session.source().scenario_with(settings);
    still.fault = scenario ? "" : scenario.error().what;
    if (scenario) {
      const model::Report report = model::make_report(*scenario);
      auto figure = widgets::draw_figure(
          id, {.scenario = *scenario, .report = report, .catalogue = &context.session.catalogue()});
      if (!figure) still.fault = "There is no figure \u201c" + id + "\u201d.";
      if (figure) still.figure = std::move(*figure);
      still.figure.handles.clear();  // what stands in the text is read, not dragged
    }
  }
  if (!still.fault.empty()) {
    show_words(context, key + "/fault", still.fault, context.small);
    return;
  }
  ImGui::SetCursorPosX(context.left);
  const ImVec2 size(context.width, std::round(context.width * 0.6F));
  const FigureEvents events = context.views.figures[key].show(key.c_str(), still.figure,
                                                              still.version, size, context.canvas);
  if (!events.quantity.empty()) context.session.point_at(events.quantity);
}

}  // namespace

void draw_figure_part(PartContext& context, const lessons::LivePart& part) {
  const auto& figure = std::get<lessons::Figure>(part.content);
  ImGui::PushID(part.id.c_str());
  draw_still(context, part.id, figure.id, figure.settings);
  if (!figure.caption.empty()) {
    space(context, 2);
    show_caption(context, part.id + "/caption", figure.caption, figure.settings);
  }
  ImGui::PopID();
}

void draw_widget_part(PartContext& outer, const lessons::LivePart& part) {
  const auto& wanted = std::get<lessons::Widget>(part.content);
  const widgets::Widget* widget = widgets::find_widget(wanted.id);
  ImGui::PushID(part.id.c_str());
  {
    const std::string title = widget == nullptr ? wanted.id : std::string(widget->title);
    Card card(outer, "Try it: " + title, outer.theme().colours.accent);
    PartContext& context = card.inner();
    if (widget != nullptr && context.whole_page) {
      draw_still(context, part.id, wanted.id, wanted.settings);
      space(context, 3);
    }
    const std::string key = part.id + "/task";
    show_live(context, key, wanted.task);
    if (widget == nullptr) {
      show_words(context, key + "/none", "This widget is not part of the program.", context.small);
    } else if (!context.whole_page) {
      space(context, 2);
      ControlRow row(context);
      if (row.button(wanted.settings.empty() ? "Show the widget" : "Set it up", true)) {
        context.session.show_widget(wanted.id);
        std::string& fault = context.views.faults[part.id];
        fault = context.session.apply(wanted.settings).value_or("");
        context.host.request_redraw();
      }
      if (row.button("Back to the lesson")) context.session.reset_all();
      const std::string& fault = context.views.faults[part.id];
      if (!fault.empty()) show_words(context, key + "/fault", fault, context.small);
    }
  }
  ImGui::PopID();
}

}  // namespace wf::app
