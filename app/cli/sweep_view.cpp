#include "app/cli/sweep_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/cli/lists.h"
#include "app/cli/quantity_table.h"
#include "app/cli/report_json.h"
#include "model/units.h"

namespace wf::app {
namespace {

using Json = nlohmann::ordered_json;
using model::Sweep;
using model::SweepAxis;
using model::SweepCell;
using model::SweepColumn;
using model::SweepPoint;
using model::SweepRow;
using model::SweepShow;

std::string point_text(const SweepAxis& axis, const SweepPoint& point) {
  if (!point.label.empty()) return printable(point.label);
  return model::format_magnitude(point.value, axis.unit(), {.digits = 4});
}

std::string cell_text(const SweepColumn& column, const SweepCell& cell) {
  if (column.show == SweepShow::kBinding) {
    return cell.wall ? std::string(model::name_of(*cell.wall)) : "—";
  }
  if (column.show == SweepShow::kHeadroom) return factor_text(cell.number);
  return value_text(cell.number, column.unit());
}

std::string csv_text(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (char letter : text) {
    if (letter == '"') out += '"';
    out += letter;
  }
  return out + "\"";
}

std::string csv_number(std::optional<double> value) {
  return value && std::isfinite(*value) ? model::exact_number(*value) : std::string();
}

Json point_json(const SweepPoint& point) {
  return point.label.empty() ? number_json(point.value) : Json(point.label);
}

Json cell_json(const SweepColumn& column, const SweepCell& cell) {
  if (column.show != SweepShow::kBinding) return number_json(cell.number);
  return cell.wall ? Json(model::name_of(*cell.wall)) : Json(nullptr);
}

// Rows that could not be estimated, and why the first of them could not.
std::string faults_text(const Sweep& sweep) {
  std::size_t count = 0;
  const SweepRow* first = nullptr;
  for (const SweepRow& row : sweep.rows) {
    if (row.fault.empty()) continue;
    if (first == nullptr) first = &row;
    ++count;
  }
  if (first == nullptr) return {};
  return fmt::format("{} of {} rows have a layout that does not fit the GPUs: {}\n", count,
                     sweep.rows.size(), first->fault);
}

}  // namespace

std::string sweep_text(const Sweep& sweep, const Streams& streams) {
  std::vector<std::vector<std::string>> table(1);
  std::string alignment;
  for (const SweepAxis& axis : sweep.axes) {
    table[0].push_back(axis.path);
    alignment += axis.numeric() ? 'r' : 'l';
  }
  for (const SweepColumn& column : sweep.columns) {
    table[0].push_back(column.name);
    alignment += column.show == SweepShow::kBinding ? 'l' : 'r';
  }
  // The last column says where another wall comes to bind.
  table[0].emplace_back();
  alignment += 'l';
  const SweepRow* before = nullptr;
  for (const SweepRow& row : sweep.rows) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < sweep.axes.size(); ++i) {
      cells.push_back(point_text(sweep.axes[i], sweep.axes[i].points[row.at[i]]));
    }
    for (std::size_t i = 0; i < sweep.columns.size(); ++i) {
      cells.push_back(cell_text(sweep.columns[i], row.cells[i]));
    }
    std::string remark;
    // Only along the last axis are neighbours in the table neighbours on the grid.
    const bool next = before != nullptr && row.at.back() == before->at.back() + 1;
    if (!row.fault.empty()) {
      remark = "does not fit the GPUs";
    } else if (next && row.binding && before->binding && row.binding != before->binding) {
      remark = fmt::format("← {} {} binds from here", glyph_of(*row.binding),
                           model::name_of(*row.binding));
    }
    cells.push_back(std::move(remark));
    table.push_back(std::move(cells));
    before = &row;
  }
  std::string text = aligned_table(table, alignment, streams);
  const std::string faults = faults_text(sweep);
  return faults.empty() ? text : text + "\n" + paragraph("", faults, streams.columns());
}

std::string sweep_csv(const Sweep& sweep) {
  std::vector<std::string> cells;
  for (const SweepAxis& axis : sweep.axes) cells.push_back(csv_text(axis.path));
  for (const SweepColumn& column : sweep.columns) cells.push_back(csv_text(column.name));
  std::string text = fmt::format("{}\n", fmt::join(cells, ","));
  for (const SweepRow& row : sweep.rows) {
    cells.clear();
    for (std::size_t i = 0; i < sweep.axes.size(); ++i) {
      const SweepPoint& point = sweep.axes[i].points[row.at[i]];
      cells.push_back(point.label.empty() ? csv_number(point.value) : csv_text(point.label));
    }
    for (std::size_t i = 0; i < sweep.columns.size(); ++i) {
      const bool name = sweep.columns[i].show == SweepShow::kBinding;
      const auto& wall = row.cells[i].wall;
      cells.push_back(name ? std::string(wall ? model::name_of(*wall) : "")
                           : csv_number(row.cells[i].number));
    }
    text += fmt::format("{}\n", fmt::join(cells, ","));
  }
  return text;
}

Json sweep_json(const Sweep& sweep) {
  Json json;
  json["vary"] = Json::array();
  for (const SweepAxis& axis : sweep.axes) {
    Json points = Json::array();
    for (const SweepPoint& point : axis.points) points.push_back(point_json(point));
    json["vary"].push_back({{"path", axis.path}, {"unit", axis.unit()}, {"values", points}});
  }
  json["show"] = Json::array();
  for (const SweepColumn& column : sweep.columns) {
    json["show"].push_back({{"id", column.name}, {"unit", column.unit()}});
  }
  json["rows"] = Json::array();
  for (const SweepRow& row : sweep.rows) {
    Json line = Json::object();
    for (std::size_t i = 0; i < sweep.axes.size(); ++i) {
      line[sweep.axes[i].path] = point_json(sweep.axes[i].points[row.at[i]]);
    }
    for (std::size_t i = 0; i < sweep.columns.size(); ++i) {
      line[sweep.columns[i].name] = cell_json(sweep.columns[i], row.cells[i]);
    }
    if (!row.fault.empty()) line["fault"] = row.fault;
    json["rows"].push_back(std::move(line));
  }
  return json;
}

}  // namespace wf::app
