#include "app/shell/figure_export.h"

#include "app/cli/whole_file.h"
#include "app/platform/headless.h"
#include "app/platform/image.h"
#include "app/ui/figure_view.h"
#include "app/ui/pane_screen.h"
#include "widgets/figure/csv.h"
#include "widgets/figure/svg.h"

namespace wf::app {
namespace {

constexpr int kWidth = 760;
constexpr int kHeight = 480;
constexpr double kPngScale = 2;  // sharp on paper and on dense displays
constexpr int kFrames = 2;

std::optional<model::Error> write_picture(const widgets::Figure& figure, const Look& look,
                                          const std::filesystem::path& file) {
  FigureView view;
  PaneScreen screen(look);
  screen.draw = [&](const Canvas& canvas, Host&) {
    const float margin = canvas.theme.size.em;
    const ImVec2 room = ImGui::GetIO().DisplaySize;
    ImGui::SetCursorPos({margin, margin});
    view.show("figure", figure, 1, {room.x - 2 * margin, room.y - 2 * margin}, canvas);
  };
  const auto image = render_frames(screen, kWidth, kHeight, kPngScale, kFrames);
  if (!image) return image.error();
  return write_png(*image, file);
}

}  // namespace

std::optional<model::Error> export_figure(const widgets::Figure& figure, const Look& look,
                                          const std::filesystem::path& file) {
  const auto ending = file.extension();
  if (ending == ".png") return write_picture(figure, look, file);
  if (ending == ".csv") return write_whole_file(file, widgets::to_csv(figure));
  if (ending == ".svg") {
    return write_whole_file(file,
                            widgets::to_svg(figure, kWidth, kHeight, look.theme, look.text_scale));
  }
  return model::Error{file.string(), 0, 0,
                      "a figure is written as .svg, .png or .csv: give the name such an ending"};
}

}  // namespace wf::app
