#include <doctest/doctest.h>

#include "app/record/overview.h"
#include "app/record/passages.h"
#include "lessons/lesson.h"
#include "lessons/registry.h"

using namespace wf::app;

namespace {

const std::vector<CourseLesson> kCourse = {{"00", "Orientation", "Foundations"},
                                           {"01", "What is different", "Foundations"},
                                           {"02", "The iron law", "Serving"}};

GivenAnswer prediction(const std::string& lesson, const std::string& part, double factor) {
  GivenAnswer given;
  given.lesson = lesson;
  given.part = part;
  given.kind = "predict";
  given.factor = factor;
  given.right = factor < 2;
  given.given = "12 ms";
  return given;
}

Record ticking() {
  return Record::in_memory([seconds = 0]() mutable {
    return std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + std::chrono::seconds(++seconds);
  });
}

}  // namespace

TEST_CASE("Progress counts what is read and begun in each part") {
  Record record = ticking();
  CHECK(reading_words(record.lesson("00")) == "Not opened yet");
  record.open_lesson("00");
  record.mark_read("00");
  record.reach("01", {2, "Intensity"}, 0.3);
  const auto parts = progress_by_part(kCourse, record);
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].part == "Foundations");
  CHECK(parts[0].lessons == 2);
  CHECK(parts[0].read == 1);
  CHECK(parts[0].begun == 1);
  CHECK(parts[1].lessons == 1);
  CHECK(parts[1].read + parts[1].begun == 0);
  CHECK(reading_words(record.lesson("00")) == "Read");
  CHECK(reading_words(record.lesson("01")) == "Begun, step 3");
}

TEST_CASE("One goes on where one stopped; after a lesson that is read, with the next that is not") {
  Record record = ticking();
  CHECK_FALSE(where_to_continue(kCourse, record));
  record.reach("01", {2, "Intensity"}, 0.3);
  REQUIRE(where_to_continue(kCourse, record));
  CHECK(continue_words(*where_to_continue(kCourse, record)) == "Continue lesson 01, step 3");
  record.open_lesson("00");
  record.mark_read("00");
  CHECK(continue_words(*where_to_continue(kCourse, record)) == "Continue lesson 01, step 3");
  record.open_lesson("01");
  record.mark_read("01");
  CHECK(continue_words(*where_to_continue(kCourse, record)) == "Go on with lesson 02");
  record.open_lesson("02");
  record.mark_read("02");
  CHECK_FALSE(where_to_continue(kCourse, record));
  record.open_lesson("99");  // not in this course
  CHECK_FALSE(where_to_continue(kCourse, record));
}

TEST_CASE("Calibration: the last answer to each prediction, the median of the factors") {
  Record record = ticking();
  CHECK(calibrations(record).empty());
  record.answer(prediction("01", "a", 8));
  record.answer(prediction("01", "a", 1.5));
  record.answer(prediction("01", "b", 4));
  GivenAnswer skipped = prediction("01", "c", 1);
  skipped.factor.reset();
  skipped.skipped = true;
  record.answer(skipped);
  record.answer(prediction("02", "a", 3));
  GivenAnswer drill = prediction("02", "drill-1", 50);
  drill.kind = "drill";
  record.answer(drill);
  const auto lessons = calibrations(record);
  REQUIRE(lessons.size() == 2);
  CHECK(lessons[0].answered == 2);
  CHECK(lessons[0].right == 1);
  CHECK(lessons[0].skipped == 1);
  CHECK(lessons[0].factors == std::vector<double>{1.5, 4});
  CHECK(lessons[0].median == doctest::Approx(2.75));
  CHECK(lessons[1].median == 3);
  const Calibration whole = whole_calibration(lessons);
  CHECK(whole.answered == 3);
  CHECK(whole.median == 3);
}

TEST_CASE("One search finds notes, bookmarks, answers and text, whatever the order of the words") {
  Record record = ticking();
  record.write_note("01", {1, "One step, counted"}, "Weights are read once for the whole batch.");
  record.toggle_bookmark("01", {2, "Intensity and the ridge"});
  GivenAnswer given = prediction("01", "step-eight", 3);
  given.question = "How long does a step of eight take?";
  record.answer(given);
  given.given = "14 ms";
  record.answer(given);
  std::vector<Passage> texts(2);
  texts[0].lesson = "01";
  texts[0].step = {0, "What is different"};
  texts[0].words = "A web server waits; a model server has one dear chip.";
  texts[1].lesson = "02";
  texts[1].step = {1, "The batch"};
  texts[1].words =
      std::string(300, 'x') + " Größe der Gewichte: a batch shares them. " + std::string(300, 'y');
  const auto kinds = [&](std::string_view query) {
    std::string all;
    for (const Found& each : search_record(record, texts, query)) {
      all += "nbat"[static_cast<std::size_t>(each.kind)];
    }
    return all;
  };
  CHECK(kinds("batch WEIGHTS") == "n");
  CHECK(kinds("batch") == "nt");
  CHECK(kinds("ridge") == "b");
  CHECK(kinds("eight 14") == "a");
  CHECK(kinds("eight 12").empty());  // the last answer counts
  CHECK(kinds("lesson 02") == "t");
  CHECK(kinds("gewichte größe") == "t");
  CHECK(kinds("").empty());
  CHECK(kinds("  ").empty());
  CHECK(kinds("nowhere").empty());
  const auto found = search_record(record, texts, "gewichte");
  REQUIRE(found.size() == 1);
  CHECK(found[0].excerpt.find("Gewichte") != std::string::npos);
  CHECK(found[0].excerpt.size() < 200);
  CHECK(search_record(record, texts, "a", 2).size() == 2);
}

TEST_CASE("Every lesson's text can be searched, heading by heading") {
  namespace lessons = wf::lessons;
  lessons::Diagnostics ignored;
  const auto entries =
      lessons::find_lessons(std::filesystem::path(WALLFINDER_SOURCE_DIR) / "lessons", ignored);
  REQUIRE_FALSE(entries.empty());
  for (const auto& entry : entries) {
    CAPTURE(entry.id);
    const auto passages = passages_of(lessons::load_lesson(entry.file));
    REQUIRE(passages.size() > 1);
    for (std::size_t i = 0; i < passages.size(); ++i) {
      CHECK(passages[i].step.index == static_cast<int>(i));
      CHECK_FALSE(passages[i].step.heading.empty());
    }
  }
}
