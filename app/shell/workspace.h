#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/platform/file_watch.h"
#include "lessons/glossary.h"
#include "lessons/lesson.h"
#include "model/assignment.h"
#include "model/catalogue.h"
#include "model/scenario.h"
#include "model/workload_file.h"

// What is open, without a window: files, their last good state, and why the present one is none.
namespace wf::app {

// A lesson or a workload that is open.
struct Document {
  enum class Kind { kWorkload, kLesson };

  Kind kind = Kind::kWorkload;
  int id = 0;  // never used twice
  std::filesystem::path file;
  std::string disk_text;              // as last read or written
  bool good = false;                  // there is a state to show
  std::optional<model::Error> fault;  // the file as it is now cannot be read
  std::uint64_t version = 0;          // counts changes of what is shown

  // Of a workload.
  model::Scenario scenario;  // with the changes that were made here
  model::Scenario saved;     // as in the file
  std::vector<std::string> notes;
  bool edited = false;
  bool conflict = false;  // the file changed on disk while there are changes here
  bool example = false;   // comes with the program: saved under another name only
  // Of an assignment: the task with the learner's answers, and what was handed out.
  std::optional<model::Assignment> assignment;
  std::map<std::string, std::string> saved_answers;
  model::Scenario given;

  // Of a lesson.
  std::shared_ptr<const lessons::Lesson> lesson;

  // "Chat on one DGX H100", or the file's name.
  std::string title() const;
};

// A lesson that could be opened.
struct ShelfLesson {
  std::string id;
  std::string title;
  std::string part;
  std::filesystem::path file;
};

// A workload that comes with the program.
struct ShelfExample {
  std::string title;
  std::filesystem::path file;
};

class Workspace {
 public:
  // `assets` holds the catalogues and the examples, `lessons` a folder for each lesson.
  Workspace(model::Catalogue catalogue, const std::filesystem::path& assets,
            const std::filesystem::path& lessons);

  const model::Catalogue& catalogue() const { return catalogue_; }
  const std::filesystem::path& assets() const { return assets_; }
  const lessons::Glossary& glossary() const { return glossary_; }
  const std::vector<ShelfLesson>& lessons() const { return lessons_; }
  const std::vector<ShelfExample>& examples() const { return examples_; }
  // Of a lesson or an example its title, of any other file its name.
  std::string name_of(const std::filesystem::path& file) const;
  const std::vector<std::unique_ptr<Document>>& documents() const { return documents_; }

  Document* current() {
    return current_ < documents_.size() ? documents_[current_].get() : nullptr;
  }
  const Document* current() const {
    return current_ < documents_.size() ? documents_[current_].get() : nullptr;
  }
  void select(const Document& document);
  void select_next(int steps);  // round the open ones
  void show_start() { current_ = kNone; }

  // Opens a file, or turns to it where it is open already. One that cannot be read is shown with
  // its fault, and watched until it is mended.
  Document& open(const std::filesystem::path& file);
  void open_lesson(std::size_t index);
  // A workload that is in no file yet: saving it asks for a name.
  Document& open_new(model::Scenario scenario);
  // The lesson before or after the present one; the first where none is open.
  void step_lesson(int steps);
  // Its place on the shelf.
  std::optional<std::size_t> current_lesson() const;

  // False: an assignment does not allow it, nothing happened, and `message` says why.
  bool change(Document& document, model::Scenario scenario);
  // The learner's answer to a question of an assignment, as typed; "" for none.
  void answer(Document& document, const std::string& question, std::string text);
  // A state that it had: a step of the history, or what was saved.
  void put_back(Document& document, model::Scenario scenario,
                const std::map<std::string, std::string>& answers);
  // Changes that were never saved, as they were left.
  void put_draft(Document& document, model::LoadedWorkload draft);
  // What would be saved.
  std::string text_of(const Document& document) const;
  void take_back_changes(Document& document);
  void reload(Document& document);  // changes that were made here are lost
  void keep_mine(Document& document);

  enum class Saved {
    kYes,
    kConflict,   // the file changed on disk: nothing was written, `conflict` is set
    kNeedsName,  // an example, or no file yet
    kFailed,     // `fault` of the message
  };
  Saved save(Document& document);
  Saved save_as(Document& document, const std::filesystem::path& file);
  void close(const Document& document);

  // Files that changed on disk are read again. True if something to be seen changed.
  bool poll(FileWatch::Clock::time_point now = FileWatch::Clock::now());

  bool any_edited() const;

  // The last thing that happened, for the status line.
  const std::string& message() const { return message_; }
  void say(std::string message) { message_ = std::move(message); }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  void read(Document& document);
  void read_workload_text(Document& document, const std::string& text);
  Saved write(Document& document, const std::filesystem::path& file);
  bool is_example(const std::filesystem::path& file) const;

  model::Catalogue catalogue_;
  std::filesystem::path assets_;
  lessons::Glossary glossary_;
  std::vector<ShelfLesson> lessons_;
  std::vector<ShelfExample> examples_;
  std::vector<std::unique_ptr<Document>> documents_;
  std::size_t current_ = kNone;
  int next_id_ = 1;
  FileWatch watch_;
  std::string message_;
};

}  // namespace wf::app
