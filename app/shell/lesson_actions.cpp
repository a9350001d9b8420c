#include "app/present/presenter.h"
#include "app/shell/shell.h"

// What the commands do in an open lesson.
namespace wf::app {

bool Shell::reading() const {
  return has_lesson() && !analysis_.is_open() && !first_run_ && !presenter_;
}

void Shell::turn_step(int steps) {
  if (LessonView* view = current_lesson()) view->turn_step(steps);
}

void Shell::choose_answer(int option) {
  if (presenter_) {
    presenter_->choose_answer(option);
  } else if (LessonView* view = current_lesson()) {
    view->choose_answer(option);
  }
}

bool Shell::has_widget() const { return reading() && current_lesson()->widget() != nullptr; }

bool Shell::description_shown() const {
  const LessonView* view = current_lesson();
  return view != nullptr && view->describing();
}

void Shell::toggle_description() {
  if (LessonView* view = current_lesson()) view->set_describing(!view->describing());
}

}  // namespace wf::app
