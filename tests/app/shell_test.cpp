#include "app/shell/shell.h"

#include <doctest/doctest.h>
#include <imgui_internal.h>
#include <unistd.h>

#include <map>
#include <set>

#include "app/shell/shell_commands.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

using namespace wf::app;
using namespace wf::app::testing;

namespace {

ImGuiKeyChord ctrl(ImGuiKey key) { return static_cast<int>(ImGuiMod_Ctrl) | key; }

struct Window {
  explicit Window(int width = 1280, int height = 800, const std::filesystem::path& lessons = {})
      : shell(workspace(lessons), Settings{}), driver(shell, width, height) {
    driver.frames(3);
  }
  void poll() {
    poll_until_changed(shell.workspace());
    driver.frames(3);
  }
  Document& document() { return *shell.workspace().current(); }

  Shell shell;
  UiDriver driver;
};

}  // namespace

TEST_CASE("No key is given to two commands, every id is unique, every command can run") {
  std::map<ImGuiKeyChord, std::string_view> taken;
  std::set<std::string_view> ids;
  for (const ShellCommand& command : shell_commands()) {
    CAPTURE(command.id);
    CHECK(ids.insert(command.id).second);
    CHECK_FALSE(command.title.empty());
    CHECK((command.run != nullptr));
    for (const ImGuiKeyChord chord : command.keys) {
      if (chord == 0) continue;
      CAPTURE(chord_text(chord));
      // The projector's keys are a context of their own (key_bindings_test.cpp).
      if (command.scope == KeyScope::kPresenting) continue;
      CHECK(taken.emplace(chord, command.id).second);
      // A key that types a letter must not act while somebody types.
      const bool plain = (chord & ImGuiMod_Mask_) == 0;
      const auto key = static_cast<ImGuiKey>(chord);
      const bool types = plain && ((key >= ImGuiKey_0 && key <= ImGuiKey_Z) ||
                                   (key >= ImGuiKey_Apostrophe && key <= ImGuiKey_GraveAccent));
      const bool letter =
          command.scope == KeyScope::kNotTyping || command.scope == KeyScope::kReading;
      if (types) CHECK(letter);
    }
  }
  CHECK(chord_text(ctrl(ImGuiKey_Equal)) == "Ctrl++");
  CHECK(find_shell_command("file.open") != nullptr);
  CHECK(find_shell_command("no.such") == nullptr);
}

TEST_CASE("A file is opened with the picker: Ctrl+O, letters, Enter") {
  const Folder folder;
  folder.write("chat.json", kChat);
  folder.write("other.json", kChat);
  Window w;
  w.shell.open_file(folder.path() / "other.json");
  w.driver.frames(3);
  w.driver.key(ctrl(ImGuiKey_O));
  w.driver.frames(2);
  CHECK(w.driver.has("chat.json"));
  w.driver.type("chat");
  w.driver.frames(2);
  w.driver.key(ImGuiKey_Enter);
  w.driver.frames(3);
  CHECK(w.document().file == folder.path() / "chat.json");
  CHECK(w.driver.shows("My chat"));
  CHECK(w.driver.title() == "My chat · Wallfinder");
  CHECK(w.shell.settings().recent.front() == (folder.path() / "chat.json").string());
}

TEST_CASE(
    "A file that breaks on disk shows a banner and the old numbers; mended it is read again") {
  const Folder folder;
  const auto file = folder.write("chat.json", kChat);
  Window w;
  w.shell.open_file(file);
  w.driver.frames(3);
  CHECK(w.driver.shows("batch 16"));
  folder.write("chat.json", "{\n  \"wallfinder\": 1,\n  \"model\": \"llama-3-8bb\"\n}\n");
  w.poll();
  CHECK(w.driver.shows("chat.json is broken"));
  CHECK(w.driver.shows("chat.json:3:"));
  CHECK(w.driver.shows("batch 16"));
  std::string mended = kChat;
  mended.replace(mended.find("16"), 2, "24");
  folder.write("chat.json", mended);
  w.poll();
  CHECK_FALSE(w.driver.shows("is broken"));
  CHECK(w.driver.shows("batch 24"));
}

TEST_CASE("A file that was never good says what is wrong and shows itself once mended") {
  const Folder folder;
  const auto file = folder.write("bad.json", "[]");
  Window w;
  w.shell.open_file(file);
  w.driver.frames(3);
  CHECK(w.driver.shows("bad.json cannot be read"));
  folder.write("bad.json", kChat);
  w.poll();
  CHECK(w.driver.shows("batch 16"));
}

