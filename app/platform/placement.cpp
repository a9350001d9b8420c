#include "app/platform/placement.h"

namespace wf::app {
namespace {

constexpr int kMargin = 16;  // one part in so many of the monitor stays free on each side

}  // namespace

std::optional<std::size_t> monitor_of(const DesktopArea& window,
                                      std::span<const DesktopArea> monitors) {
  for (std::size_t i = 0; i < monitors.size(); ++i) {
    const int x = window.x + window.width / 2 - monitors[i].x;
    const int y = window.y + window.height / 2 - monitors[i].y;
    if (x >= 0 && x < monitors[i].width && y >= 0 && y < monitors[i].height) return i;
  }
  return std::nullopt;
}

std::optional<DesktopArea> on_another_monitor(const DesktopArea& window,
                                              std::span<const DesktopArea> monitors) {
  const std::size_t taken = monitor_of(window, monitors).value_or(0);
  for (std::size_t i = 0; i < monitors.size(); ++i) {
    const DesktopArea& free = monitors[i];
    // Monitors that show the same are one.
    if (i == taken || free.width <= 0 || free.height <= 0) continue;
    if (free.x == monitors[taken].x && free.y == monitors[taken].y) continue;
    const int left = free.width / kMargin;
    const int top = free.height / kMargin;
    return DesktopArea{free.x + left, free.y + top, free.width - 2 * left, free.height - 2 * top};
  }
  return std::nullopt;
}

}  // namespace wf::app
