#include "model/assignment.h"

#include <doctest/doctest.h>

#include "model/knobs.h"
#include "model/open_questions.h"
#include "tests/model/workload_testing.h"

// Assignments: reading, what they allow, how answers stand, writing them back. Files that are not
// right are in tests/data/bad (workload_bad_test.cpp).

namespace wf::model {
namespace {

using namespace testing;

std::string task(const std::string& more, const std::string& rest = "") {
  return R"({
  "wallfinder": 1, "name": "A task", "model": "llama-3-8b",
  "cluster": {"gpu": "h100-sxm-80gb", "gpus": 2, "price_per_gpu_hour": 2.0},
  "parallel": {"tp": 2},
  "serving": {"prompt_tokens": 1024, "output_tokens": 256, "batch": 16, "slo": {"tpot": 0.05}})" +
         rest + R"(,
  "assignment": {"title": "A task")" +
         more + "}\n}\n";
}

const std::string kWhole = R"(,
    "lesson": "04",
    "instructions": ["Read this.", "Then do it."],
    "free": [{"knob": "serving.batch", "from": 1, "to": 64}, "assume",
             {"knob": "precision.kv", "one_of": ["bf16", "fp8"]},
             {"knob": "cluster.gpu", "one_of": ["h100-sxm-80gb", "h200-sxm-141gb"]}],
    "fixed": [{"knob": "serving.slo", "why": "The contract is signed."}, "assume.decode"],
    "questions": [
      {"id": "step", "ask": "How long is a step?", "kind": "number", "unit": "ms",
       "quantity": "decode.step_time", "within": 1.1},
      {"id": "wall", "ask": "Which wall?", "kind": "choice",
       "choices": ["compute", "memory bandwidth", "memory capacity"], "quantity": "binding"},
      {"id": "money", "ask": "What may it cost?", "kind": "number", "unit": "USD"},
      {"id": "why", "ask": "Why?", "kind": "text"}],
    "report": ["name", "knobs", "step", "wall", "decode.step_time", "training.step_time"])";

Assignment read_task(const std::string& more) { return *read_good(task(more)).assignment; }

Scenario with(Scenario scenario, std::string_view path, double value) {
  find_knob(path)->set(scenario, value);
  return scenario;
}

Scenario on_gpu(Scenario scenario, std::string_view id) {
  scenario.cluster.gpu = *catalogue().find_gpu(id);
  return scenario;
}

bool contains(const std::optional<std::string>& text, std::string_view part) {
  return text && text->find(part) != std::string::npos;
}

TEST_CASE("a question is open until it has an answer that can be read") {
  Assignment assignment = read_task(kWhole);
  const auto ids = [&](std::string_view typing = {}) {
    std::string all;
    for (const auto& [id, number] : open_questions(assignment, typing)) {
      all += id + " " + std::to_string(number) + ";";
    }
    return all;
  };
  // What nothing grades asks for nothing that could be shown.
  CHECK(ids() == "binding 2;decode.step_time 1;");
  assignment.answers["step"] = " ";
  assignment.answers["wall"] = "the network";  // none of the choices
  CHECK(ids() == "binding 2;decode.step_time 1;");
  assignment.answers["step"] = "soon";
  assignment.answers["wall"] = "compute";
  CHECK(ids() == "decode.step_time 1;");
  assignment.answers["step"] = "8";
  CHECK(ids() == "");
  CHECK(ids("step") == "decode.step_time 1;");
  CHECK(ids("why") == "");
}

