#pragma once

#include <string>
#include <vector>

#include "model/scenario.h"

namespace wf::lessons {

// A lesson read with a workload of the reader's own. What the lesson speaks of and the file leaves
// open stands as in the lesson's own scenario, and is named; nothing that the file says is changed.
struct OwnReading {
  model::Scenario scenario;
  std::vector<std::string> lent;   // "training section", "target for the first token"
  std::vector<std::string> aside;  // sections of the file that the lesson does not read

  // "Your file has no training section: the lesson's own is used." Empty: nothing to say.
  std::string words() const;
};

OwnReading read_with(model::Scenario mine, const model::Scenario& lesson);

}  // namespace wf::lessons
