#include "app/cli/course.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "lessons/lesson_scenario.h"
#include "lessons/model_source.h"
#include "lessons/own_workload.h"
#include "model/assets_path.h"
#include "model/nearest_name.h"
#include "widgets/registry.h"

namespace wf::app {

std::optional<Course> open_course(Streams& streams) {
  const auto assets = model::find_assets();
  if (!assets) {
    streams.err << "wallfinder: " << assets.error().text() << "\n";
    return std::nullopt;
  }
  auto catalogue = model::load_catalogue(*assets);
  if (!catalogue) {
    streams.err << "wallfinder: " << catalogue.error().text() << "\n";
    return std::nullopt;
  }
  lessons::Diagnostics ignored;  // a folder that is no lesson cannot be named
  return Course{*assets, std::move(*catalogue),
                lessons::find_lessons(assets->parent_path() / "lessons", ignored)};
}

const lessons::LessonEntry* Course::lesson(std::string_view id) const {
  const auto found = std::find_if(lessons.begin(), lessons.end(), [&](const auto& entry) {
    return entry.id == id || entry.id + "-" + entry.slug == id;
  });
  return found == lessons.end() ? nullptr : &*found;
}

std::vector<std::filesystem::path> Course::examples() const {
  std::vector<std::filesystem::path> files;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(assets / "workloads", ignored)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

model::Scenario Course::scenario_of_widget(std::string_view id) const {
  for (const lessons::LessonEntry& entry : lessons) {
    const lessons::Lesson lesson = lessons::load_lesson(entry.file);
    if (lesson.widget != id) continue;
    if (auto scenario = lessons::lesson_scenario(lesson, assets, catalogue))
      return std::move(*scenario);
  }
  for (const std::filesystem::path& file : examples()) {
    const auto text = model::read_text_file(file);
    if (!text) continue;
    auto loaded = model::read_workload(*text, file.string(), file.parent_path(), catalogue);
    if (loaded && loaded->scenario.serving) return std::move(loaded->scenario);
  }
  return {};
}

std::string Course::unknown(std::string_view what) const {
  std::vector<std::string> known;
  for (const lessons::LessonEntry& entry : lessons) known.push_back(entry.id);
  for (const widgets::Widget& widget : widgets::widgets()) known.emplace_back(widget.id);
  return fmt::format("\"{}\" is no lesson, no widget and no file{}", printable(what),
                     model::did_you_mean(what, known));
}

int open_lesson(const lessons::LessonEntry& entry, const Course& course, const Arguments& arguments,
                Streams& streams, OpenedLesson& opened) {
  opened.lesson = lessons::load_lesson(entry.file);
  auto own = lessons::lesson_scenario(opened.lesson, course.assets, course.catalogue);
  if (!own) {
    streams.err << "wallfinder: " << printable(own.error().text()) << "\n";
    return kProgramFault;
  }
  opened.own = *own;
  opened.scenario = std::move(*own);
  if (arguments.has("--with")) {
    const std::string& file = arguments.values("--with").back();
    auto mine = open_workload(file, {}, course.catalogue, streams);
    if (!mine) return kBadInput;
    const std::string name = mine->scenario.name.empty()
                                 ? std::filesystem::path(file).filename().string()
                                 : mine->scenario.name;
    auto reading = lessons::read_with(std::move(mine->scenario), opened.own);
    opened.words = "Read with your workload: " + printable(name) + ".";
    if (const std::string more = reading.words(); !more.empty()) opened.words += " " + more;
    opened.scenario = std::move(reading.scenario);
  }
  const auto settings = arguments.values("--set");
  return set_all(opened.scenario, settings, course.catalogue, streams) ? kSuccess : kBadInput;
}

bool set_all(model::Scenario& scenario, std::span<const std::string> settings,
             const model::Catalogue& catalogue, Streams& streams) {
  lessons::Overrides overrides;
  for (const std::string& text : settings) {
    const auto setting = model::parse_setting(text);
    if (!setting) {
      streams.err << printable(setting.error().text()) << "\n";
      return false;
    }
    overrides.push_back({setting->path, setting->value});
  }
  auto changed = lessons::with_overrides(scenario, overrides, catalogue);
  if (!changed) {
    streams.err << "--set " << printable(changed.error().what) << "\n";
    return false;
  }
  scenario = std::move(*changed);
  return true;
}

}  // namespace wf::app
