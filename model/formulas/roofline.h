#pragma once

#include "model/inputs.h"

// One operation on one GPU: what it computes, what it moves, and how long either takes.
namespace wf::model {

inline constexpr Term kIntensity{.id = "roofline.intensity",
                                 .symbol = "I",
                                 .unit = "FLOP/byte",
                                 .sentence = "Arithmetic done for each byte that is moved.",
                                 .source = "Williams, Waterman & Patterson 2009"};
inline constexpr Term kRidge{
    .id = "roofline.ridge",
    .symbol = "I*",
    .unit = "FLOP/byte",
    .sentence = "Intensity at which computing takes as long as moving the bytes: peak / bandwidth.",
    .source = "Williams, Waterman & Patterson 2009",
    .name = "Ridge of the GPU"};
inline constexpr Term kGemmCompute{
    .id = "gemm.compute_time",
    .symbol = "t_c",
    .unit = "s",
    .sentence = "Time in which the matrix units do one multiply, tiles and waves included.",
    .source = "tiles over cores in whole waves; operand reuse of a tile"};
inline constexpr Term kGemmMemory{
    .id = "gemm.memory_time",
    .symbol = "t_m",
    .unit = "s",
    .sentence = "Time in which one multiply reads its operands and writes its result.",
    .source = "bytes / (bandwidth · achieved share)"};
inline constexpr Term kGemmTime{
    .id = "gemm.time",
    .symbol = "t_gemm",
    .unit = "s",
    .sentence =
        "Time of one matrix multiply: its compute and its memory overlap, not perfectly "
        "where they are nearly equal.",
    .source = "(t_c³ + t_m³)^⅓, between the maximum and the sum"};

// Ridge of the GPU. Example: H100 SXM in bfloat16 989.4e12/3.35e12 = 295 FLOP/byte.
template <class R>
FlopsPerByte<R> ridge(const Inputs<R>& in) {
  return step(kRidge, in.cluster.peak / in.cluster.bandwidth);
}

// Two resources that work at the same time but get in each other's way when neither is idle:
// the maximum where one is much larger, 26 % above it where they are equal.
template <class R>
Seconds<R> overlapped(const Seconds<R>& a, const Seconds<R>& b) {
  const R sum = a.number() * a.number() * a.number() + b.number() * b.number() * b.number();
  return Seconds<R>(cube_root(sum));
}

// Share of a large multiply's efficiency that an a × b output tile keeps. Each step along k loads
// a+b numbers for a·b multiply-adds; r compares that reuse with a 128 × 256 tile's.
constexpr double tile_reuse(double a, double b) {
  return a * b / (a + b) / (128.0 * 256.0 / 384.0);
}

// Time of the matrix units for m × k times k × n: the output is cut into tiles, which the cores
// take in waves; the last wave is partly empty, and half of that loss is real (tiles of a wave
// do not end together). Too few tiles to fill the cores are split along k. A handful of rows is
// done without tiles on the vector units. The best way wins.
//   t_c = w'·(2·m·n·k per tile) / (peak per core · e_gemm · reuse), w' = (⌈w⌉ + w)/2, w =
//   tiles/cores.
// Example: H100, 8192³ in bfloat16: 2·8192³/(989e12·0.78) = 1.42 ms with 0.5 % of wave loss.
// `groups` multiplies of that size run in one kernel (the experts of a layer): their tiles share
// the waves.
template <class R>
Seconds<R> gemm_compute_time(const Inputs<R>& in, const Number<R>& m, const Number<R>& n,
                             const Number<R>& k, const Number<R>& groups = Number<R>(R(1.0))) {
  constexpr struct { double a, b; } kTiles[] = {{128, 256}, {128, 128}, {64, 64}, {16, 64}};
  const FlopsPerSecond<R> rate = in.cluster.sustained_peak * in.assume.gemm;
  const Flops<R> two(R(2.0));
  Seconds<R> best = groups * two * m * n * k / (in.cluster.vector_peak * in.assume.gemm);
  for (const auto& tile : kTiles) {
    const double r = tile_reuse(tile.a, tile.b);
    const Number<R> reuse = r * (1.0 + in.assume.reuse) / (r + in.assume.reuse);
    const Number<R> tiles = groups * ceil(m / tile.a) * ceil(n / tile.b);
    const Number<R> waves = tiles / in.cluster.compute_units;
    const Number<R> slices = min(max(floor(1.0 / waves), 1.0), max(floor(k / 512.0), 1.0));
    const Number<R> cut = waves * slices;
    const Number<R> taken = 0.5 * (ceil(cut) + max(cut, 1.0)) / slices;
    const Seconds<R> time =
        taken * in.cluster.compute_units * two * (tile.a * tile.b) * k / (rate * reuse);
    best = min(best, time);
  }
  return step(kGemmCompute, best);
}

}  // namespace wf::model
