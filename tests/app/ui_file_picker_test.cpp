#include <doctest/doctest.h>
#include <imgui_internal.h>

#include <cstdlib>
#include <fstream>
#include <tuple>

#include "app/ui/file_picker.h"
#include "tests/app/support/ui_driver.h"
#include "tests/app/support/ui_screen.h"

using namespace wf::app;
using namespace wf::app::testing;
namespace fs = std::filesystem;

namespace {

// A folder with workloads, a folder in it, a picture and a hidden file; and a picker opened there.
class Setting {
 public:
  explicit Setting(PickerRequest request)
      : screen_([this](const Canvas& canvas) {
          ImGui::Button("Behind");
          if (auto file = picker.show(canvas.theme)) chosen.push_back(*file);
        }) {
    std::string name = (fs::temp_directory_path() / "wallfinder-XXXXXX").string();
    root = fs::canonical(::mkdtemp(name.data()));
    fs::create_directories(root / "workloads" / "older");
    for (const char* file : {"chat.json", "Batch.json", "long-context.json", "roofline.png",
                             ".hidden.json", "older/train.json"}) {
      std::ofstream(root / "workloads" / file) << "{}";
    }
    request.folder = root / "workloads";
    picker.open(std::move(request));
    driver = std::make_unique<UiDriver>(screen_);
  }
  ~Setting() { fs::remove_all(root); }
  Setting(const Setting&) = delete;
  Setting& operator=(const Setting&) = delete;

  Look& look() { return screen_.look; }

  fs::path root;
  FilePicker picker;
  std::vector<fs::path> chosen;
  std::unique_ptr<UiDriver> driver;

 private:
  UiScreen screen_;
};

PickerRequest open_request() { return {.title = "Open", .endings = {".json"}}; }

PickerRequest save_request() {
  return {.title = "Save",
          .purpose = PickerRequest::Purpose::kSave,
          .endings = {".svg"},
          .file_name = "roofline.svg"};
}

}  // namespace

