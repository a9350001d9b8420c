#include "app/shell/lesson_view.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <map>

#include "app/cli/text.h"
#include "app/explorer/knob_edit.h"
#include "app/explorer/words.h"
#include "app/lesson/lesson_pane.h"
#include "app/lesson/widget_pane.h"
#include "app/record/lesson_recorder.h"
#include "app/shell/my_workload.h"
#include "app/ui/controls.h"
#include "lessons/own_workload.h"
#include "model/report.h"

namespace wf::app {
namespace {

constexpr float kSideBySide = 56;  // em
constexpr ImGuiChildFlags kPane =
    ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AlwaysUseWindowPadding;

}  // namespace

struct LessonView::State {
  explicit State(Record& r) : record(r) {}
  std::shared_ptr<const lessons::Lesson> lesson;
  std::unique_ptr<LessonSession> session;
  std::unique_ptr<LessonPane> text;
  std::unique_ptr<WidgetPane> widget;
  Record& record;
  std::unique_ptr<LessonRecorder> recorder;
  std::int64_t marks_version = -1;
  std::optional<Step> wanted;  // to be gone to
  model::Scenario lesson_own;
  const MyWorkload* mine = nullptr;  // of this frame
  std::uint64_t mine_version = 0;    // 0: the lesson's own is in use
  std::string lent;                  // what mine lacks and the lesson lends, in words
  Asked asked = Asked::kNothing;
  std::string fault;         // why the lesson's scenario cannot be had
  bool show_widget = false;  // where there is room for one of the two
  bool narrow = false;
  std::optional<std::string> link;

