#pragma once

#include <string_view>

#include "lessons/tex.h"

// The commands of the TeX subset that stand for one sign.
namespace wf::lessons {

struct TexSymbol {
  std::string_view name;
  char32_t code_point;
  TexClass tex_class;
};

// By command name without the backslash; nullptr when there is none.
const TexSymbol* find_tex_symbol(std::string_view name);

// A sign typed as itself ("×", "≤", "+").
TexClass class_of_sign(char32_t code_point);

// Upright operator names; `limits` says whether scripts go below in display style.
struct TexOperator {
  std::string_view name;
  bool limits;
};
const TexOperator* find_tex_operator(std::string_view name);

}  // namespace wf::lessons
