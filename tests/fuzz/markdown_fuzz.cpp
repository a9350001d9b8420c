// Any bytes as a lesson: parsed, checked, linted, resolved and written out in plain words.
#include <cstdint>
#include <string_view>

#include "lessons/lesson.h"
#include "lessons/lint.h"
#include "lessons/plain.h"

namespace wf::fuzz {
namespace {

class AnySource : public lessons::NumberSource {
 public:
  std::optional<lessons::Value> lookup(std::string_view id,
                                       const lessons::Overrides&) const override {
    if (id.size() % 7 == 6) return std::nullopt;
    lessons::Value value;
    if (id.size() % 3 == 0) value.data = std::string(id);
    if (id.size() % 3 == 1) value.data = 1234.5;
    value.unit = id.size() % 2 == 0 ? "bytes/s" : "s";
    return value;
  }
};

}  // namespace

void markdown(std::string_view text) {
  const AnySource source;
  const lessons::Lesson lesson = lessons::parse_lesson(text, "lesson.md");
  for (const auto& diagnostic : lesson.diagnostics) lessons::to_string(diagnostic);
  lessons::check_lesson(lesson, source);
  lessons::lint(lesson);
  lessons::plain_words(lesson, source);
}

}  // namespace wf::fuzz

#ifdef WALLFINDER_LIBFUZZER
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wf::fuzz::markdown({reinterpret_cast<const char*>(data), size});
  return 0;
}
#endif
