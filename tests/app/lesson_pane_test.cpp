#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/lesson/judge.h"
#include "app/lesson/symbols.h"
#include "lessons/plain.h"
#include "lessons/registry.h"
#include "tests/app/lesson_testing.h"

using namespace wf::app;
using namespace wf::app::testing;
namespace lessons = wf::lessons;

namespace {

using Reading = PaneFixture<LessonPane>;

double step_time(const LessonSession& session) {
  return *session.report().find("decode.step_time")->value;
}

// As the driver names it: with ordinary spaces.
std::string in_ms(double seconds) {
  std::string text = lessons::format_number(seconds, lessons::Unit::parse("s"), {"ms", 0});
  for (const std::string_view space : {"\u00A0", "\u202F"}) {
    for (auto at = text.find(space); at != std::string::npos; at = text.find(space)) {
      text.replace(at, space.size(), " ");
    }
  }
  return text;
}

}  // namespace

TEST_CASE("a lesson shows its head, text, parts and sources") {
  Reading reading;
  UiDriver& ui = *reading.driver;
  for (const char* words :
       {"A small lesson for tests", "Lesson 90", "5 minutes", "After this lesson you can",
        "Predict a step time.", "First, a prediction", "Then the arithmetic", "Drills", "Sources",
        "Efficiently Scaling Transformer Inference", "Drill 1", "Drill 2: find the error",
        "sixty-four"}) {
    CAPTURE(words);
    CHECK(ui.shows(words));
  }
  CHECK(ui.shows(in_ms(step_time(*reading.session))));
  CHECK(reading.session->document().size() > 5);
  CHECK(reading.session->diagnostics().empty());
  // The title stands once, although the text begins with it as well.
  const std::string all = ui.text();
  const auto first = all.find("A small lesson for tests");
  CHECK(all.find("A small lesson for tests", first + 1) == std::string::npos);
}

TEST_CASE("the outline has the headings in order and follows the reader") {
  Reading reading(900, 400);
  const auto& outline = reading.pane.outline();
  REQUIRE(outline.size() == 5);
  CHECK(outline[0].text == "A small lesson for tests");
  CHECK(outline[3].text == "Drills");
  CHECK(reading.pane.current_heading() == 0);
  reading.pane.go_to(outline[3].y);
  reading.driver->frames(3);
  CHECK(reading.pane.current_heading() == 3);
}

TEST_CASE("while numbers move, what is out of sight keeps the older ones, and then follows") {
  const auto session = open_session(fixture_file());
  const std::span<const lessons::Block> step(&session->lesson().blocks[1], 1);
  const auto words = [&](const char* key, bool in_sight) {
    return lessons::plain_words(session->prose(key, step, {}, in_sight).blocks);
  };
  session->begin_frame();
  const std::string before = words("seen", true);
  CHECK(words("unseen", false) == before);  // what was never made is made at once
  for (int batch = 9; batch < 12; ++batch) {
    session->set_knob("serving.batch", batch);
    session->begin_frame();
    CHECK(words("seen", true) != before);
    CHECK(words("unseen", false) == before);
    CHECK(session->behind());
  }
  session->begin_frame();  // the numbers rest
  CHECK(words("unseen", false) == words("seen", true));
  CHECK_FALSE(session->behind());
  // Other settings are another text.
  CHECK(lessons::plain_words(session->prose("unseen", step, {{"serving.batch", "64"}}).blocks) !=
        words("unseen", false));
}

TEST_CASE("a lesson asks for frames until all of its text has the present numbers") {
  Reading reading(900, 400);
  UiDriver& ui = *reading.driver;
  LessonSession& session = *reading.session;
  session.set_knob("cluster.gpu.memory_bandwidth", 2e12);
  const int asked = ui.redraws_asked();
  ui.frames(1);
  CHECK(session.behind());
  CHECK(ui.redraws_asked() > asked);
  ui.frames(12);
  CHECK_FALSE(session.behind());
  const int settled = ui.redraws_asked();
  ui.frames(3);
  CHECK(ui.redraws_asked() == settled);
  CHECK(ui.shows(in_ms(*session.report().find("decode.weight_read")->value)));
}

