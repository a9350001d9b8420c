#include "app/cli/tornado_view.h"

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
using model::Tornado;
using model::TornadoBar;
using model::TornadoEnd;

// An end that changes this share of the result or less has no bar.
constexpr double kNothing = 1e-4;
constexpr int kNames = 44, kCells = 24;

// "↓ 1.68 TB/s: 42.1 ms"
std::string end_text(const Tornado& tornado, const TornadoBar& bar, const TornadoEnd& end) {
  return fmt::format("{}: {}", knob_value_text(*bar.knob, end.knob),
                     value_text(end.result, tornado.quantity->unit));
}

std::string flip_text(const Tornado& tornado, const TornadoEnd& end) {
  if (!end.binding || end.binding == tornado.binding) return {};
  return fmt::format(", {} binds", model::name_of(*end.binding));
}

}  // namespace

std::string knob_value_text(const model::Knob& knob, double value) {
  if (knob.kind == model::KnobKind::kChoice) {
    if (knob.choices.empty()) return value != 0 ? "yes" : "no";
    const auto index = static_cast<std::size_t>(std::max(value, 0.0));
    if (index < knob.choices.size()) return std::string(knob.choices[index]);
  }
  if (knob.kind == model::KnobKind::kCount) return model::format_number(value);
  return model::format_magnitude(value, knob.term.unit);
}

std::string tornado_text(const Tornado& tornado, const Streams& streams) {
  const Style style = streams.style();
  std::string text = style.bold(fmt::format("What moves {} most", tornado.quantity->id)) +
                     fmt::format(" (now {})\n", value_text(tornado.now, tornado.quantity->unit));
  if (tornado.bars.empty()) return text + "  no knob moves it\n";
  const auto row = [](std::string_view a, std::string_view b, std::string_view c) {
    return pad_right(a, kNames) + "  " + pad_right(b, kCells) + "  " + std::string(c) + "\n";
  };
  text += style.bold(row("  knob", "lower", "higher"));
  for (const TornadoBar& bar : tornado.bars) {
    const auto cell = [&](const std::optional<TornadoEnd>& end) {
      return end ? end_text(tornado, bar, *end) + flip_text(tornado, *end) : std::string("—");
    };
    text += row(fmt::format("  {} = {}", bar.knob->term.id, knob_value_text(*bar.knob, bar.now)),
                cell(bar.below), cell(bar.above));
  }
  return text;
}

std::string tornado_csv(const Tornado& tornado) {
  std::string text = "knob,unit,now,below,above,result,result_below,result_above\n";
  for (const TornadoBar& bar : tornado.bars) {
    const auto number = [](bool there, double value) {
      return there ? model::exact_number(value) : std::string();
    };
    const auto& [below, above] = std::pair{bar.below, bar.above};
    text += fmt::format(
        "{},{},{},{},{},{},{},{}\n", bar.knob->term.id, bar.knob->term.unit,
        model::exact_number(bar.now), number(below.has_value(), below ? below->knob : 0),
        number(above.has_value(), above ? above->knob : 0), model::exact_number(tornado.now),
        number(below.has_value(), below ? below->result : 0),
        number(above.has_value(), above ? above->result : 0));
  }
  return text;
}

Json tornado_json(const Tornado& tornado) {
  Json json;
  json["quantity"] = tornado.quantity->id;
  json["unit"] = tornado.quantity->unit;
  json["value"] = number_json(tornado.now);
  json["knobs"] = Json::array();
  for (const TornadoBar& bar : tornado.bars) {
    const auto end_json = [](const std::optional<TornadoEnd>& end) {
      if (!end) return Json(nullptr);
      Json one = {{"knob", number_json(end->knob)}, {"value", number_json(end->result)}};
      one["binding"] = end->binding ? Json(model::name_of(*end->binding)) : Json(nullptr);
      return one;
    };
    json["knobs"].push_back({{"path", bar.knob->term.id},
                             {"unit", bar.knob->term.unit},
                             {"now", number_json(bar.now)},
                             {"below", end_json(bar.below)},
                             {"above", end_json(bar.above)}});
  }
  return json;
}

widgets::Figure tornado_figure(const Tornado& tornado, std::size_t most,
                               const std::function<std::string(const model::Knob&)>& name_of) {
  widgets::Figure figure;
  const model::Term& term = *tornado.quantity;
  figure.title = fmt::format("What moves {} most", short_name(term));
  figure.empty_text = "No knob moves this quantity";
  if (tornado.bars.empty()) return figure;
  widgets::Bars bars;
  bars.base = tornado.now;
  widgets::BarSeries lower{.name = "lower", .values = {}, .series = 0};
  widgets::BarSeries higher{.name = "higher", .values = {}, .series = 1};
  double least = tornado.now, greatest = tornado.now;
  figure.describe = fmt::format("{} is {}. Turned down and up:", short_name(term),
                                value_text(tornado.now, term.unit));
  for (const TornadoBar& bar : tornado.bars) {
    if (bars.categories.size() == most) break;
    const std::string name = name_of(*bar.knob);
    bars.categories.push_back(name);
    figure.describe += fmt::format(" {}", name);
    const auto add = [&](widgets::BarSeries& series, const std::optional<TornadoEnd>& end) {
      widgets::BarValue value{.value = NAN, .meaning = {std::string(bar.knob->term.id), {}}};
      if (end && std::fabs(std::log(end->result / tornado.now)) > kNothing) {
        value.value = end->result;
        value.text = end_text(tornado, bar, *end);
        least = std::min(least, end->result), greatest = std::max(greatest, end->result);
        figure.describe += fmt::format(" {}{};", value.text, flip_text(tornado, *end));
      }
      series.values.push_back(std::move(value));
    };
    add(lower, bar.below);
    add(higher, bar.above);
  }
  bars.groups = {std::move(lower), std::move(higher)};
  figure.bars = std::move(bars);
  // Halves and doubles are as far away on this scale; room for the words at the ends of the bars.
  const double room = std::pow(std::max(greatest / least, 1.2), 0.6);
  figure.x = {.label = std::string(short_name(term)),
              .unit = std::string(term.unit),
              .scale = widgets::Scale::kLog10,
              .from = least / room,
              .to = greatest * room};
  const double last = static_cast<double>(figure.bars->categories.size()) - 0.5;
  figure.lines.push_back({.name = "now",
                          .points = {{tornado.now, -0.5}, {tornado.now, last}},
                          .role = widgets::LineRole::kReference,
                          .meaning = {std::string(term.id), {}},
                          .label = {"now " + value_text(tornado.now, term.unit), 90}});
  return figure;
}

}  // namespace wf::app
