#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace wf::app {

// A rectangle of the desktop that several monitors share, in its own units.
struct DesktopArea {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  bool operator==(const DesktopArea&) const = default;
};

// The monitor that shows the window's centre; nothing where none does.
std::optional<std::size_t> monitor_of(const DesktopArea& window,
                                      std::span<const DesktopArea> monitors);

// Where a second window stands so that it is not on the first one's monitor: over most of the first
// other monitor. Nothing where there is no other.
std::optional<DesktopArea> on_another_monitor(const DesktopArea& window,
                                              std::span<const DesktopArea> monitors);

}  // namespace wf::app
