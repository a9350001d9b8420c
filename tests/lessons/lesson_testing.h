#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <set>
#include <string>

#include "lessons/lesson.h"
#include "lessons/lesson_scenario.h"
#include "lessons/lint.h"
#include "lessons/model_source.h"
#include "lessons/own_workload.h"
#include "lessons/plain.h"
#include "lessons/resolve.h"
#include "model/workload_file.h"

// What a lesson's own test needs: its text, its scenario, and every GPU of the catalogue.
namespace wf::lessons::testing {

inline const std::filesystem::path kRoot = WALLFINDER_SOURCE_DIR;

inline const model::Catalogue& catalogue() {
  static const model::Result<model::Catalogue> loaded = model::load_catalogue(kRoot / "assets");
  REQUIRE_MESSAGE(loaded.ok(), loaded.error().text());
  return loaded.value();
}

inline Lesson load(const std::string& folder) {
  return load_lesson(kRoot / "lessons" / folder / "lesson.md");
}

inline model::Scenario opening(const Lesson& lesson) {
  auto scenario = lesson_scenario(lesson, kRoot / "assets", catalogue());
  REQUIRE_MESSAGE(scenario.ok(), scenario.error().text());
  return scenario.value();
}

// A lesson's numbers with another GPU in it.
inline ModelSource on_gpu(const Lesson& lesson, const model::Accelerator& gpu) {
  model::Scenario scenario = opening(lesson);
  scenario.cluster.gpu = gpu;
  return ModelSource(std::move(scenario), catalogue(), opening(lesson));
}

// The value of an expression as prose would write it.
inline double number(const NumberSource& source, const std::string& expression) {
  const EvaluatedExpression result = Expression::parse(expression).evaluate(source);
  REQUIRE_MESSAGE(result.error.empty(), expression, ": ", result.error);
  REQUIRE_MESSAGE(result.value.is_number(), expression, " is a word");
  return std::get<double>(result.value.data);
}
inline std::string word(const NumberSource& source, const std::string& id) {
  const EvaluatedExpression result = Expression::parse(id).evaluate(source);
  REQUIRE_MESSAGE(result.error.empty(), id, ": ", result.error);
  return std::get<std::string>(result.value.data);
}
inline bool holds(const NumberSource& source, const std::string& condition) {
  const EvaluatedExpression result = Expression::parse(condition).evaluate(source);
  REQUIRE_MESSAGE(result.error.empty(), condition, ": ", result.error);
  return result.truth();
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Reads without a complaint of the parser or the lint.
inline void check_text(const Lesson& lesson) {
  for (const auto& diagnostic : lesson.diagnostics) FAIL_CHECK(to_string(diagnostic));
  for (const auto& diagnostic : lint(lesson)) FAIL_CHECK(to_string(diagnostic));
}

// How many live parts a lesson has: exactly so many predictions, drills of earlier lessons, faulty
// designs and open ones, and at least so many drills; one widget; every source cited.
struct Parts {
  int predictions = 0, drills = 0, earlier = 0, errors = 0, designs = 0;
};

inline void check_parts(const Lesson& lesson, const Parts& wanted) {
  Parts found;
  int widgets = 0;
  for (const LivePart* part : lesson.parts()) {
    found.predictions += part->word == "predict" ? 1 : 0;
    widgets += part->word == "widget" ? 1 : 0;
    const Drill* drill = std::get_if<Drill>(&part->content);
    if (drill == nullptr) continue;
    ++found.drills;
    found.earlier += drill->lesson.empty() ? 0 : 1;
    found.errors += drill->kind == Drill::Kind::kError ? 1 : 0;
    if (drill->kind != Drill::Kind::kDesign) continue;
    ++found.designs;
    CHECK(drill->rubric.size() >= 4);
  }
  CHECK(widgets >= 1);
  CHECK(found.predictions == wanted.predictions);
  CHECK(found.drills >= wanted.drills);
  CHECK(found.earlier == wanted.earlier);
  CHECK(found.errors == wanted.errors);
  CHECK(found.designs == wanted.designs);
  CHECK(lesson.minutes >= 15);
  CHECK(lesson.minutes <= 30);
  const auto text = wf::model::read_text_file(lesson.file);
  REQUIRE(text.ok());
  for (const Source& source : lesson.sources) {
    CAPTURE(source.id);
    CHECK(contains(*text, "[^" + source.id + "]"));
  }
}

// No fault, and no place in the text where a value is missing. The text.
inline std::string check_reads_whole(const Lesson& lesson, const ModelSource& source) {
  for (const auto& diagnostic : check_lesson(lesson, source)) FAIL_CHECK(to_string(diagnostic));
  std::string text = plain_words(lesson, source);
  for (const char* missing : {"—", "NaN", "nan ", "{{", "?)"}) {
    const std::size_t at = text.find(missing);
    const std::string found =
        at == std::string::npos ? "" : text.substr(at < 60 ? 0 : at - 60, 120);
    CHECK(found == "");
  }
  return text;
}

// Evaluates everywhere: every number exists, every part has an answer, whatever the GPU.
inline void check_on_every_gpu(const Lesson& lesson) {
  for (const auto& entry : catalogue().gpus) {
    CAPTURE(entry.gpu.id);
    const ModelSource source = on_gpu(lesson, entry.gpu);
    CHECK(contains(check_reads_whole(lesson, source), entry.gpu.name));
  }
}

// The same with a reader's own model: small and large, dense and sparse, windows and latents.
inline void check_with_other_models(const Lesson& lesson) {
  for (const char* id :
       {"gpt2", "llama-3-8b", "llama-3.1-405b", "mixtral-8x7b", "deepseek-v3", "gemma-3-27b"}) {
    CAPTURE(id);
    model::Scenario scenario = opening(lesson);
    scenario.model = *catalogue().find_model(id);
    const ModelSource source(std::move(scenario), catalogue(), opening(lesson));
    check_reads_whole(lesson, source);
  }
}

// A lesson's numbers with a workload of the reader's own from tests/data/own.
inline ModelSource with_own(const Lesson& lesson, const std::string& file) {
  const auto text = model::read_text_file(kRoot / "tests/data/own" / file);
  REQUIRE(text.ok());
  auto mine = model::read_workload(*text, file, kRoot, catalogue());
  REQUIRE_MESSAGE(mine.ok(), mine.error().text());
  const model::Scenario own = opening(lesson);
  return ModelSource(read_with(std::move(mine->scenario), own).scenario, catalogue(), own);
}

// The same with workloads of a reader's own: the examples, and files that lack much of what lessons
// speak of. Drills included.
inline void check_with_own_workloads(const Lesson& lesson) {
  const model::Scenario own = opening(lesson);
  int read = 0;
  for (const char* folder : {"assets/workloads", "tests/data/own"}) {
    for (const auto& entry : std::filesystem::directory_iterator(kRoot / folder)) {
      const std::string file = entry.path().filename().string();
      CAPTURE(file);
      const auto text = model::read_text_file(entry.path());
      REQUIRE(text.ok());
      auto mine = model::read_workload(*text, file, kRoot / folder, catalogue());
      REQUIRE_MESSAGE(mine.ok(), mine.error().text());
      const OwnReading reading = read_with(std::move(mine->scenario), own);
      const ModelSource source(reading.scenario, catalogue(), own);
      check_reads_whole(lesson, source);
      ++read;
    }
  }
  CHECK(read >= 16);
}

// Every drill has an answer under 50 draws of its numbers, and numbers that differ.
inline void check_drills(const Lesson& lesson) {
  const ModelSource base(opening(lesson), catalogue());
  for (const LivePart* part : lesson.parts()) {
    const Drill* drill = std::get_if<Drill>(&part->content);
    if (drill == nullptr || drill->kind == Drill::Kind::kDesign) continue;
    CAPTURE(part->id);
    std::set<std::string> questions;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
      CAPTURE(seed);
      const OverriddenSource source(base, draw(drill->vary, seed));
      Diagnostics diagnostics;
      questions.insert(plain_words(resolve(drill->question, source, "drill", diagnostics)));
      resolve(drill->solution, source, "drill", diagnostics);
      for (const auto& hint : drill->hints) resolve(hint, source, "drill", diagnostics);
      for (const auto& option : drill->options) {
        resolve(option.feedback, source, "drill", diagnostics);
      }
      for (const auto& diagnostic : diagnostics) FAIL_CHECK(to_string(diagnostic));
      if (drill->kind == Drill::Kind::kNumber) {
        const EvaluatedExpression answer = drill->answer.expression.evaluate(source);
        CHECK(answer.error == "");
        REQUIRE(answer.value.is_number());
        const double value = std::get<double>(answer.value.data);
        CHECK(std::isfinite(value));
        CHECK(value > 0);
      } else {
        std::string error;
        const int right = right_option(drill->options, drill->answer, source, error);
        CHECK(error == "");
        CHECK(right >= 0);
        CHECK(right < static_cast<int>(drill->options.size()));
      }
    }
    if (!drill->vary.empty()) CHECK(questions.size() > 3);
  }
}

}  // namespace wf::lessons::testing
