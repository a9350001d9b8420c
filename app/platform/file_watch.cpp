#include "app/platform/file_watch.h"

#include <system_error>

namespace wf::app {
namespace {

constexpr std::chrono::milliseconds kInterval(450);

}  // namespace

std::optional<FileWatch::Stamp> FileWatch::stamp(const std::filesystem::path& file) {
  std::error_code error;
  const auto time = std::filesystem::last_write_time(file, error);
  if (error) return std::nullopt;
  const std::uintmax_t size = std::filesystem::file_size(file, error);
  if (error) return std::nullopt;
  return Stamp{time, size};
}

void FileWatch::watch(const std::filesystem::path& file) {
  const std::optional<Stamp> now = stamp(file);
  files_[file] = {now, now};
}

void FileWatch::forget(const std::filesystem::path& file) { files_.erase(file); }

std::vector<std::filesystem::path> FileWatch::changed(Clock::time_point now) {
  if (last_look_ && now - *last_look_ < kInterval) return {};
  last_look_ = now;
  std::vector<std::filesystem::path> changed;
  for (auto& [file, watched] : files_) {
    const std::optional<Stamp> current = stamp(file);
    const bool settled = current == watched.seen;
    watched.seen = current;
    if (!current || !settled || current == watched.reported) continue;
    watched.reported = current;
    changed.push_back(file);
  }
  return changed;
}

}  // namespace wf::app
