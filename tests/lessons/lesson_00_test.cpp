#include "tests/lessons/lesson_testing.h"

using namespace wf::lessons;
using namespace wf::lessons::testing;

TEST_SUITE("lesson 00") {
  const std::string kFolder = "00-orientation";

  TEST_CASE("lesson 00 reads clean and is short") {
    const Lesson lesson = load(kFolder);
    check_text(lesson);
    CHECK(lesson.id == "00");
    CHECK(lesson.widget == "course_map");
    CHECK(lesson.minutes >= 5);
    CHECK(lesson.minutes <= 8);
    // The prediction comes in the first screen: before the first heading after the title.
    REQUIRE(lesson.blocks.size() > 2);
    CHECK(lesson.blocks[2].kind == Block::Kind::kPart);
    CHECK(lesson.blocks[2].part->word == "predict");
  }

  TEST_CASE("lesson 00 is true on every GPU") {
    const Lesson lesson = load(kFolder);
    check_on_every_gpu(lesson);
    int fits = 0, two = 0, four = 0, eight = 0, none = 0;
    for (const auto& entry : catalogue().gpus) {
      CAPTURE(entry.gpu.id);
      const ModelSource source = on_gpu(lesson, entry.gpu);
      const std::string text = plain_words(lesson, source);
      const double weights = number(source, "weights.bytes");
      const double memory = number(source, "cluster.gpu.memory");
      const bool one = number(source, "serving.max_batch") >= 1;
      // One user and no targets: the first wall is capacity exactly where the model does not fit.
      CHECK((word(source, "binding") == "memory capacity") == !one);
      if (contains(text, "does not fit.")) CHECK(weights > 0.5 * memory);
      if (one) CHECK(weights < memory);
      // The branch about the number of chips is the smallest of 1, 2, 4, 8 that holds the model.
      const auto holds_on = [&](int tp) {
        return number(source, "serving.max_batch | parallel.tp=" + std::to_string(tp)) >= 1;
      };
      const auto says = [&](const char* words, int& count, bool right) {
        if (!contains(text, words)) return;
        CAPTURE(words);
        CHECK(right);
        ++count;
      };
      says("holds the model and", fits, one);
      says("Two that split every matrix do", two, !one && holds_on(2));
      says("nor do two.", four, !holds_on(2) && holds_on(4));
      says("It takes eight", eight, !holds_on(4) && holds_on(8));
      says("Even eight of them are too few", none, !holds_on(8));
    }
    CHECK(fits > 0);
    CHECK(two > 0);
    CHECK(four > 0);
    CHECK(eight > 0);
    CHECK(none > 0);
    CHECK(fits + two + four + eight + none == static_cast<int>(catalogue().gpus.size()));
  }

  TEST_CASE("the three numbers of lesson 00 are those of the model within a third") {
    const ModelSource source(opening(load(kFolder)), catalogue());
    const auto near = [&](const std::string& rule, const std::string& refined) {
      CAPTURE(rule);
      CHECK(factor_off(number(source, rule), number(source, refined)) < 1.33);
    };
    near("2 * weights.params", "weights.bytes");
    near("2 * weights.params", "decode.flops | serving.batch=1");
  }

  TEST_CASE("the drill of lesson 00 has an answer") { check_drills(load(kFolder)); }
}
