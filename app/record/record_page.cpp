#include "app/record/record_page.h"

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "app/explorer/words.h"
#include "app/ui/controls.h"
#include "model/units.h"

namespace wf::app {
namespace {

constexpr double kFarthest = 100;  // times: the end of the scale of predictions

std::string count_of(int count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string place_words(const std::string& lesson, const Step& step) {
  return step.heading.empty() ? "Lesson " + lesson
                              : fmt::format("Lesson {} · {}", lesson, step.heading);
}

std::string title_of(const std::vector<CourseLesson>& course, const std::string& id) {
  for (const CourseLesson& each : course) {
    if (each.id == id) return each.title;
  }
  return {};
}

// One row that leads somewhere, with words under it.
bool jump_row(const std::string& label, int id, std::string_view under,
              const PaneContext& context) {
  const Theme& theme = context.theme();
  ImGui::PushID(id);
  const float room = ImGui::GetContentRegionAvail().x - theme.size.space(6);
  const std::string shown = cut_to(context.fonts().regular, theme.size.em, label, room);
  const bool chosen = list_row(shown.c_str(), false, theme);
  if (!under.empty()) {
    ImGui::Indent(theme.size.space(3));
    flow(under, theme.colours.muted, theme.size.small, context);
    ImGui::Unindent(theme.size.space(3));
    ImGui::Dummy({0, theme.size.space(1)});
  }
  ImGui::PopID();
  return chosen;
}

// Each prediction as a mark between exact and a hundred times off; the median as a line.
void draw_factors(const Calibration& of, float width, const PaneContext& context) {
  const Theme& theme = context.theme();
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const float height = theme.size.em;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float middle = std::round(from.y + height / 2);
  const float radius = theme.size.em * 0.22F;
  const auto at = [&](double factor) {
    const double share = std::log(std::clamp(factor, 1.0, kFarthest)) / std::log(kFarthest);
    return from.x + radius + static_cast<float>(share) * (width - 2 * radius);
  };
  list.AddLine({from.x, middle}, {from.x + width, middle}, theme.colours.rule, theme.size.px);
  for (const double tick : {1.0, 2.0, 10.0, 100.0}) {
    list.AddLine({at(tick), middle - radius}, {at(tick), middle + radius}, theme.colours.rule,
                 theme.size.px);
  }
  for (const double factor : of.factors) {
    list.AddCircleFilled({at(factor), middle}, radius, theme.colours.muted);
  }
  if (of.median) {
    list.AddRectFilled({at(*of.median) - theme.size.px, from.y},
                       {at(*of.median) + theme.size.px, from.y + height}, theme.colours.accent);
  }
  ImGui::Dummy({width, height});
}

std::string calibration_words(const Calibration& of) {
  std::string words = count_of(of.answered, "prediction", "predictions");
  if (of.answered > 0) words += fmt::format(", {} right", of.right);
  if (of.skipped > 0) words += fmt::format(", {} skipped", of.skipped);
  if (of.median) {
    words +=
        fmt::format("; numbers are off by {}× in the middle", model::format_number(*of.median, 2));
  }
  return words;
}

}  // namespace

void RecordPage::refresh(const Record& record, const std::vector<CourseLesson>& course,
                         const std::function<const std::vector<Passage>&()>& texts) {
  const std::int64_t version = record.version();
  const bool anew = version != version_;
  if (anew) {
    version_ = version;
    progress_ = progress_by_part(course, record);
    calibrations_ = calibrations(record);
    notes_ = record.notes();
    bookmarks_ = record.bookmarks();
  }
  if (anew || searched_ != query_) {
    searched_ = query_;
    found_.clear();
    if (!query_.empty()) found_ = search_record(record, texts(), query_);
  }
}

void RecordPage::draw_search(Asked& asked, const PaneContext& context) {
  const Theme& theme = context.theme();
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x);
  const std::string asks = cut_to(context.fonts().regular, context.theme().size.em,
                                  "Search notes, predictions and lessons",
                                  ImGui::CalcItemWidth() - 2 * ImGui::GetStyle().FramePadding.x);
  ImGui::InputTextWithHint("##search record", asks.c_str(), &query_);
  if (query_.empty()) return;
  if (found_.empty()) {
    flow("Nothing has all of these words.", theme.colours.muted, theme.size.em, context);
  }
  int id = 0;
  for (const Found& each : found_) {
    static constexpr std::array<std::string_view, 4> kKinds = {"Note", "Bookmark", "Your answer",
                                                               "Text"};
    const std::string label = fmt::format("{} · {}", kKinds[static_cast<std::size_t>(each.kind)],
                                          place_words(each.lesson, each.step));
    if (jump_row(label, id++, each.excerpt, context)) {
      asked = {Asked::What::kGoTo, each.lesson, each.step, each.part};
    }
  }
}

void RecordPage::draw_progress(const PaneContext& context) const {
  const Theme& theme = context.theme();
  heading("Progress", context);
  for (const PartProgress& each : progress_) {
    std::string words = fmt::format("{} of {} read", each.read, each.lessons);
    if (each.begun > 0) words += fmt::format(", {} begun", each.begun);
    flow({{each.part.empty() ? "Lessons" : each.part, theme.colours.ink},
          {"  " + words, theme.colours.muted}},
         theme.size.em, context);
    const ImVec2 from = ImGui::GetCursorScreenPos();
    const float width = std::min(ImGui::GetContentRegionAvail().x, theme.size.em * 20);
    const float height = theme.size.space(1);
    const auto share = [&](int of) {
      return from.x + width * static_cast<float>(of) / static_cast<float>(each.lessons);
    };
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(from, {from.x + width, from.y + height}, theme.colours.sunken);
    list.AddRectFilled(from, {share(each.read + each.begun), from.y + height}, theme.colours.frame);
    list.AddRectFilled(from, {share(each.read), from.y + height}, theme.colours.accent);
    ImGui::Dummy({width, height + theme.size.space(2)});
  }
}

void RecordPage::draw_calibration(const std::vector<CourseLesson>& course, Asked& asked,
                                  const PaneContext& context) const {
  const Theme& theme = context.theme();
  heading("Predictions", context);
  if (calibrations_.empty()) {
    flow("None yet. Each lesson asks for a number or a choice before it shows anything.",
         theme.colours.muted, theme.size.em, context);
    return;
  }
  flow(calibration_words(whole_calibration(calibrations_)) + ".", theme.colours.ink, theme.size.em,
       context);
  flow(
      "A mark for each number: exact at the left, 2×, 10× and 100× off at the ticks. The line is "
      "the middle one.",
      theme.colours.muted, theme.size.small, context);
  int id = 0;
  for (const Calibration& each : calibrations_) {
    ImGui::PushID("calibration");
    const std::string label = fmt::format("{}  {}", each.lesson, title_of(course, each.lesson));
    if (jump_row(label, id++, calibration_words(each), context)) {
      asked = {Asked::What::kGoTo, each.lesson, {}, {}};
    }
    if (!each.factors.empty()) {
      ImGui::Indent(theme.size.space(3));
      draw_factors(each, std::min(ImGui::GetContentRegionAvail().x, theme.size.em * 20), context);
      ImGui::Unindent(theme.size.space(3));
    }
    ImGui::PopID();
  }
}

void RecordPage::draw_notes(Asked& asked, const PaneContext& context) const {
  const Theme& theme = context.theme();
  heading("Bookmarks", context);
  if (bookmarks_.empty()) {
    flow("None yet: B sets one where you are reading.", theme.colours.muted, theme.size.em,
         context);
  }
  int id = 0;
  ImGui::PushID("bookmarks");
  for (const Bookmark& each : bookmarks_) {
    if (jump_row(place_words(each.lesson, each.step), id++, {}, context)) {
      asked = {Asked::What::kGoTo, each.lesson, each.step, {}};
    }
  }
  ImGui::PopID();
  heading("Notes", context);
  if (notes_.empty()) {
    flow("None yet: N writes one beside the step that you are reading.", theme.colours.muted,
         theme.size.em, context);
  }
  ImGui::PushID("notes");
  for (const Note& each : notes_) {
    if (jump_row(place_words(each.lesson, each.step), id++, each.text, context)) {
      asked = {Asked::What::kGoTo, each.lesson, each.step, {}};
    }
  }
  ImGui::PopID();
}

RecordPage::Asked RecordPage::draw(const Record& record, const std::vector<CourseLesson>& course,
                                   const std::function<const std::vector<Passage>&()>& texts,
                                   const PaneContext& context) {
  Asked asked;
  refresh(record, course, texts);
  const Theme& theme = context.theme();
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {theme.size.space(2), theme.size.space(1)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {theme.size.space(8), theme.size.space(8)});
  if (ImGui::BeginChild("record", {0, 0},
                        ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AlwaysUseWindowPadding)) {
    const float width = std::min(ImGui::GetContentRegionAvail().x, theme.size.em * 40);
    if (ImGui::BeginChild("record page", {width, 0},
                          ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AutoResizeY)) {
      flow({{"Your record", theme.colours.ink, &Fonts::semibold}}, theme.size.h2, context);
      ImGui::Dummy({0, theme.size.space(1)});
      draw_search(asked, context);
      draw_progress(context);
      draw_calibration(course, asked, context);
      draw_notes(asked, context);
      heading("The file", context);
      flow(record.kept() ? "Everything is kept in " + record.file().string() + ", and nowhere else."
                         : std::string("There is no file: what you do now is not kept."),
           theme.colours.muted, theme.size.em, context);
      ImGui::Dummy({0, theme.size.space(1)});
      if (button("Export as JSON…", theme)) asked.what = Asked::What::kExport;
      ImGui::SameLine(0, theme.size.space(3));
      if (button("Import…", theme)) asked.what = Asked::What::kImport;
    }
    ImGui::EndChild();
  }
  ImGui::EndChild();
  ImGui::PopStyleVar(2);
  return asked;
}

}  // namespace wf::app
