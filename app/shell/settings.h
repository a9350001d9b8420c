#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/whole_file.h"
#include "app/ui/theme.h"
#include "model/core/result.h"

namespace wf::app {

// What a reader comes for.
enum class Goal { kStudy, kTeach, kPractise };

// What the program remembers of its looks from one day to the next. JSON, in the user's
// configuration folder.
struct Settings {
  Look look;
  int width = 1280;  // of the window, at scale 1
  int height = 800;
  bool lessons_shown = true;
  float knob_share = 0.4F;          // of the explorer's width
  float reading_share = 0.5F;       // of a lesson's width
  std::vector<std::string> recent;  // files, the newest first
  bool welcomed = false;            // the first run is over
  Goal goal = Goal::kStudy;
  std::string gpu;                                       // that lessons open with; empty: their own
  std::map<std::string, int, std::less<>> presented;     // by lesson: the step last shown
  std::map<std::string, std::string, std::less<>> keys;  // by command, where the reader chose

  bool operator==(const Settings&) const = default;
};

inline constexpr std::size_t kMostRecent = 10;
void add_recent(Settings& settings, const std::filesystem::path& file);

// As the settings file and the menus spell them.
std::string_view theme_id(widgets::ThemeName theme);
std::string_view theme_title(widgets::ThemeName theme);

// What is wrong with a value is replaced by its default; a file that is no JSON is an error.
model::Result<Settings> parse_settings(std::string_view text, std::string_view file);
std::string settings_text(const Settings& settings);

// $XDG_CONFIG_HOME/wallfinder/settings.json, or below ~/.config; nothing without a home.
std::optional<std::filesystem::path> settings_file();

// Defaults where there is no file. A damaged one is put aside under another name, which the
// complaint gives.
struct LoadedSettings {
  Settings settings;
  std::string complaint;
};
LoadedSettings load_settings(const std::filesystem::path& file);

}  // namespace wf::app
