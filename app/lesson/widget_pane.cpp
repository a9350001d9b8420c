#include "app/lesson/widget_pane.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "app/cli/comparison.h"
#include "app/cli/verdict.h"
#include "app/explorer/knob_edit.h"
#include "app/explorer/knob_row.h"
#include "app/explorer/quantity_pane.h"
#include "app/explorer/words.h"
#include "app/lesson/part_context.h"
#include "app/ui/controls.h"
#include "app/ui/focus.h"
#include "widgets/registry.h"

namespace wf::app {
namespace {

using model::Scenario;
using widgets::Widget;

constexpr float kLeastFigure = 0.5F;  // of the pane's height

}  // namespace

struct WidgetPane::State {
  explicit State(LessonSession& s) : session(s) {}

  LessonSession& session;
  Views views;
  FigureView view;
  KnobTyping typing;
  widgets::Figure figure;
  std::string flip;
  std::string verdict;
  std::string remedy;    // where the binding wall is passed: what would move it
  std::string compared;  // with A: which wall changed
  std::vector<ComparedQuantity> quantities;
  std::optional<model::Wall> binding;
  std::uint64_t version = 0;
  std::string made_for;
  float around = 0;  // height of all that is not the figure, in the last frame
  bool describing = false;
  bool more = false;
  bool export_request = false;
  bool figure_only = false;
  Theme small_theme;

