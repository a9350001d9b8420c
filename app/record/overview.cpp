#include "app/record/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace wf::app {

std::string_view reading_glyph(Reading reading) {
  switch (reading) {
    case Reading::kRead:
      return "\u2713";
    case Reading::kBegun:
      return "\u25D0";
    case Reading::kNotOpened:
      break;
  }
  return "\u25CB";
}

Reading reading_of(const std::optional<LessonState>& state) {
  if (!state) return Reading::kNotOpened;
  return state->read ? Reading::kRead : Reading::kBegun;
}

std::string reading_words(const std::optional<LessonState>& state) {
  switch (reading_of(state)) {
    case Reading::kRead:
      return "Read";
    case Reading::kBegun:
      return fmt::format("Begun, step {}", state->step.index + 1);
    case Reading::kNotOpened:
      break;
  }
  return "Not opened yet";
}

std::vector<PartProgress> progress_by_part(const std::vector<CourseLesson>& course,
                                           const Record& record) {
  std::map<std::string, LessonState> states;
  for (LessonState& each : record.lessons()) states.emplace(each.lesson, std::move(each));
  std::vector<PartProgress> parts;
  for (const CourseLesson& lesson : course) {
    auto part = std::find_if(parts.begin(), parts.end(),
                             [&](const PartProgress& each) { return each.part == lesson.part; });
    if (part == parts.end()) part = parts.insert(parts.end(), {lesson.part, 0, 0, 0});
    ++part->lessons;
    const auto state = states.find(lesson.id);
    if (state == states.end()) continue;
    ++(state->second.read ? part->read : part->begun);
  }
  return parts;
}

namespace {

std::optional<double> median_of(const std::vector<double>& ascending) {
  if (ascending.empty()) return std::nullopt;
  const std::size_t middle = ascending.size() / 2;
  if (ascending.size() % 2 == 1) return ascending[middle];
  return (ascending[middle - 1] + ascending[middle]) / 2;
}

}  // namespace

std::vector<Calibration> calibrations(const Record& record) {
  std::map<std::pair<std::string, std::string>, GivenAnswer> last;
  for (GivenAnswer& each : record.answers()) {
    if (each.kind == "predict") last[{each.lesson, each.part}] = std::move(each);
  }
  std::vector<Calibration> lessons;
  for (const auto& [key, each] : last) {
    if (lessons.empty() || lessons.back().lesson != each.lesson) {
      lessons.push_back({.lesson = each.lesson, .factors = {}, .median = {}});
    }
    Calibration& lesson = lessons.back();
    if (each.skipped) {
      ++lesson.skipped;
      continue;
    }
    ++lesson.answered;
    if (each.right) ++lesson.right;
    if (each.factor) lesson.factors.push_back(*each.factor);
  }
  for (Calibration& each : lessons) {
    std::sort(each.factors.begin(), each.factors.end());
    each.median = median_of(each.factors);
  }
  return lessons;
}

Calibration whole_calibration(const std::vector<Calibration>& lessons) {
  Calibration whole;
  for (const Calibration& each : lessons) {
    whole.answered += each.answered;
    whole.right += each.right;
    whole.skipped += each.skipped;
    whole.factors.insert(whole.factors.end(), each.factors.begin(), each.factors.end());
  }
  std::sort(whole.factors.begin(), whole.factors.end());
  whole.median = median_of(whole.factors);
  return whole;
}

std::optional<Continue> where_to_continue(const std::vector<CourseLesson>& course,
                                          const Record& record) {
  const auto index_of = [&](const std::string& id) {
    return static_cast<std::size_t>(
        std::find_if(course.begin(), course.end(),
                     [&](const CourseLesson& each) { return each.id == id; }) -
        course.begin());
  };
  const std::vector<LessonState> states = record.lessons();
  const LessonState* last = nullptr;
  for (const LessonState& each : states) {
    const bool known = index_of(each.lesson) < course.size();
    if (known && (last == nullptr || each.last_opened > last->last_opened)) last = &each;
  }
  if (last == nullptr) return std::nullopt;
  if (!last->read) return Continue{last->lesson, last->step, true};
  for (std::size_t i = index_of(last->lesson) + 1; i < course.size(); ++i) {
    const auto state = record.lesson(course[i].id);
    if (!state) return Continue{course[i].id, {}, false};
    if (!state->read) return Continue{course[i].id, state->step, true};
  }
  return std::nullopt;
}

std::string continue_words(const Continue& next) {
  if (!next.begun) return fmt::format("Go on with lesson {}", next.lesson);
  return fmt::format("Continue lesson {}, step {}", next.lesson, next.step.index + 1);
}

}  // namespace wf::app
