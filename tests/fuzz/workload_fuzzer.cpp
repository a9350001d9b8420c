#define DOCTEST_CONFIG_IMPLEMENT
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/fuzz/workload_check.h"

// libFuzzer: clang++ -fsanitize=fuzzer,address,undefined. Start it on assets/workloads and
// tests/data/bad. The part before the first line "=" of an input is a list of --set options.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wf::model;
  static const Catalogue* const kKnown = [] {
    auto loaded = load_catalogue(std::filesystem::path(WALLFINDER_SOURCE_DIR) / "assets");
    if (!loaded) std::abort();
    return new Catalogue(std::move(*loaded));
  }();
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<Setting> settings;
  if (const std::size_t split = text.find("\n=\n"); split != std::string_view::npos) {
    std::string_view lines = text.substr(0, split);
    text = text.substr(split + 3);
    while (!lines.empty() && settings.size() < 8) {
      const std::size_t end = lines.find('\n');
      if (const auto setting = parse_setting(lines.substr(0, end))) settings.push_back(*setting);
      lines = end == std::string_view::npos ? std::string_view() : lines.substr(end + 1);
    }
  }
  const std::string complaint = testing::workload_complaint(text, *kKnown, settings);
  if (!complaint.empty()) {
    std::fprintf(stderr, "%s\n", complaint.c_str());
    std::abort();
  }
  return 0;
}