TEST_CASE("an assignment is read; a workload without one has none") {
  const LoadedWorkload loaded = read_good(task(kWhole));
  REQUIRE(loaded.assignment);
  const Assignment& a = *loaded.assignment;
  CHECK(a.title == "A task");
  CHECK(a.lesson == "04");
  CHECK(a.instructions.size() == 2);
  REQUIRE(a.free.size() == 4);
  CHECK(a.free[0].from == 1);
  CHECK(allowed_words(a.free[0]) == "1 to 64");
  CHECK(allowed_words(a.free[1]).empty());
  CHECK(allowed_words(a.free[2]) == "bf16 or fp8");
  REQUIRE(a.questions.size() == 4);
  CHECK(a.questions[0].within == 1.1);
  CHECK(a.questions[1].kind == Assignment::Kind::kChoice);
  CHECK(a.questions[2].within == 0);
  CHECK(a.is_required("step"));
  CHECK_FALSE(a.is_required("why"));
  REQUIRE(loaded.given);
  CHECK(difference(*loaded.given, loaded.scenario).empty());
  CHECK_FALSE(read_good(task("").replace(
                            task("").find(",\n  \"assignment"),
                            std::string(",\n  \"assignment\": {\"title\": \"A task\"}").size(), ""))
                  .assignment);
  CHECK(read_task(R"(, "instructions": "Do it.")").instructions.size() == 1);
  CHECK(read_task(R"(, "questions": [{"id": "q", "ask": "?", "kind": "text"}])").is_required("q"));
}

TEST_CASE("a key that an assignment does not have is a note, as everywhere in a workload") {
  const LoadedWorkload loaded = read_good(task(R"(, "qestions": [])"));
  REQUIRE(loaded.notes.size() >= 1);
  CHECK(loaded.notes[0].find("assignment.qestions is no key") != std::string::npos);
  CHECK(loaded.notes[0].find("did you mean \"questions\"?") != std::string::npos);
}

TEST_CASE("the longest path that covers a knob decides whether it may be turned") {
  const Assignment a = read_task(kWhole);
  CHECK_FALSE(lock_reason(a, "serving.batch"));
  CHECK_FALSE(lock_reason(a, "precision.kv"));
  CHECK_FALSE(lock_reason(a, "cluster.gpu"));
  CHECK_FALSE(lock_reason(a, "assume.memory.utilization"));
  CHECK(lock_reason(a, "serving.slo.tpot") == "serving.slo is fixed: The contract is signed.");
  CHECK(lock_reason(a, "assume.decode.mbu") == "assume.decode is fixed in this assignment");
  CHECK(contains(lock_reason(a, "serving.prompt_tokens"),
                 "serving.prompt_tokens is fixed in this assignment, which leaves serving.batch, "
                 "assume, precision.kv and cluster.gpu to you"));
  CHECK(contains(lock_reason(a, "cluster.gpu.memory"), "each as it is"));
  CHECK(lock_reason(a, "model"));
  CHECK(lock_reason(a, "model.layers"));

  const Assignment only_fixed = read_task(R"(, "fixed": ["cluster"])");
  CHECK(lock_reason(only_fixed, "cluster.gpus"));
  CHECK(lock_reason(only_fixed, "cluster.gpu"));
  CHECK_FALSE(lock_reason(only_fixed, "serving.batch"));
  const Assignment whole_gpu = read_task(R"(, "free": ["cluster.gpu"])");
  CHECK_FALSE(lock_reason(whole_gpu, "cluster.gpu.memory"));
  const Assignment anything = read_task("");
  CHECK_FALSE(lock_reason(anything, "cluster.gpus"));
}

TEST_CASE("a change is refused where a fixed knob moves or a free one leaves its range") {
  const LoadedWorkload loaded = read_good(task(kWhole));
  const Assignment& a = *loaded.assignment;
  const Scenario& before = loaded.scenario;
  CHECK_FALSE(refusal(a, before, before));
  CHECK_FALSE(refusal(a, before, with(before, "serving.batch", 64)));
  CHECK(refusal(a, before, with(before, "serving.batch", 65)) ==
        "serving.batch may be 1 to 64 in this assignment");
  Scenario unlimited = before;
  unlimited.serving->batch.reset();  // "max"
  CHECK(contains(refusal(a, before, unlimited), "1 to 64"));
  CHECK(contains(refusal(a, before, with(before, "serving.slo.tpot", 0.1)), "signed"));
  CHECK_FALSE(refusal(a, before, on_gpu(before, "h200-sxm-141gb")));
  CHECK(refusal(a, before, on_gpu(before, "a100-sxm-80gb")) ==
        "cluster.gpu may be h100-sxm-80gb or h200-sxm-141gb in this assignment");
  CHECK(contains(refusal(a, before, with(before, "cluster.gpu.memory", 1e12)), "each as it is"));
  Scenario fp4 = before;
  fp4.precision.kv = Precision::kFp4;
  CHECK(refusal(a, before, fp4) == "precision.kv may be bf16 or fp8 in this assignment");
  Scenario other_model = before;
  other_model.model = *catalogue().find_model("llama-3-70b");
  CHECK(contains(refusal(a, before, other_model), "model is fixed"));
  Scenario with_training = before;
  with_training.training.emplace();
  CHECK(refusal(a, before, with_training));
}

