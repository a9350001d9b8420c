#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "app/explorer/knob_edit.h"
#include "app/explorer/words.h"
#include "app/lesson/session.h"
#include "app/shell/shell.h"
#include "lessons/model_source.h"
#include "model/units.h"
#include "widgets/registry.h"

// What the palette finds, and what choosing it does.
namespace wf::app {
namespace {

namespace fs = std::filesystem;
using Kind = PaletteEntry::Kind;

void add_headings(std::vector<PaletteEntry>& entries, const lessons::Blocks& blocks,
                  const ShelfLesson& shelf) {
  for (const lessons::Block& block : blocks) {
    if (block.kind != lessons::Block::Kind::kHeading || block.level < 2) continue;
    std::string text;
    for (const lessons::Inline& run : block.inlines) text += run.text;
    entries.push_back({.kind = Kind::kHeading,
                       .id = text,
                       .title = text,
                       .detail = fmt::format("{} {}", shelf.id, shelf.title),
                       .file = shelf.file.string()});
  }
}

}  // namespace

void Shell::add_lessons(std::vector<PaletteEntry>& entries) const {
  for (const ShelfLesson& shelf : workspace_.lessons()) {
    entries.push_back({.kind = Kind::kLesson,
                       .id = shelf.id,
                       .title = fmt::format("{}  {}", shelf.id, shelf.title),
                       .detail = shelf.part,
                       .file = shelf.file.string()});
  }
  for (const ShelfLesson& shelf : workspace_.lessons()) {
    add_headings(entries, lessons::load_lesson(shelf.file).blocks, shelf);
  }
}

// Notes and bookmarks; choosing one goes to where it was made.
void Shell::add_record(std::vector<PaletteEntry>& entries) const {
  const auto add = [&](Kind kind, const std::string& lesson, const Step& step,
                       const std::string& text) {
    for (const ShelfLesson& shelf : workspace_.lessons()) {
      if (shelf.id != lesson) continue;
      const std::size_t line = std::min(text.find('\n'), text.size());
      entries.push_back({.kind = kind,
                         .id = step.heading,
                         .title = text.substr(0, line),
                         .detail = fmt::format("{} {}", shelf.id, shelf.title),
                         .also = text.substr(line),
                         .file = shelf.file.string()});
    }
  };
  for (const Note& each : desk_.record().notes()) {
    add(Kind::kNote, each.lesson, each.step, each.text);
  }
  for (const Bookmark& each : desk_.record().bookmarks()) {
    add(Kind::kBookmark, each.lesson, each.step, each.step.heading);
  }
}

void Shell::add_terms(std::vector<PaletteEntry>& entries) const {
  for (const lessons::GlossaryTerm& term : workspace_.glossary().terms()) {
    entries.push_back({.kind = Kind::kTerm,
                       .id = term.id,
                       .title = term.term,
                       .detail = term.definition,
                       .also = fmt::format("{}", fmt::join(term.also, " "))});
  }
}

// Every term with what it means, the number that goes with it here, and where it is taught.
void Shell::open_glossary(std::string_view id) {
  const std::optional<model::Report> report = told_report();
  const auto& shelf = workspace_.lessons();
  std::vector<PaletteEntry> entries;
  std::string asked;
  for (const lessons::GlossaryTerm& term : workspace_.glossary().terms()) {
    PaletteEntry entry{.kind = Kind::kTerm,
                       .id = term.id,
                       .title = term.term,
                       .also = fmt::format("{} {}", fmt::join(term.also, " "), term.definition),
                       .about = term.definition};
    const model::Reading* reading = report ? report->find(term.quantity) : nullptr;
    if (reading != nullptr && reading->value) {
      entry.detail = fmt::format("Here {} is {}. ", term.quantity,
                                 model::format_magnitude(*reading->value, reading->term->unit));
    }
    const auto taught = std::find_if(shelf.begin(), shelf.end(), [&](const ShelfLesson& each) {
      return each.id == term.lesson;
    });
    entry.detail += fmt::format("Taught in lesson {}", term.lesson);
    if (taught != shelf.end()) {
      entry.detail += fmt::format(", {}: Enter opens it.", taught->title);
      entry.file = taught->file.string();
    } else {
      entry.detail += ".";
    }
    if (term.id == id) asked = term.term;
    entries.push_back(std::move(entry));
  }
  palette_.open(std::move(entries), nullptr, "Find a term");
  if (!asked.empty()) palette_.ask(asked);
}

void Shell::add_files(std::vector<PaletteEntry>& entries) const {
  std::vector<std::string> seen;
  const auto add = [&](const fs::path& file, std::string title, std::string detail) {
    if (std::find(seen.begin(), seen.end(), file.string()) != seen.end()) return;
    seen.push_back(file.string());
    entries.push_back({.kind = Kind::kFile,
                       .id = file.string(),
                       .title = std::move(title),
                       .detail = std::move(detail),
                       .file = file.string()});
  };
  for (const auto& document : workspace_.documents()) {
    if (document->kind != Document::Kind::kWorkload) continue;
    add(document->file, document->title(), "open");
  }
  for (const std::string& file : settings_.recent) {
    add(file, workspace_.name_of(file), "opened lately");
  }
  for (const ShelfExample& example : workspace_.examples()) {
    add(example.file, example.title, "example");
  }
}

const model::Scenario* Shell::current_scenario() const {
  const Document* document = workspace_.current();
  if (document == nullptr || !document->good) return nullptr;
  if (document->kind == Document::Kind::kWorkload) return &document->scenario;
  const auto view = lesson_views_.find(document->id);
  const LessonSession* session = view == lesson_views_.end() ? nullptr : view->second->session();
  return session == nullptr ? nullptr : &session->scenario();
}

std::optional<model::Report> Shell::told_report() const {
  const model::Scenario* scenario = current_scenario();
  if (scenario == nullptr) return std::nullopt;
  model::Report report = model::make_report(*scenario);
  const Withheld asked = withheld(*workspace_.current());
  for (model::Reading& reading : report.readings) {
    if (asked.contains(reading.term->id)) reading.value.reset();
  }
  return report;
}

std::vector<PaletteEntry> Shell::palette_entries() const {
  std::vector<PaletteEntry> entries;
  for (const ShellCommand& command : shell_commands()) {
    const std::string category(kCommandCategories[static_cast<std::size_t>(command.category)]);
    entries.push_back({.kind = Kind::kCommand,
                       .id = std::string(command.id),
                       .title = fmt::format("{}: {}", category, command.title),
                       .keys = chord_text(keys_.of(command)[0]),
                       .enabled = command.when == nullptr || command.when(*this)});
  }
  add_lessons(entries);
  add_record(entries);
  add_files(entries);
  add_terms(entries);
  add_catalogue(entries, workspace_.catalogue());
  const Document* document = workspace_.current();
  const model::Scenario* scenario = current_scenario();
  if (scenario == nullptr) {
    add_quantities(entries, nullptr);
    return entries;
  }
  const std::optional<model::Report> report = told_report();
  add_quantities(entries, &*report);
  if (document->kind == Document::Kind::kWorkload) {
    add_knobs(entries, *scenario);
  } else if (const widgets::Widget* widget = lesson_views_.at(document->id)->widget()) {
    add_knobs(entries, *scenario, &widget->knobs);
  }
  return entries;
}

void Shell::open_palette() {
  const model::Scenario* scenario = current_scenario();
  std::shared_ptr<const lessons::NumberSource> source;
  if (scenario != nullptr) {
    source = std::make_shared<lessons::ModelSource>(*scenario, workspace_.catalogue());
  }
  palette_.open(palette_entries(), std::move(source));
}

// Into the scenario that is open; without one its card is shown.
void Shell::choose_hardware(const PaletteEntry& entry) {
  const model::Catalogue& catalogue = workspace_.catalogue();
  Document* document = workspace_.current();
  const model::Scenario* scenario = current_scenario();
  const bool gpu = entry.kind == Kind::kGpu;
  const auto same = [&](const auto& id) { return id == entry.id; };
  if (scenario != nullptr) {
    const model::Accelerator* accelerator = gpu ? catalogue.find_gpu(entry.id) : nullptr;
    const model::ModelShape* shape = gpu ? nullptr : catalogue.find_model(entry.id);
    if (accelerator == nullptr && shape == nullptr) return;
    model::Scenario changed =
        gpu ? with_gpu(*scenario, *accelerator) : with_model(*scenario, *shape);
    if (document->kind == Document::Kind::kWorkload) {
      if (!workspace_.change(*document, std::move(changed))) return;
    } else {
      lesson_views_.at(document->id)
          ->session()
          ->change(std::move(changed), gpu ? "cluster.gpu" : "model");
    }
    workspace_.say(fmt::format("Now with {}", entry.title));
    return;
  }
  card_title_ = entry.title;
  card_.clear();
  if (gpu) {
    for (const auto& each : catalogue.gpus) {
      if (same(each.gpu.id)) card_ = gpu_card(each);
    }
  } else {
    for (const auto& each : catalogue.models) {
      if (same(each.shape.id)) card_ = model_card(each);
    }
  }
  overlay_ = Overlay::kCard;
}

void Shell::choose(const PaletteEntry& entry) {
  const Document* document = workspace_.current();
  const bool lesson = document != nullptr && document->kind == Document::Kind::kLesson;
  LessonView* view = lesson ? lesson_views_.at(document->id).get() : nullptr;
  switch (entry.kind) {
    case Kind::kCommand:
      if (const ShellCommand* command = find_shell_command(entry.id)) command->run(*this);
      return;
    case Kind::kLesson:
    case Kind::kFile:
      open_file(entry.file);
      return;
    case Kind::kHeading:
    case Kind::kNote:
    case Kind::kBookmark: {
      open_file(entry.file);
      view_of(*workspace_.current()).go_to_heading(entry.id);
      return;
    }
    case Kind::kTerm:
      // From among everything else, to what it means; from there, to where it is taught.
      if (entry.about.empty()) {
        open_glossary(entry.id);
      } else if (!entry.file.empty()) {
        open_file(entry.file);
      }
      return;
    case Kind::kGpu:
    case Kind::kModel:
      choose_hardware(entry);
      return;
    case Kind::kQuantity:
      if (view != nullptr) {
        view->show_arithmetic(entry.id);
      } else {
        show_arithmetic(entry.id);
      }
      return;
    case Kind::kKnob:
      if (view != nullptr) {
        view->focus_knob(entry.id);
      } else if (Explorer* explorer = current_explorer()) {
        explorer->focus_knob(entry.id);
      }
      return;
    case Kind::kCalculation:
      ImGui::SetClipboardText(entry.id.c_str());
      workspace_.say(fmt::format("Copied {}", entry.id));
      return;
  }
}

}  // namespace wf::app
