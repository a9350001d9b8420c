#include <doctest/doctest.h>
#include <imgui_internal.h>
#include <unistd.h>

#include "app/record/lesson_recorder.h"
#include "app/shell/shell.h"
#include "app/shell/shell_commands.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

using namespace wf::app;
using namespace wf::app::testing;

namespace {

ImGuiKeyChord ctrl(ImGuiKey key) { return static_cast<int>(ImGuiMod_Ctrl) | key; }

const char* const kLesson = R"(---
id: 07
title: A lesson of three steps
part: Foundations
minutes: 5
widget: roofline
scenario: chat-llama3-70b-dgx-h100
---

# A lesson of three steps

Before anything is shown.

```predict
id: which
kind: choice
question: Which comes first?
options:
  - text: The chicken
  - text: The egg
answer: 2
reveal: |
  The egg.
```

```predict
id: how-long
kind: number
question: How long is a step?
answer: decode.step_time
unit: ms
tolerance: 2
reveal: |
  {{decode.step_time}} at batch {{serving.batch}}.
```

## The second step

Text.

```drill
id: plan
kind: design
question: Plan it.
solution: |
  As follows.
rubric:
  - Names the wall.
  - Gives a number.
  - Says what it costs.
```

LONG

## The third step

LONG
)";

std::string lesson_text() {
  std::string text = kLesson;
  std::string filler;
  for (int i = 0; i < 30; ++i) filler += "A paragraph that takes its room on the page.\n\n";
  for (auto at = text.find("LONG"); at != std::string::npos; at = text.find("LONG")) {
    text.replace(at, 4, filler);
  }
  return text;
}

// The program with a record, until it goes out of scope.
struct Program {
  Program(const Folder& folder, int width = 1280, int height = 800)
      : shell(workspace(folder.path() / "lessons"), Settings{}, std::nullopt,
              Record::open(folder.path() / "data" / "record.db")),
        driver(shell, width, height) {
    restored = shell.restore_session();
    driver.frames(6);
  }
  void run(std::string_view command) {
    find_shell_command(command)->run(shell);
    driver.frames(4);
  }
  bool restored = false;
  Shell shell;
  UiDriver driver;
};

Folder& with_lesson(Folder& folder) {
  folder.write("lessons/07-three-steps/lesson.md", lesson_text());
  return folder;
}

}  // namespace

TEST_CASE("Quit and resume: the place, the answers, the scenario, the files") {
  Folder folder;
  with_lesson(folder);
  const auto chat = folder.write("chat.json", kChat);
  {
    Program p(folder);
    CHECK_FALSE(p.restored);
    p.shell.open_file(chat);
    p.driver.frames(2);
    p.shell.open_file(folder.path() / "lessons/07-three-steps/lesson.md");
    p.driver.frames(4);
    CHECK(p.driver.shows("Begun") == false);
    p.driver.key(ImGuiKey_1);  // the chicken
    CHECK(p.driver.shows("The egg."));
    p.driver.click("##prediction");
    p.driver.type("9 ms");
    p.driver.key(ImGuiKey_Enter);
    p.driver.frames(3);
    p.driver.click("Show a worked answer");
    p.driver.click("Names the wall.");
    p.driver.click("Gives a number.");
    p.driver.click("Says what it costs.");
    p.driver.click("Gives a number.");  // not quite
    CHECK(p.driver.shows("2 of 3 claims"));
    p.driver.key(ImGuiKey_Home);
    for (int i = 0; i < 9 && p.shell.desk().record().lesson("07")->step.index < 2; ++i) {
      p.driver.key(ImGuiKey_Space);
    }
    p.driver.frames(3);
    CHECK(p.shell.desk().record().lesson("07")->step.index == 2);
    p.run("go.start");
    p.driver.frames(2);
    CHECK(p.driver.shows("Continue lesson 07, step 3"));
    p.driver.click("Continue lesson 07, step 3");
    p.driver.frames(4);
    p.shell.poll();
  }
  Program p(folder);
  CHECK(p.restored);
  REQUIRE(p.shell.workspace().documents().size() == 2);
  CHECK(p.shell.workspace().current()->kind == Document::Kind::kLesson);
  CHECK(p.driver.shows("The egg."));
  CHECK(p.driver.shows("9 ms"));
  const auto state = p.shell.desk().record().lesson("07");
  CHECK(state->step.heading == "The third step");
  CHECK(state->position > 0.5);
  const auto answers = p.shell.desk().record().last_answers("07");
  CHECK(p.driver.shows("As follows."));
  CHECK(p.driver.shows("2 of 3 claims"));
  REQUIRE(answers.size() == 3);
  CHECK(answers[2].met == std::vector<int>{0, 2});
  CHECK(answers[0].given == "The chicken");
  CHECK(answers[0].question == "Which comes first?");
  CHECK_FALSE(answers[0].right);
  CHECK(answers[1].factor);
}

TEST_CASE(
    "A knob that was turned in a lesson is turned when it is opened again; reset takes it back") {
  Folder folder;
  with_lesson(folder);
  const auto file = folder.path() / "lessons/07-three-steps/lesson.md";
  {
    Program p(folder);
    p.shell.open_file(file);
    p.driver.frames(4);
    CHECK_FALSE(p.driver.enabled("Reset"));
    p.driver.key(ImGuiKey_1);
    p.driver.click("##serving.batch");
    p.driver.type("24");
    p.driver.key(ImGuiKey_Enter);
    p.driver.frames(3);
  }
  Program p(folder);
  CHECK(p.restored);
  CHECK(p.driver.enabled("Reset"));
  CHECK_FALSE(p.shell.desk().record().lesson("07")->scenario.empty());
  p.driver.click("Reset");
  p.driver.frames(3);
  CHECK(p.shell.desk().record().lesson("07")->scenario.empty());
}

