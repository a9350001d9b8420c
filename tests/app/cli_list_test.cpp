#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "app/cli/lists.h"
#include "cli_running.h"

using namespace wf::app;
using Json = nlohmann::ordered_json;

TEST_CASE("list gpus --json has each figure with value, unit, source and kind") {
  const Json gpus = Json::parse(run({"list", "gpus", "--json"}).out);
  CHECK(gpus.size() >= 30);
  for (const Json& gpu : gpus) {
    CAPTURE(gpu["id"].get<std::string>());
    for (const char* key : {"memory", "memory_bandwidth"}) {
      CHECK(gpu[key]["value"].get<double>() > 0);
      CHECK_FALSE(gpu[key]["source"].get<std::string>().empty());
      CHECK_FALSE(gpu[key]["kind"].get<std::string>().empty());
    }
    CHECK(gpu["memory"]["unit"] == "bytes");
    CHECK(gpu["memory_bandwidth"]["unit"] == "bytes/s");
  }
}

TEST_CASE("list models, quantities and knobs --json are complete") {
  const Json models = Json::parse(run({"list", "models", "--json"}).out);
  CHECK(models.size() >= 30);
  CHECK(std::any_of(models.begin(), models.end(), [](const Json& model) {
    return model["id"] == "llama-3-70b" && model["shape"]["layers"] == 80;
  }));
  const Json quantities = Json::parse(run({"list", "quantities", "--json"}).out);
  std::set<std::string> ids;
  for (const Json& quantity : quantities) ids.insert(quantity["id"]);
  CHECK(ids.size() == quantities.size());
  CHECK(ids.contains("decode.step_time"));
  const Json knobs = Json::parse(run({"list", "knobs", "--json"}).out);
  for (const Json& knob : knobs) {
    CAPTURE(knob["id"].get<std::string>());
    CHECK(knob["low"].get<double>() < knob["high"].get<double>());
    CHECK_FALSE(knob["sentence"].get<std::string>().empty());
  }
}

TEST_CASE("list widgets names the widgets of the registry") {
  const Json widgets = Json::parse(run({"list", "widgets", "--json"}).out);
  REQUIRE(widgets.size() >= 2);
  const std::string text = run({"list", "widgets"}).out;
  for (const Json& widget : widgets) {
    CHECK(text.find(widget["id"].get<std::string>()) != std::string::npos);
    CHECK_FALSE(widget["knobs"].empty());
  }
}

TEST_CASE("lists in text name every id") {
  for (const char* topic : {"gpus", "models", "quantities", "knobs"}) {
    CAPTURE(topic);
    const std::string text = run({"list", topic}).out;
    for (const Json& entry : Json::parse(run({"list", topic, "--json"}).out)) {
      CHECK(contains(text, "\n" + entry["id"].get<std::string>() + " "));
    }
  }
}

TEST_CASE("lessons are found by their front matter, in order") {
  namespace fs = std::filesystem;
  const fs::path root = fs::temp_directory_path() / "wallfinder-cli-list-test";
  fs::remove_all(root);
  const auto write = [&](const std::string& folder, const std::string& text) {
    fs::create_directories(root / folder);
    std::ofstream(root / folder / "lesson.md") << text;
  };
  write("02-second", "---\nid: 02\ntitle: \"The second\"\npart: Basics\nminutes: 30\n---\n# X\n");
  write("01-first", "---\r\nid: 01\r\ntitle: The first: one\r\n---\r\n");
  write("03-bare", "no front matter\ntitle: not this\n");
  fs::create_directories(root / "not-a-lesson");
  const auto lessons = find_lessons(root);
  REQUIRE(lessons.size() == 3);
  CHECK(lessons[0].id == "01");
  CHECK(lessons[0].title == "The first: one");
  CHECK(lessons[1].title == "The second");
  CHECK(lessons[1].part == "Basics");
  CHECK(lessons[1].minutes == "30");
  CHECK(lessons[2].id == "03-bare");
  CHECK(lessons[2].title.empty());
  CHECK(find_lessons(root / "missing").empty());
  fs::remove_all(root);
  CHECK(run({"list", "lessons"}).code == kSuccess);
  CHECK(Json::parse(run({"list", "lessons", "--json"}).out).is_array());
  CHECK(Json::parse(run({"list", "widgets", "--json"}).out).is_array());
}

TEST_CASE("what new writes is a workload that estimate reads") {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"new"},
                                                    {"new", "--from", "deepseek-v3,h200-sxm-141gb"},
                                                    {"new", "--from", "llama-3-8b,m3-max"}}) {
    const Ran written = run(arguments);
    CHECK(written.code == kSuccess);
    const Ran report = run({"estimate", "-"}, written.out);
    CAPTURE(report.err);
    CHECK((report.code == kSuccess || report.code == kAssertionFailed));
    CHECK(report.err.empty());
  }
}

TEST_CASE("compare names what differs and which wall changed") {
  const std::string a = example("chat-llama3-70b-dgx-h100");
  const Ran same = run({"compare", a, a});
  CHECK(same.code == kSuccess);
  CHECK(contains(same.out, "nothing that the model reads"));
  const std::string b = example("chat-mixtral-8x7b-two-h100");
  const Json json = Json::parse(run({"compare", a, b, "--json"}).out);
  CHECK(json["binding"]["a"] == json["a"]["binding"]);
  CHECK(json["binding"]["changed"] == (json["a"]["binding"] != json["b"]["binding"]));
  CHECK(json["changed"][0]["path"] == "model");
  CHECK(json["factors"]["weights.bytes"].get<double>() ==
        doctest::Approx(json["b"]["quantities"]["weights.bytes"]["value"].get<double>() /
                        json["a"]["quantities"]["weights.bytes"]["value"].get<double>()));
  const Ran both = run({"compare", a, b, "--set", "serving.batch=2"});
  CHECK(contains(both.out, "both with serving.batch = 2"));
}
