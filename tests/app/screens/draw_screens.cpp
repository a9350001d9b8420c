// wallfinder_screens -o FOLDER [--only NAME]... [--theme NAME]... [--size WIDTHxHEIGHT]...
//                    [--text PERCENT]... [--cut] [--list]
// Draws every screen of the window as a picture, without a display: by default in all four themes
// and at 800x600, 1280x800 and 1920x1080. --cut names the text that is cut instead of drawing.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "app/shell/settings.h"
#include "tests/app/screens/screens.h"

namespace {

using namespace wf::app;
using namespace wf::app::testing;
namespace widgets = wf::widgets;
namespace fs = std::filesystem;

struct Wanted {
  fs::path folder;
  std::vector<std::string> only;
  std::vector<widgets::ThemeName> themes;
  std::vector<std::pair<int, int>> sizes;
  std::vector<int> texts;
  bool cut = false;
  bool list = false;
};

// "high-contrast": in names of files and on the command line there is no space.
std::string in_a_name(widgets::ThemeName theme) {
  std::string id(theme_id(theme));
  std::replace(id.begin(), id.end(), ' ', '-');
  return id;
}

bool is_wanted(const Wanted& wanted, std::string_view name) {
  if (wanted.only.empty()) return true;
  for (const std::string& each : wanted.only) {
    if (name == each || (each.ends_with('*') && name.starts_with(each.substr(0, each.size() - 1))))
      return true;
  }
  return false;
}

bool read(int count, char** words, Wanted& wanted) {
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--cut" || word == "--list") {
      (word == "--cut" ? wanted.cut : wanted.list) = true;
      continue;
    }
    if (i + 1 == count) return false;
    const std::string value = words[++i];
    int width = 0, height = 0;
    if (word == "-o") {
      wanted.folder = value;
    } else if (word == "--only") {
      wanted.only.push_back(value);
    } else if (word == "--text") {
      wanted.texts.push_back(std::atoi(value.c_str()));
    } else if (word == "--size" && std::sscanf(value.c_str(), "%dx%d", &width, &height) == 2) {
      wanted.sizes.emplace_back(width, height);
    } else if (word == "--theme") {
      const std::size_t before = wanted.themes.size();
      for (const auto theme : widgets::kThemeNames) {
        if (in_a_name(theme) == value) wanted.themes.push_back(theme);
      }
      if (wanted.themes.size() == before) return false;
    } else {
      return false;
    }
  }
  if (wanted.themes.empty()) {
    wanted.themes.assign(widgets::kThemeNames.begin(), widgets::kThemeNames.end());
  }
  if (wanted.sizes.empty()) wanted.sizes = {{800, 600}, {1280, 800}, {1920, 1080}};
  if (wanted.texts.empty()) wanted.texts = {100};
  return wanted.list || wanted.cut || !wanted.folder.empty();
}

// The screen at one size, in all themes that are wanted. False where something is cut or missing.
bool show(const ScreenSpec& screen, const Wanted& wanted, StageSetting setting) {
  setting.look.theme = wanted.themes.front();
  const auto stage = show_screen(screen, setting);
  bool good = true;
  for (const auto theme : wanted.themes) {
    stage->set_theme(theme);
    const int percent = static_cast<int>(100 * setting.look.text_scale + 0.5);
    const std::string name =
        fmt::format("{}-{}-{}x{}{}", screen.name, in_a_name(theme), setting.width, setting.height,
                    percent == 100 ? "" : fmt::format("-{}", percent));
    if (wanted.cut) {
      for (const CutText& each : stage->driver().cut_text()) {
        fmt::print("{}: {}\n", name, each.words());
        good = false;
      }
      for (const std::string& each : stage->driver().overlaps()) {
        fmt::print("{}: overlap: {}\n", name, each);
      }
      continue;
    }
    const fs::path file = wanted.folder / (name + ".png");
    if (const auto fault = write_png(stage->driver().picture(), file)) {
      fmt::print(stderr, "{}\n", fault->text());
      good = false;
    }
  }
  return good;
}

}  // namespace

int main(int count, char** words) {
  Wanted wanted;
  if (!read(count, words, wanted)) {
    fmt::print(stderr,
               "usage: {} -o FOLDER [--only NAME]... [--theme NAME]... [--size WxH]... "
               "[--text PERCENT]... [--cut] [--list]\n",
               words[0]);
    return 2;
  }
  if (!wanted.folder.empty()) fs::create_directories(wanted.folder);
  bool good = true;
  for (const ScreenSpec& screen : screens()) {
    if (!is_wanted(wanted, screen.name)) continue;
    if (wanted.list) {
      fmt::print("{}\n", screen.name);
      continue;
    }
    for (const auto& [width, height] : wanted.sizes) {
      for (const int percent : wanted.texts) {
        try {
          good &= show(screen, wanted, {width, height, {.text_scale = percent / 100.0}});
        } catch (const std::exception& error) {
          fmt::print(stderr, "{}x{} {} %: {}\n", width, height, percent, error.what());
          good = false;
        }
      }
    }
  }
  return good ? 0 : 1;
}
