#include <doctest/doctest.h>
#include <imgui_internal.h>
#include <unistd.h>

#include "app/lesson/copying.h"
#include "app/lesson/session.h"
#include "app/shell/shell.h"
#include "app/shell/shell_commands.h"
#include "lessons/lesson_scenario.h"
#include "lessons/registry.h"
#include "model/open_questions.h"
#include "model/report.h"
#include "model/workload_file.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

using namespace wf::app;
using namespace wf::app::testing;

namespace {

ImGuiKeyChord ctrl(ImGuiKey key) { return static_cast<int>(ImGuiMod_Ctrl) | key; }

struct Window {
  explicit Window(const std::filesystem::path& lessons = {})
      : shell(workspace(lessons), Settings{}), driver(shell, 1280, 800) {}
  void open(const std::filesystem::path& file) {
    shell.open_file(file);
    driver.frames(4);
  }
  void run(std::string_view command) {
    find_shell_command(command)->run(shell);
    driver.frames(4);
  }
  // The name in the picker's field is replaced by a path.
  void save_as(const std::filesystem::path& file) {
    driver.frames(2);
    driver.key(ctrl(ImGuiKey_A));
    driver.type(file.string());
    driver.key(ImGuiKey_Enter);
    driver.frames(4);
  }
  LessonSession& session() { return *shell.session_of(*shell.workspace().current()); }

  Shell shell;
  UiDriver driver;
};

// Every live number below these blocks.
void gather_numbers(std::span<const wf::lessons::Block> blocks,
                    std::vector<const wf::lessons::Inline*>& numbers) {
  for (const auto& block : blocks) {
    for (const auto& run : block.inlines) {
      if (run.kind == wf::lessons::Inline::Kind::kLive) numbers.push_back(&run);
    }
    gather_numbers(block.children, numbers);
  }
}

const std::filesystem::path kLesson01 =
    source_dir() / "lessons/01-what-makes-ml-systems-different/lesson.md";

}  // namespace

TEST_CASE("A figure is exported as SVG and CSV, from a workload and from a lesson") {
  const Folder folder;
  Window w;
  w.open(folder.write("chat.json", kChat));
  w.driver.key(ctrl(ImGuiKey_E));
  w.save_as(folder.path() / "headroom.svg");
  CHECK(read(folder.path() / "headroom.svg").starts_with("<svg"));
  w.open(kLesson01);
  w.driver.key(ctrl(ImGuiKey_E));
  w.save_as(folder.path() / "roofline.csv");
  CHECK(read(folder.path() / "roofline.csv").find(',') != std::string::npos);
  w.driver.key(ctrl(ImGuiKey_E));
  w.save_as(folder.path() / "roofline.xyz.svg");
  CHECK(read(folder.path() / "roofline.xyz.svg").find("FLOP/byte") != std::string::npos);
}

TEST_CASE("A figure offers its exports at a right click") {
  Window w;
  w.open(kLesson01);
  w.driver.right_click("roofline");
  w.driver.frames(3);
  CHECK(w.driver.has("Export as PNG…"));
  w.driver.click("Copy in words");
  CHECK(w.driver.clipboard().size() > 20);
}

TEST_CASE("Reports and scenarios leave a lesson as files") {
  const Folder folder;
  Window w;
  w.open(kLesson01);
  w.session().set_knob("serving.batch", 8);
  w.driver.frames(3);
  w.run("file.report");
  w.save_as(folder.path() / "lesson.md");
  const std::string report = read(folder.path() / "lesson.md");
  CHECK(report.starts_with("# Lesson 01"));
  CHECK(report.find("`serving.batch`") != std::string::npos);
  CHECK(std::filesystem::exists(folder.path() / "lesson-1.svg"));
  w.run("file.report_session");
  w.save_as(folder.path() / "all.md");
  CHECK(read(folder.path() / "all.md").find("## Lesson 01") != std::string::npos);
  w.run("file.save_scenario");
  w.save_as(folder.path() / "mine.json");
  REQUIRE(w.shell.workspace().current()->kind == Document::Kind::kWorkload);
  CHECK(w.shell.workspace().current()->scenario.serving->batch == 8);
}

TEST_CASE("A quantity's row is copied: by Ctrl+C with its unit, by its menu as Markdown") {
  const Folder folder;
  Window w;
  w.open(folder.write("chat.json", kChat));
  const std::string row = "Decode step";
  w.driver.right_click(row);
  w.driver.frames(2);
  w.driver.click("Copy the row as Markdown");
  CHECK(w.driver.clipboard().find("| Quantity | Expected | Bound | Id |") == 0);
  w.driver.hover(row);
  w.driver.key(ctrl(ImGuiKey_C));
  CHECK(w.driver.clipboard().ends_with(" ms"));
}

TEST_CASE("A lesson is read with my workload, until it is put away") {
  const Folder folder;
  Window w;
  const auto mine = folder.write("chat.json", kChat);
  w.open(mine);
  w.open(kLesson01);
  CHECK(w.driver.shows("Read with this lesson's own scenario"));
  const double own = *w.session().scenario().serving->batch;
  CHECK(own != 16);
  w.driver.click("Use my workload");
  w.driver.frames(4);
  CHECK(w.driver.shows("Read with your workload: My chat."));
  CHECK(*w.session().scenario().serving->batch == 16);
  CHECK(w.session().unchanged());
  CHECK(w.shell.desk().record().kept_value("my workload") == mine.string());
  // What changes in the file's window changes here.
  auto changed = w.shell.workspace().documents().front()->scenario;
  changed.serving->batch = 24;
  w.shell.workspace().change(*w.shell.workspace().documents().front(), changed);
  w.driver.frames(4);
  CHECK(*w.session().scenario().serving->batch == 24);
  w.driver.click("Back to the lesson's own");
  w.driver.frames(4);
  CHECK(*w.session().scenario().serving->batch == own);
  CHECK(w.shell.desk().record().kept_value("my workload").empty());
}

