// Any bytes between {{ and }}: parsed, evaluated and formatted.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lessons/live_number.h"

namespace wf::fuzz {
namespace {

class AnySource : public lessons::NumberSource {
 public:
  std::optional<lessons::Value> lookup(std::string_view id,
                                       const lessons::Overrides& overrides) const override {
    if (id.size() > 12) return std::nullopt;
    lessons::Value value;
    if (id.size() % 4 == 0) value.data = std::string(id);
    if (id.size() % 4 == 1) value.data = 1e9 + static_cast<double>(overrides.size());
    if (id.size() % 4 == 2) value.data = -3.5e-7;
    value.unit = id.size() % 2 == 0 ? "h" : "bytes/s";
    return value;
  }
};

}  // namespace

void live_number(std::string_view text) {
  const lessons::LiveTag tag = lessons::parse_live_tag(text);
  const lessons::LiveValue value = lessons::evaluate(tag.number, AnySource());
  const bool word = !value.value.is_number();
  if (!word && value.text.find("nan") != std::string::npos) std::abort();
  tag.number.expression.ids();
  tag.number.expression.single_id();
  std::string error;
  lessons::parse_overrides(text, error);
  error.clear();
  lessons::substitute(
      text, AnySource(),
      [](const lessons::LiveNumber&, const lessons::LiveValue& inner) { return inner.text; },
      error);
}

}  // namespace wf::fuzz

#ifdef WALLFINDER_LIBFUZZER
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wf::fuzz::live_number({reinterpret_cast<const char*>(data), size});
  return 0;
}
#endif
