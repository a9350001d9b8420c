#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/diagnostic.h"
#include "lessons/document.h"
#include "lessons/live_parts.h"
#include "lessons/teaching.h"

namespace wf::lessons {

// Where a figure of the outside world comes from. Prose cites it by `[^id]` after the sentence.
struct Source {
  std::string id;
  std::string title;
  std::string by;     // who
  std::string where;  // an address, a journal, a chapter
  std::string read;   // the day it was read, 2026-11-21
};

// The id of no source: `[^given]` marks a number that the text itself sets or defines.
inline constexpr std::string_view kGiven = "given";

// A lesson's file:
//
//   ---
//   id: 01
//   title: What makes ML systems different
//   part: Foundations
//   minutes: 20
//   widget: roofline
//   scenario: chat-8b-on-h100
//   set:                              knobs changed on that scenario
//     - serving.batch = 8
//   objectives:
//     - Name the wall of a decode step.
//   sources:
//     - id: pope2022
//       title: Efficiently Scaling Transformer Inference
//       by: Pope et al.
//       where: MLSys 2023
//       read: 2026-11-21
//   teaching:                         for a lecturer (teaching.h)
//   ---
//   Markdown (markdown.h) with live numbers (live_number.h) and live parts (live_parts.h)
struct Lesson {
  std::string file;
  std::string id;
  std::string title;
  std::string part;
  int minutes = 0;
  std::string widget;
  std::string scenario;
  Overrides settings;
  std::vector<std::string> objectives;
  std::vector<Source> sources;
  Teaching teaching;
  Blocks blocks;
  Diagnostics diagnostics;  // everything that is wrong with the text, in the order of lines

  const Source* source(std::string_view source_id) const;
  int source_number(std::string_view source_id) const;  // from 1, as shown; 0 for none
  // All live parts, in order, those within conditions and lists too.
  std::vector<const LivePart*> parts() const;
};

// `file` names the text in messages.
Lesson parse_lesson(std::string_view text, std::string file);

// A file that cannot be read gives an empty lesson with a diagnostic.
Lesson load_lesson(const std::filesystem::path& path);

// Evaluates every number, condition, formula, table, answer and drill of the lesson and reports
// what a reader with this scenario would find broken.
Diagnostics check_lesson(const Lesson& lesson, const NumberSource& source);

}  // namespace wf::lessons
