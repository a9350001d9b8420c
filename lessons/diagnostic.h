#pragma once

#include <string>
#include <vector>

namespace wf::lessons {

// What an author can get wrong is collected, never thrown: a lesson with mistakes is still shown.
enum class Severity { kError, kWarning };

struct Diagnostic {
  Severity severity = Severity::kError;
  std::string file;
  int line = 0;
  std::string message;  // what is wrong and what to do

  bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

// "lesson.md:12: error: ..." as compilers write it, so that editors can jump there.
std::string to_string(const Diagnostic& diagnostic);

bool has_errors(const Diagnostics& diagnostics);

}  // namespace wf::lessons