  const Widget* widget() const;
  void refresh(const Widget& widget);
  void draw_figure(PartContext& context, const Widget& widget, float height);
  void draw_words(PartContext& context);
  void draw_knobs(PartContext& context, const Widget& widget);
  void draw_choices(const PartContext& context);
  void draw_knob(std::string_view path, const PaneContext& pane);
  void take(std::optional<Scenario> changed, std::string_view path);
};

WidgetPane::WidgetPane(LessonSession& session) : state_(std::make_unique<State>(session)) {}
WidgetPane::~WidgetPane() = default;

const Widget* WidgetPane::State::widget() const {
  const std::string& chosen = session.widget_id();
  return widgets::find_widget(chosen.empty() ? session.lesson().widget : chosen);
}

void WidgetPane::State::refresh(const Widget& shown) {
  if (version == session.version() && made_for == shown.id) return;
  version = session.version();
  made_for = shown.id;
  const widgets::WidgetInputs inputs = session.widget_inputs();
  figure = shown.figure(inputs);
  flip = shown.flip(inputs);
  compared.clear();
  quantities.clear();
  if (const auto& a = session.a()) {
    compared = walls_in_short(a->report, session.report()) + ". " +
               walls_sentence(a->report, session.report());
    for (const std::string_view id : shown.quantities) {
      const auto value = [&](const model::Report& report) {
        const model::Reading* reading = report.find(id);
        return reading == nullptr ? std::nullopt : reading->value;
      };
      if (const model::Term* term = model::find_quantity(id)) {
        quantities.push_back({term, value(a->report), value(session.report())});
      }
    }
  }
  binding.reset();
  verdict = "There is no load, so no wall binds.";
  remedy.clear();
  if (!inputs.report.sections.empty()) {
    const model::SectionWalls& first = inputs.report.sections.front();
    binding = first.walls.binding();
    verdict = binding_sentence(inputs.scenario, inputs.report, first);
    if (first.walls.of(*binding).value_or(1) < 1) {
      remedy = "What would move it: " + mitigation_sentence(inputs.scenario, inputs.report);
    }
  }
}

void WidgetPane::State::take(std::optional<Scenario> changed, std::string_view path) {
  if (changed) session.change(std::move(*changed), path);
}

void WidgetPane::State::draw_figure(PartContext& context, const Widget& shown, float height) {
  ImGui::SetCursorPosX(context.left);
  const std::string label(shown.id);
  const FigureEvents events =
      view.show(label.c_str(), figure, version, {context.width, height}, context.canvas);
  if (!events.quantity.empty()) session.point_at(events.quantity);
  if (events.asked) export_request = true;
  if (!events.handle) return;
  const HandleEvent& handle = *events.handle;
  const model::Knob* knob = model::find_knob(handle.knob);
  if (knob == nullptr) return;
  std::optional<double> wanted;
  if (handle.phase == HandleEvent::Phase::kMoved && handle.value) {
    wanted = snapped(*knob, *handle.value);
  } else if (handle.phase == HandleEvent::Phase::kStepped) {
    const double now = value_taken(session.scenario(), *knob).value_or(knob->initial);
    wanted = stepped(*knob, now, handle.steps);
  }
  if (!wanted) return;
  auto changed = with_value(session.scenario(), *knob, *wanted, session.catalogue());
  if (changed && knob->get(session.scenario()) != knob->get(*changed)) {
    take(std::move(*changed), handle.knob);
    context.host.request_redraw();
  }
}

// The wall that binds, with its glyph and colour, then where it flips.
void WidgetPane::State::draw_words(PartContext& context) {
  if (binding) {
    show_wall_words(context, "verdict", *binding, verdict);
  } else {
    show_words(context, "verdict", verdict, context.canvas);
  }
  if (!remedy.empty()) {
    space(context, 1.5F);
    show_words(context, "remedy", remedy, context.small);
  }
  if (!flip.empty()) {
    space(context, 1.5F);
    show_words(context, "flip", flip, context.small);
  }
  if (!compared.empty()) {
    space(context, 1.5F);
    show_words(context, "compared", compared, context.small);
  }
  if (describing) {
    space(context, 3);
    Card card(context, "In words", context.theme().colours.muted);
    show_words(card.inner(), "describe", figure.describe, context.canvas);
  }
}

void WidgetPane::State::draw_knob(std::string_view path, const PaneContext& pane) {
  const model::Knob* knob = model::find_knob(path);
  if (knob == nullptr) return;
  take(knob_row(*knob, session.scenario(), session.own_scenario(), typing, pane), path);
}

// Model and GPU, side by side where both have room: what any figure can be looked at with.
void WidgetPane::State::draw_choices(const PartContext& context) {
  const model::Catalogue& catalogue = session.catalogue();
  const float gap = context.size().space(2);
  const float half = std::floor((context.width - gap) / 2);
  const bool side_by_side = half > context.size().em * 15;
  const float width = side_by_side ? half : context.width;
  const auto choose = [&](const char* label, const std::string& shown, const auto& each,
                          const auto& name) -> std::optional<std::size_t> {
    std::optional<std::size_t> chosen;
    ImGui::SetNextItemWidth(width);
    const float room = width - ImGui::GetFrameHeight() - context.size().space(4);
    const std::string preview =
        cut_to(context.host.fonts().regular, context.size().em, shown, room);
    if (!ImGui::BeginCombo(label, preview.c_str(), ImGuiComboFlags_HeightLarge)) return chosen;
    for (std::size_t i = 0; i < each.size(); ++i) {
      ImGui::PushID(static_cast<int>(i));
      if (ImGui::Selectable(name(each[i]).c_str(), name(each[i]) == shown)) chosen = i;
      ImGui::PopID();
    }
    ImGui::EndCombo();
    return chosen;
  };
  const auto model_chosen = choose("##model", session.scenario().model.name, catalogue.models,
                                   [](const auto& each) { return each.shape.name; });
  if (side_by_side) ImGui::SameLine(0, gap);
  const auto gpu_chosen = choose("##cluster.gpu", session.scenario().cluster.gpu.name,
                                 catalogue.gpus, [](const auto& each) { return each.gpu.name; });
  if (model_chosen) {
    take(with_model(session.scenario(), catalogue.models[*model_chosen].shape), "model");
  }
  if (gpu_chosen) {
    take(with_gpu(session.scenario(), catalogue.gpus[*gpu_chosen].gpu), "cluster.gpu");
  }
}

void WidgetPane::State::draw_knobs(PartContext& context, const Widget& shown) {
  std::string pointed;
  const PaneContext pane{context.canvas, session.catalogue(), context.host, &pointed};
  ImGui::Indent(context.left);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing,
                      ImVec2(context.size().space(2), context.size().space(1)));
  // The rows fill what is left of the window: keep the margin at the right as well.
  ImGui::BeginGroup();
  ImGui::PushClipRect(ImGui::GetWindowDrawList()->GetClipRectMin(),
                      ImGui::GetWindowDrawList()->GetClipRectMax(), true);
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  const float right = window->WorkRect.Max.x;
  const float content = window->ContentRegionRect.Max.x;
  window->WorkRect.Max.x = window->ContentRegionRect.Max.x =
      ImGui::GetCursorScreenPos().x + context.width;
  draw_choices(context);
  const std::size_t primary = std::min(shown.knobs.size(), widgets::kPrimaryKnobs);
  for (std::size_t i = 0; i < primary; ++i) draw_knob(shown.knobs[i], pane);
  if (more) {
    for (std::size_t i = primary; i < shown.knobs.size(); ++i) draw_knob(shown.knobs[i], pane);
  }
  if (!quantities.empty()) compared_rows(quantities, session.scenario().cluster.gpu, pane);
  if (!pointed.empty()) session.point_at(pointed);
  window->WorkRect.Max.x = right;
  window->ContentRegionRect.Max.x = content;
  ImGui::PopClipRect();
  ImGui::EndGroup();
  ImGui::PopStyleVar();
  ImGui::Unindent(context.left);

