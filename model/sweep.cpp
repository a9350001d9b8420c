#include "model/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "model/workload_file.h"

namespace wf::model {
namespace {

void apply(const SweepAxis& axis, const SweepPoint& point, Scenario& scenario) {
  if (point.gpu != nullptr) {
    scenario.cluster.gpu = *point.gpu;
  } else if (point.model != nullptr) {
    scenario.model = *point.model;
  } else if (axis.path == "serving.batch" && point.label == "max") {
    if (!scenario.serving) scenario.serving.emplace();
    scenario.serving->batch.reset();
  } else {
    axis.knob->set(scenario, point.value);
  }
}

SweepCell cell_of(const SweepColumn& column, const Report& report) {
  SweepCell cell;
  switch (column.show) {
    case SweepShow::kValue:
    case SweepShow::kBound:
      if (const Reading* reading = report.find(column.term->id)) {
        cell.number = column.show == SweepShow::kValue ? reading->value : reading->bound;
      }
      break;
    case SweepShow::kBinding:
      if (!report.sections.empty()) cell.wall = report.sections[0].walls.binding();
      break;
    case SweepShow::kHeadroom:
      if (!report.sections.empty()) cell.number = report.sections[0].walls.of(column.wall);
      break;
  }
  return cell;
}

// Estimates one row. `scenario` is the thread's own copy, whose other knobs never change.
void estimate_row(const Sweep& sweep, std::span<const std::size_t> order, Scope scope,
                  Scenario& scenario, SweepRow& row) {
  for (std::size_t axis : order) {
    apply(sweep.axes[axis], sweep.axes[axis].points[row.at[axis]], scenario);
  }
  row.cells.resize(sweep.columns.size());
  if (const auto fault = layout_fault(scenario)) {
    row.fault = fault->what;
    return;
  }
  const Report report = make_report(scenario, scope);
  if (!report.sections.empty()) row.binding = report.sections[0].walls.binding();
  for (std::size_t i = 0; i < sweep.columns.size(); ++i) {
    row.cells[i] = cell_of(sweep.columns[i], report);
  }
}

}  // namespace

bool SweepAxis::numeric() const {
  return knob != nullptr && std::none_of(points.begin(), points.end(), [](const SweepPoint& point) {
           return !point.label.empty();
         });
}

std::size_t sweep_size(std::span<const SweepAxis> axes) {
  std::size_t size = 1;
  for (const SweepAxis& axis : axes) {
    if (axis.points.empty()) return 0;
    // Saturates: what is too large is refused, not wrapped around.
    if (size > kMostSweepRows) return size;
    size *= axis.points.size();
  }
  return size;
}

Sweep run_sweep(const Scenario& base, std::vector<SweepAxis> axes, std::vector<SweepColumn> columns,
                unsigned jobs, std::atomic<std::size_t>* done) {
  Sweep sweep{std::move(axes), std::move(columns), {}};
  sweep.rows.resize(sweep_size(sweep.axes));
  for (std::size_t i = 0; i < sweep.rows.size(); ++i) {
    SweepRow& row = sweep.rows[i];
    row.at.resize(sweep.axes.size());
    std::size_t rest = i;
    for (std::size_t axis = sweep.axes.size(); axis-- > 0;) {
      const std::size_t count = sweep.axes[axis].points.size();
      row.at[axis] = rest % count;
      rest /= count;
    }
  }
  // A whole model or GPU first, so that a knob of its own is not overwritten.
  std::vector<std::size_t> order;
  for (const bool whole : {true, false}) {
    for (std::size_t axis = 0; axis < sweep.axes.size(); ++axis) {
      if ((sweep.axes[axis].knob == nullptr) == whole) order.push_back(axis);
    }
  }

  const bool whole = std::ranges::any_of(sweep.columns, [](const SweepColumn& column) {
    return column.term != nullptr && scope_of(column.term->id) == Scope::kAll;
  });
  const Scope scope = whole ? Scope::kAll : Scope::kSteps;

  if (jobs == 0) jobs = std::max(1U, std::thread::hardware_concurrency());
  constexpr std::size_t kChunk = 64;
  jobs = static_cast<unsigned>(
      std::min<std::size_t>(jobs, std::max<std::size_t>(1, sweep.rows.size() / kChunk)));
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    Scenario scenario = base;
    while (true) {
      const std::size_t first = next.fetch_add(kChunk);
      if (first >= sweep.rows.size()) return;
      const std::size_t last = std::min(first + kChunk, sweep.rows.size());
      for (std::size_t i = first; i < last; ++i) {
        estimate_row(sweep, order, scope, scenario, sweep.rows[i]);
      }
      if (done != nullptr) done->fetch_add(last - first);
    }
  };
  if (jobs <= 1) {
    work();
  } else {
    quantity_terms();  // lists that are made once, before the threads share them
    find_knob("serving.batch");
    std::vector<std::jthread> threads;
    threads.reserve(jobs);
    for (unsigned i = 0; i < jobs; ++i) threads.emplace_back(work);
  }
  return sweep;
}

}  // namespace wf::model
