#include "app/explorer/withheld.h"

#include <fmt/format.h>

#include "app/explorer/words.h"

namespace wf::app {

std::string your_answer_first(const Withheld& withheld,
                              const std::set<std::string, std::less<>>& told,
                              std::string_view what) {
  std::set<std::size_t> numbers;
  for (const std::string& id : told) {
    if (const auto found = withheld.find(id); found != withheld.end())
      numbers.insert(found->second);
  }
  if (numbers.empty()) return {};
  std::string list;
  std::size_t left = numbers.size();
  for (const std::size_t number : numbers) {
    list += fmt::format("{}{}", number, left == 1 ? "" : left == 2 ? " and " : ", ");
    --left;
  }
  return fmt::format("Your answer first: {} is shown once question{} {} of the task {} answered.",
                     what, numbers.size() == 1 ? "" : "s", list,
                     numbers.size() == 1 ? "is" : "are");
}

void draw_claims(const model::Scenario& scenario, const std::vector<model::AssertionResult>& claims,
                 const Withheld& withheld, const PaneContext& context) {
  if (claims.empty()) return;
  const Theme& theme = context.theme();
  heading("What must hold", context);
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const model::AssertionResult& each = claims[i];
    const std::string subject =
        i < scenario.assertions.size() ? scenario.assertions[i].subject : "";
    const std::string waits = your_answer_first(withheld, {subject});
    // Whether a wall binds is all that its question asks for.
    if (!waits.empty() && subject == kBinding) {
      flow({{each.text + ": ", theme.colours.ink}, {waits, theme.colours.muted}}, theme.size.em,
           context);
      continue;
    }
    const std::string rest =
        fmt::format("{}: {}", each.text, waits.empty() ? each.detail : kYourAnswerFirst);
    flow({{each.holds ? "✓ holds  " : "✗ fails  ",
           each.holds ? theme.colours.good : theme.colours.bad, &Fonts::semibold},
          {rest, theme.colours.ink}},
         theme.size.em, context);
  }
}

}  // namespace wf::app
