#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/record/database.h"
#include "model/core/result.h"

// The learner's record: one SQLite file in the user's data folder. Every change is a transaction of
// its own that is on the disk when the call returns, so that a program killed at any moment loses
// at most the keystroke that it was about to write.
namespace wf::app {

// Where in a lesson: a heading and what stands under it.
struct Step {
  int index = 0;        // among the lesson's headings; the title is 0
  std::string heading;  // tells the step where the text has changed since

  bool operator==(const Step&) const = default;
};

struct LessonState {
  std::string lesson;   // "04"
  Step step;            // being read
  double position = 0;  // of the whole text, from 0 to 1
  double furthest = 0;  // ever reached
  bool read = false;    // to the end, and no prediction was left open
  std::string first_opened;
  std::string last_opened;
  std::string scenario;  // a workload file's text where the reader changed the lesson's own; or ""

  bool operator==(const LessonState&) const = default;
};

// A prediction or a drill, answered. Nothing is ever written over: the last one counts.
struct GivenAnswer {
  std::string lesson;
  std::string part;  // "two-vendors"
  std::string kind;  // "predict", "drill"
  std::string question;
  std::string at;
  bool skipped = false;
  bool right = false;
  std::optional<double> factor;  // of a number: how far off, at least 1
  std::string given;             // as shown
  // What brings the answer back on the screen.
  int option = -1;
  std::string typed;
  std::optional<double> number;
  std::int64_t seed = 1;  // of a drill's numbers
  std::vector<int> met;   // of a design: the claims that it makes, from 0, ascending

  bool operator==(const GivenAnswer&) const = default;
};

// Markdown, kept as typed.
struct Note {
  std::string id;  // never used twice, on any machine
  std::string lesson;
  Step step;
  std::string text;
  std::string created;
  std::string changed;

  bool operator==(const Note&) const = default;
};

struct Bookmark {
  std::string lesson;
  Step step;
  std::string at;

  bool operator==(const Bookmark&) const = default;
};

// A file that was open when the program was last used.
struct OpenedFile {
  std::string file;
  bool current = false;
  std::string draft;  // a workload with changes that its file does not have; or ""

  bool operator==(const OpenedFile&) const = default;
};

class Record {
 public:
  using Clock = std::function<std::chrono::system_clock::time_point()>;

  // Always gives a record. Where the file cannot be used, it is in memory only; a damaged file is
  // set aside under a dated name. `complaint` then says what happened, and what to do.
  static Record open(
      const std::filesystem::path& file,
      Clock clock = [] { return std::chrono::system_clock::now(); });
  static Record in_memory(Clock clock = [] { return std::chrono::system_clock::now(); });

  const std::string& complaint() const { return complaint_; }
  bool kept() const { return kept_; }  // there is a file behind it
  const std::filesystem::path& file() const { return file_; }

  // The reason, if a change could not be written: once for each reason.
  std::optional<std::string> take_fault();

  // Counts up with every change, those of other programs on the same file included.
  std::int64_t version() const;

  std::vector<LessonState> lessons() const;
  std::optional<LessonState> lesson(std::string_view id) const;
  void open_lesson(std::string_view id);
  void reach(std::string_view id, const Step& step, double position);
  void mark_read(std::string_view id);
  void keep_scenario(std::string_view id, std::string_view workload);  // "": its own again

  void answer(GivenAnswer answer);                                       // `at` is now
  std::vector<GivenAnswer> answers() const;                              // oldest first
  std::vector<GivenAnswer> last_answers(std::string_view lesson) const;  // one for each part

  std::vector<Note> notes() const;  // by lesson, then by step
  // Writes, changes or (with an empty text) removes the note of a step.
  void write_note(std::string_view lesson, const Step& step, std::string_view text);
  std::string note(std::string_view lesson, const Step& step) const;

  std::vector<Bookmark> bookmarks() const;
  bool toggle_bookmark(std::string_view lesson, const Step& step);  // true: it is set now
  bool bookmarked(std::string_view lesson, const Step& step) const;

  void keep_open_files(const std::vector<OpenedFile>& files);
  std::vector<OpenedFile> open_files() const;

  // Small things to be kept, by name: "my workload".
  void keep(std::string_view name, std::string_view value);
  std::string kept_value(std::string_view name) const;

  // Everything, for people to read and for `import_json`.
  std::string export_json() const;
  struct Imported {
    int lessons = 0;
    int answers = 0;
    int notes = 0;
    int bookmarks = 0;
  };
  // Merges: what is here stays unless the file has it newer. A file that is not one of ours, or
  // damaged, changes nothing.
  model::Result<Imported> import_json(std::string_view text, std::string_view file);

  std::string now() const;  // "2026-11-21T05:30:00.000Z"

 private:
  friend struct RecordOpener;
  Record(Database database, Clock clock);
  bool write(Statement& statement);
  void fail(const std::string& what);

  Database database_;
  Clock clock_;
  std::filesystem::path file_;
  std::string complaint_;
  bool kept_ = false;
  std::string fault_;
  std::string told_fault_;
  std::int64_t own_changes_ = 0;
};

// $XDG_DATA_HOME/wallfinder/record.db, or below ~/.local/share; nothing without a home.
std::optional<std::filesystem::path> record_file();

// "2026-11-21T05:30:00.000Z"
std::string utc_text(std::chrono::system_clock::time_point time);

// "0 2": the claims of an answer as the database keeps them.
std::string met_text(const std::vector<int>& met);

}  // namespace wf::app
