#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/ui/theme.h"
#include "model/core/result.h"
#include "widgets/figure/figure.h"

namespace wf::app {

// A figure on the screen, with the name that its file is offered under: "roofline".
struct ExportedFigure {
  widgets::Figure figure;
  std::string name;
};

// Writes it as the file's ending says: .svg, .png or .csv. The reason, if that cannot be done. A
// PNG draws in a context of its own: call it between frames.
std::optional<model::Error> export_figure(const widgets::Figure& figure, const Look& look,
                                          const std::filesystem::path& file);

}  // namespace wf::app
