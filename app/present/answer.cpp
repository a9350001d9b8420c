#include "app/present/answer.h"

#include <fmt/format.h>

#include "app/lesson/judge.h"
#include "lessons/plain.h"
#include "lessons/runs.h"

namespace wf::app {
namespace {

using lessons::Blocks;
using lessons::Drill;
using lessons::LivePart;
using lessons::Option;
using lessons::Predict;

class AnswerText {
 public:
  AnswerText(const LessonSession& session, const LivePart& part, lessons::Overrides numbers)
      : session_(session), part_(part), numbers_(std::move(numbers)) {}

  void number(const lessons::Answer& answer, const std::string& unit, double tolerance) {
    const lessons::OverriddenSource here(session_.source(), numbers_);
    const Judgement judgement = judge_number(answer, unit, tolerance, std::nullopt, here);
    say(judgement.problem.empty() ? judgement.right_text : judgement.problem);
  }

  void option(const std::vector<Option>& options, const lessons::Answer& answer) {
    const lessons::OverriddenSource here(session_.source(), numbers_);
    std::string problem;
    const int right = lessons::right_option(options, answer, here, problem);
    if (right < 0 || right >= static_cast<int>(options.size())) {
      say(problem);
      return;
    }
    const Option& chosen = options[static_cast<std::size_t>(right)];
    const Blocks& text = prose(fmt::format("option-{}", right), chosen.text);
    say(fmt::format("{}. {}", right + 1, lessons::plain_words(text)));
    add(prose(fmt::format("feedback-{}", right), chosen.feedback));
  }

  // By the names under which the lesson's own text keeps them.
  void piece(const std::string& name, const Blocks& blocks) { add(prose(name, blocks)); }

  void claims(const std::vector<Blocks>& rubric) {
    if (rubric.empty()) return;
    lessons::Block list;
    list.kind = lessons::Block::Kind::kList;
    list.tight = true;
    for (std::size_t i = 0; i < rubric.size(); ++i) {
      lessons::Block item;
      item.kind = lessons::Block::Kind::kItem;
      item.children = prose(fmt::format("claim-{}", i), rubric[i]);
      list.children.push_back(std::move(item));
    }
    text_.push_back(std::move(list));
  }

  Blocks take() { return std::move(text_); }

 private:
  const Blocks& prose(const std::string& name, const Blocks& blocks) const {
    return session_.prose(part_.id + "/" + name, blocks, numbers_).blocks;
  }
  void add(const Blocks& blocks) { text_.insert(text_.end(), blocks.begin(), blocks.end()); }
  void say(std::string words) {
    while (!words.empty() && words.back() == '\n') words.pop_back();
    lessons::Inline run = lessons::text_run(std::move(words));
    run.bold = true;
    text_.push_back(lessons::paragraph({std::move(run)}));
  }

  const LessonSession& session_;
  const LivePart& part_;
  lessons::Overrides numbers_;
  Blocks text_;
};

}  // namespace

Blocks answer_of(const LessonSession& session, const LivePart& part) {
  AnswerText text(session, part, session.drawn(part));
  if (const auto* predict = std::get_if<Predict>(&part.content)) {
    if (predict->kind == Predict::Kind::kNumber) {
      text.number(predict->answer, predict->unit, predict->tolerance);
    } else {
      text.option(predict->options, predict->answer);
    }
    text.piece("reveal", predict->reveal);
  } else if (const auto* drill = std::get_if<Drill>(&part.content)) {
    if (drill->kind == Drill::Kind::kNumber) {
      text.number(drill->answer, drill->unit, drill->tolerance);
    } else if (drill->kind != Drill::Kind::kDesign) {
      text.option(drill->options, drill->answer);
    }
    text.piece("solution", drill->solution);
    text.claims(drill->rubric);
  }
  return text.take();
}

}  // namespace wf::app