TEST_SUITE("file picker") {
  TEST_CASE("it lists folders and files of the wanted kind, and nothing hidden") {
    Setting s(open_request());
    for (const char* name : {"older/", "chat.json", "Batch.json", "long-context.json"}) {
      CHECK(s.driver->has(name));
    }
    for (const char* name : {"roofline.png", ".hidden.json", "train.json"}) {
      CHECK_FALSE(s.driver->has(name));
    }
    // Folders first, then names without regard to capitals.
    CHECK(s.driver->rect("older/").top < s.driver->rect("Batch.json").top);
    CHECK(s.driver->rect("Batch.json").top < s.driver->rect("chat.json").top);
  }

  TEST_CASE("what is below the list stays in sight at every size of text") {
    for (const auto& [text, width, height] :
         {std::tuple{0.8, 800, 600}, {1.0, 800, 600}, {2.0, 800, 600}, {2.5, 1280, 800}}) {
      CAPTURE(text);
      Setting s(save_request());
      s.look().text_scale = text;
      s.driver->resize(width, height);
      s.driver->frames(4);
      s.driver->key(static_cast<int>(ImGuiMod_Ctrl) | ImGuiKey_A);
      s.driver->type("no-such-folder/roofline.svg");
      s.driver->key(ImGuiKey_Enter);
      s.driver->frames(4);
      CHECK(s.driver->shows("There is no folder"));
      const ImGuiWindow* window = ImGui::FindWindowByName("Save###file picker");
      REQUIRE(window != nullptr);
      CHECK(window->ScrollMax.y == 0);
      CHECK(s.driver->rect("Cancel").bottom <= height);
    }
  }

  TEST_CASE("by pointer: into a folder, up again, a file") {
    Setting s(open_request());
    s.driver->click("older/");
    CHECK(s.picker.folder() == s.root / "workloads/older");
    CHECK(s.driver->has("train.json"));
    s.driver->click("Up");
    CHECK(s.picker.folder() == s.root / "workloads");
    s.driver->click("chat.json");
    CHECK(s.chosen == std::vector<fs::path>{s.root / "workloads/chat.json"});
    CHECK_FALSE(s.picker.is_open());
    CHECK_FALSE(s.driver->has("Cancel"));
  }

  TEST_CASE("by keyboard: type to filter, Enter opens") {
    Setting s(open_request());
    s.driver->type("LONG");
    CHECK(s.driver->has("long-context.json"));
    CHECK_FALSE(s.driver->has("chat.json"));
    s.driver->key(ImGuiKey_Enter);
    CHECK(s.chosen == std::vector<fs::path>{s.root / "workloads/long-context.json"});
  }

  TEST_CASE("by keyboard: arrows move, Enter enters a folder, Backspace leaves it") {
    Setting s(open_request());
    s.driver->key(ImGuiKey_Enter);  // the first row is the folder
    CHECK(s.picker.folder() == s.root / "workloads/older");
    s.driver->key(ImGuiKey_Backspace);
    CHECK(s.picker.folder() == s.root / "workloads");
    s.driver->key(ImGuiKey_DownArrow);
    s.driver->key(ImGuiKey_DownArrow);
    s.driver->key(ImGuiKey_DownArrow);
    s.driver->key(ImGuiKey_UpArrow);
    s.driver->key(ImGuiKey_Enter);
    CHECK(s.chosen == std::vector<fs::path>{s.root / "workloads/chat.json"});
  }

  TEST_CASE("Backspace first takes back what was typed") {
    Setting s(open_request());
    s.driver->type("l");
    s.driver->key(ImGuiKey_Backspace);
    CHECK(s.picker.folder() == s.root / "workloads");
    CHECK(s.driver->has("chat.json"));
    s.driver->key(ImGuiKey_Backspace);
    CHECK(s.picker.folder() == s.root);
  }

  TEST_CASE("the arrows stop at both ends; a filter without a match opens nothing") {
    Setting s(open_request());
    for (int i = 0; i < 9; ++i) s.driver->key(ImGuiKey_DownArrow);
    s.driver->type("nothing is called so");
    CHECK_FALSE(s.driver->has("chat.json"));
    s.driver->key(ImGuiKey_Enter);
    CHECK(s.chosen.empty());
    CHECK(s.picker.is_open());
    CHECK(s.driver->shows("There is no file"));
  }

  TEST_CASE("a whole path may be typed") {
    Setting s(open_request());
    s.driver->type((s.root / "workloads/roofline.png").string());
    s.driver->key(ImGuiKey_Enter);
    CHECK(s.chosen == std::vector<fs::path>{s.root / "workloads/roofline.png"});
  }

  TEST_CASE("Escape and Cancel leave without a file") {
    Setting first(open_request());
    first.driver->key(ImGuiKey_Escape);
    first.driver->frames(2);
    CHECK_FALSE(first.picker.is_open());
    CHECK_FALSE(first.driver->has("Cancel"));
    Setting second(open_request());
    second.driver->click("Cancel");
    CHECK_FALSE(second.picker.is_open());
    CHECK(first.chosen.empty());
    CHECK(second.chosen.empty());
    // And it can be opened again.
    second.picker.open(open_request());
    second.driver->frames(2);
    CHECK(second.driver->has("Cancel"));
  }

  TEST_CASE("saving: a proposed name, its ending, and a question before overwriting") {
    Setting s(save_request());
    s.driver->key(ImGuiKey_Enter);
    CHECK(s.chosen == std::vector<fs::path>{s.root / "workloads/roofline.svg"});

    Setting other(save_request());
    other.driver->key(ImGuiMod_Ctrl | ImGuiKey_A);
    other.driver->type("mine");
    other.driver->click("Save");
    CHECK(other.chosen == std::vector<fs::path>{other.root / "workloads/mine.svg"});

    Setting third(save_request());
    std::ofstream(third.root / "workloads/roofline.svg") << "old";
    third.driver->key(ImGuiKey_Enter);
    CHECK(third.chosen.empty());
    CHECK(third.driver->shows("roofline.svg exists; press Enter again to overwrite it"));
    third.driver->key(ImGuiKey_Enter);
    CHECK(third.chosen.size() == 1);
  }

  TEST_CASE("saving into a folder that does not exist is refused in words") {
    Setting s(save_request());
    s.driver->key(ImGuiMod_Ctrl | ImGuiKey_A);
    s.driver->type("no/such/folder/a.svg");
    s.driver->key(ImGuiKey_Enter);
    CHECK(s.chosen.empty());
    CHECK(s.driver->shows("There is no folder"));
  }

  TEST_CASE("a folder that is gone, or was never there, is no trouble") {
    FilePicker picker;
    picker.open({.folder = "/no/such/folder/at/all"});
    CHECK(fs::is_directory(picker.folder()));
    Setting s(open_request());
    fs::remove_all(s.root / "workloads/older");
    s.driver->click("older/");
    CHECK(s.driver->shows("cannot be listed"));
    CHECK(s.picker.folder() == s.root / "workloads");
  }
}