TEST_CASE("Files can be dropped, several at once") {
  const Folder folder;
  const auto a = folder.write("a.json", kChat);
  std::string second = kChat;
  second.replace(second.find("My chat"), 7, "Another");
  const auto b = folder.write("b.json", second);
  Window w;
  w.driver.drop({a, b});
  w.driver.frames(3);
  CHECK(w.shell.workspace().documents().size() == 2);
  CHECK(w.driver.shows("Another"));
  w.driver.click("list/My chat");
  CHECK(w.document().file == a);
  w.driver.key(ctrl(ImGuiKey_PageDown));
  CHECK(w.document().file == b);
  w.driver.key(ctrl(ImGuiKey_PageUp));
  CHECK(w.document().file == a);
  w.driver.key(ctrl(ImGuiKey_W));
  CHECK(w.shell.workspace().documents().size() == 1);
}

TEST_CASE("Text size: keys and the wheel, between 80 and 250 %") {
  Window w;
  const auto scale = [&] { return w.shell.settings().look.text_scale; };
  const float em = w.shell.theme().size.em;
  w.driver.key(ctrl(ImGuiKey_Equal));
  CHECK(scale() == doctest::Approx(1.1));
  w.driver.frames(2);
  CHECK(w.shell.theme().size.em > em);
  for (int i = 0; i < 20; ++i) w.driver.key(ctrl(ImGuiKey_KeypadAdd));
  CHECK(scale() == doctest::Approx(kLargestText));
  for (int i = 0; i < 20; ++i) w.driver.key(ctrl(ImGuiKey_Minus));
  CHECK(scale() == doctest::Approx(kSmallestText));
  w.driver.key(ctrl(ImGuiKey_0));
  CHECK(scale() == 1);
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, true);
  w.driver.scroll(1);
  CHECK(scale() == doctest::Approx(1.1));
  w.driver.scroll(-1);
  CHECK(scale() == doctest::Approx(1));
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Ctrl, false);
}

TEST_CASE("Themes: by the menu and by key, all four") {
  Window w;
  w.driver.click("View");
  w.driver.click("Dark theme");
  CHECK(w.shell.settings().look.theme == wf::widgets::ThemeName::kDark);
  w.driver.frames(2);
  CHECK(w.shell.theme().palette->name == wf::widgets::theme(wf::widgets::ThemeName::kDark).name);
  std::set<wf::widgets::ThemeName> seen;
  for (int i = 0; i < 4; ++i) {
    w.driver.key(ctrl(ImGuiKey_T));
    seen.insert(w.shell.settings().look.theme);
  }
  CHECK(seen.size() == 4);
}

TEST_CASE("F1 lists every command that has a key; Escape puts it away") {
  Window w;
  w.driver.key(ImGuiKey_F1);
  w.driver.frames(3);
  const std::string text = w.driver.text();
  for (const ShellCommand& command : shell_commands()) {
    if (command.keys[0] == 0) continue;
    CAPTURE(command.id);
    CHECK(text.find(command.title) != std::string::npos);
    CHECK(text.find(chord_text(command.keys[0])) != std::string::npos);
  }
  w.driver.key(ImGuiKey_Escape);
  w.driver.frames(3);
  CHECK(w.shell.overlay() == Shell::Overlay::kNone);
  CHECK_FALSE(w.driver.shows("Ctrl and the wheel"));
}

TEST_CASE("About names the licences") {
  Window w;
  w.driver.click("Help");
  w.driver.click("About Wallfinder");
  w.driver.frames(3);
  CHECK(w.driver.shows("Dear ImGui"));
  CHECK(w.driver.shows("FreeType"));
  CHECK(w.driver.shows("MIT licence"));
  w.driver.click("Close");
  w.driver.frames(3);
  CHECK_FALSE(w.driver.shows("FreeType"));
}

