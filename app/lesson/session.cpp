#include "app/lesson/session.h"

#include <algorithm>
#include <cmath>

#include "lessons/resolve.h"
#include "model/knobs.h"
#include "model/units.h"

namespace wf::app {
namespace {

// A layout knob that is turned leaves dp to follow, so that the cluster stays whole.
bool shapes_layout(std::string_view path) {
  return path == "cluster.gpus" || path == "parallel.tp" || path == "parallel.pp" ||
         path == "parallel.cp";
}

constexpr int kFollowAFrame = 6;  // pieces out of sight

struct Hash {
  std::uint64_t value = 1469598103934665603ULL;
  void add(std::string_view text) {
    for (const char c : text) byte(static_cast<unsigned char>(c));
    byte(0xFF);
  }
  void byte(unsigned char c) { value = (value ^ c) * 1099511628211ULL; }
  void add(std::span<const lessons::Block> blocks) {
    for (const lessons::Block& block : blocks) {
      byte(static_cast<unsigned char>(block.kind));
      add(block.text);
      for (const lessons::Inline& run : block.inlines) {
        byte(static_cast<unsigned char>(run.kind));
        add(run.text);
        add(run.href);
        add(run.value.value.wall);
      }
      add(std::span<const lessons::Block>(block.children));
    }
  }
};

// `[^given]` is a mark for the lint, not a source to be shown.
void drop_marks(lessons::Blocks& blocks) {
  for (lessons::Block& block : blocks) {
    std::erase_if(block.inlines, [](const lessons::Inline& run) {
      return run.kind == lessons::Inline::Kind::kCite && run.text == lessons::kGiven;
    });
    drop_marks(block.children);
    drop_marks(block.otherwise);
  }
}

}  // namespace

std::uint64_t fingerprint(std::span<const lessons::Block> blocks) {
  Hash hash;
  hash.add(blocks);
  return hash.value;
}

LessonSession::LessonSession(std::shared_ptr<const lessons::Lesson> lesson,
                             model::Scenario scenario, const model::Catalogue& catalogue)
    : lesson_(std::move(lesson)), catalogue_(catalogue), own_(scenario), lesson_own_(scenario) {
  mark_text();
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
  mark_text();
}

void LessonSession::set_glossary(const lessons::Glossary* glossary) {
  glossary_ = glossary;
  mark_text();
}

void LessonSession::mark_text() {
  text_ = lesson_->blocks;
  drop_marks(text_);
  if (glossary_ != nullptr) glossary_->mark_first_uses(text_);
  pieces_.clear();
  ++version_;
}

void LessonSession::set_scenario(model::Scenario scenario) {
  source_ = std::make_unique<lessons::ModelSource>(std::move(scenario), catalogue_, lesson_own_);
  report_ = model::make_report(source_->scenario());
  ++version_;
}

void LessonSession::set_lesson_scenario(model::Scenario scenario) {
  lesson_own_ = std::move(scenario);
  set_scenario(model::Scenario(source_->scenario()));
}

void LessonSession::set_own_scenario(model::Scenario scenario) { own_ = std::move(scenario); }

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
    document_ = lessons::resolve(text_, *source_, lesson_->file, diagnostics_);
    drop_marks(document_);  // of captions, which stand in parts
  }
  return document_;
}

bool LessonSession::due(std::uint64_t made, bool in_sight) const {
  if (made == version_) return false;
  if (in_sight || made == 0) return true;
  if (allowance_ == 0) behind_ = true;
  return allowance_ > 0 && allowance_-- > 0;
}

const Prose& LessonSession::prose(const std::string& key, std::span<const lessons::Block> blocks,
                                  const lessons::Overrides& settings, bool in_sight) const {
  std::string whole = key;
  for (const lessons::Override& entry : settings) whole += '\n' + entry.path + '=' + entry.value;
  Piece& piece = pieces_[std::move(whole)];
  piece.asked = true;
  if (!piece.live || !due(piece.version, in_sight)) return piece.prose;
  if (piece.version == 0) piece.live = lessons::is_live(blocks);
  piece.version = version_;
  lessons::Diagnostics ignored;  // check_lesson reports them
  const lessons::OverriddenSource here(*source_, settings);
  piece.prose.blocks = lessons::resolve(blocks, here, lesson_->file, ignored);
  drop_marks(piece.prose.blocks);
  piece.prose.stamp = fingerprint(piece.prose.blocks);
  return piece.prose;
}

bool LessonSession::begin_frame() {
  if (frame_version_ != version_) {
    std::erase_if(pieces_, [](const auto& each) { return !each.second.asked; });
    for (auto& each : pieces_) each.second.asked = false;
  }
  allowance_ = frame_version_ == version_ ? kFollowAFrame : 0;
  frame_version_ = version_;
  behind_ = false;
  const bool changed = lit_ != next_lit_;
  lit_ = std::exchange(next_lit_, {});
  return changed;
}

}  // namespace wf::app
