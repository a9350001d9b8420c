#include "app/shell/workspace.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include "app/shell/settings.h"
#include "tests/app/shell_testing.h"

using namespace wf::app;
using namespace wf::app::testing;

TEST_CASE("A file that breaks keeps its last good state and says where; mended it is read again") {
  const Folder folder;
  const auto file = folder.write("chat.json", kChat);
  Workspace space = workspace();
  Document& chat = space.open(file);
  REQUIRE(chat.good);
  CHECK(chat.title() == "My chat");
  const auto version = chat.version;

  std::string broken = kChat;
  broken.replace(broken.find("16"), 2, "-3");
  folder.write("chat.json", broken);
  REQUIRE(poll_until_changed(space));
  REQUIRE(chat.fault);
  CHECK(chat.fault->line == 6);
  CHECK(chat.good);
  CHECK(chat.version == version);
  CHECK(chat.scenario.serving->batch == 16);

  std::string mended = kChat;
  mended.replace(mended.find("16"), 2, "24");
  folder.write("chat.json", mended);
  REQUIRE(poll_until_changed(space));
  CHECK_FALSE(chat.fault);
  CHECK(chat.scenario.serving->batch == 24);
}

TEST_CASE("A file that was never good is open with its fault, and shown once it is mended") {
  const Folder folder;
  const auto file = folder.write("chat.json", "{");
  Workspace space = workspace();
  Document& chat = space.open(file);
  CHECK_FALSE(chat.good);
  REQUIRE(chat.fault);
  folder.write("chat.json", kChat);
  REQUIRE(poll_until_changed(space));
  CHECK(chat.good);
}

TEST_CASE("Saving never replaces what somebody else wrote") {
  const Folder folder;
  const auto file = folder.write("chat.json", kChat);
  Workspace space = workspace();
  Document& chat = space.open(file);
  wf::model::Scenario changed = chat.scenario;
  changed.serving->batch = 32;
  space.change(chat, changed);
  CHECK(chat.edited);

  std::string other = kChat;
  other.replace(other.find("My chat"), 7, "Yours!!");
  folder.write("chat.json", other);
  CHECK(space.save(chat) == Workspace::Saved::kConflict);
  CHECK(chat.conflict);
  CHECK(read(file) == other);

  SUBCASE("the file is taken") {
    space.reload(chat);
    CHECK(chat.title() == "Yours!!");
    CHECK_FALSE(chat.edited);
    CHECK_FALSE(chat.conflict);
  }
  SUBCASE("mine is kept") {
    space.keep_mine(chat);
    CHECK(space.save(chat) == Workspace::Saved::kYes);
    CHECK(read(file).find("My chat") != std::string::npos);
    CHECK_FALSE(chat.edited);
    CHECK_FALSE(poll_until_changed(space));  // our own writing is no change
  }
}

TEST_CASE("Changes that are taken back leave nothing to save") {
  const Folder folder;
  Workspace space = workspace();
  Document& chat = space.open(folder.write("chat.json", kChat));
  wf::model::Scenario changed = chat.scenario;
  changed.serving->batch = 32;
  space.change(chat, changed);
  CHECK(space.any_edited());
  space.take_back_changes(chat);
  CHECK_FALSE(space.any_edited());
  CHECK(chat.scenario.serving->batch == 16);
}

TEST_CASE("An example is saved under another name only") {
  const Folder folder;
  Workspace space = workspace();
  REQUIRE_FALSE(space.examples().empty());
  Document& document = space.open(space.examples().front().file);
  CHECK(document.example);
  const std::string before = read(document.file);
  CHECK(space.save(document) == Workspace::Saved::kNeedsName);
  CHECK(read(document.file) == before);
  CHECK(space.save_as(document, folder.path() / "mine.json") == Workspace::Saved::kYes);
  CHECK_FALSE(document.example);
  CHECK(std::filesystem::exists(folder.path() / "mine.json"));
  // What was saved reads back as the same design.
  Workspace again = workspace();
  CHECK(again.open(folder.path() / "mine.json").good);
}

TEST_CASE("A folder that cannot be written to is named, and nothing is lost") {
  const Folder folder;
  Workspace space = workspace();
  Document& chat = space.open(folder.write("chat.json", kChat));
  CHECK(space.save_as(chat, folder.path() / "no such folder" / "x.json") ==
        Workspace::Saved::kFailed);
  CHECK(space.message().find("cannot be written") != std::string::npos);
  CHECK(chat.file == folder.path() / "chat.json");
}

TEST_CASE("Opening twice is one document; closing turns to its neighbour") {
  const Folder folder;
  const auto a = folder.write("a.json", kChat);
  const auto b = folder.write("b.json", kChat);
  Workspace space = workspace();
  space.open(a);
  space.open(b);
  space.open(a);
  CHECK(space.documents().size() == 2);
  CHECK(space.current()->file == a);
  space.select_next(1);
  CHECK(space.current()->file == b);
  space.close(*space.current());
  CHECK(space.current()->file == a);
  space.close(*space.current());
  CHECK(space.current() == nullptr);
}

TEST_CASE("Lessons stand on the shelf in order, with their titles") {
  const Folder folder;
  folder.write("lessons/00-start/lesson.md",
               "---\nid: 00\ntitle: Orientation\npart: One\n---\nHi.\n");
  folder.write("lessons/01-next/lesson.md", "---\nid: 01\ntitle: \"Walls\"\n---\nHi.\n");
  Workspace space = workspace(folder.path() / "lessons");
  REQUIRE(space.lessons().size() == 2);
  CHECK(space.lessons()[0].title == "Orientation");
  CHECK(space.lessons()[1].title == "Walls");
  space.step_lesson(1);
  CHECK(space.current_lesson() == 0);
  space.step_lesson(1);
  CHECK(space.current_lesson() == 1);
  space.step_lesson(1);
  CHECK(space.current_lesson() == 1);
}

TEST_CASE("Settings survive being written and read; nonsense is replaced by defaults") {
  Settings settings;
  settings.look.theme = wf::widgets::ThemeName::kProjector;
  settings.look.text_scale = 1.75;
  settings.knob_share = 0.25F;
  settings.lessons_shown = false;
  for (int i = 0; i < 14; ++i) add_recent(settings, "/files/" + std::to_string(i) + ".json");
  CHECK(settings.recent.size() == kMostRecent);
  CHECK(settings.recent.front() == "/files/13.json");
  const auto again = parse_settings(settings_text(settings), "settings.json");
  REQUIRE(again);
  CHECK(*again == settings);

  const auto odd = parse_settings(
      R"({"theme": 7, "text_scale": 99, "width": "wide", "recent": [1, "a.json"], "new": {}})",
      "s");
  REQUIRE(odd);
  CHECK(odd->look == Look{});
  CHECK(odd->recent == std::vector<std::string>{"a.json"});
  CHECK_FALSE(parse_settings("[1, 2", "s"));
  CHECK_FALSE(parse_settings("", "s"));
}

TEST_CASE("Damaged settings are put aside, not overwritten") {
  const Folder folder;
  const auto file = folder.write("settings.json", "{ broken");
  const LoadedSettings loaded = load_settings(file);
  CHECK(loaded.settings == Settings{});
  CHECK(loaded.complaint.find("settings.json.damaged") != std::string::npos);
  CHECK(read(file.string() + ".damaged") == "{ broken");
  CHECK(load_settings(folder.path() / "none.json").complaint.empty());
}
