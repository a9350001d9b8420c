#include "app/history/history.h"

#include <doctest/doctest.h>
#include <imgui.h>
#include <unistd.h>

#include <cmath>
#include <map>
#include <set>

#include "app/explorer/knob_edit.h"
#include "app/lesson/session.h"
#include "model/knobs.h"
#include "model/workload_file.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

using namespace wf;
using namespace wf::app;
using namespace wf::app::testing;

namespace {

ImGuiKeyChord ctrl(ImGuiKey key) { return static_cast<int>(ImGuiMod_Ctrl) | key; }
ImGuiKeyChord ctrl_shift(ImGuiKey key) { return ctrl(key) | static_cast<int>(ImGuiMod_Shift); }

model::Scenario scenario() {
  static const model::Catalogue kCatalogue = catalogue();
  return model::read_workload(kChat, "chat.json", {}, kCatalogue)->scenario;
}

model::Scenario with(model::Scenario scenario, std::string_view path, double value) {
  model::find_knob(path)->set(scenario, value);
  return scenario;
}

// Documents as the shell shows them to the history.
struct Watched {
  History history;
  std::map<int, model::Scenario> now;
  std::uint64_t version = 0;

  void put(int document, model::Scenario scenario) {
    now[document] = std::move(scenario);
    history.see(
        {.document = document, .version = ++version, .scenario = now[document], .place = [&] {
           return "file " + std::to_string(document);
         }});
  }
  void go_to(std::size_t position) {
    const auto move = history.go_to(position);
    REQUIRE(move);
    for (const auto& each : move->restored) put(each.document, *each.scenario);
  }
  double batch(int document) { return *now[document].serving->batch; }
};

struct Window {
  explicit Window(const std::filesystem::path& lessons = {}, int width = 1280, int height = 800)
      : shell(workspace(lessons), Settings{}), driver(shell, width, height) {
    driver.frames(3);
  }
  Document& document() { return *shell.workspace().current(); }
  const model::Scenario& now() { return document().scenario; }
  const LessonSession& lesson() { return *shell.session_of(document()); }

  Shell shell;
  UiDriver driver;
};

// Two lessons with a widget, and the workload they open on.
void write_lessons(const Folder& folder) {
  for (const char* id : {"01", "02"}) {
    folder.write(std::string(id) + "-lesson/lesson.md",
                 std::string("---\nid: ") + id + "\ntitle: Lesson " + id +
                     "\nwidget: roofline\nscenario: chat-llama3-70b-dgx-h100\n---\nWords.\n");
  }
}

}  // namespace

TEST_CASE("A change after undo drops what was taken back") {
  Watched w;
  w.put(1, scenario());
  w.put(1, with(scenario(), "serving.batch", 32));
  w.put(1, with(scenario(), "serving.batch", 64));
  REQUIRE(w.history.steps().size() == 2);
  CHECK(w.history.steps()[0].text() == "Batch 16 → 32, file 1");
  w.go_to(1);
  CHECK(w.batch(1) == 32);
  CHECK(w.history.can_redo());
  CHECK(w.history.steps().size() == 2);  // going back is no step
  w.put(1, with(scenario(), "serving.batch", 8));
  CHECK_FALSE(w.history.can_redo());
  REQUIRE(w.history.steps().size() == 2);
  CHECK(w.history.steps()[1].words == "Batch 32 → 8");
}

TEST_CASE("Several files share one history, and a closed one takes its steps with it") {
  Watched w;
  w.put(1, scenario());
  w.put(2, scenario());
  w.put(1, with(scenario(), "serving.batch", 32));
  w.put(2, with(scenario(), "serving.prompt_tokens", 2048));
  w.put(1, with(scenario(), "serving.batch", 64));
  w.go_to(0);
  CHECK(w.batch(1) == 16);
  CHECK(w.now[2].serving->prompt_tokens == 1024);
  w.go_to(3);
  CHECK(w.batch(1) == 64);
  CHECK(w.now[2].serving->prompt_tokens == 2048);
  w.go_to(2);
  w.history.forget(1);
  REQUIRE(w.history.steps().size() == 1);
  CHECK(w.history.position() == 1);
  w.go_to(0);
  CHECK(w.now[2].serving->prompt_tokens == 1024);
}

