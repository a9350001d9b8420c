#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "app/shell/shell.h"
#include "app/validation/validation_pane.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"
#include "widgets/validation_figure.h"

using namespace wf::app;
using namespace wf::app::testing;
namespace model = wf::model;
namespace widgets = wf::widgets;

namespace {

// The page with its score there.
struct Window {
  explicit Window(int width = 1280, int height = 800, double text = 1)
      : shell(workspace(), settings_with(text)), driver(shell, width, height) {
    driver.frames(2);
    driver.key(ImGuiKey_V);
    shell.validation().finish(shell.workspace().catalogue());
    driver.frames(4);
  }
  static Settings settings_with(double text) {
    Settings settings;
    settings.look.text_scale = text;
    return settings;
  }

  Shell shell;
  UiDriver driver;
};

const model::Validation& score() {
  static const model::Catalogue known = catalogue();
  static const Scoring scoring(source_dir() / "assets", known);
  scoring.wait();
  REQUIRE(scoring.result()->ok());
  return scoring.result()->value();
}

}  // namespace

TEST_CASE("The figure has every scored case once; a group singled out has its own") {
  const model::Validation& validation = score();
  const widgets::Figure all = widgets::validation_figure(validation);
  std::set<std::string> ids;
  for (const widgets::Marker& marker : all.markers) ids.insert(marker.meaning.quantity);
  CHECK(ids.size() == all.markers.size());
  CHECK(all.markers.size() == validation.pooled.predicted);
  CHECK(all.areas.size() == 2);
  for (const model::Score& group : validation.groups) {
    CAPTURE(group.group);
    const widgets::Figure one =
        widgets::validation_figure(validation, {.group = group.group, .id = group.worst_id});
    CHECK(one.markers.size() == group.predicted);
    const auto bold = std::count_if(one.markers.begin(), one.markers.end(), [](const auto& each) {
      return each.role == widgets::MarkerRole::kOperating;
    });
    CHECK(bold == 1);
  }
}

TEST_CASE("The page shows a loading state, then the groups with their scores") {
  Shell shell(workspace(), Settings{});
  UiDriver driver(shell, 1280, 800);
  driver.frames(2);
  shell.toggle_validation();
  driver.frames(1);
  CHECK(driver.shows("Predicted against measured"));
  shell.validation().finish(shell.workspace().catalogue());
  driver.frames(3);
  CHECK(driver.shows("published measurements in"));
  CHECK(driver.has("all cases"));
  for (const model::Score& group : score().groups) CHECK(driver.has(group.group));
  driver.key(ImGuiKey_V);
  driver.frames(2);
  CHECK_FALSE(driver.has("all cases"));
}

TEST_CASE("Without the cases the page says what is missing") {
  const Folder folder;
  Shell shell(Workspace(catalogue(), folder.path(), {}), Settings{});
  UiDriver driver(shell, 1280, 800);
  driver.frames(2);
  shell.toggle_validation();
  shell.validation().finish(shell.workspace().catalogue());
  driver.frames(3);
  CHECK(driver.shows("The measurements cannot be read"));
  CHECK(driver.shows("cases.jsonl"));
}

TEST_CASE("A click on a group singles it out, a second one brings the others back") {
  Window w;
  const std::string group = score().groups.front().group;
  w.driver.click(group);
  w.driver.frames(2);
  CHECK(w.shell.validation().group() == group);
  w.driver.click(group);
  w.driver.frames(2);
  CHECK(w.shell.validation().group().empty());
}

TEST_CASE("The arrow keys move through the cases; each shows its source and opens as a workload") {
  Window w;
  for (int i = 0; i < 60 && !w.driver.focused("Scatter of the cases"); ++i) {
    w.driver.key(ImGuiKey_Tab);
  }
  REQUIRE(w.driver.focused("Scatter of the cases"));
  std::set<std::string> seen;
  for (int i = 0; i < 5; ++i) {
    w.driver.key(ImGuiKey_RightArrow);
    w.driver.frames(2);
    seen.insert(w.shell.validation().chosen());
    CHECK(w.driver.shows(w.shell.validation().chosen()));
    CHECK(w.driver.shows("Source: "));
    CHECK(w.driver.shows("measured "));
  }
  CHECK(seen.size() == 5);
  w.driver.click("Open in the explorer");
  w.driver.frames(4);
  const Document* opened = w.shell.workspace().current();
  REQUIRE(opened != nullptr);
  CHECK(opened->good);
  CHECK(opened->file.empty());
  CHECK_FALSE(w.shell.validation_shown());
  CHECK(w.driver.has("Findings"));
}

TEST_CASE("A click on a point shows its case") {
  Window w;
  const auto scatter = w.driver.rect("Scatter of the cases");
  bool found = false;
  for (double x = 0.3; x < 0.9 && !found; x += 0.03) {
    // The cases lie about the diagonal.
    w.driver.click_at(scatter.left + x * (scatter.right - scatter.left),
                      scatter.bottom - x * (scatter.bottom - scatter.top));
    w.driver.frames(2);
    found = !w.shell.validation().chosen().empty();
  }
  CHECK(found);
  CHECK(w.driver.shows("Source: "));
}

TEST_CASE("The page fits every window and size of text") {
  for (const auto& [width, height] : {std::pair{800, 600}, {1280, 800}, {1920, 1080}}) {
    for (const double text : {0.8, 1.0, 2.5}) {
      CAPTURE(width);
      CAPTURE(text);
      Window w(width, height, text);
      if (w.driver.has("Groups")) w.driver.click("Groups");
      w.driver.frames(2);
      const auto row = w.driver.rect("all cases");
      CHECK(row.left >= 0);
      CHECK(row.right <= width);
    }
  }
}
