#include "app/explorer/arithmetic.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "app/cli/quantity_table.h"
#include "app/explorer/knob_edit.h"
#include "app/explorer/words.h"
#include "app/export/markdown.h"
#include "app/platform/metrics.h"
#include "app/ui/controls.h"
#include "widgets/figure/wall.h"

namespace wf::app {
namespace {

using model::Derivation;
using model::DerivationStep;

constexpr std::size_t kMostBars = 8;
// Numbers of a formula that fills half a page explain nothing: its parts stand below it.
constexpr std::size_t kLongestFormula = 360;
constexpr int kDeepest = 24;

std::string equation_of(const DerivationStep& step) {
  const std::string_view symbol = step.term ? step.term->symbol : std::string_view("value");
  return fmt::format("{} = {}", symbol,
                     value_text(step.value, step.term ? step.term->unit : std::string_view("1")));
}

void muted_lines(std::string_view text, const PaneContext& context) {
  if (!text.empty()) flow(text, context.theme().colours.muted, context.theme().size.small, context);
}

}  // namespace

widgets::Figure sensitivity_figure(const std::vector<model::Sensitivity>& sensitivities) {
  widgets::Figure figure;
  figure.empty_text = "No continuous knob moves this quantity";
  if (sensitivities.empty()) return figure;
  widgets::Bars bars;
  widgets::BarSeries series;
  double least = 0;
  double most = 0;
  figure.describe = "What one per cent more of a knob does:";
  for (const model::Sensitivity& each : sensitivities) {
    if (bars.categories.size() == kMostBars) break;
    const std::string change =
        fmt::format("{}{:.2f} %", each.elasticity < 0 ? "−" : "+", std::abs(each.elasticity));
    bars.categories.push_back(knob_label(*each.knob));
    widgets::BarValue& bar = series.values.emplace_back();
    bar.value = each.elasticity;
    bar.meaning.quantity = each.knob->term.id;
    bar.text = change;
    least = std::min(least, each.elasticity);
    most = std::max(most, each.elasticity);
    figure.describe += fmt::format(" {} {};", knob_label(*each.knob), change);
  }
  bars.groups.push_back(std::move(series));
  figure.bars = std::move(bars);
  // Room for the numbers at the ends of the bars.
  const double room = 0.32 * std::max(most - least, 0.1);
  figure.x = {.label = "1 % more of this knob changes the result by … %",
              .from = least < 0 ? std::optional(least - room) : std::optional(0.0),
              .to = most > 0 ? std::optional(most + room) : std::optional(0.0)};
  return figure;
}

Arithmetic arithmetic_of(const model::Scenario& scenario, const model::Reading& reading,
                         model::Side side) {
  Arithmetic result{.quantity = std::string(reading.term->id), .side = side};
  result.explanation = std::make_shared<model::Explanation>(scenario, reading.term->id);
  if (side == model::Side::kExpected ? reading.value.has_value() : reading.bound.has_value()) {
    result.derivation = result.explanation->begin(side);
  }
  if (reading.value) result.sensitivities = result.explanation->sensitivities();
  result.figure = sensitivity_figure(result.sensitivities);
  return result;
}

void ArithmeticPane::draw_summary(const model::Reading& reading, const PaneContext& context) {
  const Theme& theme = context.theme();
  const model::Term& term = *reading.term;
  line_of(short_name(term), theme.colours.ink, context.fonts().semibold, theme.size.h3,
          ImGui::GetContentRegionAvail().x);
  std::string equation = fmt::format("{} = {}", term.symbol, value_text(reading.value, term.unit));
  std::vector<Words> words = {{equation, theme.colours.ink, &Fonts::semibold}};
  std::string bound;
  if (reading.bounded) {
    bound = fmt::format("   bound {}", bound_text(reading));
    words.push_back({bound, theme.colours.muted, &Fonts::regular});
  }
  flow(words, theme.size.em, context);
  muted_lines(term.sentence, context);
}

void ArithmeticPane::draw_step(std::size_t index, int depth, const PaneContext& context) {
  Derivation& derivation = *arithmetic_.derivation;
  // A copy of what is drawn: steps move when others unfold.
  DerivationStep step = derivation.steps[index];
  const Theme& theme = context.theme();
  const bool root = index == 0;
  ImGuiTreeNodeFlags flags = ImGuiTreeNodeFlags_SpanAvailWidth | ImGuiTreeNodeFlags_OpenOnArrow |
                             ImGuiTreeNodeFlags_DrawLinesToNodes;
  if (root) flags |= ImGuiTreeNodeFlags_DefaultOpen;
  const float left = ImGui::GetCursorScreenPos().x;
  const float right = left + ImGui::GetContentRegionAvail().x;
  const float top = ImGui::GetCursorScreenPos().y;
  // The id must not change with the value, or an open step would close while a knob moves.
  const std::string equation = equation_of(step);
  if (step.term && context.lit(step.term->id)) {
    ImGui::GetWindowDrawList()->AddRectFilled({left, top}, {right, top + ImGui::GetFontSize()},
                                              theme.colours.lit);
  }
  ImGui::PushStyleColor(ImGuiCol_Header, theme.colours.paper);
  const bool open = ImGui::TreeNodeEx((equation + "###step").c_str(), flags);
  ImGui::PopStyleColor();
  if (step.term && ImGui::IsItemHovered()) context.point_at(step.term->id);
  const float drawn = left + ImGui::GetTreeNodeToLabelSpacing() +
                      text_width(context.fonts().regular, theme.size.em, equation);
  // Beside the equation, what it is, as far as there is room.
  const float gap = theme.size.space(3);
  if (step.term && right - drawn - gap > theme.size.em * 6) {
    const float small = theme.size.small;
    const std::string phrase =
        cut_to(context.fonts().regular, small, short_name(*step.term), right - drawn - gap);
    const float baseline = top + ImGui::GetFontSize() * 0.78F;
    place_text(phrase, {drawn + gap, baseline}, theme.colours.muted, context.fonts().regular,
               small);
  }
  if (open) {
    arithmetic_.explanation->unfold(derivation, index);
    step = derivation.steps[index];
    const bool long_formula = step.expression.size() > kLongestFormula;
    const float indent = theme.size.space(1);
    ImGui::Indent(indent);
    if (step.input) {
      muted_lines(step.term ? step.term->sentence : std::string_view(), context);
      const std::string source =
          fmt::format("{}. Source: {}.", step.term ? step.term->id : std::string_view("input"),
                      step.source.empty() ? "as given" : step.source);
      muted_lines(source, context);
    } else {
      const std::string_view symbol = step.term ? step.term->symbol : std::string_view();
      if (!step.expression.empty() && step.expression != symbol && !long_formula) {
        flow("= " + step.expression, theme.colours.ink, theme.size.small, context);
        const std::string value = value_text(step.value, step.term ? step.term->unit : "1");
        if (!step.numbers.empty() && step.numbers != value && step.numbers != step.expression &&
            step.numbers.size() <= kLongestFormula) {
          flow("= " + step.numbers, theme.colours.ink, theme.size.small, context);
        }
      }
      if (step.term && !root) muted_lines(step.term->sentence, context);
      if (step.term && !step.term->source.empty()) {
        muted_lines(fmt::format("Formula: {}.", step.term->source), context);
      }
      if (long_formula) {
        muted_lines("The formula is too long to read in one piece; these are its parts.", context);
      }
    }
    ImGui::Unindent(indent);
    if (depth < kDeepest) {
      for (std::size_t i = 0; i < step.parts.size(); ++i) {
        // By its place in the formula: where it stands in the list depends on what else is open.
        ImGui::PushID(static_cast<int>(i));
        draw_step(step.parts[i], depth + 1, context);
        ImGui::PopID();
      }
    }
    ImGui::TreePop();
  }
}

ArithmeticPane::Outcome ArithmeticPane::draw(const model::Scenario& scenario,
                                             const model::Reading& reading, std::uint64_t version,
                                             const PaneContext& context) {
  const Theme& theme = context.theme();
  if (arithmetic_.quantity != reading.term->id) show_bound_ = false;
  const model::Side side =
      show_bound_ && reading.bound ? model::Side::kBound : model::Side::kExpected;
  if (arithmetic_.quantity != reading.term->id || version_ != version || arithmetic_.side != side) {
    arithmetic_ = arithmetic_of(scenario, reading, side);
    version_ = version;
    ++figure_version_;
  }
  Outcome outcome = Outcome::kStay;
  if (button("← All quantities", theme)) outcome = Outcome::kBack;
  draw_summary(reading, context);
  ImGui::Dummy({0, theme.size.space(1)});

  if (reading.bound) {
    if (segment("Expected", !show_bound_, context)) show_bound_ = false;
    explain_item({"Operation by operation, at stated efficiencies."}, context);
    ImGui::SameLine(0, theme.size.space(4));
    if (segment("Bound", show_bound_, context)) show_bound_ = true;
    explain_item({"The slowest single resource at its datasheet's peak: physics."}, context);
  }
  const bool bound = side == model::Side::kBound;
  if (arithmetic_.derivation) {
    const auto whole = [&] { return *arithmetic_.explanation->derive(side); };
    // Each quantity and side remembers which of its steps are open.
    ImGui::PushID(arithmetic_.quantity.c_str());
    ImGui::PushID(bound ? 1 : 0);
    draw_step(0, 0, context);
    ImGui::PopID();
    ImGui::PopID();
    if (button("Copy as Markdown", theme)) {
      ImGui::SetClipboardText(arithmetic_markdown(whole()).c_str());
    }
    ImGui::SameLine(0, theme.size.space(3));
    if (button("Copy as LaTeX", theme)) {
      ImGui::SetClipboardText(arithmetic_latex(whole()).c_str());
    }
  } else {
    muted_lines("There is no number here to take apart.", context);
  }

  if (!arithmetic_.sensitivities.empty()) {
    heading("What moves it", context);
    const std::size_t bars = std::min(arithmetic_.sensitivities.size(), kMostBars);
    const float height = theme.size.em * (3.6F + 1.75F * static_cast<float>(bars));
    const float width = std::min(ImGui::GetContentRegionAvail().x, theme.size.em * 44);
    const FigureEvents events = figure_.show("What moves it", arithmetic_.figure, figure_version_,
                                             {width, height}, context.canvas);
    if (!events.quantity.empty()) context.point_at(events.quantity);
    if (arithmetic_.sensitivities.size() > bars) {
      muted_lines(
          fmt::format("{} more knobs change it less.", arithmetic_.sensitivities.size() - bars),
          context);
    }
  }
  return outcome;
}

}  // namespace wf::app
