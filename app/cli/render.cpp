#include <fmt/format.h>

#include <charconv>
#include <ostream>

#include "app/cli/command.h"
#include "app/cli/course.h"
#include "app/cli/picture.h"
#include "model/knobs.h"
#include "model/report.h"
#include "model/units.h"
#include "widgets/figures.h"
#include "widgets/registry.h"

// `wallfinder render WHAT -o OUT`: pictures without a display.
namespace wf::app {
namespace {

using Kind = PictureRequest::Kind;
namespace fs = std::filesystem;

std::optional<double> number_in(std::string_view text, double low, double high) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!(value >= low && value <= high)) return std::nullopt;
  return value;
}

std::optional<PictureRequest::Size> size_in(std::string_view text) {
  const std::size_t cross = text.find('x');
  if (cross == std::string_view::npos) return std::nullopt;
  const auto width = number_in(text.substr(0, cross), 100, 16384);
  const auto height = number_in(text.substr(cross + 1), 100, 16384);
  if (!width || !height) return std::nullopt;
  return PictureRequest::Size{static_cast<int>(*width), static_cast<int>(*height)};
}

// The options that say how a picture looks. A reason where one cannot be read.
std::string read_look(const Arguments& arguments, PictureRequest& request) {
  if (arguments.has("--size")) {
    request.size = size_in(arguments.values("--size").back());
    if (!request.size) return "--size is WIDTHxHEIGHT in pixels, 100 to 16384 each: 1280x800";
  }
  if (arguments.has("--view")) {
    const std::string& view = arguments.values("--view").back();
    constexpr std::array<std::string_view, 4> kViews = {"findings", "operations", "graph",
                                                        "roofline"};
    const auto* found = std::find(kViews.begin(), kViews.end(), view);
    if (found == kViews.end()) {
      return "--view is one of findings, operations, graph, roofline";
    }
    request.view = static_cast<PictureRequest::View>(found - kViews.begin());
  }
  if (arguments.has("--answers")) request.answers = PictureRequest::Answers::kShown;
  if (arguments.has("--scale")) {
    const auto scale = number_in(arguments.values("--scale").back(), 0.5, 8);
    if (!scale) return "--scale is a number from 0.5 to 8";
    request.scale = *scale;
  }
  if (arguments.has("--text")) {
    std::string text = arguments.values("--text").back();
    if (text.ends_with('%')) text.pop_back();
    const auto percent = number_in(text, 80, 250);
    if (!percent) return "--text is a size in per cent, 80 to 250";
    request.text_scale = *percent / 100;
  }
  if (arguments.has("--theme")) {
    request.theme = arguments.values("--theme").back();
    constexpr std::array<std::string_view, 4> kThemes = {"light", "dark", "high-contrast",
                                                         "projector"};
    if (std::find(kThemes.begin(), kThemes.end(), request.theme) == kThemes.end()) {
      return "--theme is one of light, dark, high-contrast, projector";
    }
  }
  return {};
}

// The widget's flip: its knob at the end of the range where another wall waits, by the widget's
// own words, or where another wall binds.
model::Scenario flipped(const widgets::Widget& widget, const model::Scenario& scenario) {
  const model::Knob* knob = model::find_knob(widget.flip_knob);
  if (knob == nullptr) return scenario;
  const auto at = [&](double value) {
    model::Scenario turned = scenario;
    knob->set(turned, value);
    return turned;
  };
  const auto waiting = [&](const model::Scenario& s, const model::Report& report) {
    const std::string words = widget.flip({.scenario = s, .report = report});
    return words.substr(0, words.find_first_of(":."));
  };
  const auto binding = [](const model::Report& report) {
    return report.sections.empty() ? model::Wall::kBudget : report.sections[0].walls.binding();
  };
  const model::Report now = model::make_report(scenario);
  std::optional<model::Scenario> other;
  for (const double end : {knob->low, knob->high}) {
    model::Scenario turned = at(end);
    const model::Report report = model::make_report(turned);
    if (waiting(turned, report) != waiting(scenario, now)) return turned;
    if (!other && binding(report) != binding(now)) other = std::move(turned);
  }
  return other ? std::move(*other) : at(knob->high);
}

class Renderer {
 public:
  Renderer(const Course& course, const PictureRequest& look, Streams& streams)
      : course_(course), look_(look), streams_(streams) {}

  bool draw(PictureRequest request) {
    if (const auto fault = streams_.screen.draw_picture(request)) {
      streams_.err << "wallfinder: " << printable(fault->text()) << "\n";
      return false;
    }
    streams_.out << request.out.string() << "\n";
    return true;
  }

  PictureRequest request(Kind kind, const fs::path& out) const {
    PictureRequest result = look_;
    result.kind = kind;
    result.out = out;
    return result;
  }

  bool widget(const std::string& id, const model::Scenario& scenario, const fs::path& out) {
    PictureRequest wanted = request(Kind::kWidget, out);
    wanted.id = id;
    wanted.scenario = scenario;
    return draw(std::move(wanted));
  }

  bool lesson(const lessons::LessonEntry& entry, OpenedLesson opened, const fs::path& out) {
    PictureRequest wanted = request(Kind::kLesson, out);
    wanted.file = entry.file;
    wanted.scenario = std::move(opened.scenario);
    wanted.lesson_own = std::move(opened.own);
    wanted.words = std::move(opened.words);
    return draw(std::move(wanted));
  }

  bool workload(const fs::path& file, const model::Scenario& scenario, const fs::path& out) {
    PictureRequest wanted = request(Kind::kWorkload, out);
    wanted.file = file;
    wanted.scenario = scenario;
    return draw(std::move(wanted));
  }

