#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace wf::model {

// What stops a load from growing.
enum class Wall : std::uint8_t {
  kMemoryCapacity,
  kMemoryBandwidth,
  kNetwork,
  kCompute,
  kBudget,
};
inline constexpr std::size_t kWallCount = 5;
// As files, reports and screens spell them.
inline constexpr std::array<std::string_view, kWallCount> kWallNames = {
    "memory capacity", "memory bandwidth", "network", "compute", "budget"};
constexpr std::string_view name_of(Wall wall) { return kWallNames[static_cast<int>(wall)]; }

}  // namespace wf::model
