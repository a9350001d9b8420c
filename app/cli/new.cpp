#include <ostream>

#include "app/cli/command.h"
#include "app/cli/workloads.h"

// `wallfinder new`: a commented workload to start from, on standard output.
namespace wf::app {
namespace {

int write_new(const Arguments& arguments, Streams& streams) {
  const auto catalogue = open_catalogue(streams);
  if (!catalogue) return kProgramFault;
  std::string model = "llama-3-8b", gpu = "h100-sxm-80gb";
  if (arguments.has("--from")) {
    const std::string& from = arguments.values("--from").back();
    const std::size_t comma = from.find(',');
    if (comma == std::string::npos || comma == 0 || comma + 1 == from.size()) {
      return refuse(streams, "new",
                    "--from takes a model and a GPU with a comma between them, such as "
                    "--from llama-3-70b,h100-sxm-80gb");
    }
    model = from.substr(0, comma);
    gpu = from.substr(comma + 1);
  }
  const auto text = model::new_workload(*catalogue, model, gpu);
  if (!text) return refuse(streams, "new", printable(text.error().text()));
  streams.out << *text;
  return kSuccess;
}

constexpr Option kOptions[] = {
    {"--from", "MODEL,GPU", "ids of `wallfinder list models` and `wallfinder list gpus`"},
};
constexpr Example kExamples[] = {
    {"wallfinder new > chat.json", "Llama 3 8B on H100"},
    {"wallfinder new --from qwen3-8b,l4-24gb > chat.json", "another model on another GPU"},
    {"wallfinder new | wallfinder estimate -", "straight to its report"},
};

}  // namespace

extern const Command kNewCommand;
const Command kNewCommand{
    .name = "new",
    .arguments = "",
    .summary = "write a commented starting workload to standard output",
    .details = "As many GPUs as hold the model in bf16.",
    .options = kOptions,
    .examples = kExamples,
    .run = write_new,
};

}  // namespace wf::app
