#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/record/record.h"

// What the record says in numbers: computed, never kept.
namespace wf::app {

// A lesson that there is, as the list of lessons has it.
struct CourseLesson {
  std::string id;
  std::string title;
  std::string part;
};

enum class Reading { kNotOpened, kBegun, kRead };

// "✓", "◐", "○"
std::string_view reading_glyph(Reading reading);
// "Read", "Begun, step 3", "Not opened yet"
std::string reading_words(const std::optional<LessonState>& state);
Reading reading_of(const std::optional<LessonState>& state);

struct PartProgress {
  std::string part;
  int lessons = 0;
  int read = 0;
  int begun = 0;
};
std::vector<PartProgress> progress_by_part(const std::vector<CourseLesson>& course,
                                           const Record& record);

// How well numbers are predicted: how many times too large or too small, 1 is exact.
struct Calibration {
  std::string lesson;  // "" of the whole course
  int answered = 0;    // predictions that were committed to
  int right = 0;
  int skipped = 0;
  std::vector<double> factors;  // of numbers, ascending
  std::optional<double> median;
};
// By lesson; the last answer to each prediction counts.
std::vector<Calibration> calibrations(const Record& record);
Calibration whole_calibration(const std::vector<Calibration>& lessons);

// The lesson to go on with: the last one opened, unless it is read to the end; then the next one
// that is not. Nothing when nothing was opened yet, or all is read.
struct Continue {
  std::string lesson;
  Step step;
  bool begun = false;
};
std::optional<Continue> where_to_continue(const std::vector<CourseLesson>& course,
                                          const Record& record);
// "Continue lesson 04, step 3"
std::string continue_words(const Continue& next);

// One place in the record or in a lesson's text that has all the words that were asked for.
struct Found {
  enum class Kind { kNote, kBookmark, kAnswer, kText };
  Kind kind = Kind::kText;
  std::string lesson;
  Step step;
  std::string part;     // of an answer
  std::string excerpt;  // the words around the first match
};

// A lesson's text to be searched: one entry for each heading.
struct Passage {
  std::string lesson;
  Step step;
  std::string words;
};

// One search over notes, bookmarks, predictions and texts, in this order; the order of the words
// and upper or lower case do not matter.
std::vector<Found> search_record(const Record& record, const std::vector<Passage>& texts,
                                 std::string_view query, std::size_t most = 50);

}  // namespace wf::app
