#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "model/units.h"
#include "model/workload_fields.h"
#include "tests/fuzz/workload_check.h"

// Broken files by the thousand, the same ones on every run. tests/fuzz has the open-ended version.

namespace wf::model {
namespace {

using namespace testing;

constexpr std::array<std::string_view, 44> kPieces = {"0",
                                                      "-1",
                                                      "1e308",
                                                      "1e-308",
                                                      "-0.0",
                                                      "9007199254740993",
                                                      "1e15",
                                                      "0.5",
                                                      "3",
                                                      "null",
                                                      "true",
                                                      "false",
                                                      "\"\"",
                                                      "\"max\"",
                                                      "\"80 GiB\"",
                                                      "\"3 TB/s\"",
                                                      "\"50 ms\"",
                                                      "\"40 %\"",
                                                      "\"1e400\"",
                                                      "\"8 * 8\"",
                                                      "\"nan\"",
                                                      "\"$2/h\"",
                                                      "\"15.6T\"",
                                                      "{}",
                                                      "[]",
                                                      "[1]",
                                                      "{\"value\": 3}",
                                                      "\"id\"",
                                                      "\"h100-sxm-80gb\"",
                                                      "\"llama-3-8b\"",
                                                      "\"bf16\"",
                                                      "\"fp8\"",
                                                      "\"\\u00b5\"",
                                                      "\"\\ud800\"",
                                                      ",",
                                                      ":",
                                                      "{",
                                                      "}",
                                                      "[",
                                                      "]",
                                                      "\"",
                                                      "//",
                                                      "/*",
                                                      "\xff"};

std::string pick(const std::vector<std::string>& from, std::mt19937& random) {
  return from[random() % from.size()];
}

// One change: a byte, a stretch, a value, a key.
void mutate(std::string& text, const std::vector<std::string>& keys, std::mt19937& random) {
  const std::size_t at = text.empty() ? 0 : random() % text.size();
  const std::size_t length = std::min<std::size_t>(text.size() - at, 1 + random() % 24);
  switch (random() % 7) {
    case 0:
      if (!text.empty()) text[at] = static_cast<char>(random() % 256);
      break;
    case 1:
      text.erase(at, length);
      break;
    case 2:
      text.insert(at, text.substr(at, length));
      break;
    case 3:
      text.insert(at, kPieces[random() % kPieces.size()]);
      break;
    case 4: {  // another value behind a colon: mostly still JSON
      const std::size_t colon = text.find(':', at);
      if (colon == std::string::npos) break;
      std::size_t end = colon + 1;
      while (end < text.size() && text[end] == ' ') ++end;
      while (end < text.size() && text[end] != ',' && text[end] != '}' && text[end] != '\n') ++end;
      text.replace(colon + 1, end - colon - 1, kPieces[random() % 34]);
      break;
    }
    case 5: {  // one more member, of a known key
      const std::size_t brace = text.find('{', at);
      if (brace == std::string::npos) break;
      const std::string path = pick(keys, random);
      const std::string key = path.substr(path.rfind('.') + 1);
      text.insert(brace + 1, "\"" + key + "\": " + std::string(kPieces[random() % 34]) + ", ");
      break;
    }
    case 6: {  // another name behind a quote
      const std::size_t quote = text.find('"', at);
      if (quote == std::string::npos) break;
      const std::string path = pick(keys, random);
      text.insert(quote + 1, path.substr(path.rfind('.') + 1));
      break;
    }
  }
}

std::vector<std::string> seeds() {
  std::vector<std::string> texts;
  for (const char* folder : {"assets/workloads", "tests/data/bad", "tests/data/notes"}) {
    for (const auto& path : files_in(source_dir() / folder)) {
      texts.push_back(*read_text_file(path));
    }
  }
  // Files that are right, often enough that what mutation makes of them is right at times; figures
  // and shapes written out in full give it more to work on.
  for (const auto& path : files_in(source_dir() / "assets/workloads")) {
    const std::string text = *read_text_file(path);
    const Scenario scenario = read_good(text).scenario;
    for (int i = 0; i < 5; ++i) {
      texts.push_back(text);
      texts.push_back(write_workload(scenario));
      texts.push_back(write_workload(scenario, &catalogue()));
    }
  }
  return texts;
}

TEST_CASE("no text crashes the reader, and what it accepts writes back to itself") {
  std::mt19937 random(20261121);
  const auto texts = seeds();
  const auto keys = workload_paths();
  int accepted = 0;
  constexpr int kRounds = 8000;
  for (int round = 0; round < kRounds; ++round) {
    std::string text = pick(texts, random);
    const int changes = 1 + static_cast<int>(random() % 2);
    for (int i = 0; i < changes; ++i) mutate(text, keys, random);
    const std::string complaint = workload_complaint(text, catalogue());
    INFO(text);
    CHECK(complaint == "");
    accepted += read(text).ok() ? 1 : 0;
  }
  // A loop that only ever meets refusals would show little.
  CHECK(accepted > kRounds / 20);
  CHECK(accepted < kRounds);
}

TEST_CASE("no setting crashes the reader") {
  std::mt19937 random(7);
  const auto keys = workload_paths();
  const auto examples = files_in(source_dir() / "assets/workloads");
  int accepted = 0;
  for (int round = 0; round < 2000; ++round) {
    const std::string text = *read_text_file(examples[random() % examples.size()]);
    std::string piece(kPieces[random() % kPieces.size()]);
    if (random() % 2 == 0) std::erase(piece, '"');
    const std::vector<Setting> settings = {{pick(keys, random), piece},
                                           {pick(keys, random), std::to_string(random() % 100)}};
    const std::string complaint = workload_complaint(text, catalogue(), settings);
    INFO(settings[0].path, "=", settings[0].value, " ", settings[1].path, "=", settings[1].value);
    CHECK(complaint == "");
    accepted += read(text, settings).ok() ? 1 : 0;
  }
  CHECK(accepted > 20);
}

TEST_CASE("no text crashes the reader of magnitudes, and none gives a NaN") {
  std::mt19937 random(3);
  const std::string alphabet = "0123456789.eE+-*/ $%kKMGTPiBbsWhFLOPxmun\xc2\xb5\u2212,_";
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::size_t i = random() % 14; i > 0; --i) text += alphabet[random() % alphabet.size()];
    for (const std::string_view unit : {"bytes", "bytes/s", "s", "tokens", "USD/h", "1"}) {
      const auto parsed = parse_magnitude(text, unit);
      INFO(text, " as ", unit);
      CHECK((parsed.ok() ? std::isfinite(*parsed) : !parsed.error().what.empty()));
    }
  }
}

}  // namespace
}  // namespace wf::model
