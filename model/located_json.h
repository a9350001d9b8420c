#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/core/result.h"

namespace wf::model {

using Json = nlohmann::ordered_json;

// Where something stands in a text. Lines and columns count from 1; columns count characters.
struct Place {
  int line = 0;
  int column = 0;
};

// JSON with // and /* */ comments, and where every key and value of it stands.
struct LocatedJson {
  Json root;

  // Of the value at a JSON pointer ("/serving/batch"), or of the nearest value around it.
  Place value_place(std::string_view pointer) const;
  // Of the key that leads to that value.
  Place key_place(std::string_view pointer) const;

  struct Offsets {
    std::size_t key = 0;
    std::size_t value = 0;
  };
  std::unordered_map<std::string, Offsets> offsets;  // by JSON pointer
  std::string text;
};

// Duplicate keys, nesting beyond 32 and syntax errors are errors, with what to do about them.
Result<LocatedJson> parse_located(std::string_view text, std::string_view file);

// One step of a JSON pointer: "a/b" -> "a~1b".
std::string pointer_step(std::string_view key);

Place place_of(std::string_view text, std::size_t offset);

}  // namespace wf::model
