// Every number and every symbol of a lesson is tied to something that the model knows: a quantity
// with a derivation, a knob, or a word of the scenario. So whatever is pointed at can be explained,
// and lights up wherever else it stands.
#include <set>

#include "lessons/registry.h"
#include "lessons/tex.h"
#include "model/explain.h"
#include "model/knobs.h"
#include "tests/lessons/lesson_testing.h"

using namespace wf;
using namespace wf::lessons;
using namespace wf::lessons::testing;

namespace {

// Notes what a lesson asks for.
class Noting : public NumberSource {
 public:
  explicit Noting(const NumberSource& source) : source_(source) {}
  std::optional<Value> lookup(std::string_view id, const Overrides& overrides) const override {
    asked.insert({std::string(id), text_of(overrides)});
    settings[text_of(overrides)] = overrides;
    return source_.lookup(id, overrides);
  }

  mutable std::set<std::pair<std::string, std::string>> asked;
  mutable std::map<std::string, Overrides> settings;

 private:
  static std::string text_of(const Overrides& overrides) {
    std::string text;
    for (const Override& each : overrides) text += each.path + "=" + each.value + ",";
    return text;
  }
  const NumberSource& source_;
};

std::string without_bound(std::string id) {
  constexpr std::string_view kBound = ".bound";
  if (id.ends_with(kBound)) id.resize(id.size() - kBound.size());
  return id;
}

std::vector<Lesson> all_lessons() {
  Diagnostics problems;
  std::vector<Lesson> lessons;
  for (const auto& entry : find_lessons(kRoot / "lessons", problems)) {
    lessons.push_back(load_lesson(entry.file));
  }
  REQUIRE(problems.empty());
  REQUIRE(lessons.size() >= 9);
  return lessons;
}

void gather_formulas(const Blocks& blocks, std::vector<std::string>& formulas) {
  for (const Block& block : blocks) {
    if (block.kind == Block::Kind::kMath) formulas.push_back(block.text);
    gather_formulas(block.children, formulas);
    gather_formulas(block.otherwise, formulas);
  }
}

}  // namespace

TEST_CASE("every quantity that a lesson names can be derived in that lesson's scenario") {
  for (const Lesson& lesson : all_lessons()) {
    CAPTURE(lesson.id);
    const ModelSource model_source(opening(lesson), catalogue());
    const Noting source(model_source);
    check_lesson(lesson, source);
    int quantities = 0;
    for (const auto& [name, settings] : source.asked) {
      const std::string id = without_bound(name);
      if (id.find('.') == std::string::npos && id != "binding") continue;  // a drill's own names
      CAPTURE(name);
      CAPTURE(settings);
      if (model::find_quantity(id) == nullptr) {
        const bool word = id == "binding" || id == "scenario" || id == "model" ||
                          id == "model.name" || id.starts_with("cluster.gpu") ||
                          id.starts_with("headroom.");
        CHECK((word || model::find_knob(id) != nullptr));
        continue;
      }
      ++quantities;
      const auto scenario = model_source.scenario_with(source.settings[settings]);
      REQUIRE(scenario);
      const auto report = model::make_report(*scenario);
      const model::Reading* reading = report.find(id);
      if (reading == nullptr || !reading->value) continue;  // shown as "does not exist"
      const auto derivation = model::derive(*scenario, id, model::Side::kExpected);
      REQUIRE(derivation);
      REQUIRE_FALSE(derivation->steps.empty());
      CHECK(derivation->steps.front().value == doctest::Approx(*reading->value));
      CHECK(derivation->steps.front().term->id == id);
    }
    CHECK(quantities > (lesson.id == "00" ? 2 : 15));
  }
}

TEST_CASE("each equation of a lesson is tied to quantities") {
  int ties = 0;
  for (const Lesson& lesson : all_lessons()) {
    CAPTURE(lesson.id);
    const ModelSource source(opening(lesson), catalogue());
    Diagnostics problems;
    std::vector<std::string> formulas;
    gather_formulas(resolve(lesson.blocks, source, lesson.file, problems), formulas);
    CHECK(problems.empty());
    for (const std::string& tex : formulas) {
      CAPTURE(tex);
      const auto terms = tex_terms(tex);
      CHECK_FALSE(terms.empty());
      ties += static_cast<int>(terms.size());
      // What others read has none of our own commands, and is the same formula.
      CHECK(without_terms(tex).find("\\term") == std::string::npos);
      CHECK(parse_tex(without_terms(tex)).problems.empty());
    }
  }
  CHECK(ties > 90);
}

TEST_CASE("a term of a quantity that there is not is reported with its line") {
  const Lesson lesson = parse_lesson(
      "---\nid: 01\ntitle: t\npart: p\nminutes: 1\nscenario: s\nobjectives: o\nsources:\n---\n"
      "$$\\term{decode.step_tme}{t} = \\term{decode.step_time | serving.batch=1}{u}$$\n",
      "l");
  const ModelSource source(opening(load("01-what-makes-ml-systems-different")), catalogue());
  const Diagnostics found = check_lesson(lesson, source);
  REQUIRE(found.size() == 1);
  CHECK(contains(found[0].message, "decode.step_tme"));
  CHECK(found[0].line == 10);
}

TEST_CASE("a number in a formula stands for its quantity, under its settings") {
  const Lesson lesson = parse_lesson(
      "---\nid: 01\ntitle: t\npart: p\nminutes: 1\nscenario: s\nobjectives: o\nsources:\n---\n"
      "$$t = {{decode.step_time | serving.batch=1}} = {{2 * decode.step_time}}$$\n",
      "l");
  const ModelSource source(opening(load("01-what-makes-ml-systems-different")), catalogue());
  Diagnostics problems;
  const Blocks blocks = resolve(lesson.blocks, source, lesson.file, problems);
  REQUIRE(problems.empty());
  REQUIRE(blocks.size() == 1);
  // The second is nobody's: twice a quantity is another one.
  REQUIRE(tex_terms(blocks[0].text) ==
          std::vector<std::string>{"decode.step_time | serving.batch=1"});
  const TexTerm term = parse_tex_term(tex_terms(blocks[0].text)[0]);
  CHECK(term.id == "decode.step_time");
  CHECK(term.settings == Overrides{{"serving.batch", "1"}});
  // Words and spaces are as they would be without.
  CHECK(plain_text(blocks[0].text) == plain_text(without_terms(blocks[0].text)));
}
