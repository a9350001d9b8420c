#include "app/shell/teaching_notes.h"

#include "lessons/resolve.h"
#include "lessons/teaching.h"

namespace wf::app {

void TeachingNotes::draw(const LessonSession& session, const PaneContext& context) {
  if (lesson_ != &session.lesson() || session_version_ != session.version()) {
    lesson_ = &session.lesson();
    session_version_ = session.version();
    lessons::Diagnostics ignored;  // the lesson's own test reports them
    notes_ = lessons::resolve(lessons::teaching_document(*lesson_), session.source(), lesson_->file,
                              ignored);
    // They stand under the title of the overlay.
    for (lessons::Block& block : notes_) {
      if (block.kind == lessons::Block::Kind::kHeading) block.level += 2;
    }
    ++version_;
  }
  view_.measure_em = 44;
  view_.show("teaching notes", notes_, version_, context.canvas);
}

}  // namespace wf::app