  void keep(const PaneContext& context);
  std::string heading;  // to be gone to
  bool to_prediction = false;
  std::string gpu;
  model::Scenario opened();  // what the lesson is read with, before any knob is turned
  void follow_mine();
  void show_scenario_line();
  void take_action(const PaneContext& context);
};

LessonView::LessonView(Record& record) : state_(std::make_unique<State>(record)) {}
LessonView::~LessonView() = default;

const widgets::Widget* LessonView::widget() const {
  return state_->widget ? state_->widget->widget() : nullptr;
}

void LessonView::set_gpu(std::string id) {
  state_->gpu = std::move(id);
  LessonSession* session = state_->session.get();
  const model::Accelerator* gpu =
      session == nullptr ? nullptr : session->catalogue().find_gpu(state_->gpu);
  if (gpu != nullptr) session->change(with_gpu(session->scenario(), *gpu), "cluster.gpu");
}
void LessonView::go_to_first_prediction() {
  state_->to_prediction = true;
  state_->show_widget = false;
}

void LessonView::go_to_heading(std::string text) {
  state_->heading = std::move(text);
  state_->show_widget = false;
}

void LessonView::show_arithmetic(std::string_view quantity) {
  if (!state_->text) return;
  state_->text->show_arithmetic(quantity);
  state_->show_widget = false;
}

void LessonView::show_arithmetic() {
  const State& s = *state_;
  if (!s.session) return;
  const model::Reading* headline = s.widget->headline();
  const std::string& lit = s.session->lit();
  if (model::find_quantity(lit) != nullptr) {
    show_arithmetic(lit);
  } else if (headline != nullptr) {
    show_arithmetic(headline->term->id);
  }
}

void LessonView::turn_step(int steps) {
  if (!state_->text) return;
  state_->text->turn_step(steps);
  state_->show_widget = false;
}

void LessonView::choose_answer(int option) {
  const bool in_sight = state_->text && !(state_->narrow && state_->show_widget);
  if (in_sight) state_->text->choose_answer(option);
}

bool LessonView::describing() const { return state_->widget && state_->widget->describing(); }

void LessonView::set_describing(bool on) {
  if (!state_->widget) return;
  state_->widget->set_describing(on);
  state_->show_widget |= on;
}

void LessonView::focus_knob(std::string_view path) {
  if (!state_->widget) return;
  state_->widget->focus_knob(path);
  state_->show_widget = true;
}

std::optional<std::string> LessonView::take_link() {
  return std::exchange(state_->link, std::nullopt);
}

LessonSession* LessonView::session() const { return state_->session.get(); }

std::string LessonView::status() const {
  if (!state_->session || state_->session->report().sections.empty()) return {};
  const model::Walls& walls = state_->session->report().sections.front().walls;
  const auto factor = walls.of(walls.binding());
  if (!factor) return "Nothing limits this load";
  return fmt::format("{} binds first, headroom {}", capitalised(model::name_of(walls.binding())),
                     factor_text(factor));
}

void LessonView::draw(const Document& document, const Workspace& workspace, float& reading_share,
                      const PaneContext& context) {
  State& s = *state_;
  if (s.lesson != document.lesson) {
    s.lesson = document.lesson;
    auto scenario = lesson_scenario(*s.lesson, workspace.assets(), workspace.catalogue());
    if (scenario) s.lesson_own = *scenario;
    if (scenario && s.session) {
      s.session->set_own_scenario(s.opened());
      s.session->set_lesson_scenario(s.lesson_own);
      s.session->set_lesson(s.lesson);
    } else if (scenario) {
      s.session = std::make_unique<LessonSession>(s.lesson, s.opened(), workspace.catalogue());
      s.session->set_lesson_scenario(s.lesson_own);
      s.session->set_glossary(&workspace.glossary());
      s.mine_version = s.mine == nullptr ? 0 : s.mine->version;
      if (const model::Accelerator* gpu = workspace.catalogue().find_gpu(s.gpu)) {
        s.session->set_scenario(with_gpu(s.session->scenario(), *gpu));
      }
      s.text = std::make_unique<LessonPane>(*s.session);
      s.widget = std::make_unique<WidgetPane>(*s.session);
      s.recorder = std::make_unique<LessonRecorder>(s.record, *s.session, *s.text);
    }
    s.fault = scenario ? std::string() : scenario.error().text();
  }
  const Theme& theme = context.theme();
  if (!s.session) {
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {theme.size.space(8), theme.size.space(8)});
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {theme.size.space(2), theme.size.space(2)});
    if (ImGui::BeginChild("lesson", {0, 0},
                          ImGuiChildFlags_NavFlattened | ImGuiChildFlags_AlwaysUseWindowPadding)) {
      flow({{"This lesson cannot be opened", theme.colours.ink, &Fonts::semibold}}, theme.size.h3,
           context);
      flow(s.fault, theme.colours.bad, theme.size.em, context);
      flow("It is read again as soon as its file changes. Nothing else is affected.",
           theme.colours.muted, theme.size.em, context);
    }
    ImGui::EndChild();
    ImGui::PopStyleVar(2);
    return;
  }

  s.follow_mine();
  s.show_scenario_line();
  if (s.session->begin_frame()) context.host.request_redraw();
  const std::string lit = s.session->lit();
  const Canvas canvas{context.canvas.theme, context.canvas.fonts, context.canvas.math, lit};
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const bool wide = room.x >= kSideBySide * theme.size.em;
  const bool has_widget = s.widget->widget() != nullptr;
  s.narrow = has_widget && !wide;
  const auto draw_text = [&](float width) {
    if (ImGui::BeginChild("lesson", {width, 0}, ImGuiChildFlags_NavFlattened)) {
      s.text->draw(canvas, context.host);
    }
    ImGui::EndChild();
  };
  const auto draw_widget = [&] {
    if (ImGui::BeginChild("widget", {0, 0}, ImGuiChildFlags_NavFlattened)) {
      s.widget->draw(canvas, context.host);
    }
    ImGui::EndChild();
  };
  if (!has_widget) {
    draw_text(0);
  } else if (wide) {
    reading_share = std::clamp(reading_share, 0.3F, 0.7F);
    draw_text(std::floor(room.x * reading_share));
    ImGui::SameLine(0, 0);
    splitter("reading splitter", reading_share, 0.3F, 0.7F, room.x, room.y, theme);
    ImGui::SameLine(0, 0);
    draw_widget();
  } else {
    ImGui::Indent(theme.size.space(4));
    if (segment("Text", !s.show_widget, context)) s.show_widget = false;
    ImGui::SameLine(0, theme.size.space(4));
    if (segment("Widget", s.show_widget, context)) s.show_widget = true;
    ImGui::Unindent(theme.size.space(4));
    if (s.show_widget) {
      draw_widget();
    } else {
      draw_text(0);
    }
  }
  if (s.to_prediction && s.text->first_prediction()) {
    s.text->go_to(*s.text->first_prediction() - 2 * theme.size.em);
    s.to_prediction = false;
    context.host.request_redraw();
  }
  if (!s.heading.empty()) {
    for (const LessonPane::Heading& each : s.text->outline()) {
      if (each.text != s.heading) continue;
      s.text->go_to(each.y - theme.size.em);
      s.heading.clear();
      context.host.request_redraw();
      break;
    }
  }
  if (auto link = s.text->take_link()) s.link = std::move(link);
  s.take_action(context);
  s.keep(context);
}