TEST_CASE("a choice is revealed only once it is made") {
  Reading reading;
  UiDriver& ui = *reading.driver;
  CHECK_FALSE(ui.shows("The weights alone take"));
  std::vector<AnswerEvent> events;
  reading.session->on_answer = [&](const AnswerEvent& event) { events.push_back(event); };
  ui.click("The bytes of the weights");
  CHECK(ui.shows("The weights alone take"));
  CHECK(ui.shows("Every token needs every weight."));
  CHECK_FALSE(ui.shows("done long before"));
  REQUIRE(events.size() == 1);
  CHECK(events[0].right);
  CHECK(events[0].part == "which-wall");
  CHECK(events[0].given == "2");
}

TEST_CASE("a wrong choice gets the feedback of both options") {
  Reading reading;
  reading.driver->click("The arithmetic");
  CHECK(reading.driver->shows("done long before"));
  CHECK(reading.driver->shows("Every token needs every weight."));
  reading.driver->click("Ask me again");
  CHECK_FALSE(reading.driver->shows("The weights alone take"));
  CHECK_FALSE(reading.session->predict("which-wall").revealed());
}

TEST_CASE("an option of the question in sight is chosen by its number") {
  Reading reading(900, 1400);
  reading.pane.choose_answer(2);
  reading.driver->frames(2);
  CHECK(reading.session->predict("which-wall").phase == PredictAnswer::Phase::kCommitted);
  CHECK(reading.session->predict("which-wall").option == 1);
  CHECK(reading.driver->shows("The weights alone take"));
}

TEST_CASE("a number does nothing to a question that is out of sight") {
  Reading reading(900, 700);
  reading.driver->key(ImGuiKey_End);
  reading.driver->frames(2);
  reading.pane.choose_answer(1);
  reading.driver->frames(2);
  CHECK(reading.session->predict("which-wall").phase == PredictAnswer::Phase::kOpen);
}

TEST_CASE("a prediction can be skipped, and nothing stays locked") {
  Reading reading;
  UiDriver& ui = *reading.driver;
  std::vector<AnswerEvent> events;
  reading.session->on_answer = [&](const AnswerEvent& event) { events.push_back(event); };
  ui.click("Skip##which-wall");
  CHECK(reading.session->predict("which-wall").phase == PredictAnswer::Phase::kSkipped);
  CHECK(ui.shows("The weights alone take"));
  REQUIRE(events.size() == 1);
  CHECK(events[0].skipped);
  ui.click("Skip##step-time");
  CHECK(reading.session->predict("step-time").revealed());
  CHECK_FALSE(ui.has("Skip##step-time"));
}

TEST_CASE("a number is read with its unit, and the ratio stands first") {
  Reading reading;
  UiDriver& ui = *reading.driver;
  ui.click("##prediction");
  ui.type("41 ms");
  ui.click("Commit");
  const PredictAnswer& answer = reading.session->predict("step-time");
  REQUIRE(answer.phase == PredictAnswer::Phase::kCommitted);
  CHECK(*answer.number == doctest::Approx(0.041));
  const double ratio = 0.041 / step_time(*reading.session);
  REQUIRE(ratio > 2);
  const std::string all = ui.text();
  const auto verdict = all.find("too large");
  const auto said = all.find("You said 41");
  REQUIRE(verdict != std::string::npos);
  REQUIRE(said != std::string::npos);
  CHECK(verdict < said);
}

TEST_CASE("what is no number says so and stays") {
  Reading reading;
  UiDriver& ui = *reading.driver;
  ui.click("##prediction");
  ui.type("41 GB");
  ui.key(ImGuiKey_Enter);
  CHECK_FALSE(reading.session->predict("step-time").revealed());
  CHECK_FALSE(reading.session->predict("step-time").error.empty());
  CHECK(reading.session->predict("step-time").typed == "41 GB");
}

TEST_CASE("typed numbers take the unit beside the field when they have none") {
  std::string error;
  CHECK(*typed_number("41", "ms", "s", error) == doctest::Approx(0.041));
  CHECK(*typed_number("0.041 s", "ms", "s", error) == doctest::Approx(0.041));
  CHECK(*typed_number(" 80 GiB ", "GB", "bytes", error) == doctest::Approx(85899345920.0));
  CHECK(*typed_number("1.5", "", "1", error) == doctest::Approx(1.5));
  CHECK_FALSE(typed_number("", "ms", "s", error));
  CHECK_FALSE(error.empty());
  CHECK_FALSE(typed_number("soon", "ms", "s", error));
}

