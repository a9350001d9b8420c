#include "model/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/formulas/collectives.h"
#include "model/formulas/roofline.h"
#include "model/knobs/assume_knobs.h"
#include "model/report.h"

namespace wf::model {
namespace {

using N = Number<double>;

// One multiply by itself: a launch, then compute beside memory traffic.
//   t = t_k + (t_c³ + t_m³)^⅓; bound: the slower of 2·m·n·k at peak and the operands at full rate.
Prediction predict_gemm(const Scenario& scenario, const MeasuredGemm& gemm) {
  const Inputs<double> in = resolve(scenario);
  const N m(gemm.m), n(gemm.n), k(gemm.k);
  const Bytes<double> bytes = (m * k + m * n) * in.element.activation + n * k * in.element.weight;
  const Flops<double> flops = 2.0 * m * n * k * Flops<double>(1);
  const Seconds<double> expected =
      in.assume.kernel + overlapped(gemm_compute_time(in, m, n, k),
                                    bytes / (in.cluster.bandwidth * in.assume.bandwidth));
  const Seconds<double> bound = max(flops / in.cluster.peak, bytes / in.cluster.bandwidth);
  return {expected.value(), bound.value(), {}};
}

// One collective by itself, an all-reduce launched and waited for by the host. A group that fills
// only a part of its nodes still has their whole network: `ranks_per_node` ranks share the node's
// cards.
Prediction predict_collective(const Scenario& scenario, const MeasuredCollective& collective) {
  Inputs<double> in = resolve(scenario);
  const N ranks(collective.ranks), local(collective.ranks_per_node);
  in.cluster.nic = in.cluster.nic * in.cluster.gpus_per_node / local;
  in.cluster.gpus_per_node = local;
  const Bytes<double> bytes(collective.bytes);
  const Seconds<double> launch(knob_value(scenario, knob::kIsolatedCollective));

  Seconds<double> expected, bound;
  if (collective.kind == CollectiveKind::kAllReduce) {
    expected = launch + all_reduce_latency(in, ranks) + all_reduce_transfer(in, ranks, bytes);
    bound = all_reduce_floor(in, ranks, bytes);
  } else {
    const bool inside = nodes_of(in, ranks).value() <= 1;
    const BytesPerSecond<double> rate = inside ? in.cluster.link : in.cluster.nic;
    const N share = inside ? in.assume.point_to_point : in.assume.nic;
    const Seconds<double> latency = inside ? in.assume.hop : in.assume.hop + in.assume.network;
    expected = latency + bytes / (rate * share);
    bound = bytes / rate;
  }
  return {expected.value(), bound.value(), {}};
}

Prediction predict_quantity(const MeasuredCase& measured) {
  if (find_quantity(measured.quantity) == nullptr) {
    return {{}, {}, fmt::format("there is no quantity \"{}\"", measured.quantity)};
  }
  const Report report = make_report(measured.scenario, scope_of(measured.quantity));
  const Reading* reading = report.find(measured.quantity);
  if (reading == nullptr) {
    return {{},
            {},
            fmt::format("{} is not reported: the workload has no section, price or rate that it "
                        "follows from",
                        measured.quantity)};
  }
  if (!reading->value) {
    return {{}, {}, fmt::format("{} has no value for this workload", measured.quantity)};
  }
  return {reading->value, reading->bounded ? reading->bound : std::nullopt, {}};
}

// 1 for the smallest; equal values share their mean rank.
std::vector<double> ranks_of(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i + 1;
    while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
    const double rank = 0.5 * static_cast<double>(i + 1 + end);
    for (; i < end; ++i) ranks[order[i]] = rank;
  }
  return ranks;
}

std::optional<double> finite(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<double> quantile_of(std::vector<double> values, double share) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  return quantile(values, share);
}

Score score(std::string_view group, std::span<const ScoredCase* const> cases) {
  Score result;
  result.group = group;
  result.cases = cases.size();
  std::vector<double> factors, ratios, predicted, measured;
  double within_125 = 0, within_2 = 0;
  for (const ScoredCase* each : cases) {
    if (each->prediction.value) ++result.predicted;
    const auto factor = each->factor();
    if (!factor) continue;
    factors.push_back(*factor);
    ratios.push_back(*each->ratio());
    predicted.push_back(*each->prediction.value);
    measured.push_back(*each->measured.value);
    within_125 += *factor <= 1.25 ? 1 : 0;
    within_2 += *factor <= 2 ? 1 : 0;
    if (!result.worst_factor || *factor > *result.worst_factor) {
      result.worst_factor = factor;
      result.worst_id = each->measured.id;
    }
  }
  const auto count = static_cast<double>(std::max<std::size_t>(1, cases.size()));
  result.within_125 = within_125 / count;
  result.within_2 = within_2 / count;
  result.median = quantile_of(factors, 0.5);
  result.p90 = quantile_of(factors, 0.9);
  result.bias = quantile_of(ratios, 0.5);
  result.rank_correlation = rank_correlation(predicted, measured);
  return result;
}

}  // namespace

