#include <ostream>

#include "app/cli/command.h"
#include "app/cli/course.h"
#include "lessons/lesson_scenario.h"
#include "lessons/model_source.h"
#include "lessons/resolve.h"
#include "lessons/teaching.h"

// `wallfinder teach LESSON`: the lecturer's notes on a lesson, as Markdown.
namespace wf::app {
namespace {

int teach(const Arguments& arguments, Streams& streams) {
  const std::string& id = arguments.positional[0];
  const auto course = open_course(streams);
  if (!course) return kProgramFault;
  const lessons::LessonEntry* entry = course->lesson(id);
  if (entry == nullptr) {
    return refuse(
        streams, "teach",
        "there is no lesson \"" + printable(id) + "\"; `wallfinder list lessons` shows all");
  }
  const lessons::Lesson lesson = lessons::load_lesson(entry->file);
  auto scenario = lessons::lesson_scenario(lesson, course->assets, course->catalogue);
  if (!scenario) {
    streams.err << "wallfinder: " << printable(scenario.error().text()) << "\n";
    return kProgramFault;
  }
  if (!set_all(*scenario, arguments.values("--set"), course->catalogue, streams)) return kBadInput;
  const lessons::Blocks notes = lessons::teaching_document(lesson);
  if (notes.empty()) {
    streams.err << "lesson " << id << " has no teaching notes\n";
    return kSuccess;
  }
  lessons::Diagnostics ignored;
  const lessons::ModelSource source(std::move(*scenario), course->catalogue);
  streams.out << lessons::markdown_text(lessons::resolve(notes, source, lesson.file, ignored));
  return kSuccess;
}

constexpr Option kOptions[] = {kSetOption};
constexpr Example kExamples[] = {
    {"wallfinder teach 01", "what to ask a class, and what to listen for"},
    {"wallfinder teach 01 > notes.md", "to print, or to edit for your own class"},
    {"wallfinder teach 01 --set cluster.gpu=a100-sxm-80gb", "with the numbers of your own GPU"},
};

}  // namespace

extern const Command kTeachCommand;
const Command kTeachCommand{
    .name = "teach",
    .arguments = "LESSON",
    .least = 1,
    .most = 1,
    .summary = "print a lesson's teaching notes: time, misconceptions, discussion, rubric",
    .details =
        "Markdown, with the lesson's numbers computed: how to spend the time of a class, what "
        "people believe on the way in and the number that changes their mind, questions with what "
        "to listen for, and what a good answer names.",
    .options = kOptions,
    .examples = kExamples,
    .run = teach,
};

}  // namespace wf::app
