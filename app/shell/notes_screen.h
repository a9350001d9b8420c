#pragma once

#include <string>

#include "app/platform/screen.h"
#include "app/ui/theme.h"

namespace wf::app {

class Shell;

// The second window: the lecturer's notes, in the looks of the first one when nobody presents. Keys
// do there what they do on the projector.
class NotesScreen final : public Screen {
 public:
  explicit NotesScreen(Shell& shell) : shell_(shell) {}

  void before_frame(Host& host) override;
  void frame(Host& host) override;
  bool may_close() override;

  const Theme& theme() const { return theme_; }

 private:
  Shell& shell_;
  Theme theme_;
  std::string title_;
};

}  // namespace wf::app
