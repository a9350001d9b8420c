#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "lessons/lesson.h"
#include "lessons/registry.h"
#include "tests/widgets/golden.h"
#include "tests/widgets/workload.h"
#include "widgets/figure/layout.h"
#include "widgets/figure/svg.h"
#include "widgets/figures.h"
#include "widgets/readings.h"
#include "widgets/registry.h"

using namespace wf;
using namespace wf::widgets;
using namespace wf::widgets::testing;

namespace {

const Widget& course_map() {
  const Widget* found = find_widget("course_map");
  REQUIRE(found != nullptr);
  return *found;
}

}  // namespace

TEST_CASE("every lesson of the course stands on the map once") {
  const Seen seen(lesson_01());
  std::multiset<std::string> shown;
  const Figure map = course_map().figure(seen.inputs());
  for (const Marker& marker : map.markers) {
    std::istringstream cell(marker.name);
    for (std::string id; cell >> id;) shown.insert(id);
  }
  const std::set<std::string> course = {
      "01",  "02",  "03",  "03a", "03b", "04", "05", "06", "07", "07a", "07b", "07c", "08", "09",
      "09a", "09b", "09c", "09d", "10",  "11", "12", "13", "14", "15",  "16",  "17",  "18"};
  CHECK(shown.size() == course.size());
  CHECK(std::set<std::string>(shown.begin(), shown.end()) == course);
}

TEST_CASE("the row of the binding wall is the bold one") {
  for (double batch : {1.0, 32.0, 400.0}) {
    CAPTURE(batch);
    const Seen seen(turned(lesson_01(), "serving.batch", batch));
    const Wall binding = seen.report.sections[0].walls.binding();
    const Figure figure = course_map().figure(seen.inputs());
    for (const Marker& marker : figure.markers) {
      CHECK((marker.role == MarkerRole::kOperating) == (marker.meaning.wall == binding));
    }
    CHECK(contains(figure.title, std::string(wall_name(binding))));
  }
}

TEST_CASE("the flip of the map is where another wall takes over") {
  const Seen seen(lesson_01());
  const std::string words = course_map().flip(seen.inputs());
  const double most = expected_of(seen.report, "serving.max_batch");
  const auto binding = [&](double batch) {
    return Seen(turned(lesson_01(), "serving.batch", batch)).report.sections[0].walls.binding();
  };
  CHECK(binding(most + 1) == Wall::kMemoryCapacity);
  CHECK(binding(32) != Wall::kMemoryCapacity);
  CHECK(contains(words, "but memory capacity"));
}

TEST_CASE("the map of any workload, and of none") {
  for (const auto& file : std::filesystem::directory_iterator(kRoot / "assets/workloads")) {
    CAPTURE(file.path().filename().string());
    const Seen seen(read(file.path()));
    const Figure figure = course_map().figure(seen.inputs());
    CHECK(figure.markers.size() > 15);
    CHECK(!figure.describe.empty());
    if (!seen.scenario.serving) CHECK(course_map().flip(seen.inputs()).empty());
  }
  const Seen nothing{model::Scenario{}};
  CHECK(contains(course_map().describe(nothing.inputs()), "no wall binds"));
}

TEST_CASE("the map and the figures of lesson 01 as pictures and in words") {
  const Seen chat(lesson_01());
  const Seen full(turned(lesson_01(), "serving.batch", 400));
  const auto picture = [](const Figure& figure) {
    for (double width : {640.0, 900.0}) {
      const Layout layout = lay_out(figure, width, width == 640 ? 420 : 560, InterMetrics(), {});
      CAPTURE(width);
      for (const std::string& label : layout.dropped_labels) FAIL_CHECK(label);
    }
    return to_svg(figure, 640, 420, ThemeName::kLight);
  };
  check_golden("course_map.svg", picture(course_map().figure(chat.inputs())));
  check_golden("course_map_full.svg", picture(course_map().figure(full.inputs())));
  check_golden("course_map.txt", course_map().describe(chat.inputs()) + "\n\n" +
                                     course_map().flip(chat.inputs()) + "\n");
  for (const LessonFigure& entry : lesson_figures()) {
    const std::string name(entry.id);
    const auto figure = draw_figure(entry.id, chat.inputs());
    REQUIRE(figure.has_value());
    check_golden(name + ".svg", picture(*figure));
    check_golden(name + ".txt", figure->describe + "\n");
    for (std::string_view id : entry.quantities) CHECK(model::find_quantity(id) != nullptr);
  }
  CHECK(draw_figure("roofline", chat.inputs()).has_value());
  CHECK_FALSE(draw_figure("no such figure", chat.inputs()).has_value());
}

TEST_CASE("the figures of lessons bear every GPU and every workload") {
  std::vector<model::Scenario> scenarios;
  for (const auto& entry : catalogue().gpus) {
    scenarios.push_back(lesson_01());
    scenarios.back().cluster.gpu = entry.gpu;
  }
  for (const auto& file : std::filesystem::directory_iterator(kRoot / "assets/workloads")) {
    scenarios.push_back(read(file.path()));
  }
  for (const model::Scenario& scenario : scenarios) {
    CAPTURE(scenario.cluster.gpu.id);
    const Seen seen(scenario);
    for (const LessonFigure& entry : lesson_figures()) {
      CAPTURE(entry.id);
      const Figure figure = entry.figure(seen.inputs());
      if (scenario.serving) {
        CHECK(!figure.describe.empty());
        CHECK(!contains(figure.describe, "—"));
      } else {
        CHECK(!figure.empty_text.empty());
        CHECK(figure.lines.empty());
      }
    }
  }
}

TEST_CASE("every widget and figure that a lesson asks for exists") {
  lessons::Diagnostics diagnostics;
  const Seen chat(lesson_01());
  int asked = 0;
  for (const auto& entry : lessons::find_lessons(kRoot / "lessons", diagnostics)) {
    CAPTURE(entry.id);
    const lessons::Lesson lesson = lessons::load_lesson(entry.file);
    CHECK(find_widget(lesson.widget) != nullptr);
    for (const lessons::LivePart* part : lesson.parts()) {
      if (const auto* widget = std::get_if<lessons::Widget>(&part->content)) {
        CAPTURE(widget->id);
        CHECK(find_widget(widget->id) != nullptr);
        ++asked;
      }
      if (const auto* figure = std::get_if<lessons::Figure>(&part->content)) {
        CAPTURE(figure->id);
        CHECK(draw_figure(figure->id, chat.inputs()).has_value());
        ++asked;
      }
    }
  }
  CHECK(asked >= 4);
}
