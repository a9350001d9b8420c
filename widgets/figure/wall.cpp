#include "widgets/figure/wall.h"

namespace wf::widgets {

std::string_view wall_glyph(Wall wall) {
  switch (wall) {
    case Wall::kMemoryCapacity:
      return "■";  // a box that fills
    case Wall::kMemoryBandwidth:
      return "▶";  // a flow
    case Wall::kNetwork:
      return "◆";  // a crossing
    case Wall::kCompute:
      return "✚";  // multiply and add
    case Wall::kBudget:
      return "●";  // a coin
  }
  return "";
}

std::optional<Wall> wall_from_name(std::string_view name) {
  for (Wall wall : kWalls) {
    if (wall_name(wall) == name) return wall;
  }
  return std::nullopt;
}

}  // namespace wf::widgets
