#include "widgets/figures.h"

#include "widgets/registry.h"

namespace wf::widgets {

#define WALLFINDER_FIGURE(name) LessonFigure name##_figure();
#include "widgets/figures.def"
#undef WALLFINDER_FIGURE

std::span<const LessonFigure> lesson_figures() {
  static const std::vector<LessonFigure> all = {
#define WALLFINDER_FIGURE(name) name##_figure(),
#include "widgets/figures.def"
#undef WALLFINDER_FIGURE
  };
  return all;
}

std::optional<Figure> draw_figure(std::string_view id, const WidgetInputs& inputs) {
  for (const LessonFigure& entry : lesson_figures()) {
    if (entry.id == id) return entry.figure(inputs);
  }
  if (const Widget* widget = find_widget(id)) return widget->figure(inputs);
  return std::nullopt;
}

}  // namespace wf::widgets