TEST_CASE("the text's numbers follow the scenario at once") {
  Reading reading;
  const std::string before = in_ms(step_time(*reading.session));
  CHECK(reading.driver->shows(before));
  reading.session->set_knob("serving.batch", 256);
  reading.driver->frames(2);
  const std::string after = in_ms(step_time(*reading.session));
  REQUIRE(before != after);
  CHECK(reading.driver->has("256"));
  CHECK(reading.driver->shows(after));
}

TEST_CASE("a task sets the widget up, and back") {
  Reading reading;
  reading.driver->click("Set it up");
  CHECK(reading.session->scenario().serving->batch == 64);
  CHECK(reading.session->widget_id() == "roofline");
  reading.driver->click("Back to the lesson");
  CHECK(reading.session->scenario().serving->batch == 8);
  CHECK(reading.session->unchanged());
}

TEST_CASE("a drill: answer, hints, solution, new numbers") {
  Reading reading;
  UiDriver& ui = *reading.driver;
  const LessonSession& session = *reading.session;
  const auto parts = session.lesson().parts();
  const auto part = std::find_if(parts.begin(), parts.end(),
                                 [](const auto* each) { return each->id == "step-drill"; });
  REQUIRE(part != parts.end());
  const auto numbers = session.drawn(**part);
  REQUIRE(numbers.size() == 1);
  CHECK(ui.has(numbers[0].value));

  ui.click("Hint 1 of 2");
  CHECK(ui.shows("Count the weights first."));
  CHECK_FALSE(ui.shows("Then add the KV cache."));
  ui.click("Hint 2 of 2");
  CHECK(ui.shows("Then add the KV cache."));

  const auto right = session.source().lookup("decode.step_time", numbers);
  REQUIRE(right);
  ui.click("##answer");
  ui.type(fmt::format("{:.6f} s", std::get<double>(right->data)));
  ui.click("Answer");
  CHECK(ui.shows("Right"));

  ui.click("New numbers");
  CHECK(session.drawn(**part) != numbers);
  CHECK_FALSE(ui.shows("Count the weights first."));
}

TEST_CASE("the wrong claim is found, and a rubric is ticked") {
  Reading reading;
  UiDriver& ui = *reading.driver;
  ui.click("A batch of two reads the weights twice.");
  CHECK(ui.shows("Both sequences use one reading."));
  CHECK(reading.session->drill("wrong-claim").answered);
  CHECK_FALSE(ui.shows("Names the wall before the remedy."));
  ui.click("Show a worked answer");
  ui.click("Names the wall before the remedy.");
  CHECK(ui.shows("1 of 2 claims"));
  ui.click("Names the wall before the remedy.");
  CHECK(ui.shows("0 of 2 claims"));
}

TEST_CASE("keys scroll: arrows, pages and ends; steps lead from heading to question") {
  Reading reading(900, 500);
  UiDriver& ui = *reading.driver;
  CHECK(reading.pane.position() == 0);
  ui.key(ImGuiKey_DownArrow);
  const double line = reading.pane.position();
  CHECK(line > 0);
  ui.key(ImGuiKey_UpArrow);
  CHECK(reading.pane.position() == doctest::Approx(0));
  ui.key(ImGuiKey_PageDown);
  const double page = reading.pane.position();
  CHECK(page > line);
  ui.key(ImGuiKey_PageUp);
  CHECK(reading.pane.position() == doctest::Approx(0));
  ui.key(ImGuiKey_End);
  CHECK(reading.pane.position() == doctest::Approx(1));
  ui.key(ImGuiKey_Home);
  CHECK(reading.pane.position() == doctest::Approx(0));
  // From step to step until the end is reached.
  const auto step = [&](int steps) {
    reading.pane.turn_step(steps);
    ui.frames(3);
  };
  double last = 0;
  int steps = 0;
  while (reading.pane.position() < 1 && steps < 40) {
    step(1);
    ++steps;
    CHECK(reading.pane.position() > last);
    last = reading.pane.position();
  }
  CHECK(steps >= 5);
  CHECK(steps < 40);
  step(-1);
  CHECK(reading.pane.position() < 1);
  step(-steps);
  CHECK(reading.pane.position() < 0.05);
}

