#include "app/shell/settings.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "model/catalogue.h"

namespace wf::app {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kThemeIds = {"light", "dark", "high contrast",
                                                       "projector"};
constexpr std::array<std::string_view, 3> kGoalIds = {"study", "teach", "practise"};
constexpr std::array<std::string_view, 4> kThemeTitles = {"Light", "Dark", "High contrast",
                                                          "Projector"};

template <class T>
void read_number(const Json& json, const char* key, T least, T most, T& into) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_number()) return;
  const double value = found->get<double>();
  if (value >= static_cast<double>(least) && value <= static_cast<double>(most)) {
    into = static_cast<T>(value);
  }
}

void read_flag(const Json& json, const char* key, bool& into) {
  const auto found = json.find(key);
  if (found != json.end() && found->is_boolean()) into = found->get<bool>();
}

}  // namespace

std::string_view theme_id(widgets::ThemeName theme) {
  return kThemeIds[static_cast<std::size_t>(theme)];
}

std::string_view theme_title(widgets::ThemeName theme) {
  return kThemeTitles[static_cast<std::size_t>(theme)];
}

void add_recent(Settings& settings, const fs::path& file) {
  const std::string name = file.string();
  std::erase(settings.recent, name);
  settings.recent.insert(settings.recent.begin(), name);
  if (settings.recent.size() > kMostRecent) settings.recent.resize(kMostRecent);
}

model::Result<Settings> parse_settings(std::string_view text, std::string_view file) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) {
    return model::Error{std::string(file), 0, 0, "no settings of Wallfinder: not a JSON object"};
  }
  Settings settings;
  if (const auto found = json.find("theme"); found != json.end() && found->is_string()) {
    for (const widgets::ThemeName theme : widgets::kThemeNames) {
      if (theme_id(theme) == found->get<std::string>()) settings.look.theme = theme;
    }
  }
  read_number(json, "text_scale", kSmallestText, kLargestText, settings.look.text_scale);
  read_flag(json, "reduced_motion", settings.look.reduced_motion);
  read_number(json, "width", 320, 16384, settings.width);
  read_number(json, "height", 240, 16384, settings.height);
  read_flag(json, "lessons_shown", settings.lessons_shown);
  read_number(json, "knob_share", 0.1F, 0.9F, settings.knob_share);
  read_number(json, "reading_share", 0.1F, 0.9F, settings.reading_share);
  if (const auto found = json.find("recent"); found != json.end() && found->is_array()) {
    for (const Json& each : *found) {
      if (each.is_string() && settings.recent.size() < kMostRecent) {
        settings.recent.push_back(each.get<std::string>());
      }
    }
  }
  read_flag(json, "welcomed", settings.welcomed);
  if (const auto found = json.find("goal"); found != json.end() && found->is_string()) {
    const auto* goal = std::find(kGoalIds.begin(), kGoalIds.end(), found->get<std::string>());
    if (goal != kGoalIds.end()) settings.goal = static_cast<Goal>(goal - kGoalIds.begin());
  }
  if (const auto found = json.find("gpu"); found != json.end() && found->is_string()) {
    settings.gpu = found->get<std::string>();
  }
  if (const auto found = json.find("presented"); found != json.end() && found->is_object()) {
    for (const auto& [lesson, step] : found->items()) {
      if (!step.is_number_unsigned()) continue;
      settings.presented[lesson] =
          static_cast<int>(std::min<std::uint64_t>(step.get<std::uint64_t>(), 9999));
    }
  }
  if (const auto found = json.find("keys"); found != json.end() && found->is_object()) {
    for (const auto& [id, key] : found->items()) {
      settings.keys[id] = key.is_string() ? key.get<std::string>() : key.dump();
    }
  }
  return settings;
}

std::string settings_text(const Settings& settings) {
  const auto rounded = [](double value) {
    return static_cast<double>(std::lround(value * 1e4)) / 1e4;
  };
  nlohmann::ordered_json json;
  json["theme"] = theme_id(settings.look.theme);
  json["text_scale"] = settings.look.text_scale;
  json["reduced_motion"] = settings.look.reduced_motion;
  json["width"] = settings.width;
  json["height"] = settings.height;
  json["lessons_shown"] = settings.lessons_shown;
  json["knob_share"] = rounded(static_cast<double>(settings.knob_share));
  json["reading_share"] = rounded(static_cast<double>(settings.reading_share));
  json["recent"] = settings.recent;
  json["welcomed"] = settings.welcomed;
  json["goal"] = kGoalIds[static_cast<std::size_t>(settings.goal)];
  if (!settings.gpu.empty()) json["gpu"] = settings.gpu;
  if (!settings.presented.empty()) json["presented"] = settings.presented;
  if (!settings.keys.empty()) json["keys"] = settings.keys;
  // A file name that is not UTF-8 must not stop the others from being kept.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<fs::path> settings_file() {
  const auto from = [](const char* variable) -> std::optional<fs::path> {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0' || !fs::path(value).is_absolute()) return std::nullopt;
    return fs::path(value);
  };
  if (const auto config = from("XDG_CONFIG_HOME")) return *config / "wallfinder" / "settings.json";
  if (const auto home = from("HOME")) return *home / ".config" / "wallfinder" / "settings.json";
  return std::nullopt;
}

LoadedSettings load_settings(const fs::path& file) {
  LoadedSettings loaded;
  std::error_code failed;
  if (!fs::exists(file, failed)) return loaded;
  const auto text = model::read_text_file(file);
  if (!text) {
    loaded.complaint = text.error().text();
    return loaded;
  }
  const auto settings = parse_settings(*text, file.string());
  if (settings) {
    loaded.settings = *settings;
    return loaded;
  }
  const fs::path aside = file.string() + ".damaged";
  fs::rename(file, aside, failed);
  loaded.complaint = settings.error().text() + (failed ? "" : "; it is kept as " + aside.string());
  return loaded;
}

}  // namespace wf::app