model::Scenario LessonView::State::opened() {
  lent.clear();
  if (mine == nullptr) return lesson_own;
  lessons::OwnReading reading = lessons::read_with(mine->scenario, lesson_own);
  lent = reading.words();
  return std::move(reading.scenario);
}

// My workload was chosen, changed or put away since the last frame.
void LessonView::State::follow_mine() {
  const std::uint64_t version = mine == nullptr ? 0 : mine->version;
  if (version == mine_version) return;
  mine_version = version;
  const model::Scenario scenario = opened();
  session->set_own_scenario(scenario);
  session->change(scenario, "my workload");
}

void LessonView::State::show_scenario_line() {
  LessonPane::ScenarioLine line;
  if (mine == nullptr) {
    line.words = "Read with this lesson's own scenario" +
                 (lesson_own.name.empty() ? std::string(".") : ": " + lesson_own.name + ".");
    line.actions = {"Use my workload"};
  } else {
    line.words = fmt::format("Read with your workload: {}.", mine->title);
    line.actions = {"Back to the lesson's own"};
    if (!lent.empty()) line.words += " " + lent;
  }
  text->set_scenario_line(std::move(line));
}

void LessonView::State::take_action(const PaneContext& context) {
  const auto action = text->take_scenario_action();
  if (!action) return;
  asked = mine == nullptr ? Asked::kMine : Asked::kOwn;
  context.host.request_redraw();
}

void LessonView::set_mine(const MyWorkload* mine) { state_->mine = mine; }

LessonView::Asked LessonView::take_asked() { return std::exchange(state_->asked, Asked::kNothing); }

// After each frame: what the reader did goes into the record, and the record's marks into the text.
void LessonView::State::keep(const PaneContext& context) {
  recorder->update();
  if (wanted && text->settled()) {
    const auto& outline = text->outline();
    text->go_to(outline[LessonRecorder::find(outline, *wanted)].y - context.theme().size.em);
    wanted.reset();
    show_widget = false;
    context.host.request_redraw();
  }
  if (marks_version == record.version() || text->outline().empty()) return;
  marks_version = record.version();
  std::map<std::size_t, LessonPane::Mark> marks;
  const auto mark = [&](const Step& step) -> LessonPane::Mark& {
    const std::size_t place = LessonRecorder::find(text->outline(), step);
    marks[place].heading = place;
    return marks[place];
  };
  for (const Bookmark& each : record.bookmarks()) {
    if (each.lesson == lesson->id) mark(each.step).bookmark = true;
  }
  for (const Note& each : record.notes()) {
    if (each.lesson != lesson->id) continue;
    std::string& note = mark(each.step).note;
    note += (note.empty() ? "" : "\n\n") + each.text;
  }
  std::vector<LessonPane::Mark> all;
  for (auto& [place, each] : marks) all.push_back(std::move(each));
  text->set_marks(std::move(all));
  context.host.request_redraw();
}

const widgets::Figure* LessonView::figure() const {
  if (!state_->widget || state_->widget->widget() == nullptr) return nullptr;
  return &state_->widget->figure();
}

std::string_view LessonView::figure_name() const {
  return figure() == nullptr ? std::string_view() : state_->widget->widget()->id;
}

bool LessonView::take_export_request() {
  return state_->widget && state_->widget->take_export_request();
}

LessonRecorder* LessonView::recorder() { return state_->recorder.get(); }

void LessonView::go_to(const Step& step) { state_->wanted = step; }

std::optional<Step> LessonView::take_note() {
  State& s = *state_;
  if (!s.text) return std::nullopt;
  const auto heading = s.text->take_mark();
  if (!heading || *heading >= s.text->outline().size()) return std::nullopt;
  return Step{static_cast<int>(*heading), s.text->outline()[*heading].text};
}

}  // namespace wf::app
