#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/explorer/pinned.h"
#include "lessons/glossary.h"
#include "lessons/lesson.h"
#include "lessons/lesson_scenario.h"
#include "lessons/model_source.h"
#include "model/catalogue.h"
#include "model/report.h"
#include "model/scenario.h"
#include "widgets/widget.h"

namespace wf::app {

// What the reader did with a prediction. Nothing is ever locked: it can be taken back.
struct PredictAnswer {
  enum class Phase { kOpen, kCommitted, kSkipped };
  Phase phase = Phase::kOpen;
  int option = -1;               // of a choice, from 0
  std::string typed;             // of a number, as it stands in the field
  std::optional<double> number;  // in the answer's unit at the moment of committing
  std::string error;             // why the typed text is no number

  bool revealed() const { return phase != Phase::kOpen; }
};

// What the reader did with a drill under its present numbers.
struct DrillAnswer {
  std::uint64_t seed = 1;
  int option = -1;
  std::string typed;
  std::optional<double> number;
  std::string error;
  bool answered = false;
  int hints = 0;  // how many are open
  bool solution = false;
  std::set<std::size_t> met;  // claims of the rubric that the reader ticked
};

// One answer, for whoever keeps a record.
struct AnswerEvent {
  enum class Kind { kPredict, kDrill };
  Kind kind = Kind::kPredict;
  std::string part;  // "predict-1"
  bool skipped = false;
  bool right = false;   // within the tolerance, or the right option
  double factor = 0;    // of a number: how far off, at least 1; 0 for choices
  std::string given{};  // as the reader gave it
};

// Prose of the lesson at one moment.
struct Prose {
  lessons::Blocks blocks;
  std::uint64_t stamp = 0;  // another one where it reads otherwise
};

// Differs wherever two texts read differently.
std::uint64_t fingerprint(std::span<const lessons::Block> blocks);

// One lesson being read: its text, its scenario, and what the reader did so far. Panes draw it and
// change it; it draws nothing itself.
class LessonSession {
 public:
  // The catalogue must outlive the session.
  LessonSession(std::shared_ptr<const lessons::Lesson> lesson, model::Scenario scenario,
                const model::Catalogue& catalogue);

  const lessons::Lesson& lesson() const { return *lesson_; }
  // Terms whose first use in the text is marked; it must outlive the session. nullptr: none.
  void set_glossary(const lessons::Glossary* glossary);
  const lessons::Glossary* glossary() const { return glossary_; }
  const model::Catalogue& catalogue() const { return catalogue_; }

  // The text was written anew on disk: answers whose parts still exist are kept.
  void set_lesson(std::shared_ptr<const lessons::Lesson> lesson);

  // The scenario as it stands and as the lesson opened it. Every change goes through here.
  const model::Scenario& scenario() const { return source_->scenario(); }
  const model::Scenario& own_scenario() const { return own_; }
  const model::Report& report() const { return report_; }
  const lessons::ModelSource& source() const { return *source_; }
  void set_scenario(model::Scenario scenario);      // undo, pin, "my workload"
  void set_own_scenario(model::Scenario scenario);  // what a reset goes back to
  // The lesson's, where it opened on the reader's workload: its worked designs are computed on it.
  void set_lesson_scenario(model::Scenario scenario);
  const model::Scenario& lesson_scenario() const { return lesson_own_; }

  // Sets one knob, within its range; counts and choices are rounded.
  void set_knob(std::string_view path, double value);
  // The same as typed: "8", "50 ms", "max", a catalogue id. The reason, if it cannot be read.
  std::optional<std::string> type_knob(std::string_view path, std::string_view text);
  // The settings of a widget part, a task or a deep link. The reason, if one cannot be read.
  std::optional<std::string> apply(const lessons::Overrides& settings);
  // A scenario that differs in `path`, made elsewhere.
  void change(model::Scenario scenario, std::string_view path);
  void reset_knob(std::string_view path);
  void reset_all();
  // The scenario is as the lesson opened it.
  bool unchanged() const { return scenario() == own_; }
  bool knob_changed(std::string_view path) const;

  // Counts up with every change of the scenario or of the text: what was made from an older
  // version must be made again.
  std::uint64_t version() const { return version_; }
  // True while a drag lasts. History takes one step when it is over: record the scenario whenever
  // `version()` is new and `dragging()` is false. `last_change` names the step ("serving.batch").
  bool dragging() const { return dragging_; }
  void set_dragging(bool on) { dragging_ = on; }
  const std::string& last_change() const { return last_change_; }

