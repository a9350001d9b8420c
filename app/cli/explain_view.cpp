#include "app/cli/explain_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/cli/quantity_table.h"
#include "app/cli/report_json.h"
#include "model/units.h"

namespace wf::app {
namespace {

using Json = nlohmann::ordered_json;
using model::Derivation;
using model::DerivationStep;

class Tree {
 public:
  Tree(const Derivation& derivation, const Streams& streams)
      : derivation_(derivation),
        style_(streams.style()),
        columns_(streams.columns()),
        printed_(derivation.steps.size(), false) {}

  std::string text() {
    step(0, "", "");
    return std::move(text_);
  }

 private:
  // `head` stands before the first line, `rest` before the others and before the parts.
  void step(std::size_t index, const std::string& head, const std::string& rest) {
    const DerivationStep& step = derivation_.steps[index];
    const std::string symbol(step.term ? step.term->symbol : "");
    const std::string value =
        value_text(step.value, step.term ? step.term->unit : std::string_view("1"));
    if (printed_[index]) {
      const bool worth_it = !step.input;
      text_ += fmt::format("{}{} = {}{}\n", head, symbol, value,
                           worth_it ? style_.dim("  (above)") : "");
      return;
    }
    printed_[index] = true;
    const bool leaf = step.parts.empty();
    const std::string own = rest + (leaf ? "  " : "│ ");
    if (step.input) {
      text_ += fmt::format("{}{} = {}\n", head, style_.bold(symbol), value);
      const std::string source = step.source.empty() ? "as given" : step.source;
      lines(own, style_.dim(""),
            fmt::format("{}: {} {}", step.term->id, step.term->sentence, printable(source)));
      return;
    }
    text_ += head;
    equation(symbol, step, value, display_width(rest), own);
    if (step.term && !step.term->sentence.empty()) {
      std::string sentence(step.term->sentence);
      if (!step.term->source.empty()) sentence += fmt::format(" [{}]", step.term->source);
      lines(own, "", sentence);
    }
    for (std::size_t i = 0; i < step.parts.size(); ++i) {
      const bool last = i + 1 == step.parts.size();
      this->step(step.parts[i], rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "));
    }
  }

  // symbol = expression = numbers = value, on one line where there is room.
  void equation(const std::string& symbol, const DerivationStep& step, const std::string& value,
                int indent, const std::string& own) {
    const int room = columns_ - indent;
    std::vector<std::string> sides;
    if (!step.expression.empty()) sides.push_back(step.expression);
    if (!step.numbers.empty() && step.numbers != value && step.numbers != step.expression) {
      sides.push_back(step.numbers);
    }
    sides.push_back(value);
    int width = display_width(symbol);
    for (const std::string& side : sides) width += 3 + display_width(side);
    text_ += style_.bold(symbol);
    if (width <= room) {
      for (const std::string& side : sides) text_ += " = " + side;
      text_ += "\n";
      return;
    }
    const int after = display_width(symbol) + 1;
    for (std::size_t i = 0; i < sides.size(); ++i) {
      const std::vector<std::string> parts = wrapped(sides[i], std::max(24, room - after - 2));
      for (std::size_t line = 0; line < parts.size(); ++line) {
        const std::string sign = line == 0 ? "= " : "  ";
        if (i == 0 && line == 0)
          text_ += " " + sign + parts[line] + "\n";
        else
          text_ += own + repeated(" ", std::max(1, after - 2)) + sign + parts[line] + "\n";
      }
    }
  }

  void lines(const std::string& own, const std::string&, const std::string& words) {
    for (const std::string& line : wrapped(words, std::max(24, columns_ - display_width(own)))) {
      text_ += own + style_.dim(line) + "\n";
    }
  }

  const Derivation& derivation_;
  const Style style_;
  const int columns_;
  std::vector<bool> printed_;
  std::string text_;
};

std::string sensitivity_text(const model::Scenario& scenario, const model::Reading& reading,
                             const Streams& streams) {
  const auto list = model::sensitivities(scenario, reading.term->id);
  if (list.empty()) return {};
  constexpr std::size_t kMost = 10;
  constexpr int kBar = 20;
  const Style style = streams.style();
  std::string text = "\n" + style.bold("What it answers to") +
                     style.dim("  1 % more of a knob, other things equal") + "\n";
  const std::size_t count = std::min(list.size(), kMost);
  int width = 0;
  for (std::size_t i = 0; i < count; ++i) {
    width = std::max(width, display_width(list[i].knob->term.id));
  }
  const double largest = std::max(1.0, std::abs(list[0].elasticity));
  for (std::size_t i = 0; i < count; ++i) {
    const double elasticity = list[i].elasticity;
    const std::string change =
        fmt::format("{}{:.2f} %", elasticity < 0 ? "−" : "+", std::abs(elasticity));
    const int length = static_cast<int>(std::lround(kBar * std::abs(elasticity) / largest));
    text += fmt::format("  +1 % {}  →{}  {}\n", pad_right(list[i].knob->term.id, width),
                        pad_left(change, 10), length > 0 ? repeated("█", length) : "▏");
  }
  if (list.size() > count) {
    text += style.dim(fmt::format("  and {} more that change it less\n", list.size() - count));
  }
  return text;
}

Json derivation_json(const std::optional<Derivation>& derivation) {
  if (!derivation) return nullptr;
  Json steps = Json::array();
  for (const DerivationStep& step : derivation->steps) {
    Json entry;
    entry["id"] = step.term ? Json(step.term->id) : Json(nullptr);
    entry["symbol"] = step.term ? step.term->symbol : "";
    entry["value"] = number_json(step.value);
    entry["unit"] = step.term ? step.term->unit : "1";
    entry["sentence"] = step.term ? step.term->sentence : "";
    entry["input"] = step.input;
    if (step.input) {
      entry["source"] = step.source;
    } else {
      entry["expression"] = step.expression;
      entry["numbers"] = step.numbers;
    }
    entry["parts"] = step.parts;
    steps.push_back(std::move(entry));
  }
  return steps;
}

}  // namespace

std::string explanation_text(const model::Scenario& scenario, const model::Reading& reading,
                             const Streams& streams) {
  const model::Term& term = *reading.term;
  const Style style = streams.style();
  const int columns = streams.columns();
  std::string summary = fmt::format("{} = {}", term.id, value_text(reading.value, term.unit));
  if (reading.bounded) summary += fmt::format(" (bound {})", bound_text(reading));
  std::string text = style.bold(summary) + "\n" + paragraph("", term.sentence, columns);

  const auto side = [&](model::Side which, std::string_view title, std::string_view words) {
    const auto derivation = model::derive(scenario, term.id, which);
    if (!derivation) return;
    text += "\n" + style.bold(title) + style.dim(fmt::format("  {}", words)) + "\n" +
            Tree(*derivation, streams).text();
  };
  if (reading.value) {
    side(model::Side::kExpected, "Expected",
         reading.bounded ? "operation by operation, at stated efficiencies" : "");
  }
  if (reading.bound) {
    side(model::Side::kBound, "Bound", "the slowest single resource at its datasheet's peak");
  }
  return text + (reading.value ? sensitivity_text(scenario, reading, streams) : "");
}

Json explanation_json(const model::Scenario& scenario, const model::Reading& reading) {
  const model::Term& term = *reading.term;
  Json json;
  json["name"] = scenario.name;
  json["quantity"] = term.id;
  json["symbol"] = term.symbol;
  json["sentence"] = term.sentence;
  json["value"] = number_json(reading.value);
  if (reading.bounded) json["bound"] = number_json(reading.bound);
  json["unit"] = term.unit;
  json["expected_steps"] =
      reading.value ? derivation_json(model::derive(scenario, term.id, model::Side::kExpected))
                    : Json(nullptr);
  if (reading.bounded) {
    json["bound_steps"] =
        reading.bound ? derivation_json(model::derive(scenario, term.id, model::Side::kBound))
                      : Json(nullptr);
  }
  json["sensitivities"] = Json::array();
  for (const model::Sensitivity& each : model::sensitivities(scenario, term.id)) {
    json["sensitivities"].push_back(
        {{"knob", each.knob->term.id}, {"elasticity", number_json(each.elasticity)}});
  }
  return json;
}

}  // namespace wf::app