  // Everything there is, under names that do not change.
  bool all(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
      streams_.err << "wallfinder: " << folder.string() << ": " << failure.message() << "\n";
      return false;
    }
    bool good = true;
    for (const lessons::LessonEntry& entry : course_.lessons) {
      OpenedLesson opened;
      good &= open_lesson(entry, course_, {}, streams_, opened) == kSuccess &&
              lesson(entry, std::move(opened), folder / ("lesson-" + entry.id + ".png"));
    }
    for (const widgets::Widget& each : widgets::widgets()) {
      const std::string id(each.id);
      const model::Scenario scenario = course_.scenario_of_widget(id);
      const model::Scenario other = flipped(each, scenario);
      for (const char* ending : {".svg", ".png"}) {
        good &= widget(id, scenario, folder / ("widget-" + id + ending));
        good &= widget(id, other, folder / ("widget-" + id + "-flipped" + ending));
      }
    }
    for (const widgets::LessonFigure& figure : widgets::lesson_figures()) {
      const std::string id(figure.id);
      good &= widget(id, course_.scenario_of_widget(id), folder / ("figure-" + id + ".svg"));
    }
    for (const fs::path& file : course_.examples()) {
      const auto workload = open_workload(file.string(), {}, course_.catalogue, streams_);
      if (!workload) {
        good = false;
        continue;
      }
      const std::string name = "workload-" + file.stem().string();
      good &= this->workload(file, workload->scenario, folder / (name + ".png"));
      good &= this->workload(file, workload->scenario, folder / (name + ".svg"));
    }
    return good;
  }

 private:
  const Course& course_;
  const PictureRequest& look_;
  Streams& streams_;
};

int render(const Arguments& arguments, Streams& streams) {
  const std::string& what = arguments.positional[0];
  if (!arguments.has("-o")) return refuse(streams, "render", "-o FILE is missing");
  const fs::path out = arguments.values("-o").back();
  PictureRequest look;
  if (const std::string fault = read_look(arguments, look); !fault.empty()) {
    return refuse(streams, "render", fault);
  }
  const bool known_ending = out.extension() == ".png" || out.extension() == ".svg";
  if (what != "all" && !known_ending) {
    return refuse(streams, "render", "the output must end in .png or .svg");
  }
  if (streams.screen.draw_picture == nullptr) {
    streams.err << "wallfinder: pictures cannot be drawn here\n";
    return kProgramFault;
  }
  const auto course = open_course(streams);
  if (!course) return kProgramFault;
  Renderer renderer(*course, look, streams);
  const auto settings = arguments.values("--set");
  if (what == "all") return renderer.all(out) ? kSuccess : kProgramFault;
  if (what == "validation") {
    return renderer.draw(renderer.request(Kind::kValidation, out)) ? kSuccess : kProgramFault;
  }
  if (widgets::find_widget(what) != nullptr) {
    model::Scenario scenario = course->scenario_of_widget(what);
    if (!set_all(scenario, settings, course->catalogue, streams)) return kBadInput;
    return renderer.widget(what, scenario, out) ? kSuccess : kProgramFault;
  }
  if (const lessons::LessonEntry* lesson = course->lesson(what)) {
    if (out.extension() == ".svg") {
      return refuse(streams, "render", "a lesson is drawn as .png; .svg is for figures");
    }
    OpenedLesson opened;
    const int code = open_lesson(*lesson, *course, arguments, streams, opened);
    if (code != kSuccess) return code;
    return renderer.lesson(*lesson, std::move(opened), out) ? kSuccess : kProgramFault;
  }
  if (!fs::exists(what)) return refuse(streams, "render", course->unknown(what));
  const auto workload = open_workload(what, settings, course->catalogue, streams);
  if (!workload) return kBadInput;
  return renderer.workload(what, workload->scenario, out) ? kSuccess : kProgramFault;
}

constexpr Option kOptions[] = {
    {"-o", "FILE", "where the picture goes: .png, or .svg of a figure; a folder for `all`",
     Completes::kFiles},
    {"--size", "WIDTHxHEIGHT", "of the picture at scale 1; a lesson then shows as in the window"},
    {"--scale", "FACTOR", "pixels for each: 2 for a display of twice the density"},
    {"--theme", "NAME", "light, dark, high-contrast or projector"},
    {"--text", "PERCENT", "the size of text, 80 to 250"},
    {"--view", "NAME",
     "of a workload: findings, operations, or as .svg graph or roofline of its first step"},
    {"--answers", "", "with a lesson's predictions revealed and its drills solved"},
    kWithOption,
    kSetOption,
};
constexpr Example kExamples[] = {
    {"wallfinder render 01 -o lesson.png", "a whole lesson as one page"},
    {"wallfinder render roofline -o roofline.svg --set serving.batch=256", "a figure"},
    {"wallfinder render chat.json -o chat.png --theme dark", "a workload in the window"},
    {"wallfinder render chat.json --view operations -o operations.png",
     "its steps, operation by operation"},
    {"wallfinder render all -o pictures", "everything there is"},
};

}  // namespace

extern const Command kRenderCommand;
const Command kRenderCommand{
    .name = "render",
    .arguments = "LESSON|WIDGET|FILE|validation|all",
    .least = 1,
    .most = 1,
    .summary = "draw a lesson, a widget or a workload, without a display",
    .details = "",
    .options = kOptions,
    .examples = kExamples,
    .completes = Completes::kFiles,
    .run = render,
};

}  // namespace wf::app