TEST_CASE("A workload that only trains: the lesson lends what it lacks and says so") {
  const Folder folder;
  Window w;
  const auto mine = folder.write("train.json", R"({
  "wallfinder": 1, "name": "Only training", "model": "llama-3-8b",
  "cluster": {"gpu": "h100-sxm-80gb", "gpus": 8, "price_per_gpu_hour": 2},
  "training": {"seq_len": 8192, "global_batch": 64}})");
  w.open(mine);
  w.open(kLesson01);
  const wf::model::Serving lent = *w.session().scenario().serving;
  w.driver.click("Use my workload");
  w.driver.frames(4);
  CHECK(w.driver.shows("Your file has no serving"));
  REQUIRE(w.session().scenario().serving);
  CHECK(w.session().scenario().serving->prompt_tokens == lent.prompt_tokens);
  CHECK(w.session().scenario().cluster.gpus == 8);
  CHECK_FALSE(w.session().scenario().training);
}

TEST_CASE("Every lesson survives every example, and a workload without any section") {
  wf::lessons::Diagnostics ignored;
  const auto entries = wf::lessons::find_lessons(source_dir() / "lessons", ignored);
  const auto parts = catalogue();
  std::vector<wf::model::Scenario> scenarios(1);
  const std::string bare =
      R"({"wallfinder": 1, "model": "llama-3-8b", "cluster": {"gpu": "l4-24gb", "gpus": 1}})";
  scenarios[0] = wf::model::read_workload(bare, "bare", ".", parts)->scenario;
  for (const auto& each : std::filesystem::directory_iterator(source_dir() / "assets/workloads")) {
    if (each.path().extension() != ".json") continue;
    const auto text = wf::model::read_text_file(each.path());
    auto loaded =
        wf::model::read_workload(*text, each.path().string(), each.path().parent_path(), parts);
    if (loaded) scenarios.push_back(std::move(loaded->scenario));
  }
  REQUIRE(scenarios.size() > 2);
  for (const auto& entry : entries) {
    CAPTURE(entry.id);
    const auto lesson =
        std::make_shared<const wf::lessons::Lesson>(wf::lessons::load_lesson(entry.file));
    for (const auto& scenario : scenarios) {
      CAPTURE(scenario.name);
      const LessonSession session(lesson, scenario, parts);
      CHECK(session.document().size() > 3);
    }
  }
}

TEST_CASE("My workload that is gone says so, and lessons use their own again") {
  const Folder folder;
  Record record = Record::in_memory();
  record.keep("my workload", (folder.path() / "gone.json").string());
  Shell shell(workspace(), Settings{}, std::nullopt, std::move(record));
  UiDriver driver(shell, 1280, 800);
  shell.open_file(kLesson01);
  driver.frames(5);
  CHECK(driver.shows("Your workload cannot be read"));
  CHECK(driver.shows("Read with this lesson's own scenario"));
}

TEST_CASE(
    "Every live number of every lesson can be copied: as shown, in SI units, its table's row") {
  wf::lessons::Diagnostics ignored;
  const auto parts = catalogue();
  for (const auto& entry : wf::lessons::find_lessons(source_dir() / "lessons", ignored)) {
    CAPTURE(entry.id);
    const auto lesson =
        std::make_shared<const wf::lessons::Lesson>(wf::lessons::load_lesson(entry.file));
    auto scenario = wf::lessons::lesson_scenario(*lesson, source_dir() / "assets", parts);
    REQUIRE(scenario);
    const LessonSession session(lesson, *scenario, parts);
    std::vector<const wf::lessons::Inline*> numbers;
    gather_numbers(session.document(), numbers);
    CHECK(numbers.size() > 5);
    for (const wf::lessons::Inline* run : numbers) {
      CAPTURE(run->text);
      const TextTarget target{TextTarget::Kind::kLive, run->value.value.term, run->text, {}, {}};
      const auto entries = copies_of(session, session.document(), target, {});
      REQUIRE_FALSE(entries.empty());
      CHECK(entries[0].text == run->text);
      CHECK(entries.size() >= (run->value.value.is_number() ? 2U : 1U));
      for (const CopyEntry& each : entries) {
        CHECK_FALSE(each.label.empty());
        CHECK_FALSE(each.text.empty());
      }
    }
  }
}

TEST_CASE("Every quantity of every example can be copied, as a value and as a row") {
  for (const auto& each : std::filesystem::directory_iterator(source_dir() / "assets/workloads")) {
    if (each.path().extension() != ".json") continue;
    CAPTURE(each.path().string());
    Window w;
    w.open(each.path());
    REQUIRE(w.shell.workspace().current() != nullptr);
    const auto report = wf::model::make_report(w.shell.workspace().current()->scenario);
    CHECK(report.readings.size() > 10);
    for (const auto& reading : report.readings) {
      CAPTURE(reading.term->id);
      const auto entries = w.shell.copies_of_quantity(reading.term->id);
      const auto& assignment = w.shell.workspace().current()->assignment;
      if (assignment && wf::model::open_questions(*assignment).contains(reading.term->id)) {
        CHECK(entries.empty());
        continue;
      }
      REQUIRE(entries.size() >= (reading.value ? 4U : 3U));
      const std::string& row = entries[entries.size() - 2].text;  // as TSV
      CHECK(row.find(entries[0].text) != std::string::npos);
      CHECK(row.find(reading.term->id) != std::string::npos);
      CHECK(entries.back().text.find("| ---") != std::string::npos);
    }
  }
}
