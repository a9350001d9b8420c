#include "app/explorer/explorer.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>

#include "app/cli/comparison.h"
#include "app/cli/quantity_table.h"
#include "app/cli/scenario_words.h"
#include "app/cli/text.h"
#include "app/explorer/quantity_pane.h"
#include "app/explorer/words.h"
#include "app/ui/controls.h"
#include "widgets/figure/wall.h"

namespace wf::app {
namespace {

// In em: below the first, one pane at a time; from the second on, the arithmetic has a column.
constexpr float kSideBySide = 54;
constexpr float kThreeColumns = 60;  // of what the knobs leave
constexpr float kLeastKnobs = 20;
constexpr float kMostKnobs = 32;
// Lower windows scroll the headline away with the rest.
constexpr float kFixedHeadline = 36;
constexpr float kTallOperations = 56;

// The quantity that says most of a scenario.
std::string telling_quantity(const model::Report& report) {
  for (const char* id : {"decode.step_time", "training.step_time", "prefill.time"}) {
    if (report.find(id) != nullptr) return id;
  }
  return report.readings.empty() ? std::string() : std::string(report.readings[0].term->id);
}

constexpr ImGuiChildFlags kPane =
    ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AlwaysUseWindowPadding;

}  // namespace

const Findings& Explorer::findings(const Input& input) {
  withheld_ = input.assignment == nullptr
                  ? Withheld{}
                  : model::open_questions(*input.assignment, task_.typing());
  if (findings_version_ != input.version) {
    findings_ = find_out(input.scenario, pinned_ ? &pinned_->report : nullptr);
    ++figure_version_;
    findings_version_ = input.version;
    figures_.resize(findings_.sections.size());
    if (!quantity_.empty() && findings_.report.find(quantity_) == nullptr) quantity_.clear();
  }
  return findings_;
}

std::string Explorer::status(const Input& input) {
  const Findings& found = findings(input);
  if (found.sections.empty()) return "Sizes only";
  if (withheld_.contains(kBinding)) return "Which wall binds: your answer first";
  const SectionFindings& first = found.sections.front();
  if (!first.headroom) return "Nothing limits this load";
  return fmt::format("{} binds first, headroom {}", capitalised(model::name_of(first.binding)),
                     factor_text(first.headroom));
}

void Explorer::toggle_arithmetic(const Input& input) {
  if (!quantity_.empty() && page_ == Page::kFindings) {
    last_quantity_ = quantity_;
    quantity_.clear();
    return;
  }
  const Findings& found = findings(input);
  quantity_ = found.report.find(last_quantity_) != nullptr ? last_quantity_
                                                           : telling_quantity(found.report);
  page_ = Page::kFindings;
  view_ = View::kArithmetic;
}

void Explorer::show(Page page) {
  page_ = page;
  if (view_ == View::kKnobs) view_ = View::kPicture;
}

void Explorer::pin(std::shared_ptr<const Pinned> state) {
  pinned_ = std::move(state);
  findings_version_ = 0;
}

model::Scenario Explorer::swap(const Input& input) {
  if (!pinned_) return input.scenario;
  const std::shared_ptr<const Pinned> before = pinned_;
  pin(pinned_state({}, input.scenario, findings(input).report));
  return before->scenario;
}

void Explorer::focus_knobs() {
  view_ = View::kKnobs;
  knobs_.focus_filter();
}

void Explorer::focus_knob(std::string_view path) {
  view_ = View::kKnobs;
  knobs_.focus_knob(path);
}

void Explorer::draw_headline(const PaneContext& context) {
  const Theme& theme = context.theme();
  flow(findings_.design, theme.colours.muted, theme.size.small, context);
  ImGui::Dummy({0, theme.size.space(0.5F)});
  if (findings_.sections.empty()) {
    flow(
        "Only sizes are reported, because neither serving nor training is asked of this design. "
        "Add one of them among the knobs to see its walls.",
        theme.colours.ink, theme.size.em, context);
    return;
  }
  const SectionFindings& first = findings_.sections.front();
  const float top = ImGui::GetCursorPosY();
  const std::string_view wall = model::name_of(first.binding);
  const std::string waits = your_answer_first(withheld_, first.told, "what binds");
  if (!waits.empty()) {
    flow(waits, theme.colours.muted, theme.size.em * 1.125F, context);
  } else if (first.headroom && first.verdict.size() > wall.size()) {
    const std::string name = fmt::format("{} {}", widgets::wall_glyph(first.binding),
                                         first.verdict.substr(0, wall.size()));
    flow({{name, theme.wall(first.binding), &Fonts::semibold},
          {std::string_view(first.verdict).substr(wall.size()), theme.colours.ink}},
         theme.size.em * 1.125F, context);
  } else {
    flow(first.verdict, theme.colours.ink, theme.size.em * 1.125F, context);
  }
  // A sentence may need two lines: they are kept free, so that nothing below jumps.
  const float least = 2 * theme.size.em * 1.125F * 1.5F + theme.size.space(1);
  const float used = ImGui::GetCursorPosY() - top;
  if (used < least) ImGui::Dummy({0, std::max(least - used - theme.size.space(2), 0.0F)});
}

// What is compared, which wall changed, what differs.
void Explorer::draw_comparison(const Input& input, const PaneContext& context) {
  if (!pinned_) return;
  const Theme& theme = context.theme();
  const std::string name = pinned_->name.empty() ? std::string("an earlier state") : pinned_->name;
  heading(fmt::format("B, compared with A: {}", name), context);
  if (!withheld_.contains(kBinding)) {
    const std::string walls = walls_in_short(pinned_->report, findings_.report) + ". ";
    const std::string sentence = walls_sentence(pinned_->report, findings_.report);
    flow({{walls, theme.colours.ink, &Fonts::semibold}, {sentence, theme.colours.muted}},
         theme.size.em, context);
  }
  constexpr std::size_t kMostChanges = 6;
  std::string differs;
  const auto changes = changed_knobs(pinned_->scenario, input.scenario);
  for (std::size_t i = 0; i < std::min(changes.size(), kMostChanges); ++i) {
    differs += fmt::format("{}{} {} → {}", i == 0 ? "" : "; ", path_label(changes[i].path),
                           changes[i].before, changes[i].after);
  }
  if (changes.size() > kMostChanges) {
    differs += fmt::format("; and {} more", changes.size() - kMostChanges);
  }
  flow(changes.empty() ? "Nothing that the model reads differs." : differs + ".",
       theme.colours.muted, theme.size.small, context);
  if (button("Swap A and B", theme)) swapped_ = swap(input);
  ImGui::SameLine(0, theme.size.space(4));
  if (button("Unpin A", theme)) pin(nullptr);
}

void Explorer::draw_notes(const Input& input, const PaneContext& context) {
  std::vector<std::string> notes = input.notes;
  for (const std::string& note : findings_.report.notes) {
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  }
  if (notes.empty()) return;
  heading("Notes", context);
  for (const std::string& note : notes) {
    flow(note, context.theme().colours.muted, context.theme().size.small, context);
  }
}

void Explorer::draw_picture(const Input& input, const PaneContext& context) {
  const Theme& theme = context.theme();
  const bool wall_waits = withheld_.contains(kBinding);
  const bool remedy_waits =
      wall_waits || !your_answer_first(withheld_, findings_.mitigation_told).empty();
  if (!findings_.mitigation.empty() && !remedy_waits) {
    const std::string& sentence = findings_.mitigation;
    flow({{"What would move it: ", theme.colours.ink, &Fonts::semibold},
          {sentence, theme.colours.ink}},
         theme.size.em, context);
  }
  for (std::size_t i = 0; i < findings_.sections.size(); ++i) {
    const SectionFindings& section = findings_.sections[i];
    if (i == 0) draw_comparison(input, context);
    if (findings_.sections.size() > 1) {
      heading(section.title, context);
      const std::string waits = your_answer_first(withheld_, section.told);
      if (i > 0) {
        flow(waits.empty() ? section.verdict : waits, theme.colours.ink, theme.size.em, context);
      }
    }
    if (i == 0 && wall_waits) continue;  // its headrooms name the wall
    const float width = std::min(ImGui::GetContentRegionAvail().x, theme.size.em * 56);
    const std::string label = fmt::format("Headrooms, {}", section.title);
    const FigureEvents events = figures_[i].show(label.c_str(), section.figure, figure_version_,
                                                 {width, theme.size.em * 15.5F}, context.canvas);
    if (events.hovered && !events.quantity.empty()) context.point_at(events.quantity);
    if (events.asked) export_request_ = i;
    flow(capitalised(section.target) + ".", theme.colours.muted, theme.size.small, context);
  }
  draw_claims(input.scenario, findings_.assertions, withheld_, context);
  const std::string chosen =
      quantity_pane(findings_.report, pinned_ ? &pinned_->report : nullptr,
                    input.scenario.cluster.gpu, quantity_, asked_, withheld_, context);
  if (!chosen.empty()) {
    quantity_ = chosen;
    view_ = View::kArithmetic;
  }
  draw_notes(input, context);
}

void Explorer::draw_arithmetic(const Input& input, const PaneContext& context) {
  const model::Reading* reading = findings_.report.find(quantity_);
  if (reading == nullptr) return;
  if (const std::string waits = your_answer_first(withheld_, {quantity_}); !waits.empty()) {
    if (button("← Back", context.theme())) toggle_arithmetic(input);
    flow({{capitalised(short_name(*reading->term)) + ". ", context.theme().colours.ink,
           &Fonts::semibold},
          {waits, context.theme().colours.muted}},
         context.theme().size.em, context);
    return;
  }
  const auto outcome = arithmetic_pane_.draw(input.scenario, *reading, input.version, context);
  if (outcome == ArithmeticPane::Outcome::kBack) toggle_arithmetic(input);
}

void Explorer::draw_operations(const Input& input, const PaneContext& context) {
  std::set<std::string, std::less<>> steps;
  if (!withheld_.empty()) {
    for (const auto& table : model::operation_tables(input.scenario)) {
      steps.emplace(table.quantity);
    }
  }
  if (const std::string waits = your_answer_first(withheld_, steps); !waits.empty()) {
    flow("The times of the operations add up to that of their step.", context.theme().colours.ink,
         context.theme().size.em, context);
    flow(waits, context.theme().colours.muted, context.theme().size.em, context);
    return;
  }
  const OperationsPane::Outcome outcome =
      operations_pane_.draw(input.scenario, input.version, context);
  if (!outcome.lit.empty()) lit_ = outcome.lit;
  if (!outcome.arithmetic.empty()) {
    show_arithmetic(outcome.arithmetic);
    view_ = View::kArithmetic;
    context.host.request_redraw();
  }
}

void Explorer::draw_task(const Input& input, const PaneContext& context) {
  if (input.assignment == nullptr || input.given == nullptr) return;
  task_outcome_ = task_.draw({.assignment = *input.assignment,
                              .given = *input.given,
                              .scenario = input.scenario,
                              .report = findings_.report,
                              .assertions = findings_.assertions,
                              .withheld = withheld_,
                              .version = input.version},
                             context);
}

// Which page, and where there is room for one pane only, or the knobs.
void Explorer::draw_pages(const Input& input, bool wide, const PaneContext& context) {
  const float gap = context.theme().size.space(6);
  const bool knobs = !wide && view_ == View::kKnobs;
  if (input.assignment != nullptr) {
    if (segment("Task", page_ == Page::kTask && !knobs, context)) show(Page::kTask);
    ImGui::SameLine(0, gap);
  }
  if (segment("Findings", page_ == Page::kFindings && !knobs, context)) show(Page::kFindings);
  ImGui::SameLine(0, gap);
  if (segment("Operations", page_ == Page::kOperations && !knobs, context)) {
    show(Page::kOperations);
  }
  if (wide) return;
  ImGui::SameLine(0, gap);
  if (segment("Knobs", knobs, context)) view_ = View::kKnobs;
}

std::optional<model::Scenario> Explorer::draw(const Input& input, float& knob_share,
                                              const PaneContext& outer) {
  findings(input);
  if (input.assignment != nullptr && !std::exchange(task_offered_, true)) page_ = Page::kTask;
  if (input.assignment == nullptr && page_ == Page::kTask) page_ = Page::kFindings;
  const std::string lit = lit_;
  const Canvas canvas{outer.canvas.theme, outer.canvas.fonts, outer.canvas.math, lit};
  std::string pointed;
  const PaneContext context{canvas, outer.catalogue, outer.host, &pointed};
  const Theme& theme = context.theme();
  std::optional<model::Scenario> changed;
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float em = theme.size.em;
  const bool wide = room.x >= kSideBySide * em;
  const bool operations = page_ == Page::kOperations;
  const bool task = page_ == Page::kTask;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {theme.size.space(2), theme.size.space(1)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {theme.size.space(5), theme.size.space(3)});

  float main_width = room.x;
  float knob_width = 0;
  if (wide) {
    const float least = kLeastKnobs * em / room.x;
    knob_share = std::clamp(knob_share, least, 0.55F);
    const float most = operations ? kLeastKnobs : kMostKnobs;
    knob_width = std::floor(std::min(room.x * knob_share, most * em));
    main_width = room.x - knob_width - theme.size.space(2);
  }
  const bool three =
      wide && !operations && !task && main_width >= kThreeColumns * em && !quantity_.empty();
  // A table and a figure below it need the height more than the verdict that Findings shows.
  const bool headline = !operations || room.y >= kTallOperations * em;
  const bool fixed_headline = headline && room.y >= kFixedHeadline * em;
  const auto scrolled_headline = [&] {
    if (fixed_headline) return;
    draw_pages(input, wide, context);
    if (!headline) return;
    draw_headline(context);
    ImGui::Dummy({0, theme.size.space(2)});
  };
  if (ImGui::BeginChild("explorer", {main_width, 0}, ImGuiChildFlags_NavFlattened)) {
    if (fixed_headline) {
      if (ImGui::BeginChild("headline", {0, 0}, kPane | ImGuiChildFlags_AutoResizeY)) {
        draw_pages(input, wide, context);
        draw_headline(context);
      }
      ImGui::EndChild();
    }
    const bool alone = !three && !quantity_.empty() && view_ != View::kKnobs;
    if (!wide && view_ == View::kKnobs) {
      if (ImGui::BeginChild("knobs", {0, 0}, kPane)) {
        scrolled_headline();
        changed = knobs_.draw(input.scenario, input.saved, context, input.assignment);
      }
      ImGui::EndChild();
    } else if (task) {
      if (ImGui::BeginChild("task", {0, 0}, kPane)) {
        scrolled_headline();
        draw_task(input, context);
      }
      ImGui::EndChild();
    } else if (operations) {
      if (ImGui::BeginChild("operations", {0, 0}, kPane)) {
        scrolled_headline();
        draw_operations(input, context);
      }
      ImGui::EndChild();
    } else {
      const float left = three ? std::floor(main_width * 0.48F) : 0;
      if (!alone) {
        if (ImGui::BeginChild("picture", {left, 0}, kPane)) {
          scrolled_headline();
          draw_picture(input, context);
        }
        ImGui::EndChild();
        if (three) ImGui::SameLine(0, 0);
      }
      if (alone || three) {
        if (ImGui::BeginChild("arithmetic", {0, 0}, kPane)) {
          if (alone) scrolled_headline();
          draw_arithmetic(input, context);
        }
        ImGui::EndChild();
      }
    }
  }
  ImGui::EndChild();
  if (wide) {
    ImGui::SameLine(0, 0);
    // The splitter's share counts from the left.
    float share = 1 - knob_share;
    if (splitter("knobs splitter", share, 0.45F, 1 - kLeastKnobs * em / room.x, room.x, room.y,
                 theme)) {
      knob_share = 1 - share;
    }
    ImGui::SameLine(0, 0);
    if (ImGui::BeginChild("knobs", {0, 0}, kPane)) {
      changed = knobs_.draw(input.scenario, input.saved, context, input.assignment);
    }
    ImGui::EndChild();
  }
  ImGui::PopStyleVar(2);
  lit_ = pointed;
  if (swapped_) changed = std::exchange(swapped_, std::nullopt);
  if (lit_ != lit) context.host.request_redraw();
  return changed;
}

}  // namespace wf::app
