#include "app/platform/placement.h"

#include <doctest/doctest.h>

#include <vector>

using namespace wf::app;

TEST_SUITE("placement") {
  const DesktopArea kLaptop{0, 0, 1920, 1080};
  const DesktopArea kProjector{1920, 0, 1024, 768};

  TEST_CASE("a window is on the monitor that shows its centre") {
    const std::vector<DesktopArea> both = {kLaptop, kProjector};
    CHECK(monitor_of({100, 100, 1280, 800}, both) == 0);
    CHECK(monitor_of({1800, 0, 800, 600}, both) == 1);
    CHECK(monitor_of(kProjector, both) == 1);
    CHECK_FALSE(monitor_of({5000, 0, 800, 600}, both).has_value());
    CHECK_FALSE(monitor_of({0, 0, 800, 600}, {}).has_value());
  }

  TEST_CASE("a second window stands on the monitor where the first is not") {
    const std::vector<DesktopArea> both = {kLaptop, kProjector};
    for (std::size_t first = 0; first < 2; ++first) {
      const auto place = on_another_monitor(both[first], both);
      REQUIRE(place.has_value());
      CHECK(monitor_of(*place, both) == 1 - first);
      CHECK(place->width > both[1 - first].width * 3 / 4);
      CHECK(place->x + place->width <= both[1 - first].x + both[1 - first].width);
      CHECK(place->y + place->height <= both[1 - first].y + both[1 - first].height);
    }
  }

  TEST_CASE("it stands where the desktop puts it when there is no other monitor") {
    CHECK_FALSE(on_another_monitor(kLaptop, {}).has_value());
    CHECK_FALSE(on_another_monitor(kLaptop, std::vector{kLaptop}).has_value());
    // Two that show the same picture are one.
    const std::vector<DesktopArea> mirrored = {kLaptop, {0, 0, 1024, 768}};
    CHECK_FALSE(on_another_monitor(kLaptop, mirrored).has_value());
    // One that is there and off.
    const std::vector<DesktopArea> off = {kLaptop, {1920, 0, 0, 0}};
    CHECK_FALSE(on_another_monitor(kLaptop, off).has_value());
  }
}
