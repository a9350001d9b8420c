#include "model/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>

#include "app/cli/command.h"
#include "app/cli/report_json.h"
#include "app/cli/sweep_view.h"
#include "app/cli/workloads.h"
#include "widgets/figure/svg.h"

// `wallfinder sweep FILE --vary ... --show ...`: a knob against quantities.
namespace wf::app {
namespace {

// Shows how far a long sweep is, on a line that rewrites itself, until it goes out of scope.
class Progress {
 public:
  Progress(Streams& streams, const std::atomic<std::size_t>& done, std::size_t all)
      : streams_(streams) {
    if (!streams.screen.progress) return;
    thread_ = std::jthread([this, &done, all](const std::stop_token& stop) {
      using namespace std::chrono_literals;
      std::unique_lock lock(mutex_);
      // Nothing at all for what is over in a second.
      wake_.wait_for(lock, stop, 1s, [] { return false; });
      while (!stop.stop_requested()) {
        const std::size_t count = done.load();
        streams_.err << fmt::format("\r{} of {} ({:.0f} %)", count, all,
                                    100.0 * static_cast<double>(count) / static_cast<double>(all))
                     << std::flush;
        shown_ = true;
        wake_.wait_for(lock, stop, 200ms, [] { return false; });
      }
    });
  }
  ~Progress() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
    if (shown_) streams_.err << "\r\x1b[K" << std::flush;
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  Streams& streams_;
  bool shown_ = false;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

std::vector<std::string> names_in(std::span<const std::string> lists) {
  std::vector<std::string> names;
  for (std::string_view list : lists) {
    while (true) {
      const std::size_t comma = list.find(',');
      if (comma != 0 && !list.empty()) names.emplace_back(list.substr(0, comma));
      if (comma == std::string_view::npos) break;
      list = list.substr(comma + 1);
    }
  }
  return names;
}

int sweep(const Arguments& arguments, Streams& streams) {
  const auto refuse_sweep = [&](std::string_view what) {
    return refuse(streams, "sweep", printable(what));
  };
  if (!arguments.has("--vary")) {
    return refuse_sweep("--vary is missing: which knob to turn, such as serving.batch=1:256:log");
  }
  if (!arguments.has("--show")) {
    return refuse_sweep("--show is missing: which quantities, such as decode.step_time,binding");
  }
  const auto catalogue = open_catalogue(streams);
  if (!catalogue) return kProgramFault;

  std::vector<model::SweepAxis> axes;
  for (const std::string& text : arguments.values("--vary")) {
    auto axis = model::parse_axis(text, *catalogue);
    if (!axis) return refuse_sweep(axis.error().text());
    for (const model::SweepAxis& other : axes) {
      if (other.path == axis->path) {
        return refuse_sweep(fmt::format("--vary {} is given twice", axis->path));
      }
    }
    axes.push_back(std::move(*axis));
  }
  std::vector<model::SweepColumn> columns;
  for (const std::string& name : names_in(arguments.values("--show"))) {
    auto column = model::parse_column(name);
    if (!column) return refuse_sweep(column.error().text());
    columns.push_back(std::move(*column));
  }
  if (columns.empty()) return refuse_sweep("--show names no quantity");
  const std::size_t size = model::sweep_size(axes);
  if (size > model::kMostSweepRows) {
    return refuse_sweep(
        fmt::format("the grid has more than {} rows: take fewer steps", model::kMostSweepRows));
  }
  unsigned jobs = 0;
  if (arguments.has("--jobs")) {
    const std::string& text = arguments.values("--jobs").back();
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), jobs);
    if (code != std::errc() || end != text.data() + text.size() || jobs < 1 || jobs > 1024) {
      return refuse_sweep(
          fmt::format("--jobs {}: a whole number from 1 to 1024 was expected", text));
    }
  }
  const auto workload =
      open_workload(arguments.positional[0], arguments.values("--set"), *catalogue, streams);
  if (!workload) return kBadInput;

  std::atomic<std::size_t> done = 0;
  model::Sweep result;
  {
    const Progress progress(streams, done, size);
    result = model::run_sweep(workload->scenario, std::move(axes), std::move(columns), jobs, &done);
  }
  if (arguments.has("--svg")) {
    const std::string& path = arguments.values("--svg").back();
    std::ofstream file(path, std::ios::binary);
    file << widgets::to_svg(sweep_figure(result), 900, 560, widgets::ThemeName::kLight);
    file.close();
    if (!file) {
      streams.err << fmt::format("wallfinder sweep: {} could not be written\n", printable(path));
      return kBadInput;
    }
  }
  if (arguments.has("--json")) {
    streams.out << json_text(sweep_json(result));
  } else if (arguments.has("--csv")) {
    streams.out << sweep_csv(result);
  } else if (!arguments.has("--svg")) {
    streams.out << sweep_text(result, streams);
  }
  return kSuccess;
}

constexpr Option kOptions[] = {
    {"--vary", "PATH=LO:HI[:STEPS][:log]",
     "the knob to turn and how far, or a list PATH=A,B,C; several span a grid", Completes::kKnobs,
     true},
    {"--show", "Q1,Q2",
     "quantities by id (with .bound for their bound), \"binding\", or headroom.WALL",
     Completes::kQuantities, true},
    {"--csv", "", "comma-separated values in SI base units"},
    kJsonOption,
    {"--svg", "OUT.svg", "draw the first quantity against the first knob", Completes::kFiles},
    kSetOption,
    {"--jobs", "N", "threads; as many as the machine has unless given"},
};
constexpr Example kExamples[] = {
    {"wallfinder sweep chat.json --vary serving.batch=1:256:log --show binding",
     "which wall binds, batch by batch"},
    {"wallfinder sweep chat.json --vary serving.batch=1,64,max --show serving.max_batch --csv",
     "a list of values, for a spreadsheet"},
    {"wallfinder sweep a.json --vary 'cluster.gpu.memory=80 GB:200 GB' --show serving.max_batch",
     "values with units"},
    {"wallfinder sweep a.json --vary cluster.gpu=l4-24gb,h100-sxm-80gb --show binding",
     "one GPU beside another"},
};

}  // namespace

extern const Command kSweepCommand;
const Command kSweepCommand{
    .name = "sweep",
    .arguments = "FILE",
    .least = 1,
    .most = 1,
    .summary = "turn a knob over a range, and show what becomes of any quantity",
    .details =
        "Values in LO, HI and lists may have units. Counts go in whole steps, and doublings with "
        ":log; choices are listed. The rows come in the order of the knobs, the last one running "
        "fastest, whatever the number of threads. A row whose layout does not fit the GPUs has no "
        "values and says so.",
    .options = kOptions,
    .examples = kExamples,
    .completes = Completes::kFiles,
    .run = sweep,
};

}  // namespace wf::app
