#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

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
inline constexpr Term kTileEfficiency{
    .id = "gemm.tile_efficiency",
    .symbol = "e_tile",
    .unit = "1",
    .sentence =
        "Share of its peak that a core sustains on one tile: small ones load their "
        "operands more often for each multiply-add.",
    .source = "e_gemm·r·(1 + c)/(r + c), r the reuse over that of a 128 × 256 tile"};
inline constexpr Term kGemmTiles{.id = "gemm.tiles",
                                 .symbol = "n_tile",
                                 .unit = "1",
                                 .sentence = "Tiles that the output of a multiply is cut into.",
                                 .source = "⌈m/a⌉·⌈n/b⌉; NVIDIA, matrix multiplication background"};
inline constexpr Term kGemmSlices{
    .id = "gemm.slices",
    .symbol = "n_slice",
    .unit = "1",
    .sentence =
        "Slices along k that a tile's work is split into where there are too few tiles to "
        "fill the cores.",
    .source = "split-K, slices of at least 512"};
inline constexpr Term kGemmWaves{
    .id = "gemm.waves",
    .symbol = "n_wave",
    .unit = "1",
    .sentence =
        "Rounds in which the cores take the tiles. The last is partly empty; half of that "
        "is lost, as the tiles of a round do not end together.",
    .source = "(⌈w⌉ + w)/2, w = tiles·slices/cores"};
inline constexpr Term kTiledTime{
    .id = "gemm.tiled_time",
    .symbol = "t_tiles",
    .unit = "s",
    .sentence =
        "Time of a multiply with tiles of one size: rounds, each of a tile or a slice of it.",
    .source = "n_wave/n_slice · 2·a·b·k / (peak of a core·e_tile)"};
inline constexpr Term kVectorTime{
    .id = "gemm.vector_time",
    .symbol = "t_vec",
    .unit = "s",
    .sentence = "Time of a multiply on the vector units, without tiles: the way for a few rows.",
    .source = "2·m·n·k / (vector peak·e_gemm)"};
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

// ∛x to 14 digits: a guess that divides the exponent by three, and Halley's step twice, each of
// which triples the digits. Sweeps spend a sixth of their time in the library's.
inline double quick_cube_root(double x) {
  if (!(x > 1e-290)) return std::cbrt(x);
  double y = std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) / 3 + 0x2a9f789300000000u);
  for (int i = 0; i < 2; ++i) {
    const double cube = y * y * y;
    y *= (cube + 2 * x) / (2 * cube + x);
  }
  return y;
}
inline Traced quick_cube_root(const Traced& x) { return cube_root(x); }

// Two resources that work at the same time but get in each other's way when neither is idle:
// the maximum where one is much larger, 26 % above it where they are equal.
template <class R>
Seconds<R> overlapped(const Seconds<R>& a, const Seconds<R>& b) {
  const R sum = a.number() * a.number() * a.number() + b.number() * b.number() * b.number();
  return Seconds<R>(quick_cube_root(sum));
}

// Share of a large multiply's efficiency that an a × b output tile keeps. Each step along k loads
// a+b numbers for a·b multiply-adds; r compares that reuse with a 128 × 256 tile's.
constexpr double tile_reuse(double a, double b) {
  return a * b / (a + b) / (128.0 * 256.0 / 384.0);
}

// How the rows of a kernel's multiplies are spread: as many in each, or as the tokens of a batch
// happen to choose their experts. Then a number of rows is anywhere between whole tiles, and half a
// tile is empty on average.
enum class Rows : std::uint8_t { kEven, kUneven };

// The matrix units of a GPU. For m × k times k × n the output is cut into tiles, which the cores
// take in waves; the last wave is partly empty, and half of that loss is real (tiles of a wave
// do not end together). Too few tiles to fill the cores are split along k. A handful of rows is
// done without tiles on the vector units. The best way wins.
//   t_c = n_wave/n_slice·(2·a·b·k) / (peak of a core · e_tile), n_wave = (⌈w⌉ + w)/2,
//   w = tiles·slices/cores.
// Example: H100, 8192³ in bfloat16: 2·8192³/(989e12·0.78) = 1.42 ms with 0.5 % of wave loss.
template <class R>
class MatrixUnits {
 public:
  explicit MatrixUnits(const Inputs<R>& in)
      : cores_(in.cluster.compute_units), vector_rate_(in.cluster.vector_peak * in.assume.gemm) {
    const FlopsPerSecond<R> core = in.cluster.sustained_peak / cores_;
    for (std::size_t i = 0; i < kTiles.size(); ++i) {
      const auto [a, b] = kTiles[i];
      const double r = tile_reuse(a, b);
      const Number<R> reuse = r * (1.0 + in.assume.reuse) / (r + in.assume.reuse);
      time_per_depth_[i] =
          Flops<R>(R(2 * a * b)) / (core * step(kTileEfficiency, in.assume.gemm * reuse));
    }
  }

  // `groups` multiplies of that size run in one kernel (the experts of a layer): their tiles share
  // the waves.
  Seconds<R> time(const Number<R>& m, const Number<R>& n, const Number<R>& k,
                  const Number<R>& groups, Rows rows) const {
    const Number<R> most_slices = max(floor(k / 512.0), 1.0);
    Seconds<R> best = step(kVectorTime, groups * m * n * k * Flops<R>(R(2.0)) / vector_rate_);
    for (std::size_t i = 0; i < kTiles.size(); ++i) {
      const auto [a, b] = kTiles[i];
      const Number<R> down = rows == Rows::kEven ? ceil(m / a) : max(m / a + 0.5, 1.0);
      const Number<R> tiles = step(kGemmTiles, groups * down * ceil(n / b));
      const Number<R> slices = step(kGemmSlices, min(max(floor(cores_ / tiles), 1.0), most_slices));
      const Number<R> w = tiles * slices / cores_;
      const Number<R> waves = step(kGemmWaves, 0.5 * (ceil(w) + max(w, 1.0)));
      best = min(best, step(kTiledTime, waves / slices * k * time_per_depth_[i]));
    }
    return step(kGemmCompute, best);
  }

 private:
  struct Tile {
    double a, b;
  };
  static constexpr std::array<Tile, 4> kTiles = {{{128, 256}, {128, 128}, {64, 64}, {16, 64}}};

  Number<R> cores_;
  FlopsPerSecond<R> vector_rate_;
  std::array<Seconds<R>, kTiles.size()> time_per_depth_;  // of a tile, for each step along k
};

template <class R>
Seconds<R> gemm_compute_time(const Inputs<R>& in, const Number<R>& m, const Number<R>& n,
                             const Number<R>& k) {
  return MatrixUnits<R>(in).time(m, n, k, Number<R>(R(1.0)), Rows::kEven);
}

}  // namespace wf::model
