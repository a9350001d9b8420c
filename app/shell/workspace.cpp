#include "app/shell/workspace.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <system_error>

#include "app/shell/settings.h"
#include "lessons/registry.h"
#include "model/workload_file.h"

namespace wf::app {
namespace {

namespace fs = std::filesystem;

fs::path whole(const fs::path& file) {
  std::error_code failed;
  const fs::path absolute = fs::absolute(file, failed);
  return (failed ? file : absolute).lexically_normal();
}

bool is_lesson_file(const fs::path& file) { return file.extension() == ".md"; }

// What the list of lessons shows, from the front matter alone: whole lessons are parsed when they
// are opened.
void read_front_matter(ShelfLesson& lesson) {
  std::ifstream in(lesson.file);
  std::string line;
  if (!std::getline(in, line) || !line.starts_with("---")) return;
  constexpr int kMostLines = 60;
  for (int i = 0; i < kMostLines && std::getline(in, line) && !line.starts_with("---"); ++i) {
    for (const auto& [key, into] : {std::pair{std::string_view("title:"), &lesson.title},
                                    std::pair{std::string_view("part:"), &lesson.part}}) {
      if (!line.starts_with(key)) continue;
      std::string_view value = std::string_view(line).substr(key.size());
      const auto blank = [](char c) { return c == ' ' || c == '"' || c == '\r' || c == '\''; };
      while (!value.empty() && blank(value.front())) value.remove_prefix(1);
      while (!value.empty() && blank(value.back())) value.remove_suffix(1);
      *into = value;
    }
  }
}

bool is_edited(const Document& document) {
  return document.scenario != document.saved ||
         (document.assignment && document.assignment->answers != document.saved_answers);
}

}  // namespace

std::string Document::title() const {
  if (kind == Kind::kLesson && lesson && !lesson->title.empty()) return lesson->title;
  if (kind == Kind::kWorkload && good && !scenario.name.empty()) return scenario.name;
  return file.filename().string();
}

Workspace::Workspace(model::Catalogue catalogue, const fs::path& assets, const fs::path& lessons)
    : catalogue_(std::move(catalogue)), assets_(whole(assets)) {
  const fs::path terms = assets_ / "glossary.json";
  if (const auto text = model::read_text_file(terms)) {
    auto glossary = lessons::Glossary::parse(*text, terms.string());
    if (glossary) glossary_ = std::move(glossary).value();
    if (!glossary) message_ = glossary.error().text();
  }
  lessons::Diagnostics ignored;  // authors see them in `wallfinder` and the tests
  std::error_code failed;
  if (fs::is_directory(lessons, failed)) {
    for (const lessons::LessonEntry& entry : lessons::find_lessons(lessons, ignored)) {
      ShelfLesson lesson{entry.id, entry.slug, {}, entry.file};
      read_front_matter(lesson);
      lessons_.push_back(std::move(lesson));
    }
  }
  for (const auto& entry : fs::directory_iterator(assets_ / "workloads", failed)) {
    if (entry.path().extension() != ".json") continue;
    const auto text = model::read_text_file(entry.path());
    if (!text) continue;
    const auto loaded =
        model::read_workload(*text, entry.path().string(), entry.path().parent_path(), catalogue_);
    if (!loaded) continue;
    const std::string& name = loaded->scenario.name;
    examples_.push_back({name.empty() ? entry.path().stem().string() : name, entry.path()});
  }
  std::sort(examples_.begin(), examples_.end(),
            [](const ShelfExample& a, const ShelfExample& b) { return a.file < b.file; });
}

bool Workspace::is_example(const fs::path& file) const {
  return file.parent_path() == assets_ / "workloads";
}

std::string Workspace::name_of(const std::filesystem::path& file) const {
  for (const ShelfLesson& each : lessons_) {
    if (each.file == file) return each.id + "  " + each.title;
  }
  for (const ShelfExample& each : examples_) {
    if (each.file == file) return each.title;
  }
  return file.filename().string();
}

void Workspace::select(const Document& document) {
  for (std::size_t i = 0; i < documents_.size(); ++i) {
    if (documents_[i].get() == &document) current_ = i;
  }
}

void Workspace::select_next(int steps) {
  if (documents_.empty()) return;
  const int count = static_cast<int>(documents_.size());
  const int from = current_ == kNone ? (steps > 0 ? -1 : 0) : static_cast<int>(current_);
  current_ = static_cast<std::size_t>(((from + steps) % count + count) % count);
}

Document& Workspace::open(const fs::path& given) {
  const fs::path file = whole(given);
  for (const auto& each : documents_) {
    if (each->file == file) {
      select(*each);
      return *each;
    }
  }
  auto document = std::make_unique<Document>();
  document->kind = is_lesson_file(file) ? Document::Kind::kLesson : Document::Kind::kWorkload;
  document->id = next_id_++;
  document->file = file;
  document->example = is_example(file);
  documents_.push_back(std::move(document));
  current_ = documents_.size() - 1;
  read(*documents_.back());
  watch_.watch(file);
  Document& opened = *documents_.back();
  message_ = opened.good ? fmt::format("Opened {}", opened.title())
                         : fmt::format("{} cannot be read", opened.title());
  return opened;
}

Document& Workspace::open_new(model::Scenario scenario) {
  auto document = std::make_unique<Document>();
  document->id = next_id_++;
  document->good = document->edited = true;
  document->version = 1;
  document->scenario = std::move(scenario);
  document->saved = document->scenario;
  documents_.push_back(std::move(document));
  current_ = documents_.size() - 1;
  message_ = fmt::format("Opened {}", documents_.back()->title());
  return *documents_.back();
}

void Workspace::open_lesson(std::size_t index) {
  if (index < lessons_.size()) open(lessons_[index].file);
}

std::optional<std::size_t> Workspace::current_lesson() const {
  const Document* document = current();
  if (document == nullptr || document->kind != Document::Kind::kLesson) return std::nullopt;
  for (std::size_t i = 0; i < lessons_.size(); ++i) {
    if (whole(lessons_[i].file) == document->file) return i;
  }
  return std::nullopt;
}

void Workspace::step_lesson(int steps) {
  if (lessons_.empty()) return;
  const auto now = current_lesson();
  const int last = static_cast<int>(lessons_.size()) - 1;
  const int next = now ? std::clamp(static_cast<int>(*now) + steps, 0, last) : 0;
  open_lesson(static_cast<std::size_t>(next));
}

void Workspace::read_workload_text(Document& document, const std::string& text) {
  auto loaded =
      model::read_workload(text, document.file.string(), document.file.parent_path(), catalogue_);
  if (!loaded) {
    document.fault = loaded.error();
    return;
  }
  document.fault.reset();
  document.scenario = document.saved = std::move(loaded->scenario);
  document.notes = std::move(loaded->notes);
  document.assignment = std::move(loaded->assignment);
  document.given = loaded->given ? std::move(*loaded->given) : document.scenario;
  document.saved_answers.clear();
  if (document.assignment) document.saved_answers = document.assignment->answers;
  document.edited = document.conflict = false;
  document.good = true;
  ++document.version;
}

void Workspace::read(Document& document) {
  const auto text = model::read_text_file(document.file);
  if (!text) {
    document.fault = text.error();
    return;
  }
  document.disk_text = *text;
  if (document.kind == Document::Kind::kWorkload) {
    read_workload_text(document, *text);
    return;
  }
  // A lesson with mistakes is still shown; its reader names them.
  document.lesson =
      std::make_shared<const lessons::Lesson>(lessons::parse_lesson(*text, document.file.string()));
  document.fault.reset();
  document.good = true;
  ++document.version;
}

bool Workspace::change(Document& document, model::Scenario scenario) {
  if (document.assignment) {
    if (auto refused = model::refusal(*document.assignment, document.scenario, scenario)) {
      message_ = std::move(*refused);
      return false;
    }
  }
  document.scenario = std::move(scenario);
  document.edited = is_edited(document);
  ++document.version;
  return true;
}

void Workspace::answer(Document& document, const std::string& question, std::string text) {
  if (!document.assignment) return;
  if (text.empty()) {
    document.assignment->answers.erase(question);
  } else {
    document.assignment->answers[question] = std::move(text);
  }
  document.edited = is_edited(document);
  ++document.version;
}

void Workspace::put_back(Document& document, model::Scenario scenario,
                         const std::map<std::string, std::string>& answers) {
  if (document.assignment) {
    model::Assignment& assignment = *document.assignment;
    assignment.answers.clear();
    // The file may have lost a question since.
    for (const auto& [id, text] : answers) {
      if (id == model::kNameField || assignment.question(id) != nullptr) {
        assignment.answers[id] = text;
      }
    }
    document.edited = is_edited(document);
    ++document.version;
  }
  change(document, std::move(scenario));
}

void Workspace::put_draft(Document& document, model::LoadedWorkload draft) {
  document.scenario = std::move(draft.scenario);
  if (document.assignment && draft.assignment) {
    document.assignment->answers = std::move(draft.assignment->answers);
  }
  document.edited = is_edited(document);
  ++document.version;
}

std::string Workspace::text_of(const Document& document) const {
  if (!document.assignment) return model::write_workload(document.scenario, &catalogue_);
  model::Assignment assignment = *document.assignment;
  assignment.given = model::values_as_given(document.given, document.scenario, &catalogue_);
  return model::write_workload(document.scenario, &catalogue_, &assignment);
}

void Workspace::take_back_changes(Document& document) {
  put_back(document, document.saved, document.saved_answers);
  message_ = "All changes taken back";
}

void Workspace::reload(Document& document) {
  document.conflict = false;
  read(document);
  watch_.watch(document.file);
  message_ = document.fault ? fmt::format("{} cannot be read", document.file.filename().string())
                            : fmt::format("Read {} again", document.file.filename().string());
}

// The file as it is on disk now counts as seen: the next save may replace it.
void Workspace::keep_mine(Document& document) {
  document.conflict = false;
  if (const auto text = model::read_text_file(document.file)) document.disk_text = *text;
  document.fault.reset();
  message_ = "Kept the changes made here; saving replaces the file";
}

Workspace::Saved Workspace::write(Document& document, const fs::path& file) {
  const std::string text = text_of(document);
  if (const auto fault = write_whole_file(file, text)) {
    message_ = fault->text();
    return Saved::kFailed;
  }
  if (document.file != file) watch_.forget(document.file);
  document.file = file;
  document.example = is_example(file);
  document.disk_text = text;
  document.saved = document.scenario;
  if (document.assignment) document.saved_answers = document.assignment->answers;
  document.edited = document.conflict = false;
  document.fault.reset();
  watch_.watch(file);
  message_ = fmt::format("Saved {}", file.filename().string());
  return Saved::kYes;
}

Workspace::Saved Workspace::save(Document& document) {
  if (document.kind != Document::Kind::kWorkload || !document.good) return Saved::kFailed;
  if (document.example || document.file.empty()) return Saved::kNeedsName;
  const auto text = model::read_text_file(document.file);
  if (text && *text != document.disk_text) {
    document.conflict = true;
    message_ = "Not saved: the file changed on disk";
    return Saved::kConflict;
  }
  return write(document, document.file);
}

Workspace::Saved Workspace::save_as(Document& document, const fs::path& file) {
  if (document.kind != Document::Kind::kWorkload || !document.good) return Saved::kFailed;
  return write(document, whole(file));
}

void Workspace::close(const Document& document) {
  const auto found = std::find_if(documents_.begin(), documents_.end(),
                                  [&](const auto& each) { return each.get() == &document; });
  if (found == documents_.end()) return;
  watch_.forget(document.file);
  const auto index = static_cast<std::size_t>(found - documents_.begin());
  message_ = fmt::format("Closed {}", document.title());
  documents_.erase(found);
  if (current_ == kNone || current_ < index) return;
  if (documents_.empty()) {
    current_ = kNone;
  } else if (current_ > 0) {
    --current_;
  }
}

bool Workspace::poll(FileWatch::Clock::time_point now) {
  bool changed = false;
  for (const fs::path& file : watch_.changed(now)) {
    for (const auto& document : documents_) {
      if (document->file != file) continue;
      const auto text = model::read_text_file(file);
      if (text && *text == document->disk_text && !document->fault) continue;  // our own writing
      changed = true;
      if (document->edited) {
        document->conflict = true;
        message_ = fmt::format("{} changed on disk", file.filename().string());
        continue;
      }
      reload(*document);
    }
  }
  return changed;
}

bool Workspace::any_edited() const {
  return std::any_of(documents_.begin(), documents_.end(),
                     [](const auto& each) { return each->edited; });
}

}  // namespace wf::app
