#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "model/assignment.h"

namespace wf::model {

// What the questions of an assignment that are still open ask for: ids of quantities, "binding" for
// the wall, each with the number of its question, from 1. An answer that cannot be read leaves its
// question open, and so does one that is still being typed.
using OpenQuestions = std::map<std::string, std::size_t, std::less<>>;
OpenQuestions open_questions(const Assignment& assignment, std::string_view typing = {});

}  // namespace wf::model