TEST_CASE("Whatever was turned comes back equal to the last bit, over every knob") {
  Watched w;
  const auto start = scenario();
  w.put(1, start);
  std::vector<std::string> states{model::write_workload(start)};
  auto now = start;
  for (const model::Knob& knob : model::knobs()) {
    const double low = knob.choices.empty() ? knob.low : 0;
    const double high =
        knob.choices.empty() ? knob.high : static_cast<double>(knob.choices.size() - 1);
    auto next = now;
    // A third of the range has no short decimal.
    double value = low + (high - low) / 3;
    if (knob.kind != model::KnobKind::kContinuous) value = std::round(value);
    knob.set(next, value);
    if (model::write_workload(next) == model::write_workload(now)) continue;
    now = next;
    w.put(1, now);
    CAPTURE(knob.term.id);
    states.push_back(model::write_workload(now));
    REQUIRE(w.history.steps().size() == states.size() - 1);
    CHECK_FALSE(w.history.steps().back().words.empty());
  }
  REQUIRE(states.size() > 60);
  for (std::size_t i = states.size(); i-- > 0;) {
    if (i + 1 < states.size()) w.go_to(i);
    CHECK(model::write_workload(w.now[1]) == states[i]);
  }
  for (const model::Knob& knob : model::knobs()) CHECK(knob.get(w.now[1]) == knob.get(start));
}

TEST_CASE("The history keeps so many steps and no more") {
  Watched w;
  w.put(1, scenario());
  for (std::size_t i = 0; i < History::kMostSteps + 20; ++i) {
    w.put(1, with(scenario(), "serving.prompt_tokens", 2000.0 + static_cast<double>(i)));
  }
  CHECK(w.history.steps().size() == History::kMostSteps);
  CHECK(w.history.position() == History::kMostSteps);
}

TEST_CASE("A step says what was turned") {
  const auto base = scenario();
  CHECK(step_words(base, with(base, "cluster.gpu.memory_bandwidth", 4e12)) ==
        "Memory bandwidth 3.35 TB/s → 4 TB/s");
  const auto store = catalogue();
  const auto* other = store.find_gpu("h200-sxm-141gb");
  REQUIRE(other != nullptr);
  const std::string chips = step_words(base, with_gpu(base, *other));
  CAPTURE(chips);
  CHECK(chips.starts_with("GPU "));
  CHECK(chips.find("H200") != std::string::npos);
  auto two = with(with(base, "serving.batch", 8), "serving.prompt_tokens", 512);
  CHECK(step_words(base, two, "serving.prompt_tokens").starts_with("Prompt tokens 1,024 → 512"));
  CHECK(step_words(base, two, "serving.prompt_tokens").ends_with(" and 1 more"));
}

TEST_CASE("Fifty frames of a drag are one step; Ctrl+Z takes it back, Ctrl+Y makes it again") {
  Window w;
  w.shell.open_file(example("chat-llama3-70b-dgx-h100.json"));
  w.driver.frames(3);
  const auto before = model::write_workload(w.now());
  const auto box = w.driver.rect("serving.batch");
  const double y = (box.top + box.bottom) / 2;
  w.driver.move_to(box.left + 3, y);
  w.driver.wait(1);
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, true);
  w.driver.frames(1);
  std::set<double> seen;
  for (int i = 1; i <= 50; ++i) {
    w.driver.move_to(box.left + 3 + (box.right - box.left - 6) * i / 50, y);
    seen.insert(*w.now().serving->batch);
    CHECK(w.shell.history().steps().empty());
  }
  CHECK(seen.size() > 10);
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, false);
  w.driver.frames(3);
  REQUIRE(w.shell.history().steps().size() == 1);
  const auto after = model::write_workload(w.now());
  CHECK(after != before);
  CHECK(w.shell.history().steps()[0].words.starts_with("Batch "));

  w.driver.key(ctrl(ImGuiKey_Z));
  w.driver.frames(2);
  CHECK(model::write_workload(w.now()) == before);
  CHECK_FALSE(w.document().edited);
  CHECK(w.driver.shows("Taken back: Batch"));
  w.driver.key(ctrl(ImGuiKey_Y));
  w.driver.frames(2);
  CHECK(model::write_workload(w.now()) == after);
  w.driver.key(ctrl(ImGuiKey_Z));
  w.driver.frames(2);
  w.driver.key(ctrl_shift(ImGuiKey_Z));
  w.driver.frames(2);
  CHECK(model::write_workload(w.now()) == after);
  CHECK(w.shell.history().steps().size() == 1);
}

