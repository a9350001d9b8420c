#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/shell/pane_context.h"
#include "app/ui/figure_view.h"
#include "app/validation/scoring.h"

namespace wf::app {

// How good the model is: predicted against measured, a point a case, and the groups with their
// scores. A click on a group singles it out, one on a point shows the case and its source.
class ValidationPane {
 public:
  explicit ValidationPane(std::filesystem::path assets) : assets_(std::move(assets)) {}

  // Fills the room that is left in Dear ImGui's current window. The workload of a case, if it is to
  // be opened in the explorer.
  std::optional<model::Scenario> draw(const PaneContext& context);

  // For pictures, which cannot wait for a later frame.
  void finish(const model::Catalogue& catalogue);
  bool ready() const { return scoring_ && scoring_->result() != nullptr; }
  const std::string& group() const { return group_; }
  const std::string& chosen() const { return case_; }

 private:
  enum class Showing { kPicture, kGroups };
  void start(const model::Catalogue& catalogue);
  void refresh(const model::Validation& validation);
  void single_out(std::string group);
  void draw_headline(const model::Validation& validation, const PaneContext& context);
  void draw_figure(const model::Validation& validation, ImVec2 size, const PaneContext& context);
  void draw_side(const model::Validation& validation, const PaneContext& context);

  std::filesystem::path assets_;
  std::unique_ptr<Scoring> scoring_;
  std::string group_, case_;
  Showing showing_ = Showing::kPicture;
  bool stale_ = true;
  widgets::Figure figure_;
  std::vector<std::string> in_figure_;  // ids of its cases, by what was measured
  std::uint64_t version_ = 0;
  FigureView view_;
  std::optional<model::Scenario> opened_;
};

}  // namespace wf::app
