#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

namespace wf::app {

// Tells which files changed on disk, by size and time of last change, looked at no more often than
// twice a second. A file that is replaced, or gone for a moment while an editor saves it, is one
// change; one that stays away is reported when it is back.
class FileWatch {
 public:
  using Clock = std::chrono::steady_clock;

  // Changes count from now on. Watching a file again forgets what was pending.
  void watch(const std::filesystem::path& file);
  void forget(const std::filesystem::path& file);

  // Files that changed since the last call, each once. Cheap when called too early.
  std::vector<std::filesystem::path> changed(Clock::time_point now = Clock::now());

 private:
  struct Stamp {
    std::filesystem::file_time_type time;
    std::uintmax_t size = 0;
    bool operator==(const Stamp&) const = default;
  };
  struct Watched {
    std::optional<Stamp> reported;  // nothing: the file did not exist
    std::optional<Stamp> seen;      // a change is reported once it is seen twice: saving is over
  };
  static std::optional<Stamp> stamp(const std::filesystem::path& file);

  std::map<std::filesystem::path, Watched> files_;
  std::optional<Clock::time_point> last_look_;
};

}  // namespace wf::app
