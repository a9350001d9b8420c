#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "app/cli/command_line.h"

// Runs the command line without a process.
namespace wf::app {

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

inline Ran run(const std::vector<std::string>& arguments, const std::string& input = {},
               const Terminal& screen = {}) {
  std::istringstream in(input);
  std::ostringstream out, err;
  const int code = run_command_line(arguments, in, out, err, screen);
  return {code, out.str(), err.str()};
}

inline std::string example(const std::string& name) {
  return WALLFINDER_SOURCE_DIR "/assets/workloads/" + name + ".json";
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Llama 3 70B in bf16 on one H100: it does not fit.
inline const std::string kTooLarge = R"({
  "wallfinder": 1, "name": "Too large", "model": "llama-3-70b",
  "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1},
  "serving": {"prompt_tokens": 1024, "output_tokens": 128, "batch": 1}
})";

}  // namespace wf::app
