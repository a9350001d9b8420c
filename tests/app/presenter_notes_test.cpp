#include <doctest/doctest.h>
#include <unistd.h>

#include <optional>

#include "app/present/answer.h"
#include "app/present/lecture_time.h"
#include "app/present/notes.h"
#include "app/shell/shell_commands.h"
#include "lessons/plain.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"

// The lecturer's second window.

using namespace wf::app;
using namespace wf::app::testing;

namespace {

struct Lecture {
  explicit Lecture(const char* folder = "01-what-makes-ml-systems-different", int width = 1280,
                   int height = 800)
      : shell(workspace(source_dir() / "lessons"), Settings{}), room(shell) {
    shell.set_clock([this] { return begun + std::chrono::seconds(seconds); });
    shell.open_file(source_dir() / "lessons" / folder / "lesson.md");
    room.frames(3);
    room.key(ImGuiKey_F5);
    room.frames(3);
    REQUIRE(shell.presenter() != nullptr);
    room.key(ImGuiKey_N);
    REQUIRE(shell.second() != nullptr);
    desk.emplace(*shell.second(), width, height);
  }
  // As the windows are drawn: the second, then the first.
  void frames(int count = 2) {
    desk->frames(count);
    room.frames(count);
    desk->frames(1);
  }
  void press(ImGuiKeyChord chord) {
    desk->key(chord);
    frames();
  }
  template <class There>
  void go_until(const There& there) {
    for (int i = 0; i < 300 && !there(); ++i) press(ImGuiKey_PageDown);
    REQUIRE(there());
  }
  Presenter& presenter() { return *shell.presenter(); }

  std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
  int seconds = 0;
  Shell shell;
  UiDriver room;
  std::optional<UiDriver> desk;
};

}  // namespace

TEST_CASE("the notes are a window of the presentation only, by a command of the table") {
  const ShellCommand* command = find_shell_command("present.notes");
  REQUIRE(command != nullptr);
  Shell shell(workspace(source_dir() / "lessons"), Settings{});
  UiDriver room(shell);
  shell.open_file(source_dir() / "lessons/00-orientation/lesson.md");
  room.frames(3);
  CHECK_FALSE(command->when(shell));
  shell.toggle_notes();
  CHECK(shell.second() == nullptr);
  room.key(ImGuiKey_F5);
  room.frames(2);
  CHECK(command->when(shell));
  CHECK_FALSE(command->ticked(shell));
  CHECK(shell.second() == nullptr);
  for (const ImGuiKeyChord chord :
       {ImGuiKeyChord(ImGuiKey_N), static_cast<int>(ImGuiMod_Ctrl) | ImGuiKey_I}) {
    room.key(chord);
    CHECK(shell.second() != nullptr);
    CHECK(command->ticked(shell));
    room.key(chord);
    CHECK(shell.second() == nullptr);
  }
  CHECK(shell.presenter() != nullptr);
}

TEST_CASE("the close button closes the notes, and leaving the presentation does, too") {
  Lecture lecture;
  CHECK(lecture.shell.second()->may_close());
  CHECK(lecture.shell.second() == nullptr);
  CHECK(lecture.shell.presenter() != nullptr);

  // A new window has their title and looks again.
  lecture.desk.reset();
  lecture.room.key(ImGuiKey_N);
  REQUIRE(lecture.shell.second() != nullptr);
  lecture.desk.emplace(*lecture.shell.second());
  CHECK(lecture.desk->title() == "Notes · What makes ML systems different");
  lecture.desk->draw_data();  // makes its context the current one
  CHECK(ImGui::GetStyle().FontSizeBase ==
        lecture.desk->fonts().regular.size_for(lecture.shell.notes_screen().theme().size.em));
  lecture.desk->key(ImGuiKey_Escape);  // in the notes
  CHECK(lecture.shell.presenter() == nullptr);
  CHECK(lecture.shell.second() == nullptr);
  lecture.desk->frames(2);  // a last frame, before the window goes
  CHECK(lecture.desk->text().empty());

  lecture.room.key(ImGuiKey_F5);
  lecture.room.frames(2);
  REQUIRE(lecture.shell.presenter() != nullptr);
  CHECK(lecture.shell.second() == nullptr);  // not by itself
}

