#include "app/shell/key_bindings.h"

#include <doctest/doctest.h>
#include <imgui_internal.h>
#include <unistd.h>

#include <map>

#include "app/shell/shell.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

using namespace wf::app;
using namespace wf::app::testing;

namespace {

ImGuiKeyChord ctrl(ImGuiKey key) { return static_cast<int>(ImGuiMod_Ctrl) | key; }
const ShellCommand& command(std::string_view id) {
  const ShellCommand* found = find_shell_command(id);
  REQUIRE(found != nullptr);
  return *found;
}

void check_no_key_twice(const KeyBindings& keys) {
  for (const ShellCommand& a : shell_commands()) {
    for (const ShellCommand& b : shell_commands()) {
      if (&a >= &b || !overlap(a, b)) continue;
      for (const ImGuiKeyChord chord : keys.of(a)) {
        for (const ImGuiKeyChord other : keys.of(b)) {
          CAPTURE(a.id);
          CAPTURE(b.id);
          if (chord != 0) CHECK(chord != other);
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("Every key has a name that leads back to it") {
  for (const ShellCommand& each : shell_commands()) {
    CAPTURE(each.id);
    const ImGuiKeyChord chord = each.keys[0];
    if (chord != 0) CHECK(parse_chord(chord_text(chord)) == chord);
    CHECK_FALSE(each.title.empty());
    CHECK(static_cast<std::size_t>(each.category) < kCommandCategories.size());
  }
  CHECK(parse_chord("Ctrl+Shift+P") == (static_cast<int>(ImGuiMod_Shift) | ctrl(ImGuiKey_P)));
  CHECK_FALSE(parse_chord(""));
  CHECK_FALSE(parse_chord("Ctrl+"));
  CHECK_FALSE(parse_chord("Ctrl+Nonsense"));
}

TEST_CASE("No two commands that can act at once share a key, by default or after changes") {
  KeyBindings keys;
  check_no_key_twice(keys);
  const auto taken = keys.set(command("file.open"), ctrl(ImGuiKey_S));
  REQUIRE(taken.has_value());
  CHECK(taken->find("Save") != std::string::npos);
  CHECK_FALSE(keys.changed(command("file.open")));
  CHECK(keys.set(command("file.open"), ImGuiKey_Tab).has_value());
  CHECK(keys.set(command("file.open"), ImGuiKey_Space).has_value());
  CHECK_FALSE(keys.set(command("file.open"), ctrl(ImGuiKey_J)).has_value());
  CHECK_FALSE(keys.set(command("file.save"), ctrl(ImGuiKey_O)).has_value());
  check_no_key_twice(keys);
  // The default has another owner now.
  CHECK(keys.reset(command("file.open")).has_value());
  CHECK_FALSE(keys.reset(command("file.save")).has_value());
  CHECK_FALSE(keys.reset(command("file.open")).has_value());
  CHECK(keys.written().empty());
}

TEST_CASE("Keys are kept in the settings; a bad entry is reported and the default used") {
  KeyBindings keys;
  // Swapped, which no order of single changes reaches without letting go first.
  KeyBindings::Written written = {{"file.open", "Ctrl+S"}, {"file.save", "Ctrl+O"}};
  CHECK(keys.read(written).empty());
  CHECK(keys.of(command("file.open"))[0] == ctrl(ImGuiKey_S));
  CHECK(keys.written() == written);
  check_no_key_twice(keys);

  const auto problems = keys.read({{"file.open", "Ctrl+S"},   // Save's
                                   {"file.quit", "Hyper+Q"},  // no key
                                   {"file.dream", "Ctrl+D"},  // no command
                                   {"view.list", "Ctrl+Shift+L"},
                                   {"view.full_screen", ""}});
  CHECK(problems.size() == 3);
  CHECK(keys.of(command("file.open"))[0] == ctrl(ImGuiKey_O));
  CHECK(keys.of(command("file.quit"))[0] == ctrl(ImGuiKey_Q));
  CHECK(keys.of(command("view.full_screen"))[0] == 0);
  check_no_key_twice(keys);

  // A default that comes back may be what a good entry took: both are right again afterwards.
  CHECK(keys.read({{"file.save", "Ctrl+O"}, {"file.open", "no key"}}).size() == 2);
  check_no_key_twice(keys);

  Settings settings;
  settings.keys = written;
  const auto read_back = parse_settings(settings_text(settings), "settings.json");
  REQUIRE(read_back);
  CHECK(*read_back == settings);
  const auto odd = parse_settings(R"({"keys": {"file.open": 7}})", "settings.json");
  REQUIRE(odd);
  Shell shell(workspace(), *odd);
  UiDriver driver(shell, 1280, 800);
  driver.frames(3);
  CHECK(driver.shows("Your keys"));
}

TEST_CASE("A key is changed in the list of keys, and changed back") {
  Shell shell(workspace(), Settings{});
  UiDriver driver(shell, 1280, 800);
  driver.frames(3);
  driver.key(ImGuiKey_F1);
  driver.frames(3);
  driver.click("List of lessons");
  driver.frames(2);
  CHECK(driver.shows("press a key"));
  driver.key(ctrl(ImGuiKey_S));  // Save's: named, and asked again
  driver.frames(2);
  CHECK(driver.shows("belongs to “Save”"));
  driver.key(ImGuiKey_F7);
  driver.frames(2);
  CHECK(shell.settings().keys.at("view.list") == "F7");
  CHECK(driver.shows("Back to Ctrl+B"));
  driver.key(ImGuiKey_Escape);
  driver.frames(3);
  CHECK(shell.overlay() == Shell::Overlay::kNone);
  const bool shown = shell.list_shown();
  driver.key(ctrl(ImGuiKey_B));
  CHECK(shell.list_shown() == shown);
  driver.key(ImGuiKey_F7);
  CHECK(shell.list_shown() != shown);

  driver.key(ImGuiKey_F1);
  driver.frames(3);
  driver.click("Back to Ctrl+B");
  driver.frames(2);
  CHECK(shell.settings().keys.empty());
  driver.click("Full screen");
  driver.frames(2);
  driver.key(ImGuiKey_Escape);  // leaves it
  driver.frames(2);
  CHECK(shell.overlay() == Shell::Overlay::kKeys);
  CHECK_FALSE(driver.shows("press a key"));
  driver.click("Full screen");
  driver.frames(2);
  driver.key(ImGuiKey_F4);
  driver.frames(2);
  CHECK(shell.settings().keys.size() == 1);
  driver.click("All keys as they were");
  driver.frames(2);
  CHECK(shell.settings().keys.empty());
}

TEST_CASE("A letter that was given to a command is typed into fields, not obeyed") {
  Settings settings;
  settings.keys["view.list"] = "L";
  Shell shell(workspace(), settings);
  UiDriver driver(shell, 1280, 800);
  driver.frames(3);
  const bool shown = shell.list_shown();
  driver.key(ImGuiKey_L);
  CHECK(shell.list_shown() != shown);
  driver.key(ctrl(ImGuiKey_K));
  driver.frames(2);
  driver.key(ImGuiKey_L);
  driver.frames(2);
  CHECK(shell.list_shown() != shown);
}
