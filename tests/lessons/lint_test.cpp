#include "lessons/lint.h"

#include <doctest/doctest.h>

using namespace wf::lessons;

namespace {

// The offending numbers, quoted in the message.
std::string found(const std::string& body) {
  const Lesson lesson = parse_lesson(
      "---\nid: 01\ntitle: 80 GB\npart: p\nminutes: 1\nscenario: s\nobjectives: Know 80 GB\n"
      "sources:\n  - id: src\n    title: t\n    by: b\n    read: 2026-11-20\n---\n" +
          body,
      "l");
  for (const auto& diagnostic : lesson.diagnostics) FAIL_CHECK(to_string(diagnostic));
  std::string all;
  for (const auto& diagnostic : lint(lesson)) {
    const auto end = diagnostic.message.find("' is typed");
    all += (all.empty() ? "" : ";") + diagnostic.message.substr(1, end - 1);
  }
  return all;
}

}  // namespace

TEST_CASE("numbers with units of the model are found") {
  CHECK(found("An H100 has 80 GB and costs $2.10/h.") == "80 GB;$2.10");
  CHECK(found("It takes 4.8 ms, 1,200 tokens/s, 989 TFLOP/s at 40 %.") ==
        "4.8 ms;1,200 tokens/s;989 TFLOP/s;40 %");
  CHECK(found("Use 8 GPUs for 128K tokens and 8 billion parameters, 3× faster.") ==
        "8 GPUs;128K tokens;8 billion parameters;3×");
  CHECK(found("≈80 GB") == "80 GB");
  CHECK(found("| a | b |\n|--|--|\n| x | 80 GB |\n") == "80 GB");
  CHECK(found("- in a list: 5 ms") == "5 ms");
  CHECK(found("an **80**\u00A0GB card") == "80\u00A0GB");
}

TEST_CASE("names, years, counts without unit and code are let be") {
  CHECK(found("The H100, Llama-3-70B, p95, a 70B model, in 2022, step 3 of 5, v1.5.") == "");
  CHECK(found("`80 GB` and $80\\,\\text{GB}$ and {{weights.bytes}}.") == "");
  CHECK(found("```text\n80 GB\n```\n") == "");
}

TEST_CASE("a citation covers its sentence and no other") {
  CHECK(found("It has 80 GB.[^src]") == "");
  CHECK(found("It has 80 GB [^src].") == "");
  CHECK(found("It has 80 GB. [^src] Another has 40 GB.") == "40 GB");
  CHECK(found("It has 80 GB. Another has 40 GB.[^src]") == "80 GB");
  CHECK(found("Assume 50 ms.[^given] Then 60 ms.") == "60 ms");
  CHECK(found("It reads 3.35 TB/s.[^src]") == "");
  CHECK(found("> It has 80 GB. And more: 90 GB.\n>\n> [^src]\n") == "");
  CHECK(found("> It has 80 GB.\n") == "80 GB");
}

TEST_CASE("live parts are linted, offered options are not") {
  CHECK(found("```predict\nkind: choice\nquestion: With 80 GB?\noptions:\n  - 5 ms\n  - 50 ms\n"
              "answer: 2\nreveal: It takes 7 ms.\n```\n") == "80 GB;50 ms;7 ms");
}

TEST_CASE("the message says where and what to do") {
  const Lesson lesson = parse_lesson("---\n---\n\na\nb 80 GB\n", "l.md");
  const auto all = lint(lesson);
  REQUIRE(all.size() == 1);
  CHECK(to_string(all[0]) ==
        "l.md:4: error: '80 GB' is typed into prose: compute it as {{...}}, cite its source with "
        "[^id] behind the sentence, or mark it [^given] if the text itself sets it");
}

TEST_CASE("an equation without a quantity is found") {
  const auto lines = [](const std::string& body) {
    std::string all;
    for (const auto& diagnostic : lint(parse_lesson("---\nid: 01\n---\n" + body, "l"))) {
      CHECK(diagnostic.message.find("\\term{") != std::string::npos);
      all += std::to_string(diagnostic.line) + " ";
    }
    return all;
  };
  CHECK(lines("$$a = b$$\n\n$$\\term{decode.step_time}{t} = b$$\n\n$$a = {{weights.bytes}}$$\n") ==
        "4 ");
  CHECK(lines("A symbol $b$ in the text is none.\n") == "");
}
