#include <fmt/format.h>

#include <algorithm>

#include "model/nearest_name.h"
#include "model/units.h"
#include "model/workload_file.h"
#include "model/workload_parts.h"

// The sections of a workload file, in order. The model, the GPU, `assume`, `assert` and `--set`
// have files of their own.

namespace wf::model {
namespace {

constexpr double kVersion = 1;

// A section of fields alone: absent, or read with a note for each key that is not known.
template <class S>
bool read_section(JsonReader& reader, const Json& object, std::string_view pointer,
                  std::string_view example, S& section,
                  std::span<const std::string_view> other_keys = {}) {
  if (!reader.expect_object(object, pointer, example)) return false;
  reader.note_unknown_keys(object, pointer, JsonReader::keys_of<S>(other_keys));
  return reader.read_fields(object, pointer, section);
}

bool read_version(JsonReader& reader) {
  const Json& root = reader.root();
  const Json* version = JsonReader::find(root, "wallfinder");
  if (version == nullptr) {
    reader.note("\"wallfinder\" is not in the file: version 1 is taken");
    return true;
  }
  const bool whole = version->is_number_integer();
  if (!whole || *version < 1) {
    return reader.fail("/wallfinder",
                       fmt::format("wallfinder is {}; the version of the file format was expected: "
                                   "write \"wallfinder\": 1",
                                   shown(*version)));
  }
  if (version->get<double>() > kVersion) {
    return reader.fail("/wallfinder",
                       fmt::format("wallfinder is {}; this program reads version 1: use a newer "
                                   "Wallfinder, or write the file as version 1",
                                   shown(*version)));
  }
  return true;
}

void note_unknown_sections(JsonReader& reader) {
  std::vector<std::string> known = {"$schema",   "wallfinder", "name",    "model",     "cluster",
                                    "precision", "parallel",   "serving", "training",  "rl",
                                    "budget",    "assume",     "assert",  "assignment"};
  for (const std::string_view section : lesson_sections()) known.emplace_back(section);
  reader.note_unknown_keys(reader.root(), "", known);
}

bool read_cluster(JsonReader& reader, const Catalogue& catalogue, Scenario& scenario) {
  const Json* value = JsonReader::find(reader.root(), "cluster");
  constexpr std::string_view kExample = "{\"gpu\": \"h100-sxm-80gb\", \"gpus\": 8}";
  if (value == nullptr) {
    return reader.fail("", fmt::format("the workload has no cluster; say what it runs on, such as "
                                       "\"cluster\": {}",
                                       kExample));
  }
  constexpr std::array<std::string_view, 1> kOthers = {"gpu"};
  if (!read_section(reader, *value, "/cluster", kExample, scenario.cluster, kOthers)) return false;
  const Json* gpu = JsonReader::find(*value, "gpu");
  if (gpu == nullptr) {
    return reader.fail("/cluster",
                       "cluster has no gpu; name one, such as \"gpu\": "
                       "\"h100-sxm-80gb\" (`wallfinder list gpus` shows all)");
  }
  return read_cluster_gpu(reader, *gpu, catalogue, scenario.cluster.gpu);
}

// What is left out of `precision` follows from what is given: 16-bit arithmetic unless the weights
// themselves are wider.
void complete_precision(const Json* written, std::optional<Precision> dtype, PrecisionPlan& plan) {
  const auto has = [&](std::string_view key) {
    return written != nullptr && JsonReader::find(*written, key) != nullptr;
  };
  if (!has("weights") && dtype) plan.weights = *dtype;
  if (!has("activations")) {
    const bool wide = bits_of(plan.weights) >= 16;
    plan.activations = wide ? plan.weights : Precision::kBf16;
  }
  if (!has("kv")) {
    const bool wide = bits_of(plan.activations) >= 16;
    plan.kv = wide ? plan.activations : Precision::kBf16;
    if (plan.kv == Precision::kTf32) plan.kv = Precision::kFp32;
  }
}

bool read_serving(JsonReader& reader, const Json& value, Scenario& scenario) {
  Serving& serving = scenario.serving.emplace();
  constexpr std::array<std::string_view, 2> kOthers = {"slo", "speculation"};
  if (!read_section(reader, value, "/serving",
                    "{\"prompt_tokens\": 2048, \"output_tokens\": 256, \"batch\": 64}", serving,
                    kOthers)) {
    return false;
  }
  const Json* slo = JsonReader::find(value, "slo");
  if (slo != nullptr &&
      !read_section(reader, *slo, "/serving/slo", "{\"ttft\": 0.5, \"tpot\": 0.05}", serving.slo)) {
    return false;
  }
  const Json* speculation = JsonReader::find(value, "speculation");
  return speculation == nullptr ||
         read_section(reader, *speculation, "/serving/speculation",
                      "{\"draft_tokens\": 4, \"acceptance\": 0.8}", serving.speculation.emplace());
}

bool read_loads(JsonReader& reader, Scenario& scenario) {
  const Json& root = reader.root();
  if (const Json* value = JsonReader::find(root, "serving")) {
    if (!read_serving(reader, *value, scenario)) return false;
  }
  if (const Json* value = JsonReader::find(root, "training")) {
    if (!read_section(reader, *value, "/training",
                      "{\"seq_len\": 8192, \"micro_batch\": 1, \"global_batch\": 1024}",
                      scenario.training.emplace())) {
      return false;
    }
  }
  if (const Json* value = JsonReader::find(root, "rl")) {
    if (!read_section(reader, *value, "/rl", "{\"prompts\": 64, \"samples_per_prompt\": 16}",
                      scenario.rl.emplace())) {
      return false;
    }
  }
  return true;
}

// Lessons keep keys of their own here, which are read over; one that is nearly a field is named.
template <class S>
bool read_lesson_section(JsonReader& reader, const Json& value, const std::string& name,
                         std::string_view example, S& section) {
  const std::string pointer = "/" + name;
  if (!reader.expect_object(value, pointer, example)) return false;
  const std::vector<std::string> known = JsonReader::keys_of<S>();
  for (const auto& item : value.items()) {
    const bool ours = std::find(known.begin(), known.end(), item.key()) != known.end();
    const std::string hint = ours ? "" : did_you_mean(item.key(), known);
    if (!hint.empty()) {
      reader.note_at(JsonReader::below(pointer, item.key()),
                     fmt::format("{}.{} is not known{}", name, item.key(), hint));
    }
  }
  return reader.read_fields(value, pointer, section);
}

bool read_lesson_sections(JsonReader& reader, Scenario& scenario) {
  const Json& root = reader.root();
  if (const Json* value = JsonReader::find(root, "operations")) {
    if (!read_lesson_section(reader, *value, "operations", "{\"utilization\": 0.7}",
                             scenario.operations)) {
      return false;
    }
  }
  if (const Json* value = JsonReader::find(root, "data")) {
    if (!read_lesson_section(reader, *value, "data", "{\"rate\": \"200 MB/s\"}",
                             scenario.data.emplace())) {
      return false;
    }
  }
  const Json* value = JsonReader::find(root, "evaluation");
  return value == nullptr ||
         read_lesson_section(reader, *value, "evaluation", "{\"baseline\": 0.6, \"effect\": 0.02}",
                             scenario.evaluation.emplace());
}

// "serving.batch 1": a key that is not there and what stands for it.
std::string defaults_taken(const Json& root, const Scenario& scenario) {
  std::string list;
  const auto add = [&](std::string_view section, std::string_view key, std::string_view value) {
    const Json* object = JsonReader::find(root, section);
    if (object != nullptr && JsonReader::find(*object, key) != nullptr) return;
    list += fmt::format("{}{}.{} {}", list.empty() ? "" : ", ", section, key, value);
  };
  add("precision", "weights", name_of(scenario.precision.weights));
  add("precision", "activations", name_of(scenario.precision.activations));
  if (scenario.serving || scenario.rl) add("precision", "kv", name_of(scenario.precision.kv));
  if (scenario.serving) {
    add("serving", "prompt_tokens", format_number(scenario.serving->prompt_tokens));
    add("serving", "output_tokens", format_number(scenario.serving->output_tokens));
    add("serving", "batch", "1");
  }
  if (scenario.training) {
    const Training& training = *scenario.training;
    add("training", "seq_len", format_number(training.seq_len));
    add("training", "micro_batch", "1");
    add("training", "global_batch", "micro_batch × dp");
    add("training", "recompute", "none");
    add("training", "attention", "flash");
    add("parallel", "zero", "1");
  }
  if (scenario.rl) {
    add("rl", "prompts", format_number(scenario.rl->prompts));
    add("rl", "samples_per_prompt", format_number(scenario.rl->samples_per_prompt));
    add("rl", "prompt_tokens", format_number(scenario.rl->prompt_tokens));
    add("rl", "output_tokens", format_number(scenario.rl->output_tokens));
    add("rl", "length_cv", format_number(scenario.rl->length_cv));
    add("rl", "max_output_tokens", "four times output_tokens");
    add("rl", "placement", "colocated");
    add("rl", "recompute", "full");
    if (!scenario.training) add("parallel", "zero", "3");
  }
  return list;
}

// A file that gives degrees and no number of GPUs means their product.
void complete_cluster(JsonReader& reader, Scenario& scenario) {
  const Json* cluster = JsonReader::find(reader.root(), "cluster");
  if (cluster != nullptr && JsonReader::find(*cluster, "gpus") != nullptr) return;
  const Parallelism& p = scenario.parallel;
  scenario.cluster.gpus = p.tp * p.pp * p.cp * p.dp.value_or(1);
  reader.note(fmt::format("cluster.gpus is not in the file: {} taken, from the layout",
                          format_number(scenario.cluster.gpus)));
}

bool check_layout(JsonReader& reader, const Scenario& scenario) {
  const auto fault = layout_fault(scenario);
  if (!fault) return true;
  // A degree that was set on the command line is the one to look at.
  for (const std::string_view pointer : {"/parallel/tp", "/parallel/pp", "/parallel/cp",
                                         "/parallel/dp", "/parallel/ep", "/cluster/gpus"}) {
    if (reader.is_overridden(pointer)) return reader.fail(pointer, fault->what);
  }
  std::string pointer = "/" + fault->path;
  std::replace(pointer.begin(), pointer.end(), '.', '/');
  return reader.fail(pointer, fault->what);
}

bool read_all(JsonReader& reader, const std::filesystem::path& base_dir, const Catalogue& catalogue,
              std::span<const Setting> settings, LoadedWorkload& loaded) {
  Scenario& scenario = loaded.scenario;
  if (!reader.expect_object(reader.root(), "", "{\"model\": ..., \"cluster\": {...}}"))
    return false;
  if (!apply_settings(reader, settings)) return false;
  const Json& root = reader.root();
  if (!read_version(reader)) return false;
  note_unknown_sections(reader);
  if (const Json* name = JsonReader::find(root, "name")) {
    if (!reader.read_text(*name, "/name", scenario.name)) return false;
  }
  const Json* model = JsonReader::find(root, "model");
  if (model == nullptr) {
    return reader.fail("",
                       "the workload has no model; name one, such as \"model\": "
                       "\"llama-3-70b\" (`wallfinder list models` shows all)");
  }
  std::optional<Precision> dtype;
  if (!read_model(reader, *model, base_dir, catalogue, scenario.model, dtype)) return false;
  if (!read_cluster(reader, catalogue, scenario)) return false;

  const Json* precision = JsonReader::find(root, "precision");
  if (precision != nullptr && !read_section(reader, *precision, "/precision",
                                            "{\"weights\": \"bf16\"}", scenario.precision)) {
    return false;
  }
  complete_precision(precision, dtype, scenario.precision);
  if (const Json* parallel = JsonReader::find(root, "parallel")) {
    if (!read_section(reader, *parallel, "/parallel", "{\"tp\": 8}", scenario.parallel)) {
      return false;
    }
  }
  if (!read_loads(reader, scenario)) return false;
  if (const Json* budget = JsonReader::find(root, "budget")) {
    if (!read_section(reader, *budget, "/budget", "{\"usd_per_month\": 60000}", scenario.budget)) {
      return false;
    }
  }
  if (!read_lesson_sections(reader, scenario)) return false;
  if (const Json* assume = JsonReader::find(root, "assume")) {
    if (!read_assume(reader, *assume, scenario)) return false;
  }
  if (const Json* assertions = JsonReader::find(root, "assert")) {
    if (!read_assert(reader, *assertions, scenario)) return false;
  }
  if (const Json* assignment = JsonReader::find(root, "assignment")) {
    if (!read_assignment(reader, *assignment, catalogue, loaded.assignment.emplace())) return false;
  }
  complete_cluster(reader, scenario);
  return check_layout(reader, scenario);
}

// The scenario of an assignment as it was handed out: without settings, and with the values that
// the learner's changes replaced.
bool read_given(JsonReader& reader, std::string_view text, std::string_view file_name,
                const std::filesystem::path& base_dir, const Catalogue& catalogue,
                std::span<const Setting> settings, LoadedWorkload& loaded) {
  if (settings.empty() && loaded.assignment->given.empty()) {
    loaded.given = loaded.scenario;
    return true;
  }
  std::vector<Setting> as_given;
  for (const auto& [path, value] : loaded.assignment->given) as_given.push_back({path, value});
  auto json = parse_located(text, file_name);
  if (!json) return reader.fail_with(json.error());
  JsonReader again(std::move(*json), std::string(file_name));
  LoadedWorkload before;
  if (!read_all(again, base_dir, catalogue, as_given, before)) {
    return reader.fail("/assignment/given",
                       fmt::format("assignment.given does not give back the workload that was "
                                   "handed out ({}); take it out, or correct it",
                                   again.error()->what));
  }
  loaded.given = std::move(before.scenario);
  if (const auto refused = refusal(*loaded.assignment, *loaded.given, loaded.scenario)) {
    reader.note_at("/assignment", *refused);
  }
  return true;
}

}  // namespace

Result<LoadedWorkload> read_workload(std::string_view text, std::string_view file_name,
                                     const std::filesystem::path& base_dir,
                                     const Catalogue& catalogue,
                                     std::span<const Setting> settings) {
  auto json = parse_located(text, file_name);
  if (!json) return json.error();
  JsonReader reader(std::move(*json), std::string(file_name));
  LoadedWorkload loaded;
  if (!read_all(reader, base_dir, catalogue, settings, loaded)) return *reader.error();
  if (loaded.assignment &&
      !read_given(reader, text, file_name, base_dir, catalogue, settings, loaded)) {
    return *reader.error();
  }
  loaded.notes = std::move(reader.notes());
  const std::string taken = defaults_taken(reader.root(), loaded.scenario);
  if (!taken.empty()) loaded.notes.push_back("not in the file, so taken: " + taken);
  for (std::string& note : layout_notes(loaded.scenario)) loaded.notes.push_back(std::move(note));
  return loaded;
}

}  // namespace wf::model
