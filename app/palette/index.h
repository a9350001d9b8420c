#pragma once

#include <string>
#include <vector>

#include "app/palette/palette.h"
#include "model/catalogue.h"
#include "model/report.h"

// What the palette finds besides commands and files: the catalogue and the model's two lists.
namespace wf::app {

void add_catalogue(std::vector<PaletteEntry>& entries, const model::Catalogue& catalogue);

// Of `report` where there is one; else all there are, not to be chosen.
void add_quantities(std::vector<PaletteEntry>& entries, const model::Report* report);

// Knobs that `scenario` has; `paths` narrows them where only some are shown.
void add_knobs(std::vector<PaletteEntry>& entries, const model::Scenario& scenario,
               const std::vector<std::string_view>* paths = nullptr);

// One figure of a catalogue's entry: what it is, its value, and where it was read.
struct CardLine {
  std::string name;
  std::string value;
  std::string source;
};
std::vector<CardLine> gpu_card(const model::CatalogueGpu& gpu);
std::vector<CardLine> model_card(const model::CatalogueModel& model);

}  // namespace wf::app