TEST_CASE("the clicker's keys drive the presentation from the notes' window") {
  Lecture lecture;
  const auto step = [&] { return lecture.presenter().step(); };
  CHECK(step() == 0);
  CHECK(lecture.desk->shows("Step 1 of"));
  lecture.press(ImGuiKey_PageDown);
  CHECK(step() == 1);
  CHECK(lecture.desk->shows("Step 2 of"));
  lecture.press(ImGuiKey_PageUp);
  CHECK(step() == 0);
  lecture.press(ImGuiKey_Space);
  CHECK(step() == 1);
  lecture.press(ImGuiKey_B);
  CHECK(lecture.presenter().black());
  CHECK(lecture.room.text().empty());
  CHECK(lecture.desk->shows("picture is black"));
  CHECK(lecture.desk->shows("What they believe"));
  lecture.press(ImGuiKey_B);
  CHECK_FALSE(lecture.presenter().black());
  CHECK_FALSE(lecture.desk->shows("picture is black"));
  lecture.go_until([&] { return lecture.presenter().figure_shown(); });
  const auto version = lecture.presenter().session().version();
  lecture.press(ImGuiKey_RightArrow);
  CHECK(lecture.presenter().session().version() > version);
  lecture.press(ImGuiKey_Home);
  CHECK(step() == 0);
  // Keys of the first window's own still lead to it.
  lecture.room.key(ImGuiKey_PageDown);
  lecture.frames();
  CHECK(lecture.desk->shows("Step 2 of"));
}

TEST_CASE("the notes say where the lecture stands and what comes next") {
  Lecture lecture;
  lecture.go_until([&] { return lecture.presenter().step() == 5; });
  const auto& steps = lecture.presenter().plan();
  CHECK(lecture.desk->shows("Step 6 of " + std::to_string(steps.size())));
  CHECK(lecture.desk->shows(steps[5].heading));
  CHECK(lecture.desk->shows(steps[6].heading));
  for (int i = 0; i < 400 && lecture.presenter().step() + 1 < lecture.presenter().steps(); ++i) {
    lecture.press(ImGuiKey_Space);
  }
  CHECK(lecture.desk->shows("The end"));
}

TEST_CASE("the answer stands in the notes while the room does not see it") {
  Lecture lecture;
  lecture.go_until([&] { return lecture.presenter().question() != nullptr; });
  CHECK_FALSE(lecture.presenter().answer_shown());
  const char* const kAnswer = "2. B, with twice the memory bandwidth";
  const char* const kReason = "Every token needs every weight";
  CHECK(lecture.desk->shows("The answer, hidden from the room"));
  CHECK(lecture.desk->shows(kAnswer));
  CHECK(lecture.desk->shows(kReason));
  CHECK_FALSE(lecture.room.shows(kReason));
  lecture.press(ImGuiKey_R);
  CHECK(lecture.presenter().answer_shown());
  CHECK(lecture.desk->shows("The answer, as the room reads it"));
  CHECK(lecture.room.shows(kReason));
  lecture.go_until([&] { return lecture.presenter().question() == nullptr; });
  CHECK_FALSE(lecture.desk->shows("The answer"));
}

TEST_CASE("every question of the course has an answer in words") {
  Shell shell(workspace(source_dir() / "lessons"), Settings{});
  UiDriver driver(shell);
  int questions = 0;
  for (const ShelfLesson& shelf : shell.workspace().lessons()) {
    shell.open_file(shelf.file);
    driver.frames(2);
    const LessonSession* session = shell.session_of(*shell.workspace().current());
    REQUIRE(session != nullptr);
    for (const wf::lessons::LivePart* part : session->lesson().parts()) {
      const auto answer = answer_of(*session, *part);
      const bool asks = part->word == "predict" || part->word == "drill";
      CAPTURE(shelf.id);
      CAPTURE(part->id);
      CHECK(answer.empty() != asks);
      if (!asks) continue;
      ++questions;
      const std::string words = wf::lessons::plain_words(answer);
      CHECK(words.size() > 10);
      CHECK(words.find('?') != 0);
    }
  }
  CHECK(questions > 30);
}

