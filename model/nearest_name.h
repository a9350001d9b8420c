#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wf::model {

// How many letters must be added, taken away, changed or swapped to turn `a` into `b`; upper and
// lower case count as equal.
int edit_distance(std::string_view a, std::string_view b);

// The names that someone who wrote `written` most likely meant: the nearest by letters, or a few
// that start alike. Empty where none is near.
std::vector<std::string> nearest_names(std::string_view written,
                                       std::span<const std::string> names);

// " (did you mean \"tp\"?)", or nothing where no name is near.
std::string did_you_mean(std::string_view written, std::span<const std::string> names);

}  // namespace wf::model
