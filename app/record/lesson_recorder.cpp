#include "app/record/lesson_recorder.h"

#include <algorithm>
#include <cmath>

#include "lessons/plain.h"
#include "model/workload_file.h"

namespace wf::app {
namespace {

using lessons::Drill;
using lessons::LivePart;
using lessons::Predict;

constexpr double kAtTheEnd = 0.99;

const LivePart* find_part(const LessonSession& session, const std::string& id) {
  for (const LivePart* part : session.lesson().parts()) {
    if (part->id == id) return part;
  }
  return nullptr;
}

const std::vector<lessons::Option>* options_of(const LivePart& part) {
  if (const auto* predict = std::get_if<Predict>(&part.content)) return &predict->options;
  if (const auto* drill = std::get_if<Drill>(&part.content)) return &drill->options;
  return nullptr;
}

std::string one_line(std::string words) {
  std::replace(words.begin(), words.end(), '\n', ' ');
  while (words.ends_with(' ')) words.pop_back();
  return words;
}

std::string words_of(const LessonSession& session, const LivePart& part, const std::string& name,
                     const lessons::Blocks& blocks) {
  return one_line(lessons::plain_words(
      session.prose("record/" + part.id + "/" + name, blocks, session.drawn(part)).blocks));
}

}  // namespace

std::string question_words(const LessonSession& session, const LivePart& part) {
  if (const auto* predict = std::get_if<Predict>(&part.content)) {
    return words_of(session, part, "question", predict->question);
  }
  if (const auto* drill = std::get_if<Drill>(&part.content)) {
    return words_of(session, part, "question", drill->question);
  }
  return {};
}

std::string option_words(const LessonSession& session, const LivePart& part, int option) {
  const auto* options = options_of(part);
  if (options == nullptr || option < 0 || option >= static_cast<int>(options->size())) return {};
  return words_of(session, part, "option-" + std::to_string(option),
                  (*options)[static_cast<std::size_t>(option)].text);
}

LessonRecorder::LessonRecorder(Record& record, LessonSession& session, LessonPane& pane)
    : record_(record), session_(session), pane_(pane) {
  restore_answers();
  restore_scenario();
  const std::string& id = session_.lesson().id;
  if (const auto state = record_.lesson(id)) {
    read_ = state->read;
    if (state->position > 0) pane_.set_position(state->position);
  }
  record_.open_lesson(id);
  auto others = std::move(session_.on_answer);
  session_.on_answer = [this, others = std::move(others)](const AnswerEvent& event) {
    if (others) others(event);
    on_answer(event);
  };
}

// Only what the lesson's text still asks: it may have been written anew since.
void LessonRecorder::restore_answers() {
  for (const GivenAnswer& given : record_.last_answers(session_.lesson().id)) {
    const LivePart* part = find_part(session_, given.part);
    if (part == nullptr) continue;
    const int options = static_cast<int>(options_of(*part) ? options_of(*part)->size() : 0);
    const bool option = given.option >= 0 && given.option < options;
    if (const auto* predict = std::get_if<Predict>(&part->content)) {
      const bool number = predict->kind == Predict::Kind::kNumber && given.number;
      if (!given.skipped && !option && !number) continue;
      PredictAnswer& answer = session_.predict(part->id);
      answer.phase =
          given.skipped ? PredictAnswer::Phase::kSkipped : PredictAnswer::Phase::kCommitted;
      answer.option = option ? given.option : -1;
      answer.typed = given.typed;
      answer.number = given.number;
    } else if (const auto* drill = std::get_if<Drill>(&part->content)) {
      const bool number = drill->kind == Drill::Kind::kNumber && given.number;
      const bool design = drill->kind == Drill::Kind::kDesign;
      if (!option && !number && !design) continue;
      DrillAnswer& answer = session_.drill(part->id);
      answer.seed = static_cast<std::uint64_t>(std::max<std::int64_t>(given.seed, 1));
      answer.option = option ? given.option : -1;
      answer.typed = given.typed;
      answer.number = given.number;
      answer.answered = true;
      answer.solution = design;  // claims are ticked below the worked answer
      for (const int claim : given.met) {
        const bool asked = claim >= 0 && claim < static_cast<int>(drill->rubric.size());
        if (asked) answer.met.insert(static_cast<std::size_t>(claim));
      }
    }
  }
}

void LessonRecorder::restore_scenario() {
  seen_version_ = session_.version();
  const auto state = record_.lesson(session_.lesson().id);
  if (!state || state->scenario.empty()) return;
  const auto folder = std::filesystem::path(session_.lesson().file).parent_path();
  auto loaded = model::read_workload(state->scenario, "record", folder, session_.catalogue());
  if (!loaded) return;  // a model or GPU that is gone: the lesson's own then
  kept_scenario_ = state->scenario;
  session_.set_scenario(std::move(loaded->scenario));
  seen_version_ = session_.version();
}

void LessonRecorder::on_answer(const AnswerEvent& event) {
  const LivePart* part = find_part(session_, event.part);
  if (part == nullptr) return;
  GivenAnswer given;
  given.lesson = session_.lesson().id;
  given.part = event.part;
  given.question = question_words(session_, *part);
  given.skipped = event.skipped;
  given.right = event.right;
  if (event.factor > 0 && std::isfinite(event.factor)) given.factor = event.factor;
  given.given = event.given;
  if (event.kind == AnswerEvent::Kind::kPredict) {
    const PredictAnswer& answer = session_.predict(event.part);
    given.kind = "predict";
    given.option = event.skipped ? -1 : answer.option;
    given.typed = answer.typed;
    given.number = answer.number;
  } else {
    const DrillAnswer& answer = session_.drill(event.part);
    given.kind = "drill";
    given.option = answer.option;
    given.typed = answer.typed;
    given.number = answer.number;
    given.seed = static_cast<std::int64_t>(answer.seed);
    for (const std::size_t claim : answer.met) given.met.push_back(static_cast<int>(claim));
  }
  if (const std::string words = option_words(session_, *part, given.option); !words.empty()) {
    given.given = words;
  }
  record_.answer(std::move(given));
}

bool LessonRecorder::all_predicted() const {
  const auto parts = session_.lesson().parts();
  return std::all_of(parts.begin(), parts.end(), [&](const LivePart* part) {
    if (!std::holds_alternative<Predict>(part->content)) return true;
    const auto found = session_.predicts().find(part->id);
    return found != session_.predicts().end() && found->second.revealed();
  });
}

Step LessonRecorder::here() const {
  const auto& outline = pane_.outline();
  if (outline.empty()) return {};
  const std::size_t index = std::min(pane_.current_heading(), outline.size() - 1);
  return {static_cast<int>(index), outline[index].text};
}

std::size_t LessonRecorder::find(const std::vector<LessonPane::Heading>& outline,
                                 const Step& step) {
  const auto index = static_cast<std::size_t>(std::max(step.index, 0));
  if (index < outline.size() && outline[index].text == step.heading) return index;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    if (outline[i].text == step.heading) return i;
  }
  return outline.empty() ? 0 : std::min(index, outline.size() - 1);
}

void LessonRecorder::update() {
  if (session_.version() != seen_version_ && !session_.dragging()) {
    seen_version_ = session_.version();
    const std::string scenario =
        session_.unchanged() ? std::string()
                             : model::write_workload(session_.scenario(), &session_.catalogue());
    if (scenario != kept_scenario_) record_.keep_scenario(session_.lesson().id, scenario);
    kept_scenario_ = scenario;
  }
  if (!pane_.settled()) return;
  if (here() != step_) flush();
  if (!read_ && pane_.position() >= kAtTheEnd && all_predicted()) {
    flush();
    record_.mark_read(session_.lesson().id);
    read_ = true;
  }
}

void LessonRecorder::flush() {
  if (!pane_.settled()) return;
  const double position = pane_.position();
  const Step step = here();
  if (step == step_ && std::abs(position - position_) < 1e-3) return;
  step_ = step;
  position_ = position;
  record_.reach(session_.lesson().id, step, position);
}

}  // namespace wf::app
