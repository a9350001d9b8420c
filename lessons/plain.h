#pragma once

#include <functional>
#include <string>

#include "lessons/lesson.h"

namespace wf::lessons {

// What stands in the place of a widget, derivation or figure: those live above this library, so
// whoever shows the lesson describes them. An empty answer leaves the part's own words.
using DescribePart = std::function<std::string(const LivePart&, const NumberSource&)>;

// A resolved document in plain words, one paragraph a line, for readers who cannot see the screen.
std::string plain_words(const Blocks& resolved);
std::string plain_words(const std::vector<Inline>& resolved);

// The whole lesson at this moment: every number evaluated, predictions with their answers, drills
// with the numbers of `seed`, and the sources at the end.
std::string plain_words(const Lesson& lesson, const NumberSource& source,
                        const DescribePart& describe = {}, std::uint64_t seed = 1);

}  // namespace wf::lessons