TEST_CASE("the number that matters is in the notes before the room may see it") {
  Lecture lecture;
  const auto read_out = lecture.presenter().read_out();
  REQUIRE(read_out.has_value());
  CHECK_FALSE(lecture.presenter().read_out_shown());
  CHECK(lecture.desk->shows(read_out->value));
  CHECK(lecture.desk->shows(read_out->name));
  CHECK(lecture.desk->shows("hidden from the room"));
  CHECK_FALSE(lecture.room.shows(read_out->value));
  lecture.go_until([&] { return lecture.presenter().read_out_shown(); });
  lecture.go_until([&] { return lecture.presenter().figure_shown(); });
  CHECK(lecture.desk->shows("The number, as the room reads it"));
  const std::string before = lecture.presenter().read_out()->value;
  for (int i = 0; i < 4; ++i) lecture.press(ImGuiKey_RightArrow);
  const std::string now = lecture.presenter().read_out()->value;
  CHECK(now != before);
  CHECK(lecture.desk->shows(now));
  CHECK(lecture.room.shows(now));
}

TEST_CASE("the time is in minutes, against the timebox, and only a new minute draws") {
  Lecture lecture;
  const int planned = lecture.presenter().lesson().teaching.minutes();
  REQUIRE(planned > 20);
  const auto time = [&](int minute) {
    return std::to_string(minute) + " of " + std::to_string(planned) + " min";
  };
  // People still come in: the title page takes no time.
  CHECK(lecture.desk->shows("The time begins when the title is left"));
  lecture.seconds = -600;
  CHECK_FALSE(lecture.shell.poll());
  lecture.press(ImGuiKey_PageDown);
  lecture.press(ImGuiKey_PageUp);
  lecture.seconds = 0;
  lecture.frames();
  lecture.press(ImGuiKey_PageDown);
  CHECK(lecture.desk->shows(time(0)));
  CHECK_FALSE(lecture.desk->shows("The time begins"));
  lecture.seconds = 59;
  CHECK_FALSE(lecture.shell.poll());
  lecture.seconds = 60;
  CHECK(lecture.shell.poll());
  lecture.frames();
  CHECK(lecture.desk->shows(time(1)));
  CHECK_FALSE(lecture.shell.poll());
  // Nothing asks for another frame.
  lecture.frames(4);
  const int asked = lecture.desk->redraws_asked();
  lecture.desk->frames(20);
  CHECK(lecture.desk->redraws_asked() == asked);
  lecture.seconds = 60 * (planned + 1);
  lecture.frames();
  CHECK(lecture.desk->shows(time(planned + 1)));
  CHECK(lecture.desk->shows("minutes behind"));
  lecture.shell.toggle_notes();
  lecture.seconds += 120;
  CHECK_FALSE(lecture.shell.poll());
}

TEST_CASE("whoever leaves the presentation for a while goes on in the same class") {
  Lecture lecture;
  lecture.press(ImGuiKey_PageDown);
  lecture.seconds = 60 * 9;
  lecture.desk->key(ImGuiKey_Escape);
  REQUIRE(lecture.shell.presenter() == nullptr);
  lecture.room.frames(2);
  lecture.seconds = 60 * 12;
  lecture.room.key(ImGuiKey_F5);
  lecture.room.frames(2);
  REQUIRE(lecture.shell.notes() != nullptr);
  CHECK(lecture.shell.notes()->minute() == 12);
  lecture.room.key(ImGuiKey_Home);  // to the title: another class
  lecture.room.frames(2);
  CHECK(lecture.shell.notes()->minute() == 0);
  lecture.room.key(ImGuiKey_PageDown);
  lecture.room.frames(2);
  CHECK(lecture.shell.notes()->minute() == 0);
}

