#include "app/validation/scoring.h"

#include <utility>

#include "model/workload_file.h"

namespace wf::app {
namespace {

model::Result<model::Validation> score(const std::filesystem::path& assets,
                                       const model::Catalogue& catalogue) {
  const std::filesystem::path file = assets / "cases.jsonl";
  const auto text = model::read_text_file(file);
  if (!text) return text.error();
  auto cases = model::read_cases(*text, file.string(), assets, catalogue);
  if (!cases) return cases.error();
  return model::validate(std::move(*cases));
}

}  // namespace

Scoring::Scoring(std::filesystem::path assets, const model::Catalogue& catalogue)
    : thread_([this, assets = std::move(assets), catalogue] {
        result_.emplace(score(assets, catalogue));
        done_.store(true, std::memory_order_release);
        done_.notify_all();
      }) {}

void Scoring::wait() const { done_.wait(false, std::memory_order_acquire); }

}  // namespace wf::app
