#include "app/cli/report_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace wf::app {
namespace {

using Json = nlohmann::ordered_json;

Json walls_json(const model::Walls& walls) {
  Json list = Json::array();
  for (const model::Headroom& headroom : walls.ascending) {
    list.push_back(
        {{"wall", model::name_of(headroom.wall)}, {"headroom", number_json(headroom.factor)}});
  }
  return list;
}

// Without a section there is no load, and nothing limits it.
Json no_walls() {
  Json list = Json::array();
  for (std::string_view name : model::kWallNames) {
    list.push_back({{"wall", name}, {"headroom", nullptr}});
  }
  return list;
}

}  // namespace

Json number_json(std::optional<double> value) {
  return value && std::isfinite(*value) ? Json(*value) : Json(nullptr);
}

Json report_json(const model::Scenario& scenario, const model::Report& report,
                 std::span<const std::string> notes,
                 std::span<const model::AssertionResult> assertions) {
  Json json;
  json["name"] = scenario.name;
  json["quantities"] = Json::object();
  for (const model::Reading& reading : report.readings) {
    Json& entry = json["quantities"][std::string(reading.term->id)];
    entry["value"] = number_json(reading.value);
    if (reading.bounded) entry["bound"] = number_json(reading.bound);
    entry["unit"] = reading.term->unit;
  }
  if (report.sections.empty()) {
    json["walls"] = no_walls();
    json["binding"] = nullptr;
  } else {
    json["walls"] = walls_json(report.sections[0].walls);
    json["binding"] = model::name_of(report.sections[0].walls.binding());
  }
  json["notes"] = notes;
  json["sections"] = Json::object();
  for (const model::SectionWalls& section : report.sections) {
    const auto name = model::kSectionNames[static_cast<std::size_t>(section.section)];
    json["sections"][std::string(name)] = {{"walls", walls_json(section.walls)},
                                           {"binding", model::name_of(section.walls.binding())}};
  }
  json["assertions"] = Json::array();
  for (const model::AssertionResult& result : assertions) {
    json["assertions"].push_back(
        {{"assertion", result.text}, {"holds", result.holds}, {"detail", result.detail}});
  }
  return json;
}

std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace wf::app
