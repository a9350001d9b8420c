#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "model/wall.h"

namespace wf::widgets {

// The model's five walls, as figures show them.
using model::kWallCount;
using model::Wall;

inline constexpr std::array<Wall, kWallCount> kWalls = {
    Wall::kMemoryCapacity, Wall::kMemoryBandwidth, Wall::kNetwork, Wall::kCompute, Wall::kBudget};

constexpr std::string_view wall_name(Wall wall) { return model::name_of(wall); }
std::optional<Wall> wall_from_name(std::string_view name);

// The one glyph, in UTF-8, for running text. Figures draw the same shape as a path, because not
// every text font has it.
std::string_view wall_glyph(Wall wall);

}  // namespace wf::widgets
