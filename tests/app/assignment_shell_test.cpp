#include <doctest/doctest.h>
#include <imgui_internal.h>
#include <unistd.h>

#include "app/cli/quantity_table.h"
#include "app/shell/shell.h"
#include "app/shell/shell_commands.h"
#include "model/workload_file.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

// An assignment in the window: its task, its fixed knobs, answers that are kept, and the report.

using namespace wf;
using namespace wf::app;
using namespace wf::app::testing;

namespace {

ImGuiKeyChord ctrl(ImGuiKey key) { return static_cast<int>(ImGuiMod_Ctrl) | key; }

const char* const kTask = R"({
  "wallfinder": 1, "name": "The card", "model": "llama-3-8b",
  "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1, "price_per_gpu_hour": 2.0},
  "serving": {"prompt_tokens": 1024, "output_tokens": 256, "batch": 16, "slo": {"tpot": 0.05}},
  "assert": {"serving.output_tokens_per_s": ">= 4000 tokens/s"},
  "assignment": {
    "title": "More for the same card", "lesson": "04", "instructions": "Raise the batch.",
    "free": [{"knob": "serving.batch", "from": 1, "to": 64}],
    "fixed": [{"knob": "cluster", "why": "The card is bought."}],
    "questions": [
      {"id": "step", "ask": "How long is a step?", "kind": "number", "unit": "ms",
       "quantity": "decode.step_time"},
      {"id": "wall", "ask": "Which wall binds?", "kind": "choice",
       "choices": ["compute", "memory capacity"], "quantity": "binding"},
      {"id": "why", "ask": "Why this batch?", "kind": "text"}],
    "report": ["name", "knobs", "step", "why"]
  }
}
)";

struct Window {
  explicit Window(int width = 1280, int height = 800, double text = 1,
                  const std::filesystem::path& lessons = {})
      : shell(workspace(lessons), settings(text)), driver(shell, width, height) {}
  static Settings settings(double text) {
    Settings result;
    result.look.text_scale = text;
    return result;
  }
  void open(const std::filesystem::path& file) {
    shell.open_file(file);
    driver.frames(4);
  }
  void type_into(const char* label, const char* text) {
    driver.click(label);
    driver.key(ctrl(ImGuiKey_A));
    driver.type(text);
    driver.frames(2);
  }
  Document& document() { return *shell.workspace().current(); }
  std::string answer(const char* id) { return document().assignment->answer(id); }

  Shell shell;
  UiDriver driver;
};

model::Scenario with_batch(model::Scenario scenario, double batch) {
  scenario.serving->batch = batch;
  return scenario;
}

}  // namespace

TEST_CASE("an assignment opens on its task; Q comes back to it") {
  const Folder folder;
  Window w;
  w.open(folder.write("task.json", kTask));
  CHECK(w.shell.page_shown(Explorer::Page::kTask));
  for (const char* words :
       {"More for the same card", "Raise the batch.", "serving.batch: 1 to 64",
        "cluster: The card is bought.", "How long is a step?", "fails", "4 of 4 still missing"}) {
    CAPTURE(std::string(words));
    CHECK(w.driver.shows(words));
  }
  w.driver.key(ImGuiKey_F);
  w.driver.frames(3);
  CHECK(w.shell.page_shown(Explorer::Page::kFindings));
  w.driver.key(ImGuiKey_Q);
  w.driver.frames(3);
  CHECK(w.shell.page_shown(Explorer::Page::kTask));
  w.driver.click("Findings");
  w.driver.frames(2);
  w.driver.click("Task");
  w.driver.frames(2);
  CHECK(w.driver.shows("Raise the batch."));
}

TEST_CASE("a workload without an assignment has no task") {
  const Folder folder;
  Window w;
  w.open(folder.write("chat.json", kChat));
  CHECK_FALSE(w.driver.has("Task"));
  CHECK(w.shell.page_shown(Explorer::Page::kFindings));
  w.driver.key(ImGuiKey_Q);
  w.driver.frames(2);
  CHECK(w.shell.page_shown(Explorer::Page::kFindings));
}

