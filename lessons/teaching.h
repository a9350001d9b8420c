#pragma once

#include <string>
#include <vector>

#include "lessons/diagnostic.h"
#include "lessons/document.h"
#include "lessons/fields.h"

namespace wf::lessons {

struct Lesson;

// What a lecturer needs beside the lesson's text, in `teaching:` of its front matter:
//
//   teaching:
//     timebox:                          the class, in the order of the lesson's sections
//       - section: One step, counted    a heading of level 1 or 2; the title for what opens it
//         minutes: 8
//         do: Count the bytes at the board before anybody opens the widget.
//     misconceptions:                   what they believe on the way in
//       - says: Fewer FLOPs make it faster.
//         reply: At batch 1 the arithmetic takes {{decode.compute_share | as %}} of a step.
//     discuss:                          two to four
//       - ask: Who would buy vendor A's chip?
//         hear: Somebody with long prompts and short answers.
//     rubric:                           what a good answer names
//       - The resource that runs out, with a number.
//
// All of it is prose with live numbers.
struct Teaching {
  struct Part {
    std::string section;
    int minutes = 0;
    Blocks how;
    int line = 0;
  };
  struct Misconception {
    Blocks says;
    Blocks reply;
  };
  struct Prompt {
    Blocks ask;
    Blocks hear;
  };

  std::vector<Part> timebox;
  std::vector<Misconception> misconceptions;
  std::vector<Prompt> prompts;
  std::vector<Blocks> rubric;
  int line = 0;  // of the key; 0: the lesson has none

  bool empty() const { return line == 0; }
  int minutes() const;
};

inline constexpr int kFewestPrompts = 2;
inline constexpr int kMostPrompts = 4;

Teaching parse_teaching(const Field& field, const std::string& file, Diagnostics& diagnostics);

// Sections that the lesson does not have, or not in this order.
Diagnostics check_timebox(const Lesson& lesson);

// Every piece of its prose; a misconception is a guess, whose numbers are nobody's claim.
struct TeachingProse {
  const Blocks* blocks = nullptr;
  bool guess = false;
};
std::vector<TeachingProse> prose_of(const Teaching& teaching);

// The notes as a document to be resolved and shown: the time, what they believe, what to ask, what
// a good answer names, and the sources of it. Empty where the lesson has none.
Blocks teaching_document(const Lesson& lesson);

// Of these the part that helps while a class goes on: what they believe, and what to ask.
Blocks class_document(const Lesson& lesson);

// A resolved document as Markdown again, for whoever wants it in a file.
std::string markdown_text(const Blocks& resolved);

}  // namespace wf::lessons
