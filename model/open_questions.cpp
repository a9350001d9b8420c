#include "model/open_questions.h"

namespace wf::model {

OpenQuestions open_questions(const Assignment& assignment, std::string_view typing) {
  static const Report kNothing{};  // whether an answer can be read does not depend on the estimate
  OpenQuestions open;
  for (std::size_t i = 0; i < assignment.questions.size(); ++i) {
    const Assignment::Question& question = assignment.questions[i];
    if (question.quantity.empty()) continue;
    const auto standing = grade(question, assignment.answer(question.id), kNothing).standing;
    const bool answered =
        standing != Grade::Standing::kMissing && standing != Grade::Standing::kUnreadable;
    if (!answered || question.id == typing) open.emplace(question.quantity, i + 1);
  }
  return open;
}

}  // namespace wf::model