TEST_CASE("the plan follows the sections; those without minutes belong to the part before") {
  wf::lessons::Lesson lesson;
  for (const auto& [section, minutes] : {std::pair{"One", 4}, {"Three", 6}, {"Four", 5}}) {
    wf::lessons::Teaching::Part part;
    part.section = section;
    part.minutes = minutes;
    lesson.teaching.timebox.push_back(part);
  }
  std::vector<PresentStep> steps(5);
  steps[1].section = steps[2].section = "One";
  steps[3].section = "Two";
  steps[4].section = "Four";  // Three is not in the text any more
  CHECK_FALSE(planned_at(lesson, steps, 0).has_value());
  const auto one = planned_at(lesson, steps, 3);
  REQUIRE(one.has_value());
  CHECK(one->part->section == "One");
  CHECK(one->until == 4);
  const auto four = planned_at(lesson, steps, 4);
  REQUIRE(four.has_value());
  CHECK(four->from == 10);
  CHECK(four->until == 15);
  CHECK(pace_words(*four, 9) == "1 minute ahead: this part begins at minute 10");
  CHECK(pace_words(*four, 15) == "This part takes until minute 15");
  CHECK(pace_words(*four, 17) == "2 minutes behind: this part was to end at minute 15");
  CHECK_FALSE(planned_at({}, steps, 4).has_value());
}

TEST_CASE("every lesson's plan is found in its steps") {
  Shell shell(workspace(source_dir() / "lessons"), Settings{});
  for (const ShelfLesson& shelf : shell.workspace().lessons()) {
    CAPTURE(shelf.id);
    const auto lesson = wf::lessons::load_lesson(shelf.file);
    if (lesson.teaching.empty()) continue;
    const auto steps = present_steps(lesson.blocks);
    const auto first = planned_at(lesson, steps, 0);
    const auto last = planned_at(lesson, steps, static_cast<int>(steps.size()) - 1);
    REQUIRE(last.has_value());
    CHECK(last->part == &lesson.teaching.timebox.back());
    CHECK(last->until == lesson.teaching.minutes());
    CHECK((!first || first->from == 0));
  }
}

TEST_CASE("the teaching notes follow the present numbers and scroll by wheel and keys") {
  for (const auto& [width, column] : {std::pair{1280, "room"}, std::pair{800, "notes"}}) {
    CAPTURE(width);
    Lecture lecture("04-one-serving-replica", width, 600);
    UiDriver& desk = *lecture.desk;
    CHECK(desk.shows("What they believe"));
    CHECK(desk.shows("Listen for:"));
    CHECK_FALSE(desk.shows("{{"));
    CHECK_FALSE(desk.shows("[vllm"));
    CHECK(desk.shows("69.8"));
    lecture.presenter().session().type_knob("precision.weights", "fp8");
    lecture.frames();
    CHECK_FALSE(desk.shows("69.8"));

    CHECK(desk.scrolled(column) == 0);
    desk.key(ImGuiKey_DownArrow);
    const float by_key = desk.scrolled(column);
    CHECK(by_key > 0);
    desk.move_to(width - 60, 400);
    desk.scroll(-3);
    desk.frames(2);
    CHECK(desk.scrolled(column) > by_key);
    lecture.press(ImGuiKey_PageDown);  // another step begins at the top
    CHECK(desk.scrolled(column) == 0);
  }
}

TEST_CASE("the notes keep the lecturer's own looks, a little larger") {
  Lecture lecture;
  CHECK(lecture.shell.theme().look.theme == wf::widgets::ThemeName::kProjector);
  CHECK(lecture.shell.notes_screen().theme().look.theme == wf::widgets::ThemeName::kLight);
  CHECK(lecture.shell.notes_screen().theme().look.text_scale == doctest::Approx(1.25));
  lecture.shell.set_theme(wf::widgets::ThemeName::kDark);
  lecture.frames();
  CHECK(lecture.shell.notes_screen().theme().look.theme == wf::widgets::ThemeName::kDark);
  CHECK(notes_look({.text_scale = 2.5}).text_scale == kLargestText);
}
