#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "model/knobs.h"
#include "model/located_json.h"
#include "model/workload_fields.h"
#include "tests/model/workload_testing.h"

// The published schema says what the reader reads. This is the one file that needs the validator.

namespace wf::model {
namespace {

using namespace testing;

// Comments are read over as the reader does.
nlohmann::json parse_plain(const std::string& text) {
  return nlohmann::json::parse(text, nullptr, false, true);
}

const nlohmann::json& schema_json() {
  static const nlohmann::json kSchema = [] {
    const auto text = read_text_file(source_dir() / "assets/workload.schema.json");
    if (!text) FAIL(text.error().text());
    return nlohmann::json::parse(*text);
  }();
  return kSchema;
}

const valijson::Schema& schema() {
  static const valijson::Schema* const kParsed = [] {
    auto* parsed = new valijson::Schema;
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_json()), *parsed);
    return parsed;
  }();
  return *kParsed;
}

// The first complaint of the schema; empty where it has none.
std::string complaint(const nlohmann::json& workload) {
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(schema(), valijson::adapters::NlohmannJsonAdapter(workload), &results)) {
    return "";
  }
  valijson::ValidationResults::Error error;
  std::string all;
  while (results.popError(error)) {
    for (const std::string& part : error.context) all += part;
    all += " " + error.description + "\n";
  }
  return all;
}

// Every path that the schema names, through references and conditions.
void collect_paths(const nlohmann::json& node, const std::string& path,
                   std::set<std::string>& paths) {
  if (node.contains("$ref")) {
    const std::string reference = node["$ref"];
    REQUIRE(reference.rfind("#/", 0) == 0);
    collect_paths(schema_json().at(nlohmann::json::json_pointer(reference.substr(1))), path, paths);
  }
  for (const char* branch : {"then", "else"}) {
    if (node.contains(branch)) collect_paths(node[branch], path, paths);
  }
  if (!node.contains("properties") || path == "assert" || path == "assignment") return;
  for (const auto& [key, child] : node["properties"].items()) {
    const std::string below = path.empty() ? key : path + "." + key;
    paths.insert(below);
    collect_paths(child, below, paths);
  }
}

TEST_CASE("the schema names every key that the reader reads, and no other") {
  std::set<std::string> in_schema;
  collect_paths(schema_json(), "", in_schema);
  const auto listed = workload_paths();
  const std::set<std::string> in_reader(listed.begin(), listed.end());
  CHECK(listed.size() == in_reader.size());
  for (const std::string& path : in_reader) {
    INFO("read, and not in the schema: ", path);
    CHECK(in_schema.count(path) == 1);
  }
  for (const std::string& path : in_schema) {
    INFO("in the schema, and not read: ", path);
    CHECK(in_reader.count(path) == 1);
  }
}

TEST_CASE("the schema offers the choices that the reader takes") {
  const auto choices = [](const char* pointer) {
    return schema_json().at(nlohmann::json::json_pointer(pointer)).get<std::vector<std::string>>();
  };
  const auto listed = [](const auto& names) {
    return std::vector<std::string>(names.begin(), names.end());
  };
  const std::string properties = "/properties";
  for (const std::string key : {"weights", "activations", "kv"}) {
    CHECK(choices((properties + "/precision/properties/" + key + "/enum").c_str()) ==
          listed(kPrecisionNames));
  }
  CHECK(choices("/properties/training/properties/recompute/enum") == listed(kRecomputeNames));
  CHECK(choices("/properties/training/properties/attention/enum") == listed(kAttentionNames));
  CHECK(choices("/properties/rl/properties/placement/enum") == listed(kPlacementNames));
  CHECK(choices("/properties/rl/properties/sync/enum") == listed(kWeightSyncNames));
  CHECK(choices("/properties/rl/properties/recompute/enum") == listed(kRecomputeNames));
  CHECK(choices("/properties/assert/properties/binding/enum") == listed(kWallNames));
  CHECK(choices("/properties/assignment/properties/questions/items/properties/kind/enum") ==
        listed(kQuestionKinds));
  CHECK(choices("/definitions/figure/then/properties/kind/enum") == listed(kFigureKindNames));
}

TEST_CASE("every knob has a path in a workload file") {
  const auto listed = workload_paths();
  for (const Knob& knob : knobs()) {
    if (knob.term.id.starts_with("assume.")) continue;
    INFO(knob.term.id);
    CHECK(std::find(listed.begin(), listed.end(), knob.term.id) != listed.end());
  }
}

void check_described(const nlohmann::json& node, const std::string& path) {
  if (!node.contains("properties")) return;
  for (const auto& [key, child] : node["properties"].items()) {
    INFO(path, ".", key);
    CHECK(child.value("description", "").size() > 8);
    check_described(child, path + "." + key);
    for (const char* branch : {"then", "else"}) {
      if (child.contains(branch)) check_described(child[branch], path + "." + key);
    }
  }
}

TEST_CASE("every key of the schema is described") { check_described(schema_json(), ""); }

TEST_CASE("every example agrees with the schema, as written and as written back") {
  for (const auto& path : files_in(source_dir() / "assets/workloads")) {
    INFO(path.string());
    const auto text = read_text_file(path);
    REQUIRE(text.ok());
    CHECK(complaint(parse_plain(*text)) == "");
    const LoadedWorkload loaded = read_good(*text);
    const Scenario& scenario = loaded.scenario;
    if (loaded.assignment) {
      const std::string task = write_workload(scenario, &catalogue(), &*loaded.assignment);
      CHECK(complaint(parse_plain(task)) == "");
    }
    CHECK(complaint(parse_plain(write_workload(scenario, &catalogue()))) == "");
    CHECK(complaint(parse_plain(write_workload(scenario))) == "");
  }
}

TEST_CASE("the schema refuses what the reader refuses for its type, and never crashes") {
  CHECK(complaint(parse_plain(R"({"model": "a"})")) != "");
  CHECK(complaint(parse_plain(R"({"model": "a", "cluster": {"gpu": "b", "gpus": 0}})")) != "");
  CHECK(complaint(parse_plain(
            R"({"model": "a", "cluster": {"gpu": "b"}, "precision": {"kv": "bf17"}})")) != "");
  CHECK(complaint(parse_plain(
            R"({"model": {"layers": "many", "hiden": 3}, "cluster": {"gpu": "b"}})")) != "");
  CHECK(complaint(parse_plain(R"({"model": "a", "cluster": {"gpu": {"memory": {"valu": 3}}}})")) !=
        "");
  for (const auto& path : files_in(source_dir() / "tests/data/bad")) {
    const auto text = read_text_file(path);
    REQUIRE(text.ok());
    const auto workload = parse_plain(*text);
    if (!workload.is_discarded()) CHECK_NOTHROW(complaint(workload));
  }
}

}  // namespace
}  // namespace wf::model
