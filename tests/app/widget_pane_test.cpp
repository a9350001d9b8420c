#include <doctest/doctest.h>

#include "model/mitigation.h"
#include "tests/app/lesson_testing.h"
#include "widgets/registry.h"

using namespace wf::app;
using namespace wf::app::testing;

namespace {

using Turning = PaneFixture<WidgetPane>;

double batch(const LessonSession& session) { return session.scenario().serving->batch.value_or(0); }

}  // namespace

TEST_CASE("the figure takes at least half of the pane") {
  for (const int height : {500, 800, 1100}) {
    CAPTURE(height);
    Turning turning(700, height);
    turning.driver->frames(3);
    const UiDriver::Rect figure = turning.driver->rect("roofline");
    const double room = height - 2 * 16;  // the test window has a margin
    CHECK(figure.bottom - figure.top >= 0.499 * room);
    CHECK(figure.right <= 700);
  }
}

TEST_CASE("at most three knobs are shown before one asks for more") {
  Turning turning;
  UiDriver& ui = *turning.driver;
  const auto* widget = turning.pane.widget();
  REQUIRE(widget != nullptr);
  for (std::size_t i = 0; i < widget->knobs.size(); ++i) {
    CAPTURE(widget->knobs[i]);
    CHECK(ui.has("##" + std::string(widget->knobs[i])) == (i < 3));
  }
  REQUIRE(widget->knobs.size() > 3);
  ui.click("More knobs");
  for (const auto& path : widget->knobs) CHECK(ui.has("##" + std::string(path)));
}

TEST_CASE("dragging the handle turns its knob, as one step") {
  Turning turning;
  UiDriver& ui = *turning.driver;
  const double before = batch(*turning.session);
  const std::uint64_t version = turning.session->version();
  const UiDriver::Rect figure = ui.rect("roofline");
  REQUIRE(turning.pane.figure_layout().handles.size() == 1);
  const wf::widgets::Pixel at = turning.pane.figure_layout().handles[0].at;
  ui.move_to(figure.left + at.x, figure.top + at.y);
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, true);
  ui.frames(2);
  ui.move_to(figure.left + at.x + 30, figure.top + at.y);
  CHECK(turning.session->dragging());
  ui.move_to(figure.left + at.x + 60, figure.top + at.y);
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, false);
  ui.frames(2);
  CHECK(batch(*turning.session) > before);
  CHECK(turning.session->version() > version);
  CHECK_FALSE(turning.session->dragging());
  CHECK(turning.session->last_change() == "serving.batch");
}

TEST_CASE("a knob can be typed, and a wrong value says why") {
  Turning turning;
  UiDriver& ui = *turning.driver;
  ui.click("##serving.batch");
  ui.type("96");
  ui.key(ImGuiKey_Enter);
  CHECK(batch(*turning.session) == 96);
  ui.click("##serving.batch");
  ui.type("many");
  ui.key(ImGuiKey_Enter);
  CHECK(batch(*turning.session) == 96);
}

TEST_CASE("the dot and the button take changes back") {
  Turning turning;
  UiDriver& ui = *turning.driver;
  CHECK_FALSE(ui.enabled("Reset"));
  turning.session->set_knob("serving.batch", 96);
  ui.frames(2);
  ui.click("reset serving.batch");
  CHECK(batch(*turning.session) == 8);
  turning.session->set_knob("serving.batch", 32);
  turning.session->set_knob("serving.prompt_tokens", 4096);
  ui.frames(2);
  ui.click("Reset");
  CHECK(batch(*turning.session) == 8);
  CHECK(turning.session->unchanged());
}

TEST_CASE("the binding wall is named in words") {
  Turning turning;
  UiDriver& ui = *turning.driver;
  const auto binding = turning.session->report().sections.front().walls.binding();
  std::string name(wf::model::name_of(binding).substr(1));
  CHECK(ui.shows(name));
  turning.session->set_knob("serving.prompt_tokens", 131072);
  turning.session->set_knob("serving.batch", 512);
  ui.frames(2);
  const auto now = turning.session->report().sections.front().walls.binding();
  REQUIRE(now != binding);
  CHECK(ui.shows(wf::model::name_of(now).substr(1)));
}

TEST_CASE("a wall that is passed says what would move it") {
  Turning turning(700, 1000);
  UiDriver& ui = *turning.driver;
  CHECK_FALSE(ui.shows("What would move it: "));
  turning.session->set_knob("serving.prompt_tokens", 131072);
  turning.session->set_knob("serving.batch", 512);
  ui.frames(2);
  CHECK(ui.shows("is exceeded"));
  CHECK(ui.shows("What would move it: "));
  CHECK(ui.shows(wf::model::mitigations(turning.session->scenario(), turning.session->report())
                     .at(0)
                     .action.substr(0, 12)));
}

TEST_CASE("the state is told in words when asked for") {
  Turning turning(700, 1200);
  UiDriver& ui = *turning.driver;
  const std::string words = turning.pane.widget()->describe(turning.session->widget_inputs());
  const std::string begin = words.substr(0, words.find(' ', 20));
  CHECK_FALSE(turning.pane.describing());
  CHECK_FALSE(ui.shows(begin));
  turning.pane.set_describing(true);
  CHECK(ui.shows(begin));
  ui.click("Hide the words");
  CHECK_FALSE(turning.pane.describing());
  CHECK_FALSE(ui.shows(begin));
}

TEST_CASE("what is pinned stays as a ghost") {
  Turning turning;
  turning.driver->click("Pin as A");
  CHECK(turning.session->pinned());
  const auto inputs = turning.session->widget_inputs();
  REQUIRE(inputs.pinned_scenario != nullptr);
  CHECK(inputs.pinned_scenario->serving->batch == 8);
  turning.driver->click("Unpin A");
  CHECK_FALSE(turning.session->pinned());
}

TEST_CASE("another GPU changes the session") {
  Turning turning;
  turning.session->type_knob("cluster.gpu", "l4-24gb");
  turning.driver->frames(2);
  CHECK(turning.session->scenario().cluster.gpu.id == "l4-24gb");
  CHECK(turning.driver->shows("L4"));
  CHECK(turning.session->type_knob("cluster.gpu", "no-such-gpu"));
  CHECK(turning.session->scenario().cluster.gpu.id == "l4-24gb");
}

TEST_CASE("nothing leaves the widget pane at any size of text") {
  for (const double scale : {0.8, 1.0, 2.0}) {
    for (const int width : {420, 640}) {
      CAPTURE(scale);
      CAPTURE(width);
      Turning turning(width, 700, scale);
      const double beyond = overflow(*turning.driver, width, scale);
      CHECK(beyond > -400);
      CHECK(beyond <= 1.01);
    }
  }
}