  space(context, 1);
  ControlRow row(context);
  if (shown.knobs.size() > primary && row.button(more ? "Fewer knobs###more" : "More knobs###more"))
    more = !more;
  ImGui::BeginDisabled(session.unchanged() && !is_focused("Reset"));
  if (row.button("Reset")) session.reset_all();
  ImGui::EndDisabled();
  // One control each, whatever it says: the keyboard's focus stays on it.
  if (row.button(session.pinned() ? "Unpin A###pin" : "Pin as A###pin")) {
    session.pinned() ? session.unpin() : session.pin();
  }
  if (session.pinned() && row.button("Swap A and B")) session.swap_pinned();
  if (row.button(describing ? "Hide the words###words" : "In words###words"))
    describing = !describing;
}

void WidgetPane::draw(const Canvas& given, Host& host) {
  State& s = *state_;
  s.export_request = false;
  const Widget* shown = s.widget();
  const ImVec2 room = ImGui::GetContentRegionAvail();
  if (shown == nullptr || room.x < 8 || room.y < 8) return;
  s.refresh(*shown);
  const Canvas canvas{given.theme, given.fonts, given.math,
                      given.lit.empty() ? std::string_view(s.session.lit()) : given.lit};
  s.small_theme = caption_theme(given.theme);
  const Canvas small{s.small_theme, given.fonts, given.math, canvas.lit};

  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  ImGui::PushStyleColor(ImGuiCol_ChildBg, given.theme.colours.paper);
  const bool visible = ImGui::BeginChild("##widget pane", room, ImGuiChildFlags_NavFlattened);
  ImGui::PopStyleColor();
  if (visible) {
    const float avail = ImGui::GetContentRegionAvail().x;
    const float margin = std::floor(std::min(given.theme.size.em * 1.5F, avail / 20));
    PartContext context{.session = s.session,
                        .canvas = canvas,
                        .small = small,
                        .host = host,
                        .views = s.views,
                        .left = margin,
                        .width = std::floor(avail - 2 * margin),
                        .digit = 0,
                        .focus = false,
                        .whole_page = false};
    // The figure takes what the rest leaves, and never less than half.
    const float wide = context.width * 0.85F;
    const float height = std::floor(std::clamp(room.y - s.around, room.y * kLeastFigure,
                                               std::max(wide, room.y * kLeastFigure)));
    if (s.figure_only) {
      context.left = given.theme.size.space(1);
      context.width = std::floor(avail - 2 * context.left);
      space(context, 1);
      s.draw_figure(context, *shown, std::floor(room.y - 2 * ImGui::GetCursorPosY()));
    } else {
      space(context, 4);
      s.draw_figure(context, *shown, height);
      space(context, 3);
      s.draw_words(context);
      space(context, 4);
      s.draw_knobs(context, *shown);
      space(context, 3);
      const float around = ImGui::GetCursorPosY() - height;
      if (std::abs(around - s.around) > 0.5F) host.request_redraw();
      s.around = around;
    }
    const bool held = ImGui::IsAnyItemActive() && ImGui::GetIO().MouseDown[0];
    if (s.session.dragging() && !held) host.request_redraw();
    s.session.set_dragging(held);
  }
  ImGui::EndChild();
  ImGui::PopStyleVar(2);
}

const Widget* WidgetPane::widget() const { return state_->widget(); }
const widgets::Layout& WidgetPane::figure_layout() const { return state_->view.layout(); }
void WidgetPane::set_figure_only(bool on) { state_->figure_only = on; }

void WidgetPane::focus_knob(std::string_view path) {
  State& s = *state_;
  const Widget* shown = s.widget();
  if (shown == nullptr) return;
  const auto found = std::find(shown->knobs.begin(), shown->knobs.end(), path);
  if (found == shown->knobs.end()) return;
  s.more |= static_cast<std::size_t>(found - shown->knobs.begin()) >= widgets::kPrimaryKnobs;
  s.typing.focus = path;
}
const widgets::Figure& WidgetPane::figure() const { return state_->figure; }
const model::Reading* WidgetPane::headline() const {
  const Widget* shown = state_->widget();
  const model::Report& report = state_->session.report();
  const auto here = [&](std::string_view id) -> const model::Reading* {
    const model::Reading* reading = report.find(id);
    return reading != nullptr && reading->value ? reading : nullptr;
  };
  if (shown != nullptr) {
    for (const std::string_view id : shown->quantities) {
      if (const model::Reading* reading = here(id)) return reading;
    }
  }
  return here("decode.step_time");
}

bool WidgetPane::describing() const { return state_->describing; }
void WidgetPane::set_describing(bool on) { state_->describing = on; }
bool WidgetPane::take_export_request() { return std::exchange(state_->export_request, false); }

}  // namespace wf::app
