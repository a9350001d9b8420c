#include "app/palette/palette.h"

#include <doctest/doctest.h>
#include <imgui_internal.h>
#include <unistd.h>

#include <set>

#include "app/palette/match.h"
#include "app/shell/shell_commands.h"
#include "lessons/model_source.h"
#include "model/workload_file.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

using namespace wf::app;
using namespace wf::app::testing;

namespace {

ImGuiKeyChord ctrl(ImGuiKey key) { return static_cast<int>(ImGuiMod_Ctrl) | key; }

struct Window {
  explicit Window(const std::filesystem::path& lessons = {}, int width = 1280, int height = 800)
      : shell(workspace(lessons), Settings{}), driver(shell, width, height) {
    driver.frames(3);
  }
  void find(std::string_view words) {
    driver.key(ctrl(ImGuiKey_K));
    driver.frames(2);
    driver.type(words);
    driver.frames(2);
  }
  void take(std::string_view words) {
    find(words);
    driver.key(ImGuiKey_Enter);
    driver.frames(3);
  }
  const PaletteEntry& first() {
    REQUIRE_FALSE(shell.palette().found().empty());
    return *shell.palette().found().front();
  }

  Shell shell;
  UiDriver driver;
};

std::string result(std::string_view text, const wf::lessons::NumberSource* source = nullptr) {
  const auto calculation = calculate(text, source);
  return calculation ? calculation->result : "no arithmetic";
}

}  // namespace

TEST_CASE("Words match in any order and case, best at the start of a word") {
  CHECK(match("save file", "Save a file").has_value());
  CHECK(match("FILE save", "Save a file").has_value());
  CHECK(match("", "anything") == 0.0);
  CHECK_FALSE(match("save file", "Save"));
  CHECK(match("save", "Save") > match("save", "unsaved"));
  CHECK(match("band", "memory bandwidth") > match("width", "memory bandwidth"));
  CHECK(match("cmplr", "compiler").has_value());
  CHECK_FALSE(match("cr", "compiler"));  // two letters far apart say nothing
  CHECK_FALSE(match("xyz", "compiler"));
}

TEST_CASE("The calculator knows units, and says why it has no result") {
  CHECK(result("141 GB / 3.35 TB/s") == "42.1 ms");
  CHECK(result("70e9*2 bytes in GiB") == "130 GiB");
  CHECK(result("70e9 * 2 bytes") == "140 GB");
  CHECK(result("2 * (3 + 4)") == "14");
  CHECK(result("= 42") == "42");
  CHECK(result("01") == "no arithmetic");  // a lesson
  CHECK(result("roofline") == "no arithmetic");
  CHECK(result("decode.step_time") == "no arithmetic");  // the quantity itself
  CHECK(result("") == "no arithmetic");
  CHECK(result("=") == "no arithmetic");
  const auto wrong = calculate("1 GB + 2 s", nullptr);
  REQUIRE(wrong.has_value());
  CHECK(wrong->result.empty());
  CHECK_FALSE(wrong->error.empty());
  const auto unit = calculate("1 GB in parsecs", nullptr);
  REQUIRE(unit.has_value());
  CHECK_FALSE(unit->error.empty());
  for (const char* text : {"(", "1 /", "1 GB /", "((((((", "1 in ", "= in GiB", "9e999", "1/0"}) {
    CAPTURE(text);
    CHECK_NOTHROW(calculate(text, nullptr));
  }
}

TEST_CASE("Knobs and quantities of a scenario are the calculator's variables") {
  const auto catalogue = wf::app::testing::catalogue();
  auto loaded = wf::model::read_workload(kChat, "chat.json", {}, catalogue);
  REQUIRE(loaded);
  const wf::lessons::ModelSource source(loaded->scenario, catalogue);
  const std::string weights = result("= weights.bytes", &source);
  CHECK(weights.find("GB") != std::string::npos);
  const std::string read = result("weights.bytes / cluster.gpu.memory_bandwidth", &source);
  CHECK(read.find("ms") != std::string::npos);
  CHECK(result("serving.batch * 2", &source) == "32");
  CHECK(result("no.such * 2", &source) == "no arithmetic");
}

TEST_CASE("Every command is found by its words in any order, with its key, and can be chosen") {
  Window w;
  w.shell.open_file(example("chat-llama3-70b-dgx-h100.json"));
  w.driver.frames(3);
  w.driver.key(static_cast<int>(ImGuiMod_Shift) | ctrl(ImGuiKey_P));
  w.driver.frames(2);
  REQUIRE(w.shell.palette().is_open());
  const auto all = w.shell.palette().found();
  std::vector<PaletteEntry> entries;
  for (const PaletteEntry* entry : all) entries.push_back(*entry);
  for (const ShellCommand& command : shell_commands()) {
    CAPTURE(command.id);
    std::string backwards;
    for (std::size_t at = command.title.size(); at != std::string_view::npos && at > 0;) {
      const std::size_t space = command.title.rfind(' ', at - 1);
      const std::size_t from = space == std::string_view::npos ? 0 : space + 1;
      backwards += std::string(command.title.substr(from, at - from)) + " ";
      at = space == std::string_view::npos ? 0 : space;
    }
    const auto found = find_entries(entries, backwards);
    const auto* here = found.empty() ? nullptr : found.front();
    REQUIRE(here != nullptr);
    CHECK(here->kind == PaletteEntry::Kind::kCommand);
    CHECK(here->id == command.id);
    CHECK(here->keys == chord_text(command.keys[0]));
  }
}

