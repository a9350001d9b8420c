#include "app/lesson/session.h"

#include <algorithm>
#include <cmath>

#include "lessons/resolve.h"
#include "model/knobs.h"
#include "model/units.h"
#include "model/workload_file.h"

namespace wf::app {
namespace {

// A layout knob that is turned leaves dp to follow, so that the cluster stays whole.
bool shapes_layout(std::string_view path) {
  return path == "cluster.gpus" || path == "parallel.tp" || path == "parallel.pp" ||
         path == "parallel.cp";
}

// `[^given]` is a mark for the lint, not a source to be shown.
void drop_marks(lessons::Blocks& blocks) {
  for (lessons::Block& block : blocks) {
    std::erase_if(block.inlines, [](const lessons::Inline& run) {
      return run.kind == lessons::Inline::Kind::kCite && run.text == lessons::kGiven;
    });
    drop_marks(block.children);
  }
}

}  // namespace

LessonSession::LessonSession(std::shared_ptr<const lessons::Lesson> lesson,
                             model::Scenario scenario, const model::Catalogue& catalogue)
    : lesson_(std::move(lesson)), catalogue_(catalogue), own_(scenario), lesson_own_(scenario) {
  own_text_ = model::write_workload(own_);
  set_scenario(std::move(scenario));
}

void LessonSession::set_lesson(std::shared_ptr<const lessons::Lesson> lesson) {
  lesson_ = std::move(lesson);
  const auto parts = lesson_->parts();
  const auto gone = [&](const auto& entry) {
    return std::none_of(parts.begin(), parts.end(),
                        [&](const lessons::LivePart* part) { return part->id == entry.first; });
  };
  std::erase_if(predicts_, gone);
  std::erase_if(drills_, gone);
  ++version_;
}

void LessonSession::set_scenario(model::Scenario scenario) {
  source_ = std::make_unique<lessons::ModelSource>(std::move(scenario), catalogue_, lesson_own_);
  report_ = model::make_report(source_->scenario());
  unchanged_ = model::write_workload(source_->scenario()) == own_text_;
  ++version_;
}

void LessonSession::set_lesson_scenario(model::Scenario scenario) {
  lesson_own_ = std::move(scenario);
  set_scenario(model::Scenario(source_->scenario()));
}

void LessonSession::set_own_scenario(model::Scenario scenario) {
  own_ = std::move(scenario);
  own_text_ = model::write_workload(own_);
  unchanged_ = model::write_workload(source_->scenario()) == own_text_;
}

void LessonSession::set_knob(std::string_view path, double value) {
  const model::Knob* knob = model::find_knob(path);
  if (knob == nullptr || !std::isfinite(value)) return;
  if (knob->kind != model::KnobKind::kContinuous) value = std::round(value);
  const double high =
      knob->choices.empty() ? knob->high : static_cast<double>(knob->choices.size() - 1);
  value = std::clamp(value, knob->low, std::max(high, knob->low));
  if (knob->get(scenario()) == value) return;
  model::Scenario changed = scenario();
  knob->set(changed, value);
  if (shapes_layout(path)) changed.parallel.dp.reset();
  last_change_ = path;
  set_scenario(std::move(changed));
}

std::optional<std::string> LessonSession::type_knob(std::string_view path, std::string_view text) {
  return apply({{std::string(path), std::string(text)}});
}

std::optional<std::string> LessonSession::apply(const lessons::Overrides& settings) {
  auto changed = source_->scenario_with(settings);
  if (!changed) return changed.error().what;
  if (!settings.empty()) last_change_ = settings.front().path;
  set_scenario(std::move(*changed));
  return std::nullopt;
}

void LessonSession::change(model::Scenario scenario, std::string_view path) {
  last_change_ = path;
  set_scenario(std::move(scenario));
}

void LessonSession::reset_knob(std::string_view path) {
  model::Scenario changed = scenario();
  if (path == "cluster.gpu") {
    changed.cluster.gpu = own_.cluster.gpu;
  } else if (path == "model") {
    changed.model = own_.model;
  } else if (path == "serving.batch" && own_.serving && !own_.serving->batch && changed.serving) {
    changed.serving->batch.reset();
  } else if (const model::Knob* knob = model::find_knob(path)) {
    knob->set(changed, model::knob_value(own_, *knob));
    if (shapes_layout(path)) changed.parallel.dp = own_.parallel.dp;
  } else {
    return;
  }
  last_change_ = path;
  set_scenario(std::move(changed));
}

void LessonSession::swap_pinned() {
  if (!pinned_) return;
  const std::shared_ptr<const Pinned> before = pinned_;
  pin();
  change(before->scenario, "all");
}

void LessonSession::reset_all() {
  last_change_ = "all";
  set_scenario(own_);
}

bool LessonSession::knob_changed(std::string_view path) const {
  if (path == "cluster.gpu") return scenario().cluster.gpu.id != own_.cluster.gpu.id;
  if (path == "model") return scenario().model.id != own_.model.id;
  const model::Knob* knob = model::find_knob(path);
  return knob != nullptr && knob->get(scenario()) != knob->get(own_);
}

widgets::WidgetInputs LessonSession::widget_inputs() const {
  widgets::WidgetInputs inputs{.scenario = scenario(), .report = report_};
  inputs.catalogue = &catalogue_;
  if (pinned_) {
    inputs.pinned_scenario = &pinned_->scenario;
    inputs.pinned_report = &pinned_->report;
  }
  return inputs;
}

const lessons::Blocks& LessonSession::document() const {
  if (resolved_version_ != version_) {
    resolved_version_ = version_;
    diagnostics_.clear();
    document_ = lessons::resolve(lesson_->blocks, *source_, lesson_->file, diagnostics_);
    drop_marks(document_);
    if (glossary_ != nullptr) glossary_->mark_first_uses(document_);
  }
  return document_;
}

const lessons::Blocks& LessonSession::prose(const std::string& key, const lessons::Blocks& blocks,
                                            const lessons::Overrides& settings) const {
  if (prose_version_ != version_) {
    prose_version_ = version_;
    prose_.clear();
  }
  std::string whole = key;
  for (const lessons::Override& entry : settings) whole += '\n' + entry.path + '=' + entry.value;
  const auto found = prose_.find(whole);
  if (found != prose_.end()) return found->second;
  lessons::Diagnostics ignored;  // check_lesson reports them
  const lessons::OverriddenSource here(*source_, settings);
  lessons::Blocks resolved = lessons::resolve(blocks, here, lesson_->file, ignored);
  drop_marks(resolved);
  return prose_.emplace(std::move(whole), std::move(resolved)).first->second;
}

bool LessonSession::begin_frame() {
  const bool changed = lit_ != next_lit_;
  lit_ = std::exchange(next_lit_, {});
  return changed;
}

}  // namespace wf::app
