#include "lessons/own_workload.h"

#include <array>
#include <string_view>

#include "model/knobs.h"

namespace wf::lessons {
namespace {

using model::Scenario;

// "a, b and c"
std::string listed(const std::vector<std::string>& names, const char* last) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += i == 0 ? "" : i + 1 == names.size() ? last : ", ";
    text += names[i];
  }
  return text;
}

// Takes the section from the lesson, or puts aside the file's where the lesson has none.
template <class Section>
void settle(std::optional<Section>& mine, const std::optional<Section>& lesson, const char* name,
            OwnReading& reading) {
  if (lesson && !mine) {
    mine = lesson;
    reading.lent.push_back(std::string(name) + " section");
  } else if (mine && !lesson) {
    mine.reset();
    reading.aside.push_back(std::string(name) + " section");
  }
}

// What a file may leave open without a default, so that quantities of it would not exist. A budget
// is nobody's to lend: without one no wall of that name stands.
struct Field {
  std::string_view path;
  std::string_view name;
};
constexpr std::array<Field, 7> kFields = {{
    {"serving.slo.ttft", "target for the first token"},
    {"serving.slo.tpot", "target for the pace"},
    {"serving.arrival_rate", "arrival rate"},
    {"serving.requests", "number of requests of a job"},
    {"training.tokens", "number of training tokens"},
    {"rl.steps", "number of RL steps"},
    {"cluster.price_per_gpu_hour", "price"},
}};

void lend_fields(Scenario& mine, const Scenario& lesson, OwnReading& reading) {
  for (const Field& field : kFields) {
    const model::Knob* knob = model::find_knob(field.path);
    const auto value = knob->get(lesson);
    if (!value || knob->get(mine)) continue;
    knob->set(mine, *value);
    reading.lent.emplace_back(field.name);
  }
  if (mine.serving && lesson.serving && lesson.serving->speculation && !mine.serving->speculation) {
    mine.serving->speculation = lesson.serving->speculation;
    reading.lent.emplace_back("draft");
  }
  // A lesson that computes with a flat efficiency does so with any workload.
  bool assumes = false;
  for (const auto& [path, value] : lesson.assume)
    assumes |= mine.assume.emplace(path, value).second;
  if (assumes) reading.lent.emplace_back("assumed efficiency");
}

}  // namespace

std::string OwnReading::words() const {
  std::string text;
  if (!lent.empty()) {
    text = "Your file has no " + listed(lent, " or ") +
           (lent.size() == 1 ? ": the lesson's own is used." : ": the lesson's own are used.");
  }
  if (!aside.empty()) {
    text += (text.empty() ? "" : " ") + std::string("This lesson does not read its ") +
            listed(aside, " and ") + ".";
  }
  return text;
}

OwnReading read_with(Scenario mine, const Scenario& lesson) {
  OwnReading reading;
  const bool speaks = lesson.serving || lesson.training || lesson.rl;
  if (speaks) {
    settle(mine.serving, lesson.serving, "serving", reading);
    settle(mine.training, lesson.training, "training", reading);
    settle(mine.rl, lesson.rl, "RL", reading);
    settle(mine.data, lesson.data, "data", reading);
    settle(mine.evaluation, lesson.evaluation, "evaluation", reading);
  }
  lend_fields(mine, lesson, reading);
  reading.scenario = std::move(mine);
  return reading;
}

}  // namespace wf::lessons