TEST_CASE("answers are typed, chosen, judged, saved and read again") {
  const Folder folder;
  const auto file = folder.write("task.json", kTask);
  Window w;
  w.open(file);
  w.type_into("##name", "Ada");
  w.type_into("##step", "500");
  CHECK(w.answer("step") == "500");
  CHECK(w.document().edited);
  w.type_into("##why", "It fits.");
  CHECK(w.driver.shows("off by"));
  w.type_into("##step", "8 ms");
  w.driver.click("memory capacity");
  w.driver.frames(2);
  CHECK(w.answer("wall") == "memory capacity");
  w.driver.click("memory capacity");  // taken back
  w.driver.frames(2);
  CHECK(w.answer("wall").empty());
  w.driver.click("memory capacity");
  w.driver.frames(2);
  CHECK(w.driver.shows("within 1.25"));
  CHECK(w.driver.shows("1 of 4 still missing"));
  w.shell.workspace().change(w.document(), with_batch(w.document().scenario, 64));
  w.driver.frames(3);
  CHECK(w.driver.shows("Everything that it must have is there."));
  w.driver.key(ctrl(ImGuiKey_S));
  w.driver.frames(3);
  CHECK_FALSE(w.document().edited);

  const auto loaded = model::read_workload(read(file), "task.json", {}, catalogue());
  REQUIRE(loaded.ok());
  CHECK(loaded->assignment->answer("name") == "Ada");
  CHECK(loaded->assignment->answer("step") == "8 ms");
  CHECK(*loaded->scenario.serving->batch == 64);
  CHECK(*loaded->given->serving->batch == 16);
  Window again;
  again.open(file);
  CHECK(again.driver.shows("Everything that it must have is there."));
}

TEST_CASE("a fixed knob is locked and says why; a free one stops at its range") {
  const Folder folder;
  Window w;
  w.open(folder.write("task.json", kTask));
  CHECK(w.driver.shows("fixed"));
  CHECK_FALSE(w.driver.has("serving.prompt_tokens"));  // its slider
  CHECK_FALSE(w.driver.enabled("##serving.prompt_tokens"));
  CHECK_FALSE(w.driver.enabled("##cluster.gpu"));
  CHECK(w.driver.has("serving.batch"));
  w.type_into("##serving.batch", "32");
  w.driver.key(ImGuiKey_Enter);
  w.driver.frames(3);
  CHECK(*w.document().scenario.serving->batch == 32);
  w.type_into("##serving.batch", "65");
  w.driver.key(ImGuiKey_Enter);
  w.driver.frames(3);
  CHECK(*w.document().scenario.serving->batch == 32);
  CHECK(w.driver.shows("serving.batch may be 1 to 64 in this assignment"));
  w.driver.drag("serving.batch", 1.0);
  w.driver.frames(3);
  CHECK(*w.document().scenario.serving->batch == 64);
}

TEST_CASE("no other way to turn a knob goes round the lock, and undo stays within it") {
  const Folder folder;
  Window w;
  w.open(folder.write("task.json", kTask));
  model::Scenario other = w.document().scenario;
  other.cluster.gpus = 4;
  CHECK_FALSE(w.shell.workspace().change(w.document(), other));
  w.driver.frames(2);
  CHECK(w.document().scenario.cluster.gpus == 1);
  CHECK(w.shell.workspace().message() == "cluster is fixed: The card is bought.");
  CHECK(w.shell.workspace().change(w.document(), with_batch(w.document().scenario, 48)));
  w.driver.frames(3);
  w.shell.undo();
  w.driver.frames(3);
  CHECK(*w.document().scenario.serving->batch == 16);
  w.shell.redo();
  w.driver.frames(3);
  CHECK(*w.document().scenario.serving->batch == 48);
}

TEST_CASE("an answer is one step of the window's history, once its field is left") {
  const Folder folder;
  Window w;
  w.open(folder.write("task.json", kTask));
  const auto& steps = w.shell.history().steps();
  w.type_into("##step", "500");
  CHECK(w.answer("step") == "500");
  CHECK(steps.empty());  // not finished
  w.driver.click("##why");
  w.driver.frames(2);
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].text() == "Question 1: 500, The card");
  w.driver.type("It fits.\nIt is large enough, and no larger than it must be for this.");
  w.driver.click("memory capacity");
  w.driver.frames(3);
  REQUIRE(steps.size() == 3);
  CHECK(steps[1].words == "Question 3: It fits. It is large enough, and no …");
  CHECK(steps[2].words == "Question 2: memory capacity");
  w.type_into("##step", "8 ms");
  // A knob is taken hold of while the field still has the keyboard: two steps, not one.
  w.driver.drag("serving.batch", 1.0);
  w.driver.frames(3);
  REQUIRE(steps.size() == 5);
  CHECK(steps[3].words == "Question 1: 500 → 8 ms");
  CHECK(steps[4].words == "Batch 16 → 64");
  const std::string whole = w.shell.workspace().text_of(w.document());

  w.shell.undo();
  w.driver.frames(3);
  CHECK(*w.document().scenario.serving->batch == 16);
  CHECK(w.answer("step") == "8 ms");
  w.shell.undo();
  w.driver.frames(3);
  CHECK(w.answer("step") == "500");
  CHECK(w.shell.workspace().message() == "Taken back: Question 1: 500 → 8 ms, The card");
  while (w.shell.history().can_undo()) w.shell.undo();
  w.driver.frames(3);
  CHECK(w.document().assignment->answers.empty());
  CHECK_FALSE(w.document().edited);
  CHECK(steps.size() == 5);  // going back is no step
  while (w.shell.history().can_redo()) w.shell.redo();
  w.driver.frames(3);
  CHECK(w.shell.workspace().text_of(w.document()) == whole);
  CHECK(w.document().edited);
}

