#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/record/note_field.h"
#include "app/record/overview.h"
#include "app/record/record.h"
#include "app/record/record_page.h"
#include "app/shell/workspace.h"

namespace wf::app {

// The learner's record as the window uses it: what it shows in lists and pages, and the files that
// are open, so that they are open again next time.
class RecordDesk {
 public:
  RecordDesk(Record record, const std::vector<ShelfLesson>& shelf);

  Record& record() { return *record_; }
  const Record& record() const { return *record_; }
  NoteField& note() { return note_; }
  RecordPage& page() { return page_; }
  const std::vector<CourseLesson>& course() const { return course_; }

  // How far each lesson is read, by its place on the shelf; looked up when the record changes.
  const std::optional<LessonState>& state(std::size_t shelf_index);
  std::optional<Continue> next() const { return where_to_continue(course_, *record_); }

  // The texts of all lessons, read when they are first searched.
  const std::vector<Passage>& passages();
  // One search over notes, bookmarks, answers and texts.
  std::vector<Found> search(std::string_view query, std::size_t most = 50) {
    return search_record(*record_, passages(), query, most);
  }

  // The files that are open, the present one, and changes that no file has yet.
  enum class Drafts { kKept, kDropped };
  void keep_documents(const Workspace& workspace, Drafts drafts = Drafts::kKept);
  // Opens what was open last time; false where that was nothing.
  bool restore_documents(Workspace& workspace) const;

 private:
  std::unique_ptr<Record> record_;  // does not move: lessons write to it
  std::vector<CourseLesson> course_;
  std::vector<std::filesystem::path> files_;
  NoteField note_;
  RecordPage page_;
  std::int64_t states_version_ = -1;
  std::vector<std::optional<LessonState>> states_;
  std::vector<Passage> passages_;
  std::string kept_signature_;
};

}  // namespace wf::app
