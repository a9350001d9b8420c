#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

#include "model/catalogue.h"
#include "model/core/result.h"
#include "model/validation.h"

namespace wf::app {

// The cases that come with the program, predicted once, beside the frames: hundreds of estimates
// take longer than a frame may.
class Scoring {
 public:
  Scoring(std::filesystem::path assets, const model::Catalogue& catalogue);
  ~Scoring() = default;  // waits for the thread
  Scoring(const Scoring&) = delete;
  Scoring& operator=(const Scoring&) = delete;

  // The score, or why there is none; nullptr until it is there.
  const model::Result<model::Validation>* result() const {
    return done_.load(std::memory_order_acquire) ? &*result_ : nullptr;
  }
  void wait() const;  // until it is

 private:
  std::optional<model::Result<model::Validation>> result_;  // the thread's until it is done
  std::atomic<bool> done_ = false;
  std::jthread thread_;
};

}  // namespace wf::app