TEST_CASE("N writes a note, kept with every keystroke; Escape keeps it, too") {
  Folder folder;
  with_lesson(folder);
  const auto file = folder.path() / "lessons/07-three-steps/lesson.md";
  Program p(folder);
  p.driver.key(ImGuiKey_N);  // no lesson is open
  CHECK_FALSE(p.driver.has("##note"));
  p.shell.open_file(file);
  p.driver.frames(4);
  p.driver.key(ImGuiKey_N);
  p.driver.frames(3);
  CHECK(p.driver.shows("Note on A lesson of three steps"));
  p.driver.type("b");
  Record other = Record::open(folder.path() / "data" / "record.db");
  REQUIRE(other.notes().size() == 1);
  CHECK(other.notes()[0].text == "b");
  p.driver.type("ytes first");
  p.driver.key(ImGuiKey_Escape);
  p.driver.frames(3);
  CHECK_FALSE(p.driver.has("##note"));
  CHECK(other.notes()[0].text == "bytes first");
  CHECK(p.shell.workspace().current() != nullptr);
  // Its mark in the margin opens it again.
  p.driver.click("Note on A lesson of three steps");
  p.driver.frames(3);
  REQUIRE(p.driver.has("Remove the note"));
  p.driver.click("Remove the note");
  p.driver.frames(3);
  CHECK(other.notes().empty());
}

TEST_CASE("B sets a bookmark; the page of the record leads back to it") {
  Folder folder;
  with_lesson(folder);
  Program p(folder);
  p.shell.open_file(folder.path() / "lessons/07-three-steps/lesson.md");
  p.driver.frames(4);
  for (int i = 0; i < 6; ++i) p.driver.key(ImGuiKey_PageDown);
  p.driver.key(ImGuiKey_B);
  p.driver.frames(2);
  CHECK(p.shell.workspace().message() == "Bookmarked The third step");
  p.driver.key(ImGuiKey_Home);
  p.driver.frames(3);
  p.shell.poll();
  CHECK(p.shell.desk().record().lesson("07")->step.index == 0);
  p.driver.key(ctrl(ImGuiKey_L));
  p.driver.frames(3);
  CHECK(p.driver.shows("Your record"));
  CHECK(p.driver.shows("0 of 1 read, 1 begun"));
  p.driver.click("Lesson 07 · The third step");
  p.driver.frames(6);
  p.shell.poll();
  CHECK(p.shell.desk().record().lesson("07")->step.heading == "The third step");
  p.driver.key(ImGuiKey_B);
  CHECK(p.shell.desk().record().bookmarks().empty());
}

TEST_CASE("A lesson is read when its end is reached and no prediction is open") {
  Folder folder;
  with_lesson(folder);
  Program p(folder);
  p.shell.open_file(folder.path() / "lessons/07-three-steps/lesson.md");
  p.driver.frames(4);
  p.driver.key(ImGuiKey_End);
  p.driver.frames(4);
  CHECK_FALSE(p.shell.desk().record().lesson("07")->read);
  p.driver.key(ImGuiKey_Home);
  p.driver.frames(3);
  p.driver.key(ImGuiKey_2);
  p.driver.click("Skip");
  p.driver.frames(3);
  p.driver.key(ImGuiKey_End);
  p.driver.frames(4);
  CHECK(p.shell.desk().record().lesson("07")->read);
  CHECK(p.driver.shows("\u2713"));
}

TEST_CASE("The record can be searched on its page") {
  Folder folder;
  with_lesson(folder);
  Program p(folder);
  p.run("go.record");
  p.driver.click("##search record");
  p.driver.type("chicken first");
  p.driver.frames(3);
  CHECK(p.driver.shows("Text · Lesson 07"));
  p.driver.type(" nowhere");
  p.driver.frames(3);
  CHECK(p.driver.shows("Nothing has all of these words."));
}

TEST_CASE(
    "Changes to a workload that were not saved are there again after a crash, not after quitting") {
  Folder folder;
  const auto chat = folder.write("chat.json", kChat);
  {
    Program p(folder);
    p.shell.open_file(chat);
    auto changed = p.shell.workspace().current()->scenario;
    changed.serving->batch = 99;
    p.shell.workspace().change(*p.shell.workspace().current(), changed);
    p.driver.frames(3);
    // The end of scope is no quitting: nobody was asked.
  }
  CHECK(read(chat) == kChat);
  {
    Program p(folder);
    REQUIRE(p.restored);
    CHECK(p.shell.workspace().current()->edited);
    CHECK(p.shell.workspace().current()->scenario.serving->batch == 99);
    CHECK(p.shell.workspace().message().find("changes of last time") != std::string::npos);
    p.shell.quit();
    p.driver.frames(2);
    p.driver.click("Quit without saving");
    CHECK(p.driver.closed());
  }
  Program p(folder);
  REQUIRE(p.restored);
  CHECK_FALSE(p.shell.workspace().current()->edited);
}

TEST_CASE("A damaged record is named in a banner, and the program works") {
  Folder folder;
  with_lesson(folder);
  folder.write("data/record.db", "no database");
  Program p(folder);
  CHECK(p.driver.shows("Your record"));
  CHECK(p.driver.shows("record.damaged-"));
  p.driver.click("Understood");
  p.driver.frames(2);
  CHECK_FALSE(p.driver.shows("record.damaged-"));
}
