#include "lessons/glossary.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "lessons/markdown.h"
#include "lessons/registry.h"
#include "model/catalogue.h"
#include "model/report.h"

using namespace wf::lessons;

namespace {

std::filesystem::path source_dir() { return WALLFINDER_SOURCE_DIR; }

std::string glossary_text() {
  return wf::model::read_text_file(source_dir() / "assets/glossary.json").value();
}

const Glossary& glossary() {
  static const Glossary kGlossary = Glossary::parse(glossary_text(), "glossary.json").value();
  return kGlossary;
}

// The marked terms of a text: "kv-cache=KV caches" each.
std::vector<std::string> marked(std::string_view text) {
  Diagnostics ignored;
  Blocks blocks = parse_markdown(text, "text.md", 1, ignored);
  glossary().mark_first_uses(blocks);
  std::vector<std::string> found;
  const auto walk = [&](const auto& self, const Blocks& in) -> void {
    for (const Block& block : in) {
      for (const Inline& run : block.inlines) {
        if (!run.href.starts_with(kGlossaryLink)) continue;
        found.push_back(run.href.substr(kGlossaryLink.size()) + "=" + run.text);
      }
      self(self, block.children);
      self(self, block.otherwise);
    }
  };
  walk(walk, blocks);
  return found;
}

using Found = std::vector<std::string>;

}  // namespace

TEST_CASE("The glossary is whole: terms, definitions, lessons, quantities") {
  CHECK(glossary().terms().size() >= 90);
  std::set<std::string> forms;
  for (const GlossaryTerm& term : glossary().terms()) {
    CAPTURE(term.term);
    CHECK(term.definition.size() >= 40);
    CHECK(term.definition.size() <= 420);
    CHECK(term.definition.back() == '.');
    if (!term.quantity.empty()) CHECK(wf::model::find_quantity(term.quantity) != nullptr);
    // 00 to 18, some with a letter.
    REQUIRE(term.lesson.size() >= 2);
    CHECK(term.lesson.size() <= 3);
    CHECK(std::stoi(term.lesson.substr(0, 2)) <= 18);
    CHECK(forms.insert(term.term).second);
    for (const std::string& form : term.also) CHECK(forms.insert(form).second);
  }
  for (const char* id : {"ttft",
                         "tpot",
                         "itl",
                         "kv-cache",
                         "gqa",
                         "mqa",
                         "mla",
                         "mfu",
                         "mbu",
                         "arithmetic-intensity",
                         "ridge-point",
                         "goodput",
                         "little-s-law",
                         "continuous-batching",
                         "chunked-prefill",
                         "pagedattention",
                         "zero",
                         "fsdp",
                         "tensor-parallelism",
                         "nvlink",
                         "hbm",
                         "young-daly-interval",
                         "grpo",
                         "staleness",
                         "speculative-decoding",
                         "prefix-caching"}) {
    CAPTURE(id);
    CHECK(glossary().find(id) != nullptr);
  }
  CHECK(glossary().find("no-such") == nullptr);
}

TEST_CASE("The file itself is in the order of the alphabet") {
  const auto json = nlohmann::json::parse(glossary_text());
  std::vector<std::string> ids;
  for (const auto& each : json["terms"]) {
    const std::string one = nlohmann::json{{"terms", {each}}}.dump();
    ids.push_back(Glossary::parse(one, "one")->terms().front().id);
  }
  CHECK(std::is_sorted(ids.begin(), ids.end()));
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
}

TEST_CASE("A term is marked at its first use, in any form, and there only") {
  CHECK(marked("The KV cache grows. The KV cache is read.") == Found{"kv-cache=KV cache"});
  CHECK(marked("All KV caches, then prefill and Prefill.") ==
        Found{"kv-cache=KV caches", "prefill=prefill"});
  CHECK(marked("A batch at memory-bandwidth speed; memory bandwidth, though.") ==
        Found{"memory-bandwidth=memory bandwidth"});
  CHECK(marked("Two SLOs and one TPOT.") == Found{"slo=SLOs", "tpot=TPOT"});
  // Abbreviations mind their case, words their borders.
  CHECK(marked("A slow tpot, an ITLx, a sm, decodes.").size() == 1);
  CHECK(marked("- one **prefill**\n- another prefill\n\n> decode\n") ==
        Found{"prefill=prefill", "decode=decode"});
  // What is something else already stays so.
  CHECK(marked("# Prefill\n\n`prefill` [prefill](03a)\n\n```\nprefill\n```\n") == Found{});
  CHECK(marked("We compute within a budget.") == Found{});
}

TEST_CASE("Whichever branch of a condition is read, a term's first use in it is marked") {
  const Found each = {"prefill=prefill", "prefill=prefill", "decode=decode"};
  CHECK(marked("{{#if serving.batch > 8}}prefill{{else}}prefill{{/if}} and prefill, decode.") ==
        each);
  CHECK(marked("{{#if serving.batch > 8}}\n\nprefill\n\n{{else}}\n\nprefill\n\n{{/if}}\n\n"
               "prefill, decode") == each);
  // It may be that nothing of the condition is read, or another branch.
  CHECK(marked("{{#if serving.batch > 8}}prefill{{/if}} prefill, prefill") ==
        Found{"prefill=prefill", "prefill=prefill"});
  CHECK(marked("{{#if serving.batch > 8}}prefill{{else if serving.batch > 4}}decode{{else}}prefill"
               "{{/if}} prefill") ==
        Found{"prefill=prefill", "decode=decode", "prefill=prefill", "prefill=prefill"});
  // What stands before it counts in all of them.
  CHECK(marked("Prefill. {{#if serving.batch > 8}}prefill{{else}}prefill{{/if}} prefill") ==
        Found{"prefill=Prefill"});
}

TEST_CASE("Marking changes no word of a text") {
  Diagnostics ignored;
  for (const LessonEntry& entry : find_lessons(source_dir() / "lessons", ignored)) {
    const std::string text = wf::model::read_text_file(entry.file).value();
    Blocks blocks = parse_markdown(text, "lesson.md", 1, ignored);
    const auto words = [](const Blocks& in) {
      std::string all;
      const auto walk = [&](const auto& self, const Blocks& here) -> void {
        for (const Block& block : here) {
          for (const Inline& run : block.inlines) all += run.text;
          self(self, block.children);
        }
      };
      walk(walk, in);
      return all;
    };
    const std::string before = words(blocks);
    glossary().mark_first_uses(blocks);
    CHECK(words(blocks) == before);
  }
}

TEST_CASE("A damaged glossary says what is wrong") {
  CHECK_FALSE(Glossary::parse("no JSON", "g.json"));
  CHECK_FALSE(Glossary::parse("{}", "g.json"));
  CHECK_FALSE(Glossary::parse(R"({"terms": [7]})", "g.json"));
  CHECK_FALSE(Glossary::parse(R"({"terms": [{"term": "A"}]})", "g.json"));
  const auto twice = Glossary::parse(
      R"({"terms": [{"term": "A b", "definition": "x"}, {"term": "a B", "definition": "y"}]})",
      "g.json");
  REQUIRE_FALSE(twice);
  CHECK(twice.error().text().find("stands twice") != std::string::npos);
  CHECK(Glossary::parse(R"({"terms": [{"term": "A", "also": [3, ""], "definition": "x"}]})", "g"));
}