  // What the reader compares with; drawn as a ghost.
  void pin() { pin(pinned_state({}, scenario(), report())); }
  void pin(std::shared_ptr<const Pinned> state) { pinned_ = std::move(state), ++version_; }
  void unpin() { pin(nullptr); }
  bool pinned() const { return pinned_ != nullptr; }
  const std::shared_ptr<const Pinned>& a() const { return pinned_; }
  void swap_pinned();  // the pinned state becomes the present one, and the other way round
  widgets::WidgetInputs widget_inputs() const;

  // The text as written, its terms marked: numbers and conditions wait in it.
  const lessons::Blocks& text() const { return text_; }
  // All of it at this moment; evaluated when the version changes.
  const lessons::Blocks& document() const;
  const lessons::Diagnostics& diagnostics() const { return diagnostics_; }

  // A piece of the text or of a live part at this moment, under `settings` of its own. `key` tells
  // pieces apart. What is out of sight may be of an older version for a few frames: see `due`.
  const Prose& prose(const std::string& key, std::span<const lessons::Block> blocks,
                     const lessons::Overrides& settings = {}, bool in_sight = true) const;

  // Whether what was made from version `made` (0: never) is to be made again now. What is in sight
  // always is. What is not waits until the numbers rest and then follows, some in each frame: a
  // knob that is dragged costs what is seen, not the whole lesson.
  bool due(std::uint64_t made, bool in_sight) const;
  bool behind() const { return behind_; }  // something waits, so another frame is due

  // The quantity pointed at, in any pane: set while drawing, lit up everywhere in the next frame.
  void point_at(std::string_view quantity) { next_lit_ = quantity; }
  const std::string& lit() const { return lit_; }
  // Once before each frame. True if what is lit has changed, so another frame is due. Whoever never
  // calls it always has all text up to date.
  bool begin_frame();

  // The reader's answers, by the id of the part.
  PredictAnswer& predict(const std::string& part) { return predicts_[part]; }
  DrillAnswer& drill(const std::string& part) { return drills_[part]; }
  const std::map<std::string, PredictAnswer>& predicts() const { return predicts_; }
  const std::map<std::string, DrillAnswer>& drills() const { return drills_; }
  void reveal_all();  // open predictions count as skipped; drills show their solutions

  // Committing, skipping and answering: they judge, and tell `on_answer`.
  void commit(const lessons::LivePart& part);
  void skip(const lessons::LivePart& part);
  void reopen(const lessons::LivePart& part);
  void answer_drill(const lessons::LivePart& part);
  void new_numbers(const lessons::LivePart& part);
  lessons::Overrides drawn(const lessons::LivePart& part) const;  // the drill's fresh numbers

  std::function<void(const AnswerEvent&)> on_answer;

  // A widget part was chosen in the text: the widget pane shows it. Empty: the lesson's own.
  const std::string& widget_id() const { return widget_id_; }
  void show_widget(std::string id) { widget_id_ = std::move(id); }

 private:
  static constexpr int kAll = std::numeric_limits<int>::max();
  void mark_text();

  std::shared_ptr<const lessons::Lesson> lesson_;
  lessons::Blocks text_;
  const model::Catalogue& catalogue_;
  const lessons::Glossary* glossary_ = nullptr;
  model::Scenario own_;
  model::Scenario lesson_own_;
  std::unique_ptr<lessons::ModelSource> source_;
  model::Report report_;
  std::shared_ptr<const Pinned> pinned_;
  std::string last_change_;
  std::string widget_id_;
  std::uint64_t version_ = 1;
  bool dragging_ = false;
  std::string lit_;
  std::string next_lit_;
  std::map<std::string, PredictAnswer> predicts_;
  std::map<std::string, DrillAnswer> drills_;

  mutable std::uint64_t resolved_version_ = 0;
  mutable lessons::Blocks document_;
  mutable lessons::Diagnostics diagnostics_;
  struct Piece {
    Prose prose;
    std::uint64_t version = 0;
    bool live = true;
    bool asked = true;  // since the version before
  };
  mutable std::map<std::string, Piece> pieces_;
  std::uint64_t frame_version_ = 0;
  mutable int allowance_ = kAll;  // of pieces out of sight, in this frame
  mutable bool behind_ = false;
};

}  // namespace wf::app
