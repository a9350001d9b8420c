#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "model/core/result.h"
#include "model/scenario.h"

namespace wf::app {

// One picture that `render` asks for. Whoever has fonts and a renderer draws it.
struct PictureRequest {
  enum class Kind { kLesson, kWidget, kWorkload, kValidation };
  Kind kind = Kind::kWorkload;
  std::string id;              // of a widget or figure
  std::filesystem::path file;  // of a lesson or workload
  model::Scenario scenario;    // what a widget or workload shows, and a lesson is read with
  model::Scenario lesson_own;  // what a lesson's worked designs are computed on
  std::string words;           // of a lesson: with whose workload it is read
  // Of a workload: its findings, or its steps opened into operations (as SVG, the model's graph or
  // the roofline with all operations).
  enum class View { kFindings, kOperations, kGraph, kRoofline };
  View view = View::kFindings;
  std::filesystem::path out;  // .png or .svg

  struct Size {
    int width = 0;
    int height = 0;
  };
  std::optional<Size> size;  // absent: the whole of a lesson, a usual size of the rest
  enum class Answers { kHidden, kShown };
  Answers answers = Answers::kHidden;  // of a lesson's questions
  double scale = 1;
  double text_scale = 1;
  std::string theme = "light";
};

// The reason, if it cannot be drawn or written.
using DrawPicture = std::optional<model::Error> (*)(const PictureRequest& request);

}  // namespace wf::app
