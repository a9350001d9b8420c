#include <cmath>

#include "widgets/figure/draft.h"

namespace wf::widgets {

// Shapes of about equal area, so that none shouts.
void Draft::add_shape(Layer layer, Shape shape, Pixel c, double r, const Paint& paint,
                      int element) {
  const auto polygon = [&](std::vector<Pixel> points) {
    for (Pixel& p : points) p = {c.x + p.x * r, c.y + p.y * r};
    add(layer, Polygon{std::move(points), paint}, element);
  };
  switch (shape) {
    case Shape::kNone:
      return;
    case Shape::kCircle:
      add(layer, Circle{c, r, paint, paint, 0}, element);
      return;
    case Shape::kRing:
      add(layer, Circle{c, r * 0.8, {Role::kPaper, 0, 1}, paint, r * 0.45}, element);
      return;
    case Shape::kSquare:
      polygon({{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}});
      return;
    case Shape::kTriangle:
      polygon({{0, -1.1}, {1.1, 0.85}, {-1.1, 0.85}});
      return;
    case Shape::kFlow:
      polygon({{-0.8, -1.1}, {1.15, 0}, {-0.8, 1.1}});
      return;
    case Shape::kDiamond:
      polygon({{0, -1.25}, {1.25, 0}, {0, 1.25}, {-1.25, 0}});
      return;
    case Shape::kPlus: {
      const double a = 0.38;
      const double b = 1.1;
      polygon({{-a, -b},
               {a, -b},
               {a, -a},
               {b, -a},
               {b, a},
               {a, a},
               {a, b},
               {-a, b},
               {-a, a},
               {-b, a},
               {-b, -a},
               {-a, -a}});
      return;
    }
  }
}

}  // namespace wf::widgets