TEST_CASE("a number under the pointer is lit and explained; a click shows its arithmetic") {
  Reading reading;
  UiDriver& ui = *reading.driver;
  const std::string number = in_ms(step_time(*reading.session));
  ui.hover(number);
  CHECK(reading.session->lit() == "decode.step_time");
  ui.wait(0.6);
  CHECK(ui.shows("Time between two tokens of one sequence"));
  ui.click(number);
  CHECK(ui.shows("t_qkv"));
  ui.key(ImGuiKey_Escape);
  CHECK_FALSE(ui.shows("t_qkv"));
}

TEST_CASE("links lead out of the lesson") {
  Reading reading;
  CHECK_FALSE(reading.pane.take_link());
  reading.driver->click("the next lesson");
  const auto link = reading.pane.take_link();
  REQUIRE(link);
  CHECK(*link == "01");
  CHECK_FALSE(reading.pane.take_link());
}

TEST_CASE("steps of a derivation open and close") {
  Reading reading;
  UiDriver& ui = *reading.driver;
  CHECK(ui.shows("The arithmetic"));
  CHECK(ui.shows("Time to read the weights once"));
  const std::string open = ui.text();
  ui.click("decode.weight_read##derive-1");
  CHECK(ui.text().size() < open.size());
}

TEST_CASE("nothing leaves the pane at any size of text") {
  for (const double scale : {0.8, 1.0, 1.5, 2.0}) {
    for (const int width : {420, 640, 1100}) {
      CAPTURE(scale);
      CAPTURE(width);
      // Tall enough for all of it to be drawn.
      Reading reading(width, 9000, scale);
      reading.session->reveal_all();
      reading.driver->frames(3);
      const double beyond = overflow(*reading.driver, width, scale);
      CHECK(beyond > -400);
      CHECK(beyond <= 1.01);
    }
  }
}

TEST_CASE("a lesson that changes on disk keeps the answers that still have a question") {
  Reading reading;
  reading.session->predict("which-wall").phase = PredictAnswer::Phase::kSkipped;
  reading.session->predict("gone").phase = PredictAnswer::Phase::kSkipped;
  reading.session->set_lesson(
      std::make_shared<const lessons::Lesson>(lessons::load_lesson(fixture_file())));
  reading.driver->frames(2);
  CHECK(reading.session->predicts().count("gone") == 0);
  CHECK(reading.session->predict("which-wall").revealed());
}

TEST_CASE("formulas of the model become TeX, or stay words") {
  CHECK(*tex_of_expression("W_read / (tp·BW)") ==
        "W_{\\mathrm{read}} / (\\mathrm{tp}\\cdot \\mathrm{BW})");
  CHECK(*tex_of_expression("t_w") == "t_{\\mathrm{w}}");
  CHECK(*tex_of_expression("⌈L / pp⌉") == "\\lceil L / \\mathrm{pp}\\rceil ");
  CHECK_FALSE(tex_of_expression("least of 5"));
  CHECK_FALSE(tex_of_expression(""));
  CHECK_FALSE(tex_of_expression(std::string(80, 'x')));
  CHECK_FALSE(tex_of_expression("a % b"));
}

TEST_CASE("the course's lessons are shown without a fault, whatever the GPU") {
  const std::filesystem::path folder = std::filesystem::path(WALLFINDER_SOURCE_DIR) / "lessons";
  lessons::Diagnostics faults;
  const auto entries = lessons::find_lessons(folder, faults);
  REQUIRE_FALSE(entries.empty());
  for (const lessons::LessonEntry& entry : entries) {
    CAPTURE(entry.id);
    Reading reading(1000, 800, 1, entry.file);
    for (const char* gpu : {"h100-sxm-80gb", "mi300x-192gb", "l4-24gb", "m2-ultra"}) {
      CAPTURE(gpu);
      REQUIRE_FALSE(reading.session->type_knob("cluster.gpu", gpu));
      reading.session->reveal_all();
      reading.driver->frames(2);
      CHECK(reading.session->document().size() > 3);
      for (const auto& fault : reading.session->diagnostics()) {
        FAIL_CHECK(lessons::to_string(fault));
      }
      CHECK(overflow(*reading.driver, 1000, 1) <= 1.01);
      CHECK_FALSE(reading.driver->shows("{{"));
    }
  }
}
