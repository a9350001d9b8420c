#include "model/located_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "model/json_syntax.h"

namespace wf::model {
namespace {

constexpr std::size_t kDeepest = 32;

// Gives the parser its characters and knows how far it has read.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, const char** read) : at_(at), read_(read) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    *read_ = ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** read_;
};

bool may_be_in_number(char c) {
  return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E';
}

// Builds the value and notes where each part of it begins.
class Builder {
 public:
  Builder(LocatedJson& result, std::string_view text, const char* const* read)
      : result_(result), text_(text), read_(read) {}

  struct Fault {
    std::size_t offset;
    std::string what;
  };
  std::optional<Fault> fault;
  std::size_t refused_at = 0;
  std::string refused_because;

  bool null() { return value(nullptr, literal_start(4)); }
  bool boolean(bool v) { return value(v, literal_start(v ? 4 : 5)); }
  bool number_integer(Json::number_integer_t v) { return value(v, number_start()); }
  bool number_unsigned(Json::number_unsigned_t v) { return value(v, number_start()); }
  bool number_float(Json::number_float_t v, const std::string&) { return value(v, number_start()); }
  bool string(std::string& v) { return value(v, string_start()); }
  bool binary(Json::binary_t&) { return false; }

  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    Level& level = levels_.back();
    const std::size_t start = string_start();
    if (level.value->contains(name)) {
      const Place first =
          place_of(text_, result_.offsets[level.pointer + "/" + pointer_step(name)].key);
      fault =
          Fault{start, fmt::format("the key \"{}\" stands twice in this object (first in line {}); "
                                   "keep one of the two",
                                   name, first.line)};
      return false;
    }
    level.key = name;
    level.key_offset = start;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& e) {
    refused_at = position == 0 ? 0 : position - 1;
    refused_because = e.what();
    return false;
  }

 private:
  struct Level {
    Json* value;
    std::string pointer;
    std::string key;
    std::size_t key_offset = 0;
    std::size_t items = 0;
  };

  std::size_t end_offset() const { return static_cast<std::size_t>(*read_ - text_.data()); }
  std::size_t literal_start(std::size_t length) const {
    const std::size_t end = end_offset();
    return end >= length ? end - length : 0;
  }
  // The parser knows that a number has ended by reading one character more.
  std::size_t number_start() const {
    std::size_t at = end_offset();
    if (at > 0 && !may_be_in_number(text_[at - 1])) --at;
    while (at > 0 && may_be_in_number(text_[at - 1])) --at;
    return at;
  }
  // The opening quote: the nearest one before the closing quote that is not escaped.
  std::size_t string_start() const {
    std::size_t at = end_offset();
    if (at < 2) return 0;
    for (at -= 2; at > 0; --at) {
      if (text_[at] != '"') continue;
      std::size_t backslashes = 0;
      while (backslashes < at && text_[at - 1 - backslashes] == '\\') ++backslashes;
      if (backslashes % 2 == 0) return at;
    }
    return 0;
  }

  // Puts a value where the reading stands; returns it in `placed`.
  bool put(Json&& v, std::size_t start, Json** placed, std::string* pointer) {
    if (levels_.empty()) {
      result_.root = std::move(v);
      result_.offsets[""] = {start, start};
      *placed = &result_.root;
      return true;
    }
    Level& level = levels_.back();
    std::size_t key_offset = start;
    if (level.value->is_object()) {
      *pointer = level.pointer + "/" + pointer_step(level.key);
      key_offset = level.key_offset;
      *placed = &(*level.value)[level.key];
      **placed = std::move(v);
    } else {
      *pointer = level.pointer + "/" + std::to_string(level.items++);
      level.value->push_back(std::move(v));
      *placed = &level.value->back();
    }
    result_.offsets[*pointer] = {key_offset, start};
    return true;
  }

  bool value(Json&& v, std::size_t start) {
    Json* placed = nullptr;
    std::string pointer;
    return put(std::move(v), start, &placed, &pointer);
  }

  bool open(Json&& empty) {
    const std::size_t start = literal_start(1);
    if (levels_.size() >= kDeepest) {
      fault = Fault{start, fmt::format("objects and lists are nested more than {} deep; a workload "
                                       "needs no more than five",
                                       kDeepest)};
      return false;
    }
    Json* placed = nullptr;
    std::string pointer;
    put(std::move(empty), start, &placed, &pointer);
    levels_.push_back({placed, std::move(pointer), {}, 0, 0});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  LocatedJson& result_;
  std::string_view text_;
  const char* const* read_;
  std::vector<Level> levels_;
};

}  // namespace

std::string pointer_step(std::string_view key) {
  std::string step;
  for (const char c : key) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return step;
}

Place place_of(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  Place place{1, 1};
  const std::size_t line_start =
      before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  place.line += static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  for (std::size_t i = line_start; i < offset; ++i) {
    const bool continuation = (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80;
    if (!continuation) ++place.column;
  }
  return place;
}

Place LocatedJson::value_place(std::string_view pointer) const {
  while (true) {
    const auto found = offsets.find(std::string(pointer));
    if (found != offsets.end()) return place_of(text, found->second.value);
    if (pointer.empty()) return {1, 1};
    pointer = pointer.substr(0, pointer.rfind('/'));
  }
}

Place LocatedJson::key_place(std::string_view pointer) const {
  const auto found = offsets.find(std::string(pointer));
  return found == offsets.end() ? value_place(pointer) : place_of(text, found->second.key);
}

Result<LocatedJson> parse_located(std::string_view text, std::string_view file) {
  LocatedJson result;
  result.text = std::string(text);
  const std::string_view kept = result.text;
  const auto fault_at = [&](std::size_t offset, std::string what) {
    const Place place = place_of(kept, offset);
    return Error{std::string(file), place.line, place.column, std::move(what)};
  };

  const char* read = kept.data();
  Builder builder(result, kept, &read);
  constexpr bool kStrict = true;
  constexpr bool kComments = true;
  const bool parsed = Json::sax_parse(CountingIterator(kept.data(), &read),
                                      CountingIterator(kept.data() + kept.size(), &read), &builder,
                                      Json::input_format_t::json, kStrict, kComments);
  if (parsed) return result;
  if (builder.fault) return fault_at(builder.fault->offset, builder.fault->what);
  if (const auto fault = diagnose_json(kept)) return fault_at(fault->offset, fault->what);
  return fault_at(std::min(builder.refused_at, kept.size()),
                  "this is not valid JSON (" + builder.refused_because + ")");
}

}  // namespace wf::model
