#include "app/shell/record_desk.h"

#include <fmt/format.h>

#include "app/record/passages.h"
#include "model/workload_file.h"

namespace wf::app {

RecordDesk::RecordDesk(Record record, const std::vector<ShelfLesson>& shelf)
    : record_(std::make_unique<Record>(std::move(record))), states_(shelf.size()) {
  for (const ShelfLesson& each : shelf) {
    course_.push_back({each.id, each.title, each.part});
    files_.push_back(each.file);
  }
}

const std::optional<LessonState>& RecordDesk::state(std::size_t shelf_index) {
  const std::int64_t version = record_->version();
  if (version != states_version_) {
    states_version_ = version;
    for (std::size_t i = 0; i < course_.size(); ++i) states_[i] = record_->lesson(course_[i].id);
  }
  return states_[shelf_index];
}

const std::vector<Passage>& RecordDesk::passages() {
  if (!passages_.empty()) return passages_;
  for (const auto& file : files_) {
    for (Passage& each : passages_of(lessons::load_lesson(file))) {
      passages_.push_back(std::move(each));
    }
  }
  return passages_;
}

void RecordDesk::keep_documents(const Workspace& workspace, Drafts drafts) {
  // Before anything was opened there is only what was kept last time.
  if (kept_signature_.empty() && workspace.documents().empty()) return;
  std::string signature = drafts == Drafts::kKept ? "kept" : "dropped";
  for (const auto& each : workspace.documents()) {
    signature += fmt::format("|{} {} {} {}", each->file.string(), each->version, each->edited,
                             each.get() == workspace.current());
  }
  if (signature == kept_signature_) return;
  kept_signature_ = signature;
  std::vector<OpenedFile> files;
  for (const auto& each : workspace.documents()) {
    OpenedFile file{each->file.string(), each.get() == workspace.current(), {}};
    if (each->edited && drafts == Drafts::kKept) {
      file.draft = workspace.text_of(*each);
    }
    files.push_back(std::move(file));
  }
  record_->keep_open_files(files);
}

bool RecordDesk::restore_documents(Workspace& workspace) const {
  const std::vector<OpenedFile> files = record_->open_files();
  const Document* current = nullptr;
  std::string message;
  for (const OpenedFile& each : files) {
    std::error_code failed;
    if (!std::filesystem::is_regular_file(each.file, failed)) continue;  // gone since
    Document& document = workspace.open(each.file);
    if (each.current) current = &document;
    if (each.draft.empty() || !document.good || document.kind != Document::Kind::kWorkload) {
      continue;
    }
    auto draft = model::read_workload(each.draft, "record", document.file.parent_path(),
                                      workspace.catalogue());
    if (!draft) continue;
    workspace.put_draft(document, std::move(*draft));
    message =
        fmt::format("{} has the changes of last time, which were not saved", document.title());
  }
  if (current != nullptr) {
    workspace.select(*current);
  } else {
    workspace.show_start();
  }
  workspace.say(message);
  return !workspace.documents().empty();
}

}  // namespace wf::app
