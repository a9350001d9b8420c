#include "lessons/lesson_scenario.h"

#include "lessons/model_source.h"
#include "model/workload_file.h"

namespace wf::lessons {
namespace {

// A lesson that names none is read with this one.
constexpr const char* kUsualScenario = "chat-llama3-70b-dgx-h100";

}  // namespace

model::Result<model::Scenario> lesson_scenario(const Lesson& lesson,
                                               const std::filesystem::path& assets,
                                               const model::Catalogue& catalogue) {
  const std::string name = (lesson.scenario.empty() ? kUsualScenario : lesson.scenario) + ".json";
  std::filesystem::path file = std::filesystem::path(lesson.file).parent_path() / name;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) file = assets / "workloads" / name;
  const auto text = model::read_text_file(file);
  if (!text) return text.error();
  auto loaded = model::read_workload(*text, file.string(), file.parent_path(), catalogue);
  if (!loaded) return loaded.error();
  auto changed = with_overrides(loaded->scenario, lesson.settings, catalogue);
  if (!changed) {
    return model::Error{.file = lesson.file,
                        .what = "in 'set:' of the front matter: " + changed.error().what};
  }
  return changed;
}

}  // namespace wf::lessons
