#pragma once

#include <span>
#include <vector>

#include "app/lesson/session.h"
#include "app/ui/copy_menu.h"
#include "app/ui/text_layout.h"
#include "model/explain.h"

namespace wf::app {

// What can be copied of a number or symbol in a text: as shown, the bare number in SI units, the
// table's row or the equation that it stands in, its arithmetic.
std::vector<CopyEntry> copies_of(const LessonSession& session,
                                 std::span<const lessons::Block> blocks, const TextTarget& target,
                                 const lessons::Overrides& settings);

// What a term of a formula is worth, under the settings that it is written with.
lessons::LiveValue value_of_term(const LessonSession& session, const TextTarget& target);

// The same of a quantity's value and, where `derivation` is given, of its arithmetic.
std::vector<CopyEntry> copies_of_value(const std::string& shown, std::optional<double> value,
                                       std::string_view unit, const model::Derivation* derivation);

}  // namespace wf::app
