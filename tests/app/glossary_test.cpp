#include <doctest/doctest.h>
#include <unistd.h>

#include "app/shell/shell.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

using namespace wf::app;
using namespace wf::app::testing;

namespace {

const char* const kLesson = R"(---
id: 01
title: Caches
scenario: chat-llama3-70b-dgx-h100
---
The KV cache grows with every token, and a KV cache is read. It takes {{decode.step_time}}.
)";

}  // namespace

TEST_CASE("G lists the terms: definition, its number here, the lesson; Enter opens that") {
  const Folder folder;
  folder.write("lessons/01-a/lesson.md", kLesson);
  Shell shell(workspace(folder.path() / "lessons"), Settings{});
  UiDriver driver(shell, 1280, 800);
  driver.frames(3);
  shell.open_file(example("chat-llama3-70b-dgx-h100.json"));
  driver.frames(3);
  driver.key(ImGuiKey_G);
  driver.frames(2);
  REQUIRE(shell.palette().is_open());
  driver.type("cache kv");
  driver.frames(2);
  CHECK(shell.palette().found().front()->id == "kv-cache");
  CHECK(driver.shows("Keys and values of all earlier tokens"));
  CHECK(driver.shows("Here kv.bytes_per_token is"));
  driver.key(ImGuiKey_Enter);
  driver.frames(3);
  CHECK(shell.workspace().current_lesson() == 0);
}

TEST_CASE("A term's first use in a lesson has a hint, and leads to the glossary") {
  const Folder folder;
  folder.write("lessons/01-a/lesson.md", kLesson);
  Shell shell(workspace(folder.path() / "lessons"), Settings{});
  UiDriver driver(shell, 1280, 800);
  shell.open_file(folder.path() / "lessons/01-a/lesson.md");
  driver.frames(4);
  driver.hover("KV cache");
  driver.wait(1);
  driver.frames(2);
  CHECK(driver.shows("Keys and values of all earlier tokens"));
  CHECK(driver.shows("Taught in this lesson."));
  driver.click("KV cache");
  driver.frames(3);
  REQUIRE(shell.palette().is_open());
  CHECK(shell.palette().found().front()->id == "kv-cache");
  driver.key(ImGuiKey_Escape);
  driver.frames(2);
  CHECK_FALSE(shell.palette().is_open());
}
