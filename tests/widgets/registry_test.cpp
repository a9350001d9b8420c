#include "widgets/registry.h"

#include <doctest/doctest.h>

#include <set>

using namespace wf::widgets;

TEST_CASE("every registered widget is sound and has an id of its own") {
  std::set<std::string_view> ids;
  for (const Widget& widget : widgets()) {
    CAPTURE(widget.id);
    for (const std::string& fault : faults_of(widget)) FAIL_CHECK(fault);
    CHECK(ids.insert(widget.id).second);
    CHECK(find_widget(widget.id) == &widget);
  }
  CHECK(find_widget("no such widget") == nullptr);
}

TEST_CASE("a widget that is not finished is told what it lacks") {
  Widget widget{.id = "Not plain", .title = "", .knobs = {"serving.bach"}, .flip_knob = "x"};
  CHECK(faults_of(widget).size() == 7);
  widget = {.id = "batch_only",
            .title = "Batch",
            .knobs = {"serving.batch"},
            .quantities = {"no.such.quantity"},
            .flip_knob = "serving.batch",
            .figure = [](const WidgetInputs&) { return Figure{}; },
            .describe = [](const WidgetInputs&) { return std::string{}; },
            .flip = [](const WidgetInputs&) { return std::string{}; }};
  CHECK(faults_of(widget) == std::vector<std::string>{"there is no quantity \"no.such.quantity\""});
}