TEST_CASE("Every key of the table does what the table says") {
  const Folder folder;
  folder.write("lessons/00-a/lesson.md", "---\nid: 00\ntitle: First\n---\nWords.\n");
  folder.write("lessons/01-b/lesson.md", "---\nid: 01\ntitle: Second\n---\nWords.\n");
  const auto a = folder.write("a.json", kChat);
  Window w(1280, 800, folder.path() / "lessons");
  w.shell.open_file(folder.write("b.json", kChat));
  w.shell.open_file(a);
  w.driver.frames(3);

  w.driver.key(ImGuiKey_A);
  CHECK(w.shell.arithmetic_shown());
  w.driver.key(ImGuiKey_Escape);
  CHECK_FALSE(w.shell.arithmetic_shown());
  w.driver.key(ImGuiKey_K);
  w.driver.frames(2);
  CHECK(w.driver.focused("##find a knob"));
  w.driver.type("a]");  // letters are typed, not obeyed
  CHECK_FALSE(w.shell.arithmetic_shown());
  CHECK(w.document().file == a);
  w.driver.key(ImGuiKey_Escape);
  w.driver.key(ImGuiKey_Escape);
  w.driver.frames(2);

  const bool list = w.shell.list_shown();
  w.driver.key(ctrl(ImGuiKey_B));
  CHECK(w.shell.list_shown() != list);
  w.driver.key(ctrl(ImGuiKey_B));
  w.driver.key(ImGuiKey_F11);
  CHECK(w.driver.full_screen());
  w.driver.key(ImGuiKey_F11);
  CHECK_FALSE(w.driver.full_screen());
  w.driver.key(ctrl(ImGuiKey_Home));
  w.driver.frames(2);
  CHECK(w.driver.shows("Which wall do you hit first?"));
  w.driver.key(ImGuiKey_RightBracket);
  w.driver.frames(2);
  CHECK(w.shell.workspace().current_lesson() == 0);
  w.driver.key(ImGuiKey_RightBracket);
  CHECK(w.shell.workspace().current_lesson() == 1);
  w.driver.key(ImGuiKey_LeftBracket);
  CHECK(w.shell.workspace().current_lesson() == 0);

  w.shell.open_file(a);
  w.driver.frames(2);
  std::string other = kChat;
  other.replace(other.find("16"), 2, "24");
  folder.write("a.json", other);
  w.driver.key(ctrl(ImGuiKey_R));
  w.driver.frames(2);
  CHECK(w.driver.shows("batch 24"));
  w.driver.key(ctrl(ImGuiKey_Q));
  CHECK(w.driver.closed());
}

TEST_CASE(
    "Changes are saved with Ctrl+S, under another name, or asked about before they are lost") {
  const Folder folder;
  const auto file = folder.write("chat.json", kChat);
  Window w;
  w.shell.open_file(file);
  w.driver.frames(3);
  auto change = [&](double batch) {
    wf::model::Scenario scenario = w.document().scenario;
    scenario.serving->batch = batch;
    w.shell.workspace().change(w.document(), scenario);
    w.driver.frames(3);
  };
  change(32);
  CHECK(w.driver.title() == "My chat (changed) · Wallfinder");
  w.driver.key(ctrl(ImGuiKey_S));
  w.driver.frames(2);
  CHECK_FALSE(w.document().edited);
  CHECK(read(file).find("32") != std::string::npos);

  change(48);
  w.driver.key(ctrl(ImGuiKey_Q));
  w.driver.frames(3);
  CHECK_FALSE(w.driver.closed());
  CHECK(w.driver.shows("Quit without saving?"));
  w.driver.click("Stay");
  w.driver.frames(2);
  CHECK_FALSE(w.driver.shows("Quit without saving?"));
  CHECK_FALSE(w.shell.may_close());
  w.driver.frames(3);
  w.driver.click("Stay");

  w.driver.key(ctrl(ImGuiKey_W));
  w.driver.frames(3);
  CHECK(w.driver.shows("Close without saving?"));
  w.driver.click("Stay");

  w.driver.key(static_cast<int>(ImGuiMod_Shift) | ctrl(ImGuiKey_S));
  w.driver.frames(3);
  w.driver.key(ctrl(ImGuiKey_A));
  w.driver.type("mine.json");
  w.driver.key(ImGuiKey_Enter);
  w.driver.frames(3);
  CHECK(std::filesystem::exists(folder.path() / "mine.json"));
  CHECK(w.document().file == folder.path() / "mine.json");

  // Somebody else writes the file: nothing is replaced silently.
  change(64);
  folder.write("mine.json", kChat);
  w.driver.key(ctrl(ImGuiKey_S));
  w.driver.frames(3);
  CHECK(w.driver.shows("The file and the window differ"));
  CHECK(read(folder.path() / "mine.json") == kChat);
  w.driver.click("Keep mine");
  w.driver.frames(2);
  w.driver.key(ctrl(ImGuiKey_S));
  w.driver.frames(2);
  CHECK(read(folder.path() / "mine.json").find("64") != std::string::npos);
}

TEST_CASE("Nothing is drawn when nothing happens") {
  Window w;
  w.shell.open_file(example("chat-llama3-70b-dgx-h100.json"));
  w.driver.frames(10);
  const int asked = w.driver.redraws_asked();
  w.driver.frames(30);
  w.driver.poll();
  CHECK(w.driver.redraws_asked() == asked);
}

