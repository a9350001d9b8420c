#include <doctest/doctest.h>
#include <imgui_internal.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "app/explorer/operations_pane.h"
#include "app/explorer/operations_table.h"
#include "app/shell/shell.h"
#include "app/shell/shell_commands.h"
#include "model/report.h"
#include "model/units.h"
#include "model/workload_file.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"
#include "widgets/step_graph.h"

using namespace wf::app;
using namespace wf::app::testing;
namespace model = wf::model;

namespace {

model::Scenario scenario_of(const std::string& name) {
  const auto text = read(example(name));
  const auto loaded = model::read_workload(text, name, example(name).parent_path(), catalogue());
  REQUIRE(loaded);
  return loaded->scenario;
}

std::vector<std::string> example_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(source_dir() / "assets/workloads")) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// The operations page of a workload.
struct Window {
  explicit Window(const std::string& file, int width = 1920, int height = 1080, double text = 1)
      : shell(workspace(), settings_with(text)), driver(shell, width, height) {
    shell.open_file(example(file));
    driver.frames(3);
    driver.key(ImGuiKey_O);
    driver.frames(3);
  }
  static Settings settings_with(double text) {
    Settings settings;
    settings.look.text_scale = text;
    return settings;
  }
  const Document& document() { return *shell.workspace().current(); }
  // An assignment's operations wait until what they add up to is answered.
  void answer_all() {
    Document& task = *shell.workspace().current();
    if (!task.assignment) return;
    for (const auto& each : model::Assignment(*task.assignment).questions) {
      shell.workspace().answer(task, each.id, each.choices.empty() ? "1" : each.choices[0]);
    }
    driver.frames(3);
  }

  Shell shell;
  UiDriver driver;
};

}  // namespace

TEST_CASE("The table of every step of every example adds up to the step") {
  for (const std::string& name : example_names()) {
    for (const model::OperationTable& table : model::operation_tables(scenario_of(name))) {
      CAPTURE(name);
      CAPTURE(std::string(table.title));
      const OperationTotals sum = totals_of(table);
      CHECK(sum.time == doctest::Approx(table.time).epsilon(1e-9));
      CHECK(sum.share == doctest::Approx(1).epsilon(1e-9));
    }
  }
}

TEST_CASE("Sorting by a column puts its largest first; without one the model's order stands") {
  const auto tables = model::operation_tables(scenario_of("chat-llama3-70b-dgx-h100.json"));
  const model::OperationTable& table = tables.front();
  const auto own = ordered(table, {});
  for (std::size_t i = 0; i < own.size(); ++i) CHECK(own[i] == &table.rows[i]);
  const auto by_time = ordered(table, {OperationColumn::kExpected});
  for (std::size_t i = 1; i < by_time.size(); ++i) CHECK(by_time[i - 1]->time >= by_time[i]->time);
  const auto by_name = ordered(table, {OperationColumn::kOperation});
  CHECK(wf::widgets::operation_name(*by_name.front()->term) == "Attention");
}

TEST_CASE("The copied table has a line an operation, a heading and the sum") {
  const auto tables = model::operation_tables(scenario_of("chat-mixtral-8x7b-two-h100.json"));
  std::istringstream lines(operations_tsv(tables.front(), {}));
  std::size_t count = 0;
  std::ptrdiff_t tabs = -1;
  for (std::string line; std::getline(lines, line); ++count) {
    const std::ptrdiff_t here = std::count(line.begin(), line.end(), '\t');
    if (tabs >= 0) CHECK(here == tabs);
    tabs = here;
  }
  CHECK(count == tables.front().rows.size() + 2);
  CHECK(operations_markdown(tables.front(), {}).find("| Experts up |") != std::string::npos);
}

TEST_CASE("O opens the operations, F goes back; the sum and its parts are on the screen") {
  Window w("chat-llama3-70b-dgx-h100.json");
  CHECK(w.shell.page_shown(Explorer::Page::kOperations));
  CHECK(w.driver.shows("Tensor collective"));
  CHECK(w.driver.shows("100.0 %"));
  const double step =
      *model::make_report(w.shell.workspace().current()->scenario).find("decode.step_time")->value;
  CHECK(w.driver.shows("Where the " + model::format_magnitude(step, "s") + " of a decode step go"));
  w.driver.click("Prefill");
  w.driver.frames(2);
  CHECK(w.driver.shows("of a prefill pass go"));
  w.driver.key(ImGuiKey_F);
  w.driver.frames(2);
  CHECK_FALSE(w.shell.page_shown(Explorer::Page::kOperations));
  CHECK(w.driver.shows("What would move it"));
}

TEST_CASE("A click on an operation puts it on the roofline, and says what its time rests on") {
  Window w("chat-llama3-70b-dgx-h100.json");
  CHECK_FALSE(w.driver.shows("of its roof"));
  w.driver.click("FFN up");
  w.driver.frames(3);
  CHECK(w.driver.shows("of its roof"));
  CHECK(w.driver.shows("assume.bandwidth.efficiency"));
  // A collective has no place there, and the words say so.
  w.driver.click("Tensor collective");
  w.driver.frames(3);
  CHECK_FALSE(w.driver.shows("of its roof"));
  CHECK(w.driver.shows("no place on the roofline"));
}

