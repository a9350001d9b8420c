// What holds for every widget of every lesson: what is pinned stays in the figure and in what is
// exported of it, and the words say what the figure shows.
#include <doctest/doctest.h>

#include <array>
#include <cctype>
#include <cmath>
#include <set>

#include "app/cli/comparison.h"
#include "app/shell/shell.h"
#include "lessons/lesson_scenario.h"
#include "lessons/registry.h"
#include "model/knob_values.h"
#include "model/report.h"
#include "tests/app/shell_testing.h"
#include "widgets/figure/csv.h"
#include "widgets/figure/layout.h"
#include "widgets/figure/svg.h"
#include "widgets/figure/text_metrics.h"
#include "widgets/registry.h"

using namespace wf;
using namespace wf::app;
using namespace wf::app::testing;

namespace {

const model::Catalogue& the_catalogue() {
  static const model::Catalogue kCatalogue = catalogue();
  return kCatalogue;
}

struct Case {
  std::string lesson;
  const widgets::Widget* widget;
  model::Scenario scenario;
};

// Each widget beside or within a lesson, in that lesson's scenario.
std::vector<Case> all_cases() {
  std::vector<Case> cases;
  lessons::Diagnostics problems;
  for (const auto& entry : lessons::find_lessons(source_dir() / "lessons", problems)) {
    const lessons::Lesson lesson = lessons::load_lesson(entry.file);
    const auto scenario =
        lessons::lesson_scenario(lesson, source_dir() / "assets", the_catalogue());
    REQUIRE(scenario);
    std::set<std::string> ids = {lesson.widget};
    for (const lessons::LivePart* part : lesson.parts()) {
      if (const auto* widget = std::get_if<lessons::Widget>(&part->content)) ids.insert(widget->id);
    }
    for (const std::string& id : ids) {
      if (const auto* widget = widgets::find_widget(id)) {
        cases.push_back({lesson.id, widget, *scenario});
      }
    }
  }
  REQUIRE(cases.size() >= 9);
  return cases;
}

// The scenario with the widget's first knob turned: to a quarter, or to another choice.
model::Scenario turned(const Case& each) {
  for (const std::string_view path : each.widget->knobs) {
    const model::Knob& knob = *model::find_knob(path);
    model::Scenario changed = each.scenario;
    const double now = model::knob_value(changed, knob);
    double wanted = knob.kind == model::KnobKind::kCount ? std::ceil(now / 4) : now / 4;
    if (knob.kind == model::KnobKind::kChoice) wanted = now > knob.low ? knob.low : knob.high;
    wanted = std::clamp(wanted, knob.low, knob.high);
    if (wanted == now) continue;
    knob.set(changed, wanted);
    if (!model::layout_fault(changed)) return changed;
  }
  FAIL("no knob of " << each.widget->id << " can be turned");
  return each.scenario;
}

int count(const std::string& text, std::string_view part) {
  int n = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++n;
  return n;
}

// ---- numbers in words -------------------------------------------------------------------------

struct Number {
  double value = 0;
  double half_digit = 0;  // of the last one written
  std::string text;
};

double scale_of(std::string_view unit) {
  constexpr std::array<std::string_view, 12> kBases = {"B", "B/s",   "FLOP",     "FLOP/s",
                                                       "s", "bytes", "USD",      "h",
                                                       "W", "FLOPs", "tokens/s", "FLOP/byte"};
  struct Prefix {
    std::string_view sign;
    double factor;
  };
  constexpr std::array<Prefix, 12> kPrefixes = {{{"n", 1e-9},
                                                 {"µ", 1e-6},
                                                 {"m", 1e-3},
                                                 {"k", 1e3},
                                                 {"K", 1e3},
                                                 {"M", 1e6},
                                                 {"G", 1e9},
                                                 {"T", 1e12},
                                                 {"P", 1e15},
                                                 {"E", 1e18},
                                                 {"Z", 1e21},
                                                 {"Y", 1e24}}};
  if (unit.starts_with("%")) return 0.01;
  if (unit == "min") return 60;
  if (unit == "h" || unit == "hours") return 3600;
  if (unit == "days" || unit == "day") return 86400;
  if (unit == "million") return 1e6;
  if (unit == "billion") return 1e9;
  if (std::ranges::find(kBases, unit) != kBases.end()) return 1;
  for (const Prefix& prefix : kPrefixes) {
    if (!unit.starts_with(prefix.sign)) continue;
    const std::string_view rest = unit.substr(prefix.sign.size());
    if (rest.empty() || std::ranges::find(kBases, rest) != kBases.end()) return prefix.factor;
    if (rest == "iB")
      return std::pow(1.024, std::round(std::log10(prefix.factor) / 3)) * prefix.factor;
  }
  return 1;
}

bool digit(char c) { return c >= '0' && c <= '9'; }

std::vector<Number> numbers_of(std::string text) {
  for (const std::string_view space : {"\u00a0", "\u202f", "\u2009"}) {
    for (std::size_t at = 0; (at = text.find(space, at)) != std::string::npos; ++at) {
      text.replace(at, space.size(), " ");
    }
  }
  std::vector<Number> found;
  for (std::size_t i = 0; i < text.size();) {
    const bool part_of_word =
        i > 0 && (std::isalnum(static_cast<unsigned char>(text[i - 1])) != 0 ||
                  text[i - 1] == '_' || text[i - 1] == '^' || text[i - 1] == '-');
    if (!digit(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    std::string digits;
    int decimals = -1;
    while (end < text.size()) {
      const bool inner = end + 1 < text.size() && digit(text[end + 1]);
      if (digit(text[end])) {
        digits += text[end];
        if (decimals >= 0) ++decimals;
      } else if (text[end] == '.' && inner && decimals < 0) {
        digits += '.';
        decimals = 0;
      } else if (!(text[end] == ',' && inner)) {
        break;
      }
      ++end;
    }
    std::size_t unit_end = end;
    while (unit_end < text.size() && text[unit_end] == ' ') ++unit_end;
    const std::size_t unit_begin = unit_end;
    while (unit_end < text.size() && text[unit_end] != ' ' && text[unit_end] != ',' &&
           text[unit_end] != ';' && text[unit_end] != ':' && text[unit_end] != ')' &&
           text[unit_end] != '\n') {
      ++unit_end;
    }
    std::string unit = text.substr(unit_begin, unit_end - unit_begin);
    while (unit.ends_with(".")) unit.pop_back();
    const bool glued =
        end < text.size() && std::isalpha(static_cast<unsigned char>(text[end])) != 0;
    if (!part_of_word && !glued) {
      const double scale = scale_of(unit);
      // Whole numbers are shown to three digits, too.
      const double value = std::stod(digits);
      double last = std::pow(10.0, -std::max(decimals, 0));
      if (decimals < 0 && value >= 1000) last = std::pow(10, std::floor(std::log10(value)) - 2);
      found.push_back({value * scale, 0.51 * last * scale, text.substr(i, unit_end - i)});
    }
    i = end;
  }
  return found;
}

void add_texts(const widgets::Figure& figure, std::vector<double>& shown) {
  std::string text = figure.title + "\n";
  const auto take = [&](const std::string& words) { text += words + "\n"; };
  for (const auto& line : figure.lines) take(line.name), take(line.label.text);
  for (const auto& area : figure.areas) take(area.name), take(area.label.text);
  for (const auto& wall : figure.walls) take(wall.name);
  for (const auto& marker : figure.markers) take(marker.name), take(marker.label.text);
  for (const auto& each : figure.annotations) take(each.text);
  if (figure.bars) {
    for (const auto& category : figure.bars->categories) take(category);
    for (const auto& group : figure.bars->groups) {
      for (const auto& bar : group.values) take(bar.text);
    }
  }
  if (figure.stack) {
    for (const auto& category : figure.stack->categories) take(category);
    for (const auto& part : figure.stack->parts) take(part.name);
    take(figure.stack->capacity_label);
  }
  for (const Number& number : numbers_of(text)) shown.push_back(number.value);
}

// The curve's height at a place, where it is.
std::optional<double> height_at(const std::vector<widgets::Point>& points, double x, bool ratios) {
  for (std::size_t i = 1; i < points.size(); ++i) {
    const widgets::Point a = points[i - 1], b = points[i];
    if ((x < a.x) == (x < b.x) && x != a.x && x != b.x) continue;
    if (a.x == b.x) return b.y;
    const bool logs = ratios && a.x > 0 && a.y > 0 && b.y > 0;
    const double t = logs ? std::log(x / a.x) / std::log(b.x / a.x) : (x - a.x) / (b.x - a.x);
    return logs ? a.y * std::pow(b.y / a.y, t) : a.y + t * (b.y - a.y);
  }
  return std::nullopt;
}

// What the pointer reads at the points that are marked, and on bars.
void add_read_outs(const widgets::Figure& figure, std::vector<double>& shown) {
  const auto layout = widgets::lay_out(figure, 900, 560, widgets::InterMetrics());
  for (const auto& bar : layout.bars) {
    for (const std::string& line : bar.lines) {
      for (const Number& number : numbers_of(line)) shown.push_back(number.value);
    }
  }
  std::vector<double> places;
  for (const auto& marker : figure.markers) places.push_back(marker.at.x);
  for (const auto& handle : figure.handles) places.push_back(handle.at.x);
  const bool ratios = figure.x.scale != widgets::Scale::kLinear;
  for (const double x : places) {
    for (const auto& line : figure.lines) {
      if (const auto y = height_at(line.points, x, ratios)) shown.push_back(*y);
    }
    for (const auto& area : figure.areas) {
      const auto upper = height_at(area.upper, x, ratios);
      const auto lower = height_at(area.lower, x, ratios);
      if (upper) shown.insert(shown.end(), {*upper, *upper - lower.value_or(area.base)});
    }
  }
}

// What the figure shows as a place or a length: points, bars, ends of lines.
void add_values(const widgets::Figure& figure, std::vector<double>& shown) {
  const auto point = [&](widgets::Point p) { shown.insert(shown.end(), {p.x, p.y}); };
  for (const auto& marker : figure.markers) point(marker.at);
  for (const auto& line : figure.lines) {
    if (line.points.empty()) continue;
    point(line.points.front());
    point(line.points.back());
  }
  for (const auto& wall : figure.walls) {
    for (const auto& each : wall.boundary) point(each);
  }
  for (const auto& each : figure.annotations) point(each.at);
  if (figure.bars) {
    for (const auto& group : figure.bars->groups) {
      for (const auto& bar : group.values) {
        shown.push_back(bar.value);
        if (bar.bound) shown.push_back(*bar.bound);
      }
    }
  }
  if (figure.stack) {
    if (figure.stack->capacity) shown.push_back(*figure.stack->capacity);
    std::vector<double> sums(figure.stack->categories.size(), 0.0);
    for (const auto& part : figure.stack->parts) {
      for (std::size_t i = 0; i < part.values.size(); ++i) {
        shown.push_back(part.values[i]);
        if (i < sums.size()) sums[i] += part.values[i];
      }
    }
    shown.insert(shown.end(), sums.begin(), sums.end());
  }
}

}  // namespace

TEST_CASE("What is pinned is in every widget's figure, in its SVG and in its table") {
  for (const Case& each : all_cases()) {
    CAPTURE(each.lesson);
    CAPTURE(each.widget->id);
    const model::Scenario now = turned(each);
    const model::Report before = model::make_report(each.scenario);
    const model::Report after = model::make_report(now);
    const widgets::WidgetInputs alone{
        .scenario = now, .report = after, .catalogue = &the_catalogue()};
    widgets::WidgetInputs both = alone;
    both.pinned_scenario = &each.scenario;
    both.pinned_report = &before;
    const auto svg = [&](const widgets::WidgetInputs& inputs) {
      return widgets::to_svg(each.widget->figure(inputs), 900, 560, widgets::ThemeName::kLight);
    };
    const std::string without = svg(alone);
    const std::string with = svg(both);
    // A is named where it stands, and the present state is still there.
    const auto named = [](const std::string& text) {
      return count(text, ">A<") + count(text, ">A:") + count(text, ", A ");
    };
    CHECK(named(with) > named(without));
    CHECK(with.size() > without.size());
    const std::string table = widgets::to_csv(each.widget->figure(both));
    const std::string table_without = widgets::to_csv(each.widget->figure(alone));
    // Beside bars A is a mark, and the table is of bars.
    if (!each.widget->figure(both).bars) CHECK(table != table_without);
    // The difference is a column, too: at least one of its quantities has moved.
    int moved = 0;
    for (const std::string_view id : each.widget->quantities) {
      const auto* a = before.find(id);
      const auto* b = after.find(id);
      if (a != nullptr && b != nullptr && a->value && b->value && *a->value != *b->value) ++moved;
    }
    CHECK(moved > 0);
    CHECK_FALSE(walls_in_short(before, after).empty());
  }
}

TEST_CASE("The numbers of a widget's description are those of its figure, knobs and quantities") {
  int checked = 0;
  for (const Case& each : all_cases()) {
    for (const model::Scenario& scenario : {each.scenario, turned(each)}) {
      CAPTURE(each.lesson);
      CAPTURE(each.widget->id);
      const model::Report report = model::make_report(scenario);
      const widgets::WidgetInputs inputs{
          .scenario = scenario, .report = report, .catalogue = &the_catalogue()};
      const widgets::Figure figure = each.widget->figure(inputs);
      std::vector<double> shown;
      add_texts(figure, shown);
      add_values(figure, shown);
      add_read_outs(figure, shown);
      for (const std::string_view path : each.widget->knobs) {
        if (const auto value = model::value_taken(scenario, *model::find_knob(path))) {
          shown.push_back(*value);
        }
      }
      // What the window lists beside it, and explains.
      for (const model::Reading& reading : report.readings) {
        if (reading.value) shown.push_back(*reading.value);
        if (reading.bound) shown.push_back(*reading.bound);
      }
      std::string words = each.widget->describe(inputs);
      for (const std::string& name : {scenario.model.name, scenario.cluster.gpu.name}) {
        for (std::size_t at; !name.empty() && (at = words.find(name)) != std::string::npos;) {
          words.erase(at, name.size());
        }
      }
      const auto numbers = numbers_of(words);
      std::string others;
      int there = 0;
      for (const Number& number : numbers) {
        const bool found = std::ranges::any_of(shown, [&](double value) {
          return std::abs(value - number.value) <=
                 std::max(number.half_digit, 0.006 * std::abs(number.value));
        });
        there += found;
        if (!found) others += " " + number.text + ";";
      }
      checked += static_cast<int>(numbers.size());
      // A few are asides that only words can make, such as the pace of each layout's single user.
      CAPTURE(others);
      CAPTURE(words);
      CHECK(there >= 1);
      CHECK(10 * there >= 6 * static_cast<int>(numbers.size()));
    }
  }
  CHECK(checked > 100);
}
