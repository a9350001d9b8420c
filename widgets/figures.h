#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "widgets/widget.h"

namespace wf::widgets {

// A picture in a lesson's text, drawn from the lesson's scenario. It says one thing; what it says
// stands in Figure::title and, in words, in Figure::describe.
struct LessonFigure {
  std::string_view id{};                       // "step_by_batch", as in ```figure step_by_batch
  std::vector<std::string_view> quantities{};  // what it shows, for linking and search
  Figure (*figure)(const WidgetInputs&) = nullptr;  // pure; no input makes it fail
};

// All of figures.def, in its order.
std::span<const LessonFigure> lesson_figures();

// Draws the figure with this id: one of figures.def, or that of a widget. Nothing for other ids.
std::optional<Figure> draw_figure(std::string_view id, const WidgetInputs& inputs);

}  // namespace wf::widgets
