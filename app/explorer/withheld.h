#pragma once

#include <set>
#include <string>
#include <string_view>

#include "app/shell/pane_context.h"
#include "model/open_questions.h"
#include "model/report.h"

// What the window does not say yet: an assignment's question comes before the model's answer.
//
// A read-out that would state what an open question asks for says "your answer first" instead: the
// verdict, the headrooms and what would move the wall; the row of a quantity with its arithmetic,
// its tornado and its sweeps; what a claim found; the operations that add up to a step. Whatever
// else the number could be worked out from stays. Files and the command line show everything.
namespace wf::app {

using Withheld = model::OpenQuestions;

inline constexpr std::string_view kYourAnswerFirst = "your answer first";
inline constexpr std::string_view kBinding = "binding";

// "Your answer first: this is shown once question 2 of the task is answered."; "" where none of
// `told` is withheld.
std::string your_answer_first(const Withheld& withheld,
                              const std::set<std::string, std::less<>>& told,
                              std::string_view what = "this");

// The claims of a workload, each with whether it holds.
void draw_claims(const model::Scenario& scenario, const std::vector<model::AssertionResult>& claims,
                 const Withheld& withheld, const PaneContext& context);

}  // namespace wf::app
