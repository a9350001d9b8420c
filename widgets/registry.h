#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "widgets/widget.h"

namespace wf::widgets {

// All widgets, in the order of widgets.def.
std::span<const Widget> widgets();

const Widget* find_widget(std::string_view id);

// What is wrong with a widget's definition, a sentence each: a knob or quantity that the model does
// not have, a missing function, an id that is not a plain word. Empty when all is well.
std::vector<std::string> faults_of(const Widget& widget);

}  // namespace wf::widgets