TEST_CASE("degrees that follow a free one may move with it, and by themselves may not") {
  const LoadedWorkload loaded = read_good(task(R"(, "free": ["parallel.tp"])"));
  Scenario after = with(loaded.scenario, "parallel.tp", 1);
  after.parallel.dp = 2;
  CHECK_FALSE(refusal(*loaded.assignment, loaded.scenario, after));
  CHECK(refusal(*loaded.assignment, loaded.scenario, with(loaded.scenario, "parallel.dp", 2)));
  const LoadedWorkload held =
      read_good(task(R"(, "free": ["parallel.tp"], "fixed": ["parallel.dp"])"));
  CHECK(refusal(*held.assignment, held.scenario, after));
}

TEST_CASE("answers are read in the unit of their question and graded by the learner's design") {
  using enum Grade::Standing;
  const LoadedWorkload loaded = read_good(task(kWhole));
  const Report report = make_report(loaded.scenario);
  const double step = *report.find("decode.step_time")->value;
  const Assignment::Question& asked = *loaded.assignment->question("step");
  const auto standing = [&](const std::string& answer) {
    return grade(asked, answer, report).standing;
  };
  CHECK(standing("") == kMissing);
  CHECK(standing("  ") == kMissing);
  CHECK(standing("soon") == kUnreadable);
  CHECK_FALSE(grade(asked, "soon", report).reason.empty());
  CHECK(standing("5 GB") == kUnreadable);
  CHECK(standing(std::to_string(step * 1000)) == kRight);
  CHECK(standing(std::to_string(step * 1e6) + " µs") == kRight);
  CHECK(standing(std::to_string(step * 1000 * 1.09)) == kRight);
  CHECK(standing(std::to_string(step * 1000 * 1.12)) == kWrong);
  CHECK(standing(std::to_string(step * 1000 / 1.09)) == kRight);
  CHECK(standing("-3") == kWrong);
  const Grade twice = grade(asked, std::to_string(step * 2000), report);
  CHECK(*twice.factor == doctest::Approx(2).epsilon(0.01));
  CHECK(twice.right.find("ms") != std::string::npos);

  const Assignment::Question& money = *loaded.assignment->question("money");
  CHECK(grade(money, "12", report).standing == kUngraded);
  CHECK(grade(money, "12", report).answer == "$12");
  CHECK(grade(money, "12 ms", report).standing == kUnreadable);
  CHECK(grade(*loaded.assignment->question("why"), "Because.", report).standing == kUngraded);

  const Assignment::Question& wall = *loaded.assignment->question("wall");
  const std::string binding(name_of(report.sections.front().walls.binding()));
  for (const std::string& choice : wall.choices) {
    CHECK(grade(wall, choice, report).standing == (choice == binding ? kRight : kWrong));
  }
  CHECK(grade(wall, "budget", report).standing == kUnreadable);

  Scenario idle = loaded.scenario;
  idle.serving.reset();
  const Report nothing = make_report(idle);
  CHECK(grade(asked, "9", nothing).standing == kUngraded);
  CHECK(grade(asked, "9", nothing).reason == "this design has no decode.step_time");
  CHECK(grade(wall, "compute", nothing).standing == kUngraded);
}