TEST_CASE("what was saved is honest after undo, and all changes go back together") {
  const Folder folder;
  const auto file = folder.write("task.json", kTask);
  Window w;
  w.open(file);
  w.type_into("##name", "Ada");
  w.driver.click("memory capacity");
  w.driver.frames(3);
  w.driver.key(ctrl(ImGuiKey_S));
  w.driver.frames(3);
  CHECK_FALSE(w.document().edited);
  w.shell.undo();
  w.driver.frames(3);
  CHECK(w.document().edited);
  CHECK(w.answer("wall").empty());
  CHECK(read(file).find("\"wall\": \"memory capacity\"") != std::string::npos);
  w.shell.workspace().change(w.document(), with_batch(w.document().scenario, 32));
  w.driver.frames(3);
  const std::size_t before = w.shell.history().steps().size();
  w.shell.take_back_changes();
  w.driver.frames(3);
  CHECK_FALSE(w.document().edited);
  CHECK(w.answer("wall") == "memory capacity");
  REQUIRE(w.shell.history().steps().size() == before + 1);
  CHECK(w.shell.history().steps().back().words == "Batch 32 → 16; Question 2: memory capacity");
  // A question that the file lost is not brought back into it.
  std::string shorter = kTask;
  const auto from = shorter.find("{\"id\": \"wall\"");
  shorter.erase(from, shorter.find("{\"id\": \"why\"") - from);
  folder.write("task.json", shorter);
  w.shell.workspace().reload(w.document());
  w.driver.frames(3);
  while (w.shell.history().can_undo()) w.shell.undo();
  while (w.shell.history().can_redo()) w.shell.redo();
  w.driver.frames(3);
  CHECK(
      model::read_workload(w.shell.workspace().text_of(w.document()), "task.json", {}, catalogue())
          .ok());
}

TEST_CASE("what an open question asks for is not told before its answer") {
  const Folder folder;
  Window w;
  w.open(folder.write("task.json", kTask));
  const model::Report report = model::make_report(w.document().scenario);
  const std::string step = value_text(report.find("decode.step_time")->value, "s");
  const auto told = [&] {
    std::string all;
    for (const char* words : {"binds first", "What would move it"}) {
      if (w.driver.shows(words)) all += std::string(words) + "; ";
    }
    const std::string text = w.driver.text();
    for (std::size_t at = text.find(step); at != std::string::npos; at = text.find(step, at + 1)) {
      const char before = at == 0 ? ' ' : text[at - 1];
      if (before == ' ' || before == '\n') all += text.substr(at, step.size() + 20);
    }
    return all;
  };
  // On the task: neither headline nor status line.
  CHECK(w.driver.shows("Your answer first: what binds is shown once questions 1 and 2"));
  CHECK(w.driver.shows("Which wall binds: your answer first"));
  CHECK(told() == "");
  // On the findings: the row stands without its number, the others with theirs.
  w.driver.click("Findings");
  w.driver.frames(3);
  CHECK(told() == "");
  CHECK_FALSE(w.driver.has("Headrooms, Serving"));
  w.shell.show_arithmetic("decode.step_time");
  w.driver.frames(3);
  CHECK(w.driver.shows("Your answer first: this is shown once question 1"));
  CHECK(told() == "");
  w.shell.show_page(Explorer::Page::kOperations);
  w.driver.frames(3);
  CHECK(w.driver.shows("Your answer first: this is shown once question 1"));
  CHECK(told() == "");
  for (const auto view : {AnalysisPage::View::kTornado, AnalysisPage::View::kSweep}) {
    w.shell.show_analysis(view);
    w.driver.frames(3);
    CHECK(w.driver.shows("Your answer first: this is shown once question 1"));
    CHECK(told() == "");
  }
  w.driver.key(ImGuiKey_Escape);
  w.driver.frames(2);
  // Nor in what finds everything.
  w.driver.key(ctrl(ImGuiKey_K));
  w.driver.type("decode.step_time");
  w.driver.frames(3);
  CHECK(w.driver.shows("Decode step"));
  CHECK(told() == "");
  w.driver.key(ImGuiKey_Escape);
  w.driver.frames(2);

  // One answer opens what it was asked for, and no more; half an answer nothing.
  w.shell.show_page(Explorer::Page::kTask);
  w.driver.frames(3);
  w.type_into("##step", "7");
  CHECK(w.driver.shows("once questions 1 and 2"));
  w.driver.click("##why");
  w.driver.frames(3);
  CHECK(w.driver.shows("Your answer first: what binds is shown once question 2 of"));
  CHECK_FALSE(w.driver.shows("binds first"));
  w.driver.click("compute");
  w.driver.frames(3);
  CHECK(w.driver.shows("binds first"));
  CHECK_FALSE(w.driver.shows("our answer first"));
  w.type_into("##step", "soon");  // cannot be read: as good as none
  w.driver.click("##why");
  w.driver.frames(3);
  CHECK(w.driver.shows("Your answer first: what binds is shown once question 1 of"));
}

