#include "app/cli/wall_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace wf::app {
namespace {

// Powers of ten between which every bar ends, 1× well inside.
struct Axis {
  int low = -1;
  int high = 1;
  int columns = 0;

  // Columns from the left end, in eighths.
  int eighths(double factor) const {
    if (factor <= 0) return 0;
    const double share = (std::log10(factor) - low) / (high - low);
    return static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * 8 * columns));
  }
};

Axis axis_for(const model::Walls& walls, int columns) {
  constexpr int kLowest = -3, kHighest = 5;
  Axis axis{.columns = columns};
  for (const model::Headroom& headroom : walls.ascending) {
    if (!headroom.factor || *headroom.factor <= 0) continue;
    const double exponent = std::log10(*headroom.factor);
    axis.low = std::clamp(static_cast<int>(std::floor(exponent)), kLowest, axis.low);
    axis.high = std::clamp(static_cast<int>(std::ceil(exponent)), axis.high, kHighest);
  }
  return axis;
}

std::string bar_of(std::optional<double> factor, const Axis& axis) {
  constexpr std::array<std::string_view, 8> kPartial = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const int tick = axis.eighths(1) / 8;
  const int length = factor ? axis.eighths(*factor) : 0;
  std::string bar;
  for (int column = 0; column < axis.columns; ++column) {
    const int filled = std::clamp(length - 8 * column, 0, 8);
    if (column == tick)
      bar += "│";
    else if (!factor)
      bar += "┄";
    else if (filled == 8)
      bar += "█";
    else if (filled > 0)
      bar += kPartial[static_cast<std::size_t>(filled)];
    else
      bar += " ";
  }
  return bar;
}

std::string scale_line(const Axis& axis, int indent) {
  std::string line = repeated(" ", indent);
  for (int exponent = axis.low; exponent <= axis.high; ++exponent) {
    const std::string label =
        exponent < 0 ? fmt::format("{:.{}f}×", std::pow(10.0, exponent), -exponent)
                     : fmt::format("1{}×", std::string(static_cast<std::size_t>(exponent), '0'));
    const int at = indent + axis.eighths(std::pow(10.0, exponent)) / 8;
    const int start = std::max(indent, at - display_width(label) / 2);
    const int gap = start - display_width(line);
    if (exponent > axis.low && gap < 1) continue;
    line += repeated(" ", gap) + label;
  }
  return line;
}

}  // namespace

std::string wall_chart(const model::Walls& walls, const Style& style, int columns) {
  constexpr int kNames = 21, kFactors = 18, kWidest = 60;
  const Axis axis = axis_for(walls, std::clamp(columns - kNames - kFactors, 20, kWidest));
  std::string chart;
  for (std::size_t i = 0; i < walls.ascending.size(); ++i) {
    const model::Headroom& headroom = walls.ascending[i];
    const bool binds = i == 0 && headroom.factor.has_value();
    const std::string name = pad_right(
        fmt::format("{} {}", glyph_of(headroom.wall), model::name_of(headroom.wall)), kNames - 2);
    std::string factor = pad_left(
        headroom.missed_elsewhere ? std::string("—") : factor_text(headroom.factor), 9);
    if (headroom.factor && *headroom.factor < 1) factor = style.bad(factor);
    chart += fmt::format("  {}{}{}{}\n", style.wall(headroom.wall, binds ? style.bold(name) : name),
                         style.wall(headroom.wall, bar_of(headroom.factor, axis)), factor,
                         binds ? style.bold("  ← binds") : "");
  }
  return chart + style.dim(scale_line(axis, kNames)) + "\n";
}

}  // namespace wf::app
