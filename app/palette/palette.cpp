#include "app/palette/palette.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/explorer/words.h"
#include "app/palette/match.h"
#include "app/platform/metrics.h"
#include "app/ui/controls.h"

namespace wf::app {
namespace {

constexpr std::size_t kMostFound = 80;
constexpr float kWidth = 44;  // em

// What is done most stands before what is looked up.
double standing(PaletteEntry::Kind kind) {
  using enum PaletteEntry::Kind;
  switch (kind) {
    case kCalculation:
      return 100;
    case kCommand:
    case kLesson:
      return 1;
    case kTerm:
    case kGpu:
    case kModel:
    case kFile:
    case kNote:
    case kBookmark:
      return 0.8;
    case kQuantity:
    case kKnob:
      return 0.6;
    case kHeading:
      return 0.2;
  }
  return 0;
}

}  // namespace

std::string_view kind_name(PaletteEntry::Kind kind) {
  constexpr std::array<std::string_view, 12> kNames = {
      "Command", "Lesson", "In a lesson", "Your note", "Bookmark", "Glossary",
      "GPU",     "Model",  "Quantity",    "Knob",      "File",     "Calculation"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::vector<const PaletteEntry*> find_entries(const std::vector<PaletteEntry>& entries,
                                              std::string_view query) {
  struct Found {
    const PaletteEntry* entry;
    double score;
  };
  std::vector<Found> found;
  const bool any = query.find_first_not_of(' ') == std::string_view::npos;
  for (const PaletteEntry& entry : entries) {
    if (any) {
      found.push_back({&entry, 0});
      continue;
    }
    const std::string all =
        fmt::format("{} {} {} {}", entry.title, entry.also, entry.id, kind_name(entry.kind));
    const auto whole = match(query, all);
    if (!whole) continue;
    const double in_title = match(query, entry.title).value_or(0);
    const double shorter = 1.0 / (1.0 + static_cast<double>(entry.title.size()) / 40);
    found.push_back({&entry, *whole + in_title + standing(entry.kind) + shorter});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.score > b.score; });
  if (found.size() > kMostFound) found.resize(kMostFound);
  std::vector<const PaletteEntry*> result;
  result.reserve(found.size());
  for (const Found& each : found) result.push_back(each.entry);
  return result;
}

void Palette::open(std::vector<PaletteEntry> entries,
                   std::shared_ptr<const lessons::NumberSource> scenario, std::string asks) {
  asks_ = std::move(asks);
  entries_ = std::move(entries);
  scenario_ = std::move(scenario);
  query_.clear();
  open_ = true;
  just_opened_ = true;
  search();
}

void Palette::ask(std::string query) {
  query_ = std::move(query);
  search();
}

void Palette::search() {
  current_ = 0;
  scroll_ = true;
  found_ = find_entries(entries_, query_);
  const auto calculation = calculate(query_, scenario_.get());
  if (!calculation) return;
  calculation_ = {.kind = PaletteEntry::Kind::kCalculation,
                  .id = calculation->result,
                  .title = calculation->error.empty() ? "= " + calculation->result
                                                      : "No result: " + calculation->error,
                  .detail = calculation->error.empty() ? "Enter copies it" : "",
                  .enabled = calculation->error.empty()};
  // Words that also read like arithmetic are names first.
  const bool first = calculation->error.empty() || found_.empty();
  found_.insert(first ? found_.begin() : found_.end(), &calculation_);
}

bool Palette::draw_row(const PaletteEntry& entry, bool current, const PaneContext& context) const {
  const Theme& theme = context.theme();
  const float em = theme.size.em;
  const float width = std::max(ImGui::GetContentRegionAvail().x, em);
  const float height = std::round(theme.size.line + theme.size.space(1));
  const ImVec2 from = ImGui::GetCursorScreenPos();
  // The field keeps the keyboard; rows are for the pointer.
  ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
  const bool chosen = ImGui::InvisibleButton(entry.title.c_str(), {width, height});
  ImGui::PopItemFlag();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const bool hovered = ImGui::IsItemHovered();
  if (current || hovered) {
    list.AddRectFilled(from, {from.x + width, from.y + height},
                       current ? theme.colours.selected : theme.colours.hover);
  }
  if (current) {
    list.AddRectFilled(from, {from.x + 3 * theme.size.px, from.y + height}, theme.colours.accent);
  }
  const Face& face = context.fonts().regular;
  const float small = theme.size.small;
  const float baseline = from.y + height / 2 + em * 0.35F;
  const float pad = theme.size.space(3);
  float right = from.x + width - theme.size.space(2);
  const auto put_right = [&](std::string_view words, ImU32 colour) {
    right -= text_width(face, small, words);
    place_text(words, {right, baseline}, colour, face, small);
    right -= theme.size.space(3);
  };
  put_right(kind_name(entry.kind), theme.colours.muted);
  if (!entry.keys.empty()) put_right(entry.keys, theme.colours.accent);
  const ImU32 ink = entry.enabled ? theme.colours.ink : theme.colours.disabled;
  const float left = from.x + pad;
  const std::string title = cut_to(face, em, entry.title, right - left);
  place_text(title, {left, baseline}, ink, face, em);
  const float used = text_width(face, em, title) + theme.size.space(2);
  std::string detail = entry.enabled ? entry.detail : "not now";
  if (!entry.about.empty()) detail.clear();  // it stands below the list
  if (right - left - used > 4 * em) {
    place_text(cut_to(face, small, detail, right - left - used), {left + used, baseline},
               theme.colours.muted, face, small);
  }
  return chosen;
}

void Palette::draw_field(const PaneContext& context) {
  ImGui::SetNextItemWidth(-1);
  if (just_opened_) ImGui::SetKeyboardFocusHere();
  moved_ = 0;
  const std::string asks =
      cut_to(context.fonts().regular, context.theme().size.em, asks_,
             ImGui::GetContentRegionAvail().x - 2 * ImGui::GetStyle().FramePadding.x);
  ImGui::InputTextWithHint(
      "##palette", asks.c_str(), &query_, ImGuiInputTextFlags_CallbackHistory,
      // Up and down belong to the list; Dear ImGui reports them here while the field is active.
      [](ImGuiInputTextCallbackData* data) {
        *static_cast<int*>(data->UserData) += data->EventKey == ImGuiKey_UpArrow ? -1 : 1;
        return 0;
      },
      &moved_);
  focus_ring(context.theme());
  if (ImGui::IsItemEdited()) search();
}

// What the current entry is, in words.
void Palette::draw_about(const PaneContext& context) const {
  if (current_ >= static_cast<int>(found_.size())) return;
  const PaletteEntry& entry = *found_[static_cast<std::size_t>(current_)];
  const Theme& theme = context.theme();
  hairline(theme);
  ImGui::Dummy({0, theme.size.space(1)});
  if (ImGui::BeginChild("about")) {
    flow({{entry.title, theme.colours.ink, &Fonts::semibold}}, theme.size.em, context);
    flow(entry.about, theme.colours.ink, theme.size.em, context);
    flow(entry.detail, theme.colours.muted, theme.size.small, context);
  }
  ImGui::EndChild();
}

std::optional<PaletteEntry> Palette::draw(const PaneContext& context) {
  constexpr const char* kTitle = "##palette window";
  if (!open_ && !ImGui::IsPopupOpen(kTitle)) return std::nullopt;
  const Theme& theme = context.theme();
  if (just_opened_) ImGui::OpenPopup(kTitle);
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float em = theme.size.em;
  const float top = std::min(em * 4, display.y / 12);
  const float width = std::min(em * kWidth, display.x - em);
  ImGui::SetNextWindowPos({display.x / 2, top}, ImGuiCond_Always, {0.5F, 0});
  ImGui::SetNextWindowSize({width, std::min(em * 30, display.y - top - em)});
  if (!ImGui::BeginPopup(kTitle, ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoScrollbar |
                                     ImGuiWindowFlags_NoScrollWithMouse)) {
    open_ = false;  // a click beside it
    return std::nullopt;
  }
  std::optional<PaletteEntry> result;
  draw_field(context);
  const int last = static_cast<int>(found_.size()) - 1;
  if (moved_ != 0) scroll_ = true;
  current_ = std::clamp(current_ + moved_, 0, std::max(last, 0));
  const bool entered = !just_opened_ && (ImGui::IsKeyPressed(ImGuiKey_Enter, false) ||
                                         ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false));
  just_opened_ = false;
  if (entered && current_ <= last) result = *found_[static_cast<std::size_t>(current_)];
  ImGui::Dummy({0, theme.size.space(0.5F)});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  const bool explains = std::any_of(entries_.begin(), entries_.end(),
                                    [](const PaletteEntry& each) { return !each.about.empty(); });
  const float below = explains ? std::round(ImGui::GetContentRegionAvail().y * 0.4F) : 0;
  if (ImGui::BeginChild("found", {0, ImGui::GetContentRegionAvail().y - below})) {
    if (found_.empty()) {
      flow("Nothing has these words.", theme.colours.muted, em, context);
    }
    for (int i = 0; i <= last; ++i) {
      ImGui::PushID(i);
      const PaletteEntry& entry = *found_[static_cast<std::size_t>(i)];
      if (draw_row(entry, i == current_, context)) result = entry;
      if (i == current_ && scroll_) ImGui::SetScrollHereY(0.5F);
      ImGui::PopID();
    }
    scroll_ = false;
  }
  ImGui::EndChild();
  if (explains) draw_about(context);
  ImGui::PopStyleVar();
  if (result && !result->enabled) result.reset();
  if (result || ImGui::IsKeyPressed(ImGuiKey_Escape, false)) open_ = false;
  if (!open_) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
  return result;
}

}  // namespace wf::app
