#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "cli_running.h"
#include "lessons/lesson.h"
#include "lessons/lesson_scenario.h"
#include "lessons/registry.h"
#include "model/catalogue.h"
#include "model/report.h"
#include "widgets/figure/csv.h"
#include "widgets/figure/svg.h"
#include "widgets/registry.h"

// What leaves every lesson, byte for byte: its report, and the numbers of its widgets.
// WALLFINDER_REBASELINE=1 ./app_cli_test writes them anew; read the difference before it is
// committed. (The pictures of the widgets stand in tests/widgets/golden.)
using namespace wf;
using namespace wf::app;

namespace {

namespace fs = std::filesystem;

const fs::path kSource = WALLFINDER_SOURCE_DIR;

std::string bytes(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void check_golden(const std::string& name, const std::string& actual) {
  const fs::path golden = kSource / "tests/app/golden/lessons" / name;
  if (std::getenv("WALLFINDER_REBASELINE") != nullptr) {
    fs::create_directories(golden.parent_path());
    std::ofstream(golden, std::ios::binary) << actual;
  }
  REQUIRE_MESSAGE(fs::exists(golden), "no golden file " << golden.string());
  const bool same = bytes(golden) == actual;
  CHECK_MESSAGE(same, "differs from " << golden.string());
}

std::vector<lessons::LessonEntry> all_lessons() {
  lessons::Diagnostics problems;
  auto entries = lessons::find_lessons(kSource / "lessons", problems);
  REQUIRE(problems.empty());
  REQUIRE(entries.size() >= 9);
  return entries;
}

// The widget beside the text, then those within it.
std::vector<std::string> widgets_of(const lessons::Lesson& lesson) {
  std::vector<std::string> ids = {lesson.widget};
  for (const lessons::LivePart* part : lesson.parts()) {
    const auto* widget = std::get_if<lessons::Widget>(&part->content);
    if (widget != nullptr && std::find(ids.begin(), ids.end(), widget->id) == ids.end()) {
      ids.push_back(widget->id);
    }
  }
  return ids;
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++n;
  return n;
}

}  // namespace

TEST_CASE("golden: every lesson's report, with its figures beside it") {
  const fs::path folder =
      fs::temp_directory_path() / ("wallfinder-lesson-exports-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  Terminal screen;
  screen.now = []() -> std::chrono::system_clock::time_point {
    return std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + std::chrono::hours(12);
  };
  for (const lessons::LessonEntry& entry : all_lessons()) {
    CAPTURE(entry.id);
    const fs::path out = folder / (entry.id + ".md");
    const Ran ran = run({"report", entry.id, "-o", out.string(), "--no-record"}, {}, screen);
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
    const std::string report = bytes(out);
    check_golden(entry.id + ".md", report);
    for (const char* never : {"{{", "![](", ";\n", "NaN", "nan ", "\\text"}) {
      const bool found = contains(report, never);
      CHECK_MESSAGE(!found, "found " << never);
    }
    // Each figure that the text names is there and whole.
    CHECK(count(report, "](" + entry.id + "-") > 0);
    for (std::size_t i = 1; i <= count(report, "](" + entry.id + "-"); ++i) {
      const std::string svg = bytes(folder / (entry.id + "-" + std::to_string(i) + ".svg"));
      CHECK(svg.starts_with("<svg"));
      CHECK(svg.ends_with("</svg>\n"));
    }
    // The same again is the same.
    CHECK(run({"report", entry.id, "-o", out.string(), "--no-record"}, {}, screen).code == 0);
    CHECK(bytes(out) == report);
  }
  fs::remove_all(folder);
}

TEST_CASE("golden: the numbers of every lesson's widgets") {
  const auto catalogue = model::load_catalogue(kSource / "assets");
  REQUIRE(catalogue);
  std::set<std::string> written;
  for (const lessons::LessonEntry& entry : all_lessons()) {
    CAPTURE(entry.id);
    const lessons::Lesson lesson = lessons::load_lesson(entry.file);
    const auto scenario = lessons::lesson_scenario(lesson, kSource / "assets", *catalogue);
    REQUIRE(scenario);
    const model::Report report = model::make_report(*scenario);
    for (const std::string& id : widgets_of(lesson)) {
      CAPTURE(id);
      const widgets::Widget* widget = widgets::find_widget(id);
      REQUIRE(widget != nullptr);
      const widgets::WidgetInputs inputs{.scenario = *scenario, .report = report};
      const widgets::Figure figure = widget->figure(inputs);
      const std::string csv = widgets::to_csv(figure);
      check_golden(entry.id + "-" + id + ".csv", csv);
      CHECK(count(csv, "\n") > 1);
      CHECK(widgets::to_csv(widget->figure(inputs)) == csv);
      const std::string svg = widgets::to_svg(figure, 640, 420, widgets::ThemeName::kLight);
      CHECK(widgets::to_svg(widget->figure(inputs), 640, 420, widgets::ThemeName::kLight) == svg);
      written.insert(id);
    }
  }
  CHECK(written.size() >= all_lessons().size());
}