TEST_CASE("The palette opens files, lessons and their headings, and runs commands") {
  const Folder folder;
  folder.write("lessons/00-a/lesson.md", "---\nid: 00\ntitle: Beginnings\n---\nWords.\n");
  std::string tall = "---\nid: 01\ntitle: Second\n---\n# Second\n";
  for (int i = 0; i < 60; ++i) tall += "\nA paragraph that takes room.\n";
  folder.write("lessons/01-b/lesson.md",
               tall + "\n## The quiet corner\n\nMore.\n" + tall.substr(40));
  Window w(folder.path() / "lessons");
  w.take("beginnings");
  CHECK(w.shell.workspace().current_lesson() == 0);
  w.take("corner quiet");
  w.driver.frames(3);
  CHECK(w.shell.workspace().current_lesson() == 1);
  CHECK(w.driver.shows("The quiet corner"));
  w.take("h100 dgx llama chat");
  CHECK(w.shell.workspace().current()->file == example("chat-llama3-70b-dgx-h100.json"));
  w.take("theme dark");
  CHECK(w.shell.settings().look.theme == wf::widgets::ThemeName::kDark);
  CHECK_FALSE(w.shell.palette().is_open());
}

TEST_CASE("A GPU or model goes into the open workload; without one its card is shown") {
  Window w;
  w.take("nvidia l4");
  w.driver.frames(2);
  CHECK(w.shell.overlay() == Shell::Overlay::kCard);
  CHECK(w.driver.shows("Memory bandwidth"));
  CHECK(w.driver.shows("read 20"));  // the source has its date
  w.driver.key(ImGuiKey_Escape);
  w.driver.frames(2);
  w.shell.open_file(example("chat-llama3-70b-dgx-h100.json"));
  w.driver.frames(3);
  w.find("gpu h200");
  const std::string id = w.first().id;
  CHECK(w.first().kind == PaletteEntry::Kind::kGpu);
  w.driver.key(ImGuiKey_Enter);
  w.driver.frames(3);
  CHECK(w.shell.workspace().current()->scenario.cluster.gpu.id == id);
  CHECK(w.shell.workspace().current()->edited);
}

TEST_CASE("A quantity opens its arithmetic, a knob gets the keyboard") {
  Window w;
  w.shell.open_file(example("chat-llama3-70b-dgx-h100.json"));
  w.driver.frames(3);
  w.take("decode.step_time");
  CHECK(w.shell.arithmetic_shown());
  w.driver.key(ImGuiKey_Escape);
  w.driver.frames(2);
  w.take("knob serving.batch");
  w.driver.frames(3);
  CHECK(w.driver.focused("##serving.batch"));
}

TEST_CASE("Arrows choose, Escape closes, a calculation is copied") {
  Window w;
  w.find("141 GB / 3.35 TB/s");
  CHECK(w.driver.shows("= 42.1 ms"));
  w.driver.key(ImGuiKey_Enter);
  w.driver.frames(2);
  CHECK(w.driver.clipboard() == "42.1 ms");
  w.find("theme");
  REQUIRE(w.shell.palette().found().size() > 1);
  w.driver.key(ImGuiKey_DownArrow);
  w.driver.key(ImGuiKey_UpArrow);
  w.driver.key(ImGuiKey_Escape);
  w.driver.frames(2);
  CHECK_FALSE(w.shell.palette().is_open());
  w.find("no such words at all");
  CHECK(w.driver.shows("Nothing has these words."));
  w.driver.key(ImGuiKey_Enter);
  w.driver.frames(2);
  CHECK(w.shell.palette().is_open());
}

TEST_CASE("The palette stays inside small windows with large text") {
  for (const double text : {0.8, 2.5}) {
    Settings settings;
    settings.look.text_scale = text;
    Shell shell(workspace(), settings);
    UiDriver driver(shell, 800, 600);
    driver.frames(3);
    driver.key(ctrl(ImGuiKey_K));
    driver.frames(3);
    REQUIRE(shell.palette().is_open());
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
      const std::string_view name = window->Name;
      if (!window->Active || name.find("palette") == std::string_view::npos) continue;
      CHECK(window->Pos.x + window->Size.x <= 801);
      CHECK(window->Pos.y + window->Size.y <= 601);
    }
  }
}

TEST_CASE(
    "The palette finds the learner's own notes and bookmarks, and goes to where they were made") {
  Record record = Record::in_memory();
  record.write_note("01", {3, "Intensity and the ridge"}, "Zebra crossing:\nweights read once");
  record.toggle_bookmark("03", {0, "Requirements"});
  Shell shell(workspace(source_dir() / "lessons"), Settings{}, std::nullopt, std::move(record));
  UiDriver driver(shell, 1280, 800);
  driver.frames(3);
  const auto find = [&](std::string_view words) {
    driver.key(ctrl(ImGuiKey_K));
    driver.frames(2);
    driver.type(words);
    driver.frames(2);
    REQUIRE_FALSE(shell.palette().found().empty());
    return *shell.palette().found().front();
  };
  CHECK(find("requirements bookmark").kind == PaletteEntry::Kind::kBookmark);
  driver.key(ImGuiKey_Escape);
  driver.frames(2);
  // By a word of its second line, too, which the list does not show.
  const PaletteEntry note = find("weights zebra");
  CHECK(note.kind == PaletteEntry::Kind::kNote);
  CHECK(note.title == "Zebra crossing:");
  driver.key(ImGuiKey_Enter);
  driver.frames(6);
  REQUIRE(shell.workspace().current() != nullptr);
  CHECK(shell.workspace().current()->lesson->id == "01");
  CHECK(driver.shows("Intensity and the ridge"));
}
