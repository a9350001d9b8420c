// Judging what a reader committed to: predictions and drills.
#include <fmt/format.h>

#include <cmath>

#include "app/lesson/judge.h"
#include "app/lesson/session.h"
#include "lessons/text.h"
#include "lessons/unit.h"
#include "model/units.h"

namespace wf::app {

using lessons::Drill;
using lessons::LivePart;
using lessons::Predict;

std::optional<double> typed_number(std::string_view text, const std::string& unit,
                                   const std::string& natural_unit, std::string& error) {
  error.clear();
  text = lessons::trim(text);
  if (text.empty()) {
    error = "A number is expected, such as 12" + (unit.empty() ? "." : " " + unit + ".");
    return std::nullopt;
  }
  // A bare number is in the unit that stands beside the field.
  if (const auto bare = lessons::parse_number(text)) {
    const auto scaled = lessons::find_unit(unit);
    return *bare * (scaled ? scaled->factor : 1);
  }
  const auto magnitude = model::parse_magnitude(text, natural_unit);
  if (magnitude) return *magnitude;
  error = magnitude.error().what;
  return std::nullopt;
}

Judgement judge_number(const lessons::Answer& answer, const std::string& unit, double tolerance,
                       std::optional<double> given, const lessons::NumberSource& source) {
  Judgement judgement;
  const lessons::LiveNumber wanted{answer.expression, {unit, 0}};
  const lessons::LiveValue right = lessons::evaluate(wanted, source);
  judgement.right_text = right.text;
  judgement.problem = right.error;
  if (!right.error.empty() || !right.value.is_number()) return judgement;
  judgement.right = std::get<double>(right.value.data);
  judgement.unit = right.unit.name();
  judgement.term = right.value.term;
  if (!given) return judgement;
  judgement.factor = lessons::factor_off(*given, judgement.right);
  judgement.too_large = *given > judgement.right;
  judgement.correct = judgement.factor <= std::max(tolerance, 1.0);
  judgement.given_text = lessons::format_number(*given, right.unit, {.as = unit, .digits = 0});
  return judgement;
}

std::string natural_unit(const lessons::Answer& answer, const lessons::NumberSource& source) {
  const std::string name = answer.expression.evaluate(source).unit.name();
  return name.empty() ? "1" : name;
}

std::string ratio_words(const Judgement& judgement) {
  if (!std::isfinite(judgement.factor)) return "on the other side of zero";
  if (judgement.factor < 1.05) return "the same, within 5 %";
  const std::string factor = model::format_number(judgement.factor, 2);
  return fmt::format("{}\u00d7 too {}", factor, judgement.too_large ? "large" : "small");
}

void LessonSession::commit(const LivePart& part) {
  const auto* predict = std::get_if<Predict>(&part.content);
  if (predict == nullptr) return;
  PredictAnswer& answer = predicts_[part.id];
  AnswerEvent event{.kind = AnswerEvent::Kind::kPredict, .part = part.id};
  if (predict->kind == Predict::Kind::kNumber) {
    answer.number = typed_number(answer.typed, predict->unit,
                                 natural_unit(predict->answer, *source_), answer.error);
    if (!answer.number) return;
    const Judgement judgement =
        judge_number(predict->answer, predict->unit, predict->tolerance, answer.number, *source_);
    event.right = judgement.correct;
    event.factor = judgement.factor;
    event.given = judgement.given_text;
  } else {
    if (answer.option < 0) return;
    std::string problem;
    event.right = lessons::right_option(predict->options, predict->answer, *source_, problem) ==
                  answer.option;
    event.given = std::to_string(answer.option + 1);
  }
  answer.phase = PredictAnswer::Phase::kCommitted;
  if (on_answer) on_answer(event);
}

void LessonSession::skip(const LivePart& part) {
  PredictAnswer& answer = predicts_[part.id];
  if (answer.revealed()) return;
  answer.phase = PredictAnswer::Phase::kSkipped;
  if (on_answer) {
    on_answer({.kind = AnswerEvent::Kind::kPredict, .part = part.id, .skipped = true});
  }
}

void LessonSession::reopen(const LivePart& part) { predicts_[part.id] = {}; }

void LessonSession::reveal_all() {
  for (const LivePart* part : lesson_->parts()) {
    if (std::holds_alternative<Drill>(part->content)) drills_[part->id].solution = true;
    if (!std::holds_alternative<Predict>(part->content)) continue;
    PredictAnswer& answer = predicts_[part->id];
    if (!answer.revealed()) answer.phase = PredictAnswer::Phase::kSkipped;
  }
}

lessons::Overrides LessonSession::drawn(const LivePart& part) const {
  const auto* drill = std::get_if<Drill>(&part.content);
  if (drill == nullptr) return {};
  const auto found = drills_.find(part.id);
  return lessons::draw(drill->vary, found == drills_.end() ? 1 : found->second.seed);
}

void LessonSession::answer_drill(const LivePart& part) {
  const auto* drill = std::get_if<Drill>(&part.content);
  if (drill == nullptr) return;
  DrillAnswer& answer = drills_[part.id];
  AnswerEvent event{.kind = AnswerEvent::Kind::kDrill, .part = part.id};
  const lessons::OverriddenSource here(*source_, drawn(part));
  if (drill->kind == Drill::Kind::kNumber) {
    answer.number =
        typed_number(answer.typed, drill->unit, natural_unit(drill->answer, here), answer.error);
    if (!answer.number) return;
    const Judgement judgement =
        judge_number(drill->answer, drill->unit, drill->tolerance, answer.number, here);
    event.right = judgement.correct;
    event.factor = judgement.factor;
    event.given = judgement.given_text;
  } else if (drill->kind == Drill::Kind::kDesign) {
    event.right = answer.met.size() == drill->rubric.size();
    event.given = fmt::format("{} of {}", answer.met.size(), drill->rubric.size());
  } else {
    if (answer.option < 0) return;
    std::string problem;
    event.right =
        lessons::right_option(drill->options, drill->answer, here, problem) == answer.option;
    event.given = std::to_string(answer.option + 1);
  }
  answer.answered = true;
  if (on_answer) on_answer(event);
}

void LessonSession::new_numbers(const LivePart& part) {
  DrillAnswer fresh;
  fresh.seed = drills_[part.id].seed + 1;
  drills_[part.id] = fresh;
}

}  // namespace wf::app
