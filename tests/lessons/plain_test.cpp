#include "lessons/plain.h"

#include <doctest/doctest.h>

#include "fake_source.h"

using namespace wf::lessons;
using wf::lessons::testing::FakeSource;

namespace {

const char* const kLesson = R"(---
id: 01
title: What a step costs
part: Foundations
minutes: 20
widget: roofline
scenario: chat
objectives:
  - Name the wall of a step.
sources:
  - id: pope
    title: Scaling inference
    by: Pope et al.
    where: MLSys 2023
    read: 2026-11-20
---

# The *step*

One step takes {{decode.step_time}}.[^pope] See [the paper](http://x).

1. First
2. Second
   - inner

> Quoted.

$$t = \frac{W}{B}$$

| Batch | Time |
|-------|-----:|
| 1 | {{decode.step_time | serving.batch=1}} |

```predict
kind: choice
question: Which wall?
options:
  - text: Compute
    is: compute
  - text: Bandwidth
    is: memory bandwidth
    feedback: Yes.
answer: binding
reveal: It is {{binding}}.
```

```widget roofline
task: Find the flip.
```

```drill
kind: number
question: At batch {{serving.batch}}?
vary: serving.batch = 10
answer: decode.step_time
unit: ms
hints:
  - Bytes.
solution: It takes {{decode.step_time}}.
```
)";

const char* const kPlain = R"(Lesson 01: What a step costs

Foundations, 20 minutes.

After it you can:
- Name the wall of a step.

The step

One step takes 11.4 ms. [1] See the paper (http://x).

1. First
2. Second
   - inner

  Quoted.

    t = W / B

1: Time 5.1 ms

Predict: Which wall?

  1. Compute
  2. Bandwidth

Answer: 2. Bandwidth

Yes.

It is memory bandwidth.

Widget roofline. Find the flip.

Drill: At batch 10?

Hint: Bytes.

Answer: 6 ms.

It takes 6 ms.

Sources
1. Scaling inference, Pope et al., MLSys 2023. Read 2026-11-20.
)";

std::string plain_spaces(std::string text) {
  for (auto at = text.find("\u00A0"); at != std::string::npos; at = text.find("\u00A0"))
    text.replace(at, 2, " ");
  return text;
}

}  // namespace

TEST_CASE("a whole lesson in plain words") {
  const Lesson lesson = parse_lesson(kLesson, "l");
  for (const auto& diagnostic : lesson.diagnostics) FAIL_CHECK(to_string(diagnostic));
  CHECK(plain_spaces(plain_words(lesson, FakeSource())) == std::string(kPlain));
}

TEST_CASE("whoever shows the lesson describes its widgets") {
  const Lesson lesson = parse_lesson(kLesson, "l");
  const std::string text =
      plain_words(lesson, FakeSource(), [](const LivePart& part, const NumberSource&) {
        return part.word == "widget" ? std::string("The roof is flat.") : std::string();
      });
  CHECK(text.find("\nThe roof is flat.\n") != std::string::npos);
  CHECK(text.find("Widget roofline") == std::string::npos);
}