TEST_CASE("Undo goes over lessons and turns to the one concerned; a pin is no step") {
  const Folder folder;
  write_lessons(folder);
  Window w(folder.path());
  w.shell.open_file(folder.path() / "01-lesson/lesson.md");
  w.driver.frames(3);
  w.driver.drag("serving.prompt_tokens", 0.9);
  REQUIRE(w.shell.history().steps().size() == 1);
  CHECK(w.shell.history().steps()[0].place == "lesson 01");
  w.driver.click("Pin as A");
  w.driver.frames(2);
  CHECK(w.shell.history().steps().size() == 1);
  w.shell.open_file(folder.path() / "02-lesson/lesson.md");
  w.driver.frames(3);
  w.driver.drag("serving.prompt_tokens", 0.2);
  REQUIRE(w.shell.history().steps().size() == 2);

  w.driver.key(ctrl(ImGuiKey_Z));
  w.driver.frames(2);
  CHECK(w.document().lesson->id == "02");
  CHECK(w.lesson().unchanged());
  w.driver.key(ctrl(ImGuiKey_Z));
  w.driver.frames(2);
  CHECK(w.document().lesson->id == "01");
  CHECK(w.lesson().unchanged());
  CHECK(w.lesson().pinned());  // the pin stays
  CHECK(w.driver.shows("lesson 01"));
  w.driver.key(ctrl(ImGuiKey_Z));  // nothing is left
  w.driver.frames(2);
  CHECK(w.shell.history().position() == 0);

  w.shell.close_document();
  w.driver.frames(2);
  REQUIRE(w.shell.history().steps().size() == 1);
  CHECK(w.shell.history().steps()[0].place == "lesson 02");
}

TEST_CASE("The history is a list to go back in, with the pointer or Enter") {
  Window w;
  w.shell.open_file(example("chat-llama3-70b-dgx-h100.json"));
  w.driver.frames(3);
  w.driver.drag("serving.batch", 0.9);
  w.driver.drag("serving.prompt_tokens", 0.9);
  w.driver.drag("serving.output_tokens", 0.9);
  REQUIRE(w.shell.history().steps().size() == 3);
  w.driver.key(ctrl(ImGuiKey_H));
  w.driver.frames(3);
  CHECK(w.driver.has("As it was opened"));
  const std::string second = w.shell.history().steps()[1].text();
  w.driver.click(second);
  w.driver.frames(2);
  CHECK(w.shell.history().position() == 2);
  w.driver.key(ImGuiKey_UpArrow);
  w.driver.key(ImGuiKey_Enter);
  w.driver.frames(2);
  CHECK(w.shell.history().position() == 1);
  w.driver.click("As it was opened");
  w.driver.frames(2);
  CHECK_FALSE(w.document().edited);
  w.driver.key(ImGuiKey_Escape);
  w.driver.frames(2);
  CHECK_FALSE(w.driver.has("As it was opened"));
}

TEST_CASE("A file that is read again is a step, and the state before it can be had back") {
  const Folder folder;
  const auto file = folder.write("chat.json", kChat);
  Window w;
  w.shell.open_file(file);
  w.driver.frames(3);
  std::string text = kChat;
  text.replace(text.find("16"), 2, "24");
  folder.write("chat.json", text);
  poll_until_changed(w.shell.workspace());
  w.driver.frames(3);
  CHECK(*w.now().serving->batch == 24);
  REQUIRE(w.shell.history().steps().size() == 1);
  CHECK(w.shell.history().steps()[0].text() == "Batch 16 → 24, My chat");
  w.driver.key(ctrl(ImGuiKey_Z));
  w.driver.frames(2);
  CHECK(*w.now().serving->batch == 16);
  CHECK(w.document().edited);  // the file says 24
  w.shell.close_document();    // asks first
  w.shell.close_document();
  CHECK(w.shell.history().steps().empty());
}

TEST_CASE("While a field is typed in, Ctrl+Z is the field's own") {
  Window w;
  w.shell.open_file(example("chat-llama3-70b-dgx-h100.json"));
  w.driver.frames(3);
  w.driver.drag("serving.batch", 0.9);
  REQUIRE(w.shell.history().steps().size() == 1);
  w.driver.click("##serving.prompt_tokens");
  w.driver.type("77");
  w.driver.key(ctrl(ImGuiKey_Z));
  w.driver.frames(2);
  CHECK(w.shell.history().position() == 1);
}