bool bound_is_floor(std::string_view unit) { return unit == "s" || unit == "h" || unit == "USD"; }

double quantile(std::span<const double> sorted, double share) {
  if (sorted.empty()) return 0;
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  const double part = place - static_cast<double>(below);
  return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

std::optional<double> rank_correlation(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size() || a.size() < 3) return std::nullopt;
  const std::vector<double> x = ranks_of(a), y = ranks_of(b);
  const double mean = 0.5 * static_cast<double>(a.size() + 1);
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
  }
  if (xx == 0 || yy == 0) return std::nullopt;
  return xy / std::sqrt(xx * yy);
}

std::optional<double> ScoredCase::ratio() const {
  if (!prediction.value || !measured.value || *measured.value == 0) return std::nullopt;
  return finite(*prediction.value / *measured.value);
}

std::optional<double> ScoredCase::factor() const {
  const auto r = ratio();
  if (!r || *r <= 0) return std::nullopt;
  return std::max(*r, 1 / *r);
}

std::optional<double> ScoredCase::bound_factor() const {
  if (!prediction.bound || !measured.value || *measured.value <= 0 || *prediction.bound <= 0) {
    return std::nullopt;
  }
  return bound_is_floor(measured.unit) ? finite(*prediction.bound / *measured.value)
                                       : finite(*measured.value / *prediction.bound);
}

Prediction predict(const MeasuredCase& measured) {
  if (!measured.fault.empty()) return {{}, {}, measured.fault};
  Prediction result;
  if (const auto* gemm = std::get_if<MeasuredGemm>(&measured.kernel)) {
    result = predict_gemm(measured.scenario, *gemm);
  } else if (const auto* collective = std::get_if<MeasuredCollective>(&measured.kernel)) {
    result = predict_collective(measured.scenario, *collective);
  } else {
    result = predict_quantity(measured);
  }
  if (result.value && !std::isfinite(*result.value)) {
    result = {{}, {}, "the prediction is not a finite number"};
  }
  if (result.bound && !std::isfinite(*result.bound)) result.bound.reset();
  return result;
}

Validation validate(std::vector<MeasuredCase> cases) {
  Validation result;
  result.cases.reserve(cases.size());
  for (MeasuredCase& each : cases) {
    Prediction prediction = predict(each);
    result.cases.push_back({std::move(each), std::move(prediction)});
  }
  std::vector<const ScoredCase*> all;
  std::vector<std::pair<std::string_view, std::vector<const ScoredCase*>>> groups;
  for (std::size_t i = 0; i < result.cases.size(); ++i) {
    const ScoredCase& each = result.cases[i];
    all.push_back(&each);
    auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& known) {
      return known.first == each.measured.group;
    });
    if (group == groups.end()) group = groups.insert(groups.end(), {each.measured.group, {}});
    group->second.push_back(&each);
    const auto beyond = each.bound_factor();
    if (beyond && *beyond > 1 + kBoundTolerance) result.violations.push_back(i);
  }
  std::vector<double> medians;
  for (const auto& [name, members] : groups) {
    result.groups.push_back(score(name, members));
    if (result.groups.back().median) medians.push_back(*result.groups.back().median);
  }
  result.overall_median = quantile_of(medians, 0.5);
  result.pooled = score("all cases", all);
  return result;
}

}  // namespace wf::model
