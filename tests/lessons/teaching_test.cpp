#include "lessons/teaching.h"

#include "lessons/registry.h"
#include "tests/lessons/fake_source.h"
#include "tests/lessons/lesson_testing.h"

// The notes for a lecturer: their grammar, and what every lesson of the course owes its lecturer.

namespace wf::lessons {
namespace {

using testing::FakeSource;

const std::string kTeaching = R"(teaching:
  timebox:
    - section: Waiting
      minutes: 4
      do: Ask.
    - section: The count
      minutes: 9
      do: Count {{weights.bytes}} at the board.
  misconceptions:
    - says: It takes 80 GB.
      reply: It takes {{weights.bytes}}, and **more** with a cache.
  discuss:
    - ask: Who pays?
      hear: The user.
    - ask: Who else?
      hear: Nobody.
  rubric:
    - Names the wall.
    - Gives a number.
)";

std::string lesson_with(const std::string& teaching) {
  return "---\nid: 01\ntitle: Waiting\npart: p\nminutes: 20\nscenario: s\nobjectives: Know it\n" +
         teaching + "---\n# Waiting\n\nText.\n\n## The count\n\nMore.\n\n## The end\n\nDone.\n";
}

std::string problems(const std::string& teaching) {
  std::string all;
  for (const auto& each : parse_lesson(lesson_with(teaching), "l").diagnostics) {
    all += to_string(each) + "\n";
  }
  return all;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("teaching notes are read") {
  const Lesson lesson = parse_lesson(lesson_with(kTeaching), "l");
  for (const auto& each : lesson.diagnostics) FAIL_CHECK(to_string(each));
  const Teaching& teaching = lesson.teaching;
  CHECK_FALSE(teaching.empty());
  CHECK(teaching.line == 8);
  REQUIRE(teaching.timebox.size() == 2);
  CHECK(teaching.timebox[1].section == "The count");
  CHECK(teaching.minutes() == 13);
  REQUIRE(teaching.misconceptions.size() == 1);
  CHECK(plain_words(teaching.misconceptions[0].says) == "It takes 80 GB.\n");
  CHECK(teaching.prompts.size() == 2);
  CHECK(teaching.rubric.size() == 2);
  CHECK(parse_lesson(lesson_with(""), "l").teaching.empty());
  CHECK(teaching_document(parse_lesson(lesson_with(""), "l")).empty());
}

TEST_CASE("mistakes in teaching notes are named with their line") {
  CHECK(problems(kTeaching).empty());
  CHECK(problems("teaching: Be kind.\n") ==
        "l:8: error: 'Be kind.' is no 'key: value' line: write one, or indent the line to go on "
        "with the value above\n"
        "l:8: error: this teaching has no 'timebox': add a line 'timebox: ...'\n"
        "l:8: error: this teaching has no 'misconceptions': add a line 'misconceptions: ...'\n"
        "l:8: error: this teaching has no 'discuss': add a line 'discuss: ...'\n"
        "l:8: error: this teaching has no 'rubric': add a line 'rubric: ...'\n");
  CHECK(problems("teaching:\n") ==
        "l:8: error: 'teaching' has parts of its own: write timebox, misconceptions, discuss and "
        "rubric below it, indented\n");
  CHECK(problems(replaced(kTeaching, "section: The count", "section: The cuont")) ==
        "l:13: error: the lesson has no section 'The cuont': did you mean 'The count'?\n");
  CHECK(problems(replaced(kTeaching, "section: Waiting", "section: The end")) ==
        "l:13: error: the section 'The count' stands before the one above in the lesson: keep its "
        "order\n");
  CHECK(problems(replaced(kTeaching, "minutes: 9", "minutes: long")) ==
        "l:14: error: 'long' is no number of minutes\n");
  CHECK(problems(replaced(kTeaching, "hear: The user.", "heard: The user.")) ==
        "l:20: error: this discuss has no 'hear': add a line 'hear: ...'\n"
        "l:21: error: discuss has no key 'heard': did you mean 'hear'?\n");
  CHECK(problems(replaced(kTeaching, "    - ask: Who else?\n      hear: Nobody.\n", "")) ==
        "l:19: error: 'discuss' has 1: give 2 to 4 questions, as many as fit a class\n");
  CHECK(problems(replaced(kTeaching, "- says: It takes 80 GB.\n      reply", "- reply")) ==
        "l:17: error: this misconception has no 'says': add a line 'says: ...'\n");
  CHECK(problems(replaced(kTeaching, "Gives a number.", "note: x")) ==
        "l:26: error: a line of 'rubric' is plain text: what a good answer names\n");
  CHECK(problems(replaced(kTeaching, "The user.", "The user.[^who]")) ==
        "l:21: error: [^who] cites no source of the front matter: add one with that id\n");
}

TEST_CASE("numbers of the notes are computed; those of a misconception are its own") {
  const Lesson lesson = parse_lesson(lesson_with(kTeaching), "l");
  CHECK(lint(lesson).empty());
  const Lesson typed =
      parse_lesson(lesson_with(replaced(kTeaching, "The user.", "It is 80 GB.")), "l");
  REQUIRE(lint(typed).size() == 1);
  CHECK(lint(typed)[0].line == 21);
  CHECK(check_lesson(lesson, FakeSource()).empty());
  const Lesson unknown =
      parse_lesson(lesson_with(replaced(kTeaching, "weights.bytes}} at", "no.such}} at")), "l");
  const auto found = check_lesson(unknown, FakeSource());
  REQUIRE(found.size() == 1);
  CHECK(to_string(found[0]) ==
        "l:15: error: in {{no.such}}: there is no quantity or knob 'no.such'");
}

TEST_CASE("the notes as a document, and as Markdown") {
  const Lesson lesson = parse_lesson(lesson_with(kTeaching), "l");
  Diagnostics found;
  const std::string text =
      markdown_text(resolve(teaching_document(lesson), FakeSource(), "l", found));
  CHECK(found.empty());
  const std::string weights = evaluate({Expression::parse("weights.bytes"), {}}, FakeSource()).text;
  CHECK(text ==
        "# Teaching lesson 01: Waiting\n\n13 minutes in class; alone it takes 20 minutes.\n\n"
        "## The time\n\n- **4 min. Waiting.** Ask.\n- **9 min. The count.** Count " +
            weights + " at the board.\n\n## What they believe\n\n**It takes 80 GB.**\n\nIt takes " +
            weights +
            ", and **more** with a cache.\n\n## To discuss\n\n1. Who pays?\n\n   **Listen "
            "for:** The user.\n\n2. Who else?\n\n   **Listen for:** Nobody.\n\n## A good "
            "answer\n\n- Names the wall.\n- Gives a number.\n\n## After it they can\n\n- "
            "Know it\n");
}

// The schema of the course: what the notes of every lesson hold.
TEST_CASE("every lesson has notes that fill a class") {
  Diagnostics found;
  const auto entries = find_lessons(testing::kRoot / "lessons", found);
  REQUIRE(found.empty());
  REQUIRE(entries.size() >= 9);
  for (const LessonEntry& entry : entries) {
    CAPTURE(entry.id);
    const Lesson lesson = load_lesson(entry.file);
    const Teaching& teaching = lesson.teaching;
    for (const auto& each : lesson.diagnostics) FAIL_CHECK(to_string(each));
    for (const auto& each : lint(lesson)) FAIL_CHECK(to_string(each));
    REQUIRE_FALSE(teaching.empty());
    CHECK(teaching.misconceptions.size() >= 2);
    CHECK(teaching.prompts.size() >= kFewestPrompts);
    CHECK(teaching.prompts.size() <= kMostPrompts);
    CHECK(teaching.rubric.size() >= 4);
    CHECK(teaching.timebox.size() >= 4);
    // A class asks, waits and listens: it is longer than reading alone, and ends within the hour.
    CHECK(teaching.minutes() > lesson.minutes);
    CHECK(teaching.minutes() <= 60);
    const ModelSource source(testing::opening(lesson), testing::catalogue());
    const std::string words =
        markdown_text(resolve(teaching_document(lesson), source, lesson.file, found));
    for (const auto& each : found) FAIL_CHECK(to_string(each));
    for (const auto& each : teaching.misconceptions) {
      const std::string reply = plain_words(resolve(each.reply, source, lesson.file, found));
      CAPTURE(reply);
      CHECK(reply.size() > 80);
    }
    for (const char* mark : {"{{", "?.", "NaN"}) CHECK_FALSE(testing::contains(words, mark));
  }
}

}  // namespace
}  // namespace wf::lessons
