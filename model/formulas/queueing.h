#pragma once

#include "model/formulas/opaque_number.h"

// Queues in front of servers: how long a request waits, on average and at a percentile.
// Poisson arrivals throughout; a server is whatever serves one request at a time.
namespace wf::model {

inline constexpr Term kUtilization{"queue.utilization", "ρ", "1",
                                   "Share of the time that a server is busy.", "λ·S/c"};
inline constexpr Term kErlangC{"queue.wait_probability", "C(c,a)", "1",
                               "Share of the requests that have to wait for a free server.",
                               "Erlang 1917"};
inline constexpr Term kMeanWait{"queue.mean_wait", "W_q", "s", "Mean time in the queue, M/M/c.",
                                "C(c,a)·S/(c·(1 − ρ))"};
inline constexpr Term kWaitPercentile{
    "queue.wait_percentile", "W_q(p)", "s",
    "Time in the queue that a share p of the requests does not exceed, M/M/c.",
    "ln(C/(1 − p))·S/(c·(1 − ρ)); the wait of those who wait is exponential"};
inline constexpr Term kPollaczek{
    "queue.mean_wait_general", "W_q", "s",
    "Mean time in the queue of one server whose service varies, M/G/1.",
    "Pollaczek & Khinchine 1930-32: ρ·S·(1 + cv²)/(2(1 − ρ))"};
inline constexpr Term kMeanWaitServers{
    "queue.mean_wait_servers", "W_q", "s",
    "Mean time in the queue of c servers whose service varies, M/G/c.",
    "Allen & Cunneen: the M/M/c wait times (1 + cv²)/2, an approximation"};
inline constexpr Term kServersForWait{
    "queue.servers_for_wait", "c", "1",
    "Fewest servers that keep a percentile of the wait under a limit.", "search over c, M/M/c"};
inline constexpr Term kRuleWaitFactor{
    "rule.wait_factor", "ρ/(1−ρ)", "1",
    "Rule: the queue is ρ/(1 − ρ) services long. It holds for one server; c servers that share "
    "a queue wait far less at the same utilisation.",
    "M/M/1"};

// Idle capacity below which formulas stop growing: a queue at ρ ≥ 1 has no mean, and reads as a
// wait of a billion services.
inline constexpr double kLeastIdle = 1e-9;

namespace detail {

// Erlang C from the stable recursion of Erlang B: B(k) = a·B/(k + a·B). It forgets its start on
// the way to a as e^(−m²/2a) over m steps, so that it need not begin at no server. Arguments: c, a.
inline double erlang_c(std::span<const double> arguments) {
  const double servers = std::max(std::round(arguments[0]), 1.0), load = arguments[1];
  if (!(load > 0)) return 0;
  if (load >= servers) return 1;
  double blocked = 1;
  for (double k = std::max(std::floor(load - 12 * std::sqrt(load)), 0.0) + 1; k <= servers;
       k += 1) {
    blocked = load * blocked / (k + load * blocked);
    if (blocked < 1e-300) return 0;
  }
  const double busy = load / servers;
  return blocked / (1 - busy * (1 - blocked));
}

// Percentile of the M/M/c wait in units of the service time.
inline double wait_in_services(double servers, double load, double percentile) {
  const double arguments[] = {servers, load};
  const double idle = std::max(servers - load, kLeastIdle * servers);
  return std::max(std::log(erlang_c(arguments) / std::max(1 - percentile, 1e-12)), 0.0) / idle;
}

// Arguments: a, p, limit in services.
inline double servers_for_wait(std::span<const double> arguments) {
  const double load = std::max(arguments[0], 0.0);
  const double least = std::floor(load) + 1;
  const auto keeps = [&](double more) {
    return wait_in_services(least + more, load, arguments[1]) <= arguments[2];
  };
  if (keeps(0)) return least;
  double low = 0, high = 1;  // servers above the least: too few, enough
  while (!keeps(high) && high < 1e12) low = high, high = 2 * high;
  while (high - low > 1) {
    const double middle = std::floor(0.5 * (low + high));
    (keeps(middle) ? high : low) = middle;
  }
  return least + high;
}

}  // namespace detail

// ρ = λ·S/c. Example: 8 1/s of 0.2 s on two servers: 0.8.
template <class R>
Number<R> queue_utilization(const PerSecond<R>& arrivals, const Seconds<R>& service,
                            const Number<R>& servers) {
  return step(kUtilization, arrivals * service / servers);
}

// Erlang's delay formula, C(c, a) with a = λ·S; 1 from a = c on. Assumes Poisson arrivals,
// exponential services, one shared queue. Example: c = 2, a = 1: 1/3.
template <class R>
Number<R> wait_probability(const PerSecond<R>& arrivals, const Seconds<R>& service,
                           const Number<R>& servers) {
  return opaque_number(kErlangC, detail::erlang_c, servers, arrivals * service);
}

// C·S/(c − a). Example: c = 2, a = 1, S = 1 s: 1/3 s; one server of twice the speed waits 0.5 s.
template <class R>
Seconds<R> mean_wait(const PerSecond<R>& arrivals, const Seconds<R>& service,
                     const Number<R>& servers) {
  const Number<R> idle = max(1.0 - arrivals * service / servers, kLeastIdle);
  return step(kMeanWait, wait_probability(arrivals, service, servers) * service / (servers * idle));
}

// P(W > t) = C·e^(−(c − a)·t/S), solved for t; 0 where fewer than 1 − p wait at all.
// Example: M/M/1 at ρ = 0.8, p = 0.95: ln(0.8/0.05)/0.2 = 13.9 services.
template <class R>
Seconds<R> wait_percentile(const PerSecond<R>& arrivals, const Seconds<R>& service,
                           const Number<R>& servers, const Number<R>& percentile) {
  const Number<R> idle = max(1.0 - arrivals * service / servers, kLeastIdle);
  const Number<R> beyond = max(1.0 - percentile, 1e-12);
  const Number<R> waits = max(wait_probability(arrivals, service, servers), 1e-300);
  return step(kWaitPercentile, max(log(waits / beyond), 0.0) * service / (servers * idle));
}

// One server: ρ·S·(1 + cv²)/(2(1 − ρ)); cv = 0 is M/D/1, cv = 1 is M/M/1.
// Example: ρ = 0.8, S = 1 s, equal services: 2 s, half of M/M/1.
template <class R>
Seconds<R> mean_wait_general(const PerSecond<R>& arrivals, const Seconds<R>& service,
                             const Number<R>& variation) {
  const Number<R> busy = arrivals * service;
  const Number<R> idle = max(1.0 - busy, kLeastIdle);
  return step(kPollaczek, busy * service * (1.0 + variation * variation) / (2.0 * idle));
}

// c servers: the M/M/c wait times (1 + cv²)/2. Exact for c = 1 and for cv = 1.
// Example: c = 2, a = 1, equal services: 1/6 s of a 1-s service.
template <class R>
Seconds<R> mean_wait_servers(const PerSecond<R>& arrivals, const Seconds<R>& service,
                             const Number<R>& servers, const Number<R>& variation) {
  return step(kMeanWaitServers,
              mean_wait(arrivals, service, servers) * (0.5 * (1.0 + variation * variation)));
}

// Fewest servers with W_q(p) ≤ limit. Example: a = 8, p = 0.95, limit half a service: 12.
template <class R>
Number<R> servers_for_wait(const PerSecond<R>& arrivals, const Seconds<R>& service,
                           const Number<R>& percentile, const Seconds<R>& limit) {
  return opaque_number(kServersForWait, detail::servers_for_wait, arrivals * service, percentile,
                       limit / service);
}

// Rule: ρ/(1 − ρ). Example: ρ = 0.8: 4 services, 0.9: 9.
template <class R>
Number<R> rule_wait_factor(const Number<R>& utilization) {
  return step(kRuleWaitFactor, utilization / max(1.0 - utilization, kLeastIdle));
}

}  // namespace wf::model
