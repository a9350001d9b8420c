#include "widgets/registry.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/knobs.h"
#include "model/report.h"

namespace wf::widgets {

#define WALLFINDER_WIDGET(name) Widget name##_widget();
#include "widgets/widgets.def"
#undef WALLFINDER_WIDGET

std::span<const Widget> widgets() {
  static const std::vector<Widget> all = {
#define WALLFINDER_WIDGET(name) name##_widget(),
#include "widgets/widgets.def"
#undef WALLFINDER_WIDGET
  };
  return all;
}

const Widget* find_widget(std::string_view id) {
  for (const Widget& widget : widgets()) {
    if (widget.id == id) return &widget;
  }
  return nullptr;
}

std::vector<std::string> faults_of(const Widget& widget) {
  std::vector<std::string> faults;
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (widget.id.empty() || !std::all_of(widget.id.begin(), widget.id.end(), plain)) {
    faults.push_back(fmt::format("the id \"{}\" is not a plain word (a-z, 0-9, _)", widget.id));
  }
  if (widget.title.empty()) faults.emplace_back("it has no title");
  if (widget.knobs.empty()) faults.emplace_back("it has no knobs");
  for (std::string_view path : widget.knobs) {
    if (!model::find_knob(path)) faults.push_back(fmt::format("there is no knob \"{}\"", path));
  }
  for (std::string_view id : widget.quantities) {
    if (!model::find_quantity(id)) faults.push_back(fmt::format("there is no quantity \"{}\"", id));
  }
  if (std::find(widget.knobs.begin(), widget.knobs.end(), widget.flip_knob) == widget.knobs.end()) {
    faults.push_back(fmt::format("the flip knob \"{}\" is not among its knobs", widget.flip_knob));
  }
  if (!widget.figure) faults.emplace_back("it has no figure");
  if (!widget.describe) faults.emplace_back("it has no description");
  if (!widget.flip) faults.emplace_back("it does not say where the wall flips");
  return faults;
}

}  // namespace wf::widgets
