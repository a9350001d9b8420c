#pragma once

#include <string>

#include "app/record/record.h"
#include "app/shell/pane_context.h"

namespace wf::app {

// A small field for the note of one step. Every keystroke is in the record before the next.
class NoteField {
 public:
  void open(const Record& record, std::string lesson, Step step);
  bool is_open() const { return open_; }
  void draw(Record& record, const PaneContext& context);

 private:
  bool open_ = false;
  bool appearing_ = false;
  std::string lesson_;
  Step step_;
  std::string text_;
};

}  // namespace wf::app
