#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "model/catalogue.h"
#include "model/knobs.h"
#include "model/report.h"
#include "model/workload_file.h"
#include "widgets/widget.h"

// Scenarios for tests of widgets: a lesson's workload, or all those of the assets.
namespace wf::widgets::testing {

inline const std::filesystem::path kRoot = WALLFINDER_SOURCE_DIR;

inline const model::Catalogue& catalogue() {
  static const model::Result<model::Catalogue> loaded = model::load_catalogue(kRoot / "assets");
  REQUIRE_MESSAGE(loaded.ok(), loaded.error().text());
  return loaded.value();
}

inline model::Scenario read(const std::filesystem::path& path) {
  auto text = model::read_text_file(path);
  REQUIRE_MESSAGE(text.ok(), text.error().text());
  auto loaded =
      model::read_workload(*text, path.filename().string(), path.parent_path(), catalogue());
  REQUIRE_MESSAGE(loaded.ok(), loaded.error().text());
  return loaded->scenario;
}

inline model::Scenario lesson_01() {
  return read(kRoot / "lessons/01-what-makes-ml-systems-different/chat-llama3-8b-one-h100.json");
}

inline model::Scenario turned(model::Scenario scenario, std::string_view knob, double value) {
  model::find_knob(knob)->set(scenario, value);
  return scenario;
}

// A scenario with its report, to hand to a widget.
struct Seen {
  model::Scenario scenario;
  model::Report report;

  explicit Seen(model::Scenario s) : scenario(std::move(s)), report(model::make_report(scenario)) {}
  WidgetInputs inputs() const { return {.scenario = scenario, .report = report}; }
};

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace wf::widgets::testing
