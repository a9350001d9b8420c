#include "model/nearest_name.h"

#include <algorithm>
#include <cstdlib>

namespace wf::model {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_' || c == ' ') c = '-';
  }
  return result;
}

constexpr std::size_t kLongest = 64;

}  // namespace

int edit_distance(std::string_view first, std::string_view second) {
  const std::string a = lower(first.substr(0, kLongest));
  const std::string b = lower(second.substr(0, kLongest));
  std::vector<int> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({change, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

std::vector<std::string> nearest_names(std::string_view written,
                                       std::span<const std::string> names) {
  if (written.empty()) return {};
  const std::string* best = nullptr;
  int best_distance = 0;
  for (const std::string& name : names) {
    const int distance = edit_distance(written, name);
    if (best == nullptr || distance < best_distance) {
      best = &name;
      best_distance = distance;
    }
  }
  const int near = std::max(1, static_cast<int>(std::min(written.size(), kLongest)) / 3);
  if (best != nullptr && best_distance <= near) return {*best};

  // "h100" is far from "h100-sxm-80gb" by letters, and near to whoever writes it.
  constexpr std::size_t kShortest = 3;
  constexpr std::size_t kMost = 4;
  std::vector<std::string> found;
  const std::string start = lower(written);
  if (start.size() < kShortest) return {};
  for (const std::string& name : names) {
    const std::string candidate = lower(name);
    const bool alike = candidate.starts_with(start) || start.starts_with(candidate + "-");
    if (alike && found.size() < kMost) found.push_back(name);
  }
  for (const std::string& name : names) {
    if (!found.empty()) break;
    if (lower(name).find(start) != std::string::npos) found.push_back(name);
  }
  return found;
}

std::string did_you_mean(std::string_view written, std::span<const std::string> names) {
  const auto nearest = nearest_names(written, names);
  if (nearest.empty()) return "";
  std::string list;
  for (std::size_t i = 0; i < nearest.size(); ++i) {
    if (i > 0) list += i + 1 == nearest.size() ? " or " : ", ";
    list += '"';
    list += nearest[i];
    list += '"';
  }
  return " (did you mean " + list + "?)";
}

}  // namespace wf::model