TEST_CASE("A click on a box of the graph or on a point of the roofline selects the operation") {
  Window w("chat-mixtral-8x7b-two-h100.json");
  const auto graph = w.driver.rect("Graph of the model");
  // The boxes' places are the figure's business: look for the one that answers.
  bool found = false;
  for (double y = 0.1; y < 1 && !found; y += 0.05) {
    w.driver.click_at(graph.left + 0.5 * (graph.right - graph.left),
                      graph.top + y * (graph.bottom - graph.top));
    w.driver.frames(2);
    found = w.driver.shows("First half of the experts");
  }
  CHECK(found);
  CHECK(w.driver.shows("of its roof"));
}

TEST_CASE("The page is complete by keyboard") {
  Window w("chat-llama3-70b-dgx-h100.json");
  for (int i = 0; i < 200 && !w.driver.focused("FFN down"); ++i) w.driver.key(ImGuiKey_Tab);
  REQUIRE(w.driver.focused("FFN down"));
  w.driver.key(ImGuiKey_Enter);
  w.driver.frames(3);
  CHECK(w.driver.shows("Second half of the feed-forward block"));
  w.driver.key(ImGuiKey_DownArrow);
  w.driver.key(ImGuiKey_Space);
  w.driver.frames(3);
  CHECK(w.driver.shows("Norms, residual adds"));
}

TEST_CASE("A click on a heading sorts, a second one goes back to the model's order") {
  Window w("chat-llama3-70b-dgx-h100.json");
  const auto top = [&](const char* label) { return w.driver.rect(label).top; };
  CHECK(top("QKV") < top("FFN up"));
  w.driver.click("expected");
  w.driver.frames(2);
  CHECK(top("Tensor collective") < top("Launch"));
  CHECK(top("FFN up") < top("QKV"));
  w.driver.click("expected");
  w.driver.frames(2);
  CHECK(top("QKV") < top("FFN up"));
}

TEST_CASE("The sum leads to the step's arithmetic; the menu copies the table") {
  Window w("train-llama3-8b-64xh100.json");
  w.driver.click("Copy…");
  w.driver.frames(2);
  w.driver.click("The table, with tabs");
  w.driver.frames(2);
  CHECK(w.driver.clipboard().find("Optimizer\t") != std::string::npos);
  w.driver.click("sum");
  w.driver.frames(3);
  CHECK(w.shell.arithmetic_shown());
  CHECK_FALSE(w.shell.page_shown(Explorer::Page::kOperations));
}

TEST_CASE("Every example has its operations, at every size of window and text") {
  for (const std::string& name : example_names()) {
    CAPTURE(name);
    const auto tables = model::operation_tables(scenario_of(name));
    // Each at its usual size, a few at all: the window is the same code for all of them.
    const bool all = name.starts_with("reasoning") || name.starts_with("train-llama3-70b");
    for (const auto& [width, height] : {std::pair{1280, 800}, {800, 600}, {1920, 1080}}) {
      for (const double text : {1.0, 0.8, 2.5}) {
        if (!all && (width != 1280 || text != 1)) continue;
        CAPTURE(width);
        CAPTURE(text);
        Window w(name, width, height, text);
        w.answer_all();
        if (tables.empty()) {
          CHECK(w.driver.shows("opened into its operations"));
          continue;
        }
        for (const model::OperationTable& table : tables) {
          w.driver.click(std::string(table.title));
          w.driver.frames(2);
          for (const model::OperationRow& row : table.rows) {
            CHECK(w.driver.has(wf::widgets::operation_name(*row.term)));
          }
          const auto sum = w.driver.rect("sum");
          CHECK(sum.right <= width);
        }
      }
    }
  }
}

TEST_CASE("In a small window one thing at a time: a click on a row turns to the roofline") {
  Window w("chat-llama3-70b-dgx-h100.json", 800, 600);
  CHECK(w.driver.has("Table"));
  CHECK_FALSE(w.driver.has("Roofline of the step"));
  w.driver.click("FFN up");
  w.driver.frames(3);
  CHECK(w.driver.has("Roofline of the step"));
  CHECK(w.driver.shows("of its roof"));
  w.driver.click("Model");
  w.driver.frames(2);
  CHECK(w.driver.has("Graph of the model"));
  CHECK_FALSE(w.driver.has("Roofline of the step"));
}

TEST_CASE("A design that does not fit has its operations all the same") {
  Window w("chat-llama3-70b-dgx-h100.json");
  w.driver.click("##serving.batch");
  w.driver.type("4000");
  w.driver.key(ImGuiKey_Enter);
  w.driver.frames(3);
  CHECK(w.driver.shows("is missed"));
  CHECK(w.driver.shows("100.0 %"));
}
