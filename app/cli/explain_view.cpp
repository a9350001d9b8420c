#include "app/cli/explain_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "app/cli/quantity_table.h"
#include "app/cli/report_json.h"
#include "model/units.h"

namespace wf::app {
namespace {

using Json = nlohmann::ordered_json;
using model::Derivation;
using model::DerivationStep;

// Steps that were printed, by what they say: the expected value and its bound share many.
using Printed = std::set<std::string>;

std::string key_of(const DerivationStep& step) {
  return fmt::format("{}|{}|{}", step.term ? step.term->id : "", step.expression, step.value);
}

std::string symbol_of(const DerivationStep& step) {
  return std::string(step.term ? step.term->symbol : "");
}

std::string value_of(const DerivationStep& step) {
  return value_text(step.value, step.term ? step.term->unit : std::string_view("1"));
}

class Tree {
 public:
  Tree(const Derivation& derivation, const Streams& streams, Printed& printed)
      : derivation_(derivation),
        style_(streams.style()),
        columns_(streams.columns()),
        printed_(printed) {}

  std::string text() {
    step(0, "", "");
    return std::move(text_);
  }

 private:
  // `head` stands before the first line, `rest` before the others and before the parts.
  void step(std::size_t index, const std::string& head, const std::string& rest) {
    const DerivationStep& step = derivation_.steps[index];
    printed_.insert(key_of(step));
    if (step.input) return input(step, head, rest);

    // What was printed before is only named again.
    std::vector<std::size_t> fresh;
    std::vector<const DerivationStep*> known;
    for (std::size_t part : step.parts) {
      const DerivationStep& each = derivation_.steps[part];
      if (printed_.contains(key_of(each)))
        known.push_back(&each);
      else
        fresh.push_back(part);
    }
    const bool leaf = fresh.empty() && known.empty();
    const std::string own = rest + (leaf ? "  " : "│ ");
    text_ += head;
    equation(step, display_width(rest), own);
    if (step.term && !step.term->sentence.empty()) {
      std::string sentence(step.term->sentence);
      if (!step.term->source.empty()) sentence += fmt::format(" [{}]", step.term->source);
      for (const std::string& line : wrapped(sentence, room_after(own))) {
        text_ += own + style_.dim(line) + "\n";
      }
    }
    // Branching again may print a part that comes later as well.
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      const bool last = i + 1 == fresh.size() && known.empty();
      const DerivationStep& each = derivation_.steps[fresh[i]];
      if (printed_.contains(key_of(each)) && !last) {
        known.push_back(&each);
        continue;
      }
      this->step(fresh[i], rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "));
    }
    if (!known.empty()) above(known, rest);
  }

  void input(const DerivationStep& step, const std::string& head, const std::string& rest) {
    const std::string source = step.source.empty() ? "as given" : printable(step.source);
    const std::string equals = fmt::format("{} = {}", symbol_of(step), value_of(step));
    const std::string words =
        fmt::format("{}. {} Source: {}.", step.term->id, step.term->sentence, source);
    // The first line begins after "symbol = value", the others a little to the right of `rest`.
    const int room = room_after(rest) - 2;
    const int taken = display_width(head) - display_width(rest) + display_width(equals);
    const auto lines = wrapped(words, room, std::min(room / 2, taken));
    text_ += head + style_.bold(equals);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      text_ += (i == 0 ? "  " : rest + "  ") + style_.dim(lines[i]) + "\n";
    }
  }

  void above(const std::vector<const DerivationStep*>& known, const std::string& rest) {
    std::string list;
    for (const DerivationStep* step : known) {
      list += fmt::format("{}{} = {}", list.empty() ? "" : ", ", symbol_of(*step), value_of(*step));
    }
    bool first = true;
    for (const std::string& line : wrapped("above: " + list, room_after(rest) - 3)) {
      text_ += rest + (first ? "└─ " : "   ") + style_.dim(line) + "\n";
      first = false;
    }
  }

  // symbol = expression = numbers = value, on one line where there is room.
  void equation(const DerivationStep& step, int indent, const std::string& own) {
    const std::string symbol = symbol_of(step), value = value_of(step);
    const int room = columns_ - indent;
    // Numbers of a formula that fills half a screen explain nothing: its inputs stand below it.
    const int most = 4 * room;
    std::vector<std::string> sides;
    if (!step.expression.empty() && step.expression != symbol) sides.push_back(step.expression);
    if (!step.numbers.empty() && step.numbers != value && step.numbers != step.expression &&
        display_width(step.numbers) <= most) {
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
      const auto lines = wrapped(sides[i], std::max(24, room - after - 2));
      for (std::size_t line = 0; line < lines.size(); ++line) {
        const std::string sign = line == 0 ? "= " : "  ";
        const bool first = i == 0 && line == 0;
        text_ += first ? " " : own + repeated(" ", std::max(1, after - 2));
        text_ += sign + lines[line] + "\n";
      }
    }
  }

  int room_after(const std::string& head) const {
    return std::max(24, columns_ - display_width(head));
  }

  const Derivation& derivation_;
  const Style style_;
  const int columns_;
  Printed& printed_;
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

  Printed printed;
  const auto side = [&](model::Side which, std::string_view title, std::string_view words) {
    const auto derivation = model::derive(scenario, term.id, which);
    if (!derivation) return;
    text += "\n" + style.bold(title) + style.dim(words) + "\n" +
            Tree(*derivation, streams, printed).text();
  };
  if (reading.value) {
    side(model::Side::kExpected, "Expected",
         reading.bounded ? "  operation by operation, at stated efficiencies" : "");
  }
  if (reading.bound) {
    side(model::Side::kBound, "Bound", "  the slowest single resource at its datasheet's peak");
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
