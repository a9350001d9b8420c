// The fuzz targets on a fixed walk of mutated seeds, so that every run of the suite fuzzes a
// little. That nothing crashes or trips a sanitizer is the test; the targets check the rest.
#include <doctest/doctest.h>

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace wf::fuzz {
void live_number(std::string_view text);
void markdown(std::string_view text);
void tex(std::string_view text);
}  // namespace wf::fuzz

namespace {

const std::vector<std::string> kMarkdown = {
    "---\nid: 01\ntitle: t\npart: p\nminutes: 5\nscenario: s\nobjectives:\n  - o\nsources:\n"
    "  - id: a\n    title: b\n    by: c\n    read: 2026-01-01\n---\n# H\n\nText {{a.b}} $x_1$ 80 "
    "GB.[^a]\n",
    "---\n---\n{{#if a.b > 1}}\nx\n{{else}}\n- y\n  - z\n{{/if}}\n| a | b |\n|--|--:|\n| $|x|$ | "
    "{{c | d.e=1}} |\n",
    "---\n---\n```predict\nkind: choice\nquestion: q\noptions:\n  - text: a\n    is: b\n  - text: "
    "c\n    is: d\nanswer: b\nreveal: |\n  r\n```\n\n```drill\nkind: number\nvary:\n  - n = 1..9 "
    "log\nquestion: q {{n}}\nanswer: n * 2\nsolution: s\n```\n",
    "---\n---\n```table\ncolumns:\n  - title: t\n    value: a.b | as ms\nrows:\n  - label: l\n    "
    "set: x.y=1\n```\n\n> $$\n> \\frac{a}{b}\n> $$\n\n[l](http://x) ![i](j) `c` **b *i* ~~s~~**\n"};
const std::vector<std::string> kTex = {
    "\\frac{a}{b} + \\sqrt[3]{x_i^2} \\le \\sum_{i=1}^n \\left( y' \\right]",
    "\\begin{cases} a & x > 0 \\\\ b & \\text{else} \\end{cases}",
    "\\begin{aligned} \\term{a.b}{t} &= \\hat{x} \\\\ &\\approx \\underbrace{y}_{z} "
    "\\end{aligned}"};
const std::vector<std::string> kLive = {
    "decode.step_time / (a.b | c.d=1, e=(f * 2)) | as ms | digits 3",
    "#if a.b == \"word\" and not (c < 50 GB/s or max(1, d) >= 2 %)", "else if -1e3 * sqrt(x) != 4"};

std::string mutated(std::string text, const std::vector<std::string>& seeds, std::mt19937& random) {
  constexpr std::array<std::string_view, 24> kPieces = {
      "{{", "}}", "$",  "$$",   "\n",  "\n\n", "```", "|",    "\\",     "{",     "}",    "(",
      ")",  "- ", "> ", "[^a]", "---", "#",    "&",   "\xFF", "\u202F", "1e308", "\\\\", "_^"};
  const auto below = [&random](std::size_t limit) {
    return limit == 0 ? 0 : static_cast<std::size_t>(random() % limit);
  };
  for (auto changes = 1 + below(6); changes > 0; --changes) {
    const auto at = below(text.size() + 1);
    switch (below(5)) {
      case 0:
        text.insert(at, kPieces[below(kPieces.size())]);
        break;
      case 1:
        text.erase(at, below(8));
        break;
      case 2: {
        const auto& other = seeds[below(seeds.size())];
        const auto from = below(other.size());
        text.insert(at, other.substr(from, below(40)));
        break;
      }
      case 3:
        if (at < text.size()) text[at] = static_cast<char>(random() & 0xFF);
        break;
      default:
        text.insert(at, text.substr(below(text.size()), below(60)));
    }
  }
  return text;
}

void walk(const std::vector<std::string>& seeds, int steps, void (*target)(std::string_view)) {
  std::mt19937 random(20261121);
  std::vector<std::string> pool = seeds;
  for (const auto& seed : seeds) target(seed);
  for (int step = 0; step < steps; ++step) {
    auto& slot = pool[random() % pool.size()];
    std::string next = mutated(slot, seeds, random);
    target(next);
    const bool restart = next.size() > 600 || random() % 8 == 0;
    slot = restart ? seeds[random() % seeds.size()] : std::move(next);
  }
  CHECK(pool.size() == seeds.size());
}

}  // namespace

TEST_CASE("mutated lessons crash nothing") { walk(kMarkdown, 2000, wf::fuzz::markdown); }
TEST_CASE("mutated formulas crash nothing") { walk(kTex, 3000, wf::fuzz::tex); }
TEST_CASE("mutated live numbers crash nothing") { walk(kLive, 3000, wf::fuzz::live_number); }