TEST_CASE("required fields say whether they are there") {
  LoadedWorkload loaded = read_good(task(kWhole));
  Assignment& a = *loaded.assignment;
  const auto present = [&](const Scenario& now) {
    std::string list;
    for (const auto& each : required_fields(a, *loaded.given, now, make_report(now))) {
      list += each.id + (each.present ? "+ " : "- ");
    }
    return list;
  };
  CHECK(present(loaded.scenario) ==
        "name- knobs- step- wall- decode.step_time+ training.step_time- ");
  a.answers = {{"name", "Ada"}, {"step", "9 ms"}, {"wall", "neither"}};
  CHECK(present(with(loaded.scenario, "serving.batch", 8)) ==
        "name+ knobs+ step+ wall- decode.step_time+ training.step_time- ");
  a.requires_all = true;
  CHECK(present(loaded.scenario) == "step+ wall- money- why- ");
}

TEST_CASE("an assignment is written back as it was read, answers and all") {
  for (const std::string& more :
       {std::string(), kWhole,
        kWhole + R"(, "answers": {"name": "Ada", "step": 9.5, "why": "So \"it\" fits."})",
        std::string(R"(, "free": [{"knob": "serving.slo.tpot", "to": "50 ms"}], "report": [])")}) {
    CAPTURE(more);
    const LoadedWorkload loaded = read_good(task(more));
    const std::string text = write_workload(loaded.scenario, &catalogue(), &*loaded.assignment);
    CAPTURE(text);
    const LoadedWorkload again = read_good(text);
    REQUIRE(again.assignment);
    CHECK(*again.assignment == *loaded.assignment);
    CHECK(difference(again.scenario, loaded.scenario).empty());
    CHECK(write_workload(again.scenario, &catalogue(), &*again.assignment) == text);
    CHECK(write_workload(loaded.scenario, &catalogue()).find("assignment") == std::string::npos);
  }
}

TEST_CASE("a file that is handed in knows what was handed out") {
  LoadedWorkload loaded = read_good(task(kWhole));
  Scenario now = on_gpu(with(loaded.scenario, "serving.batch", 48), "h200-sxm-141gb");
  now.assume["assume.memory.utilization"] = 0.8;
  loaded.assignment->given = values_as_given(*loaded.given, now, &catalogue());
  CHECK(loaded.assignment->given.size() == 3);
  CHECK(loaded.assignment->given.at("serving.batch") == "16");
  CHECK(loaded.assignment->given.at("cluster.gpu") == "\"h100-sxm-80gb\"");
  const LoadedWorkload again = read_good(write_workload(now, &catalogue(), &*loaded.assignment));
  CHECK(difference(again.scenario, now).empty());
  REQUIRE(again.given);
  CHECK(difference(*again.given, *loaded.given).empty());
  for (const std::string& note : again.notes) CHECK(note.find("assignment") == std::string::npos);
}

TEST_CASE("values that are set are told apart from those that were given") {
  const LoadedWorkload loaded = read_good(task(kWhole), {{"serving.batch", "32"}});
  CHECK(*loaded.scenario.serving->batch == 32);
  CHECK(*loaded.given->serving->batch == 16);
  const LoadedWorkload refused = read_good(task(kWhole), {{"serving.prompt_tokens", "32"}});
  bool told = false;
  for (const std::string& note : refused.notes) {
    told = told || note.find("serving.prompt_tokens is fixed") != std::string::npos;
  }
  CHECK(told);
  const LoadedWorkload answered =
      read_good(task(kWhole), {{"assignment.answers.step", "9"}, {"assignment.answers.name", "7"}});
  CHECK(answered.assignment->answer("step") == "9");
  CHECK(answered.assignment->answer("name") == "7");
  CHECK(error_of(task(kWhole), {{"assignment.answers.stpe", "9"}}).find("did you mean \"step\"") !=
        std::string::npos);
}

}  // namespace
}  // namespace wf::model
