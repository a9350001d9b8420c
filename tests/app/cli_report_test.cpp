#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/export/markdown.h"
#include "app/record/record.h"
#include "cli_running.h"
#include "model/catalogue.h"
#include "model/explain.h"
#include "model/workload_file.h"

// Reports, byte for byte: WALLFINDER_REBASELINE=1 ./app_cli_test writes them anew; read the
// difference before it is committed.
using namespace wf::app;

namespace {

namespace fs = std::filesystem;

std::chrono::system_clock::time_point noon() {
  return std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + std::chrono::hours(12);
}

std::string bytes(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A folder for what is written, and a learner's record in it.
struct Scratch {
  Scratch() {
    static int count = 0;
    folder = fs::temp_directory_path() /
             ("wallfinder-report-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    fs::create_directories(folder);
    if (const char* old = std::getenv("XDG_DATA_HOME")) data_home = old;
    ::setenv("XDG_DATA_HOME", (folder / "data").c_str(), 1);
  }
  ~Scratch() {
    data_home.empty() ? ::unsetenv("XDG_DATA_HOME")
                      : ::setenv("XDG_DATA_HOME", data_home.c_str(), 1);
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  Ran report(const std::string& what, const std::string& name,
             const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"report", what, "-o", (folder / name).string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Terminal screen;
    screen.now = noon;
    return run(arguments, {}, screen);
  }
  void answer() const {
    Record record = Record::open(*record_file(), noon);
    record.reach("01", {2, "One step, counted"}, 0.2);
    GivenAnswer given;
    given.lesson = "01";
    given.part = "two-vendors";
    given.kind = "predict";
    given.given = "A, with twice the arithmetic";
    given.option = 0;
    record.answer(given);
    given.part = "step-eight";
    given.given = "40 ms";
    given.factor = 4;
    record.answer(given);
    record.write_note("01", {2, "One step, counted"}, "Weights | once for *all*.");
    record.toggle_bookmark("01", {3, "Intensity and the ridge"});
  }

  fs::path folder;
  std::string data_home;
};

void check_golden(const std::string& name, const fs::path& written) {
  const fs::path golden = fs::path(WALLFINDER_SOURCE_DIR) / "tests/app/golden" / name;
  if (std::getenv("WALLFINDER_REBASELINE") != nullptr) {
    fs::copy_file(written, golden, fs::copy_options::overwrite_existing);
  }
  const bool same = bytes(written) == bytes(golden);
  CHECK_MESSAGE(same, "differs from " << golden.string());
}

}  // namespace

TEST_CASE("golden: the report of a workload, with its figure") {
  const Scratch scratch;
  const Ran ran = scratch.report(example("chat-llama3-70b-dgx-h100"), "chat.md");
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  CHECK(ran.out == (scratch.folder / "chat.md").string() + "\n");
  check_golden("report_workload.md", scratch.folder / "chat.md");
  check_golden("report_workload-1.svg", scratch.folder / "chat-1.svg");
  CHECK_FALSE(fs::exists(scratch.folder / "data"));  // a report begins no record
}

TEST_CASE("golden: the report of a lesson: answers with their error, open questions, notes") {
  const Scratch scratch;
  scratch.answer();
  const Ran ran = scratch.report("01", "lesson.md", {"--set", "serving.batch=8"});
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  check_golden("report_lesson_01.md", scratch.folder / "lesson.md");
  const std::string text = bytes(scratch.folder / "lesson.md");
  CHECK(contains(text, "| A, with twice the arithmetic | B, with twice the memory bandwidth |"));
  CHECK(contains(text, "| 4× | ✗ |"));
  CHECK(contains(text, "**not answered**"));
  CHECK(contains(text, "Weights | once for *all*."));
  CHECK(contains(text, "- Intensity and the ridge"));
  CHECK(contains(text, "| `serving.batch` |"));
  CHECK_FALSE(contains(text, "{{"));
  const Ran bare = scratch.report("01", "bare.md", {"--no-record"});
  CHECK(bare.code == 0);
  CHECK_FALSE(contains(bytes(scratch.folder / "bare.md"), "twice the arithmetic |"));
}

TEST_CASE("The report of a session holds every lesson that was begun") {
  const Scratch scratch;
  CHECK(scratch.report("session", "all.md").code == 2);
  scratch.answer();
  CHECK(scratch.report("session", "all.md").code == 0);
  const std::string text = bytes(scratch.folder / "all.md");
  CHECK(contains(text, "| Lesson 01: What makes ML systems different | Begun, step 3 | 2 |"));
  CHECK(contains(text, "## Lesson 01"));
  CHECK_FALSE(contains(text, "## Lesson 00"));
}

TEST_CASE("A report names claims that fail, and the exit code does") {
  const Scratch scratch;
  std::ofstream(scratch.folder / "w.json") << R"({
  "wallfinder": 1, "model": "llama-3-8b", "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1},
  "serving": {"prompt_tokens": 1024, "output_tokens": 128, "batch": 4},
  "assert": {"decode.step_time": "<= 1 us", "binding": "memory bandwidth"}})";
  const Ran ran = scratch.report((scratch.folder / "w.json").string(), "w.md");
  CHECK(ran.code == kAssertionFailed);
  const std::string text = bytes(scratch.folder / "w.md");
  CHECK(contains(text, "✗ fails"));
  CHECK(contains(text, "✓ holds"));
}

TEST_CASE("What cannot be reported is refused with a reason") {
  const Scratch scratch;
  CHECK(run({"report", "01"}).code == 2);
  CHECK(run({"report"}).code == 2);
  CHECK(scratch.report("01", "lesson.txt").code == 2);
  CHECK(contains(scratch.report("nothing", "x.md").err, "no lesson"));
  const Ran nowhere = scratch.report("01", "no-folder/x.md");
  CHECK(nowhere.code == 2);
  CHECK(contains(nowhere.err, "cannot be written"));
  CHECK(contains(nowhere.err, "no-folder/x.md"));  // what was asked for, not its figure
}

TEST_CASE("Sources are what was published: they name a year") {
  const auto catalogue = wf::model::load_catalogue(fs::path(WALLFINDER_SOURCE_DIR) / "assets");
  REQUIRE(catalogue);
  const std::string file = example("train-llama3-8b-64xh100");
  const auto text = wf::model::read_text_file(file);
  const auto loaded =
      wf::model::read_workload(*text, file, fs::path(file).parent_path(), *catalogue);
  REQUIRE(loaded);
  const auto derivation =
      wf::model::derive(loaded->scenario, "training.step_time", wf::model::Side::kExpected);
  REQUIRE(derivation);
  const auto sources = sources_of(*derivation);
  CHECK(sources.size() > 3);
  for (const std::string& source : sources) {
    CAPTURE(source);
    CHECK(source.find("20") != std::string::npos);
    CHECK(source != "the workload");
  }
  // A shallow derivation says less, and each line stands once.
  const std::string whole = arithmetic_markdown(*derivation);
  const std::string shallow = arithmetic_markdown(*derivation, 1);
  CHECK(shallow.size() < whole.size());
  CHECK(whole.starts_with("- Optimizer step: `t_step` = "));
  CHECK(contains(whole, "\n    - "));
  CHECK_FALSE(contains(shallow, "\n    - "));
}

TEST_CASE("Cells, tables and TeX keep their shape whatever stands in them") {
  CHECK(cell("a | b\nc") == "a \\| b c");
  CHECK(markdown_table({{"a", "b"}, {"1", "2|3"}}) == "| a | b |\n| --- | --- |\n| 1 | 2\\|3 |\n");
  CHECK(tsv_table({{"a", "b\tc"}, {"1", "2"}}) == "a\tb c\n1\t2\n");
  CHECK(tex_words("5 % of a_b {x} \\ ^") ==
        "\\text{5 \\% of a\\_b \\{x\\} \\textbackslash{} \\^{}}");
}
