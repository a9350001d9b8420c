#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <utility>

#include "app/explorer/words.h"
#include "app/lesson/session.h"
#include "app/shell/shell.h"
#include "app/ui/controls.h"
#include "model/report.h"

// Comparing, and looking at a scenario from the side: the same for lessons and workloads.
namespace wf::app {
namespace {

constexpr float kLeastBeside = 31;  // em that each of two documents needs

}  // namespace

const model::Scenario* Shell::scenario_of(const Document& document) const {
  if (!document.good) return nullptr;
  if (document.kind == Document::Kind::kWorkload) return &document.scenario;
  const LessonSession* session = session_of(document);
  return session == nullptr ? nullptr : &session->scenario();
}

bool Shell::put_scenario(Document& document, model::Scenario scenario, std::string_view knob) {
  if (document.kind == Document::Kind::kWorkload) {
    return workspace_.change(document, std::move(scenario));
  }
  LessonSession* session = session_of(document);
  if (session == nullptr) return false;
  session->change(std::move(scenario), knob);
  return true;
}

Withheld Shell::withheld(const Document& document) const {
  const auto explorer = explorers_.find(document.id);
  if (!document.assignment) return {};
  return explorer == explorers_.end() ? model::open_questions(*document.assignment)
                                      : explorer->second->withheld(explorer_input(document));
}

bool Shell::has_scenario() const {
  const Document* document = workspace_.current();
  return document != nullptr && scenario_of(*document) != nullptr;
}

std::shared_ptr<const Pinned> Shell::pinned() const {
  const Document* document = workspace_.current();
  if (document == nullptr) return nullptr;
  if (const Explorer* explorer = current_explorer()) return explorer->pinned();
  const LessonSession* session = session_of(*document);
  return session == nullptr ? nullptr : session->a();
}

void Shell::pin_in(const Document& document, std::shared_ptr<const Pinned> state) {
  if (document.kind == Document::Kind::kLesson) {
    if (LessonSession* session = session_of(document)) session->pin(std::move(state));
    return;
  }
  auto& explorer = explorers_[document.id];
  if (!explorer) explorer = std::make_unique<Explorer>();
  explorer->pin(std::move(state));
}

void Shell::toggle_pin() {
  const Document* document = workspace_.current();
  if (document == nullptr || !has_scenario()) return;
  if (pinned() != nullptr) {
    pin_in(*document, nullptr);
    workspace_.say("A is unpinned");
    return;
  }
  const model::Scenario& scenario = *scenario_of(*document);
  pin_in(*document, pinned_state({}, scenario, model::make_report(scenario)));
  workspace_.say("This state is pinned as A: turn a knob to compare");
}

void Shell::swap_pinned() {
  Document* document = workspace_.current();
  const auto a = pinned();
  if (document == nullptr || a == nullptr) return;
  model::Scenario before = a->scenario;
  const model::Scenario now = *scenario_of(*document);
  if (!put_scenario(*document, std::move(before), "all")) return;
  pin_in(*document, pinned_state({}, now, model::make_report(now)));
  workspace_.say("A and B are swapped");
}

void Shell::compare_with(const Document& other) {
  const Document* document = workspace_.current();
  const model::Scenario* scenario = scenario_of(other);
  if (document == nullptr || scenario == nullptr || document == &other) return;
  pin_in(*document, pinned_state(other.title(), *scenario, model::make_report(*scenario)));
  workspace_.say(fmt::format("A is {}", other.title()));
}

// Goes round the other open files, so that it needs no list to choose from.
void Shell::compare_with_next() {
  std::vector<const Document*> others;
  std::size_t next = 0;
  for (const auto& document : workspace_.documents()) {
    if (document.get() == workspace_.current() || scenario_of(*document) == nullptr) continue;
    others.push_back(document.get());
    if (pinned() != nullptr && pinned()->name == document->title()) next = others.size();
  }
  if (others.empty()) {
    workspace_.say("No other open file has numbers to compare with");
    return;
  }
  compare_with(*others[next % others.size()]);
}

void Shell::show_analysis(AnalysisPage::View view) {
  const Document* document = workspace_.current();
  if (document == nullptr || !has_scenario()) return;
  // What is pointed at, or was taken apart last, is what is meant.
  std::string quantity;
  if (const Explorer* explorer = current_explorer()) {
    quantity =
        model::find_quantity(explorer->lit()) != nullptr ? explorer->lit() : explorer->arithmetic();
  } else if (const LessonSession* session = session_of(*document)) {
    quantity = session->lit();
  }
  if (model::find_quantity(quantity) != nullptr) analysis_.choose_quantity(quantity);
  analysis_.open(view);
}

void Shell::draw_analysis(Document& document, const PaneContext& context) {
  const LessonSession* session = session_of(document);
  AnalysisPage::Input input{.document = document.id,
                            .version = session != nullptr ? session->version() : document.version,
                            .scenario = *scenario_of(document),
                            .saved = session != nullptr ? session->own_scenario() : document.saved,
                            .title = document.title(),
                            .pinned = pinned(),
                            .others = {},
                            .withheld = withheld(document),
                            .held = knob_held_};
  const std::string title = document.title();
  input.title = title;
  std::vector<const Document*> others;
  for (const auto& each : workspace_.documents()) {
    if (each.get() == &document || scenario_of(*each) == nullptr) continue;
    others.push_back(each.get());
    input.others.push_back(each->title());
  }
  ImGui::PushID("analysis page");
  auto events = analysis_.draw(input, context);
  ImGui::PopID();
  if (events.changed) {
    workspace_.say({});
    put_scenario(document, std::move(*events.changed), events.knob);
    context.host.request_redraw();
  }
  if (events.compare_with) compare_with(*others[*events.compare_with]);
  if (events.pin) toggle_pin();
  if (events.swap) swap_pinned();
  if (events.back) analysis_.close();
}

void Shell::toggle_side_by_side() {
  if (side_by_side()) {
    beside_ = {};
    return;
  }
  const Document* document = workspace_.current();
  const auto& open = workspace_.documents();
  if (open.size() < 2) return;
  const auto at = std::find_if(open.begin(), open.end(),
                               [&](const auto& each) { return each.get() == document; });
  const auto index = at == open.end() ? 0 : static_cast<std::size_t>(at - open.begin());
  // The present one keeps its place at the left; where it is the last, the one before it does.
  const std::size_t left = index + 1 < open.size() ? index : index - 1;
  beside_ = {open[left]->id, open[left + 1]->id};
  if (document == nullptr) workspace_.select(*open[left]);
}

// Two documents, each with its name above it; commands mean the one that was used last. Where there
// is no room for both it is one at a time, as ever.
bool Shell::draw_side_by_side(const PaneContext& context) {
  if (!side_by_side()) return false;
  const ImVec2 room = ImGui::GetContentRegionAvail();
  if (room.x < 2 * kLeastBeside * theme_.size.em) {
    workspace_.say("The window is too narrow for two files beside each other");
    return false;
  }
  const int current = workspace_.current()->id;
  if (current != beside_[0] && current != beside_[1]) beside_[1] = current;
  const float width = std::floor((room.x - theme_.size.px) / 2);
  for (std::size_t i = 0; i < beside_.size(); ++i) {
    const auto& open = workspace_.documents();
    const auto found = std::find_if(open.begin(), open.end(),
                                    [&](const auto& each) { return each->id == beside_[i]; });
    if (found == open.end()) {
      beside_ = {};
      return false;
    }
    Document& document = **found;
    if (i > 0) {
      ImGui::SameLine(0, 0);
      const ImVec2 from = ImGui::GetCursorScreenPos();
      ImGui::GetWindowDrawList()->AddRectFilled(from, {from.x + theme_.size.px, from.y + room.y},
                                                theme_.colours.rule);
      ImGui::Dummy({theme_.size.px, 0});
      ImGui::SameLine(0, 0);
    }
    ImGui::PushID(document.id);
    if (ImGui::BeginChild("beside", {width, room.y}, ImGuiChildFlags_NavFlattened)) {
      if (list_row(document.title().c_str(), document.id == current, theme_)) {
        workspace_.select(document);
      }
      focus_ring(theme_);
      draw_one(document, context);
      const bool used = ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows) &&
                        (ImGui::IsMouseClicked(ImGuiMouseButton_Left) ||
                         ImGui::IsMouseClicked(ImGuiMouseButton_Right));
      if (used) workspace_.select(document);
    }
    ImGui::EndChild();
    ImGui::PopID();
  }
  return true;
}

// What can be asked of a quantity, at the pointer.
void Shell::draw_quantity_menu() {
  if (std::exchange(asking_quantity_, false)) {
    quantity_copies_ = copies_of_quantity(asked_quantity_);
    ImGui::OpenPopup("quantity menu");
  }
  if (!begin_menu_popup("quantity menu", theme_)) return;
  if (ImGui::MenuItem("What moves this most")) {
    analysis_.choose_quantity(asked_quantity_);
    analysis_.open(AnalysisPage::View::kTornado);
  }
  if (ImGui::MenuItem("Sweep a knob against it")) {
    analysis_.choose_quantity(asked_quantity_);
    analysis_.open(AnalysisPage::View::kSweep);
  }
  if (ImGui::MenuItem("Show the arithmetic")) show_arithmetic(asked_quantity_);
  ImGui::Separator();
  copy_items(quantity_copies_);
  end_menu_popup();
}

}  // namespace wf::app