TEST_CASE("answers that were not saved come back with the next start") {
  const Folder folder;
  const auto file = folder.write("task.json", kTask);
  const auto kept = folder.path() / "record.db";
  {
    Shell shell(workspace(), Settings{}, std::nullopt, Record::open(kept));
    UiDriver driver(shell, 1280, 800);
    shell.open_file(file);
    driver.frames(3);
    shell.workspace().answer(*shell.workspace().current(), "why", "Because.");
    shell.workspace().change(*shell.workspace().current(),
                             with_batch(shell.workspace().current()->scenario, 24));
    driver.frames(3);
  }
  CHECK(read(file) == kTask);
  Shell shell(workspace(), Settings{}, std::nullopt, Record::open(kept));
  UiDriver driver(shell, 1280, 800);
  REQUIRE(shell.restore_session());
  driver.frames(3);
  const Document& document = *shell.workspace().current();
  CHECK(document.assignment->answer("why") == "Because.");
  CHECK(*document.scenario.serving->batch == 24);
  CHECK(*document.given.serving->batch == 16);
  CHECK(document.edited);
}

TEST_CASE("the task leads to its lesson, and to the report") {
  const Folder folder;
  const auto file = folder.write("task.json", kTask);
  Window w(1280, 800, 1, source_dir() / "lessons");
  w.open(file);
  w.shell.workspace().answer(w.document(), "why", "It fits.");
  w.driver.frames(2);
  w.driver.click("Write the report…");
  w.driver.frames(3);
  w.driver.key(ctrl(ImGuiKey_A));
  w.driver.type((folder.path() / "handed-in.md").string());
  w.driver.key(ImGuiKey_Enter);
  w.driver.frames(4);
  const std::string report = read(folder.path() / "handed-in.md");
  CHECK(report.find("# More for the same card") != std::string::npos);
  CHECK(report.find("| Why this batch? | It fits. |") != std::string::npos);
  CHECK(report.find("| How long is a step? | **not answered** |") != std::string::npos);
  CHECK(report.find("3 of 4 missing.") != std::string::npos);
  w.driver.click("Open lesson 04");
  w.driver.frames(3);
  REQUIRE(w.document().kind == Document::Kind::kLesson);
  CHECK(w.document().lesson->id == "04");
}

TEST_CASE("the task is whole in a small window with large text") {
  const Folder folder;
  const auto file = folder.write("task.json", kTask);
  for (const double text : {1.0, 2.0}) {
    CAPTURE(text);
    Window w(800, 600, text);
    w.open(file);
    CHECK(w.driver.shows("How long is a step?"));
    for (const char* label : {"Task", "Findings", "Knobs", "##step"}) {
      CAPTURE(std::string(label));
      const auto rect = w.driver.rect(label);
      CHECK(rect.right <= 800);
      CHECK(rect.left >= 0);
    }
  }
}
