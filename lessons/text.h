#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wf::lessons {

std::string_view trim(std::string_view text);
std::string_view trim_right(std::string_view text);

// Lines without their "\n" or "\r\n"; a final line end makes no empty last line.
std::vector<std::string_view> split_lines(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);

// The whole of `text` as a finite number ("1e-3", "42"), or nothing.
std::optional<double> parse_number(std::string_view text);

// UTF-8. `next_code_point` moves `position` on and gives U+FFFD for malformed bytes.
void append_utf8(std::string& out, char32_t code_point);
char32_t next_code_point(std::string_view text, std::size_t& position);
std::u32string to_code_points(std::string_view text);

// The candidate closest to `word` when it is close enough to be a slip of the pen, else "".
std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace wf::lessons
