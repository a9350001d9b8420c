#include "app/lesson/pictures.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>

#include "app/explorer/findings.h"
#include "app/lesson/lesson_pane.h"
#include "app/lesson/widget_pane.h"
#include "app/platform/headless.h"
#include "app/shell/shell.h"
#include "app/ui/pane_screen.h"
#include "model/assets_path.h"
#include "widgets/figure/svg.h"
#include "widgets/figures.h"
#include "widgets/registry.h"
#include "widgets/step_graph.h"
#include "widgets/step_roofline.h"
#include "widgets/validation_figure.h"

namespace wf::app {
namespace {

constexpr int kPageWidth = 900;      // at scale 1: a column of text and its margins
constexpr int kSliceHeight = 15000;  // pixels; what a renderer surely can
constexpr int kSettlingFrames = 4;

widgets::ThemeName theme_of(const PictureRequest& request) {
  for (const widgets::ThemeName name : widgets::kThemeNames) {
    if (theme_id(name) == request.theme) return name;
  }
  return widgets::ThemeName::kLight;
}

Look look_of(const PictureRequest& request) {
  return {.theme = theme_of(request), .text_scale = request.text_scale, .reduced_motion = true};
}

struct Course {
  model::Catalogue catalogue;
  std::filesystem::path assets;
};

model::Result<std::unique_ptr<Course>> open_course() {
  auto assets = model::find_assets();
  if (!assets) return assets.error();
  auto catalogue = model::load_catalogue(*assets);
  if (!catalogue) return catalogue.error();
  return std::make_unique<Course>(Course{std::move(*catalogue), std::move(*assets)});
}

// Below what `image` holds already.
void append(Image& image, const Image& slice) {
  image.width = slice.width;
  image.height += slice.height;
  image.rgba.insert(image.rgba.end(), slice.rgba.begin(), slice.rgba.end());
}

// A lesson of its own for a widget, so that its pane has a session.
std::shared_ptr<const lessons::Lesson> lesson_of_widget(const std::string& id) {
  auto lesson = std::make_shared<lessons::Lesson>();
  lesson->widget = id;
  return lesson;
}

// The first step of a workload: its operations as a graph, or on the roofline.
widgets::Figure operations_figure(const PictureRequest& request) {
  const auto tables = model::operation_tables(request.scenario);
  if (tables.empty()) {
    return {.title = request.scenario.name,
            .empty_text = "This workload asks for no step, so there are no operations"};
  }
  return request.view == PictureRequest::View::kRoofline
             ? widgets::step_roofline(request.scenario, tables.front())
             : widgets::step_graph(request.scenario, tables.front());
}

model::Result<Image> fail(std::string what) { return model::Error{.file = {}, .what = what}; }

}  // namespace

model::Result<Image> lesson_page(const PictureRequest& request) {
  auto course = open_course();
  if (!course) return course.error();
  auto lesson = std::make_shared<const lessons::Lesson>(lessons::load_lesson(request.file));
  if (lesson->id.empty()) return fail(request.file.string() + " is not a lesson");
  LessonSession session(lesson, request.scenario, (*course)->catalogue);
  session.set_lesson_scenario(request.lesson_own);
  if (request.answers == PictureRequest::Answers::kShown) session.reveal_all();
  const int width = request.size ? request.size->width : kPageWidth;
  Image page;
  // The first slice tells how tall the page is.
  double height = 800;
  for (double top = 0; top < height;) {
    LessonPane pane(session);
    pane.set_scenario_line({request.words, {}});
    pane.set_page(true, static_cast<float>(top * request.scale));
    PaneScreen screen(look_of(request));
    screen.draw = [&](const Canvas& canvas, Host& host) { pane.draw(canvas, host); };
    if (top == 0) {
      auto probe = render_frames(screen, width, 200, request.scale, kSettlingFrames);
      if (!probe) return probe;
      height = std::ceil(static_cast<double>(pane.page_height()) / request.scale);
    }
    const double most = std::floor(kSliceHeight / request.scale);
    const int slice = static_cast<int>(std::min(most, height - top));
    auto image = render_frames(screen, width, slice, request.scale, kSettlingFrames);
    if (!image) return image;
    append(page, *image);
    top += slice;
  }
  return page;
}

model::Result<Image> widget_screen(const PictureRequest& request) {
  auto course = open_course();
  if (!course) return course.error();
  if (widgets::find_widget(request.id) == nullptr) return fail("there is no widget " + request.id);
  LessonSession session(lesson_of_widget(request.id), request.scenario, (*course)->catalogue);
  WidgetPane pane(session);
  PaneScreen screen(look_of(request));
  screen.draw = [&](const Canvas& canvas, Host& host) { pane.draw(canvas, host); };
  const PictureRequest::Size size = request.size.value_or(PictureRequest::Size{760, 760});
  return render_frames(screen, size.width, size.height, request.scale, kSettlingFrames);
}

model::Result<Image> program_screen(const PictureRequest& request) {
  auto course = open_course();
  if (!course) return course.error();
  const std::filesystem::path assets = (*course)->assets;
  const PictureRequest::Size size = request.size.value_or(PictureRequest::Size{1280, 800});
  Settings settings;
  settings.look = look_of(request);
  settings.width = size.width;
  settings.height = size.height;
  Shell shell(Workspace(std::move((*course)->catalogue), assets, assets.parent_path() / "lessons"),
              settings);
  if (request.kind == PictureRequest::Kind::kValidation) {
    shell.toggle_validation();
    shell.validation().finish(shell.workspace().catalogue());
  } else {
    shell.open_file(request.file);
  }
  if (request.view != PictureRequest::View::kFindings) {
    shell.show_page(Explorer::Page::kOperations);
  }
  return render_frames(shell, size.width, size.height, request.scale, kSettlingFrames);
}

model::Result<std::string> figure_svg(const PictureRequest& request) {
  const PictureRequest::Size size = request.size.value_or(
      request.kind == PictureRequest::Kind::kValidation ? PictureRequest::Size{900, 900}
                                                        : PictureRequest::Size{760, 480});
  const auto svg = [&](const widgets::Figure& figure) {
    return widgets::to_svg(figure, size.width, size.height, theme_of(request), request.text_scale);
  };
  if (request.kind == PictureRequest::Kind::kValidation) {
    auto course = open_course();
    if (!course) return course.error();
    const Scoring scoring((*course)->assets, (*course)->catalogue);
    scoring.wait();
    const auto& score = *scoring.result();
    if (!score) return score.error();
    return svg(widgets::validation_figure(*score));
  }
  const model::Report report = model::make_report(request.scenario);
  std::optional<widgets::Figure> figure;
  if (request.kind == PictureRequest::Kind::kWidget) {
    figure = widgets::draw_figure(request.id, {.scenario = request.scenario, .report = report});
  } else if (request.view != PictureRequest::View::kFindings) {
    figure = operations_figure(request);
  } else if (!report.sections.empty()) {
    figure = headroom_figure(report.sections.front().walls);
  } else {
    figure.emplace();
    figure->title = request.scenario.name;
    figure->empty_text = "This workload states no load, so no wall stops it";
  }
  if (!figure) return model::Error{.file = {}, .what = "there is no figure to draw"};
  return svg(*figure);
}

std::optional<model::Error> draw_picture(const PictureRequest& request) {
  if (request.out.extension() == ".svg") {
    if (request.kind == PictureRequest::Kind::kLesson) {
      return model::Error{.file = {}, .what = "a lesson is drawn as .png; .svg is for figures"};
    }
    const auto svg = figure_svg(request);
    if (!svg) return svg.error();
    return write_whole_file(request.out, *svg);
  }
  const auto image = request.kind == PictureRequest::Kind::kWidget ? widget_screen(request)
                     : request.kind == PictureRequest::Kind::kLesson && !request.size
                         ? lesson_page(request)
                         : program_screen(request);
  if (!image) return image.error();
  return write_png(*image, request.out);
}

}  // namespace wf::app
