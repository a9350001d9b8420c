#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/cli/lists.h"
#include "app/cli/report_json.h"
#include "model/knobs.h"
#include "model/report.h"
#include "model/units.h"

namespace wf::app {
namespace {

using Json = nlohmann::ordered_json;
using model::Knob;
using model::KnobKind;

std::string range_text(const Knob& knob) {
  if (knob.kind != KnobKind::kChoice) {
    return fmt::format("{} … {}", model::format_magnitude(knob.low, knob.term.unit),
                       model::format_magnitude(knob.high, knob.term.unit));
  }
  if (knob.choices.empty()) return "no, yes";
  return fmt::format("{}", fmt::join(knob.choices, " "));
}

std::string default_text(const Knob& knob) {
  if (knob.kind != KnobKind::kChoice) {
    return model::format_magnitude(knob.initial, knob.term.unit);
  }
  if (knob.choices.empty()) return knob.initial != 0 ? "yes" : "no";
  return std::string(knob.choices[static_cast<std::size_t>(knob.initial)]);
}

Json term_json(const model::Term& term) {
  return {{"id", term.id},
          {"symbol", term.symbol},
          {"unit", term.unit},
          {"sentence", term.sentence},
          {"source", term.source}};
}

}  // namespace

std::string quantities_text(const Streams& streams) {
  std::vector<std::vector<std::string>> rows = {{"id", "symbol", "unit", "what it is"}};
  for (const model::Term* term : model::quantity_terms()) {
    rows.push_back({std::string(term->id), std::string(term->symbol), std::string(term->unit),
                    std::string(term->sentence)});
  }
  return aligned_table(rows, "llll", streams);
}

Json quantities_json() {
  Json list = Json::array();
  for (const model::Term* term : model::quantity_terms()) list.push_back(term_json(*term));
  return list;
}

std::string knobs_text(const Streams& streams) {
  std::vector<std::vector<std::string>> rows = {{"path", "default", "what it is"}};
  for (const Knob& knob : model::knobs()) {
    rows.push_back({std::string(knob.term.id), default_text(knob),
                    fmt::format("{} [{}]", knob.term.sentence, range_text(knob))});
  }
  return aligned_table(rows, "lrl", streams);
}

Json knobs_json() {
  constexpr std::string_view kKinds[] = {"continuous", "count", "choice"};
  Json list = Json::array();
  for (const Knob& knob : model::knobs()) {
    Json json = term_json(knob.term);
    json["kind"] = kKinds[static_cast<std::size_t>(knob.kind)];
    json["low"] = number_json(knob.low);
    json["high"] = number_json(knob.high);
    json["default"] = number_json(knob.initial);
    if (!knob.choices.empty()) json["choices"] = knob.choices;
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace wf::app