TEST_CASE("Every page and layer comes to rest") {
  Shell shell(workspace(source_dir() / "lessons"), Settings{});
  UiDriver driver(shell, 1280, 800);
  const auto drawn = [&] {
    std::vector<float> all;
    const ImDrawData& data = driver.draw_data();
    for (int i = 0; i < data.CmdListsCount; ++i) {
      for (const ImDrawVert& vertex : data.CmdLists[i]->VtxBuffer) {
        all.insert(all.end(), {vertex.pos.x, vertex.pos.y, static_cast<float>(vertex.col)});
      }
    }
    return all;
  };
  const auto rests = [&](const std::string& where) {
    CAPTURE(where);
    driver.frames(8);
    driver.wait(2);  // what waits for the pointer to rest has come
    driver.frames(4);
    const int asked = driver.redraws_asked();
    const auto before = drawn();
    driver.frames(20);
    driver.poll();
    CHECK(driver.redraws_asked() == asked);
    CHECK(drawn() == before);
  };
  rests("the start page");
  shell.show_first_run();
  rests("the first start");
  driver.click("Skip all");
  shell.open_file(source_dir() / "lessons/03-requirements/lesson.md");
  rests("a lesson");
  shell.toggle_pin();
  shell.toggle_description();
  rests("a lesson with A and words");
  driver.hover("##serving.slo.tpot");
  rests("a lesson with a knob lit");
  for (const char* command :
       {"go.palette", "help.keys", "help.glossary", "help.about", "edit.history", "compare.table",
        "analysis.tornado", "analysis.sweep", "lesson.teaching", "view.present", "go.record"}) {
    find_shell_command(command)->run(shell);
    rests(command);
    driver.key(ImGuiKey_Escape);
    driver.frames(3);
  }
}

TEST_CASE(
    "Everything stays inside the window and can be reached, at every size of window and text") {
  for (const auto& [width, height] :
       {std::pair{800, 600}, std::pair{1280, 800}, std::pair{1920, 1080}}) {
    for (const double text : {0.8, 1.0, 1.5, 2.5}) {
      CAPTURE(width);
      CAPTURE(text);
      Settings settings;
      settings.look.text_scale = text;
      Shell shell(workspace(), settings);
      UiDriver driver(shell, width, height);
      shell.open_file(example("chat-llama3-70b-dgx-h100.json"));
      driver.frames(4);
      const ImGuiContext& g = *ImGui::GetCurrentContext();
      for (const ImGuiWindow* window : g.Windows) {
        if (!window->Active || window->Hidden) continue;
        CAPTURE(std::string(window->Name));
        const ImRect seen = window->OuterRectClipped;
        CHECK(seen.Max.x <= static_cast<float>(width) + 1);
        CHECK(seen.Max.y <= static_cast<float>(height) + 1);
        // Nothing stands to the right of what can be seen: panes scroll down, never sideways.
        if ((window->Flags & ImGuiWindowFlags_ChildWindow) != 0) CHECK(window->ScrollMax.x <= 1);
      }
    }
  }
}

TEST_CASE("Tab alone reaches the list, quantities, sliders, fields, splitter and buttons") {
  Window w;
  w.shell.open_file(example("chat-llama3-70b-dgx-h100.json"));
  w.driver.frames(4);
  std::set<ImGuiID> visited;
  for (int i = 0; i < 160; ++i) {
    w.driver.key(ImGuiKey_Tab);
    visited.insert(ImGui::GetCurrentContext()->NavId);
  }
  std::set<std::string> reached;
  w.driver.labels();  // one look at everything, to name what was visited
  for (const ImGuiID id : visited) {
    if (const char* label = w.driver.label_of(id)) reached.insert(label);
  }
  for (const char* label : {"Open a file…", "Decode step", "serving.batch", "##serving.batch",
                            "##find a knob", "knobs splitter", "Add training"}) {
    CAPTURE(std::string(label));
    CHECK(reached.contains(label));
  }
}

TEST_CASE("In a small window the list folds away and the panes take turns") {
  Window w(800, 600);
  w.shell.open_file(example("chat-llama3-70b-dgx-h100.json"));
  w.driver.frames(3);
  CHECK_FALSE(w.shell.list_shown());
  CHECK(w.driver.has("Findings"));
  CHECK_FALSE(w.driver.has("##serving.batch"));
  w.driver.click("Knobs");
  w.driver.frames(3);
  CHECK(w.driver.has("##serving.batch"));
  w.driver.key(ctrl(ImGuiKey_B));
  w.driver.frames(2);
  CHECK(w.driver.has("Open a file…"));
  w.driver.key(ImGuiKey_Escape);
  w.driver.frames(2);
  CHECK_FALSE(w.driver.has("Open a file…"));
}

TEST_CASE("Settings are written when they change") {
  const Folder folder;
  const auto file = folder.path() / "config" / "settings.json";
  {
    Shell shell(workspace(), Settings{}, file);
    UiDriver driver(shell, 1000, 700);
    driver.frames(2);
    driver.key(ctrl(ImGuiKey_Equal));
    driver.poll();
  }
  const LoadedSettings loaded = load_settings(file);
  CHECK(loaded.settings.look.text_scale == doctest::Approx(1.1));
  CHECK(loaded.settings.width == 1000);
}
