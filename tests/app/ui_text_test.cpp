#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "app/platform/headless.h"
#include "app/ui/text_view.h"
#include "lessons/live_parts.h"
#include "lessons/markdown.h"
#include "lessons/resolve.h"
#include "tests/app/support/ui_driver.h"
#include "tests/app/support/ui_screen.h"

using namespace wf::app;
using namespace wf::app::testing;
namespace lessons = wf::lessons;

namespace {

class Numbers final : public lessons::NumberSource {
 public:
  std::optional<lessons::Value> lookup(std::string_view id,
                                       const lessons::Overrides&) const override {
    lessons::Value value;
    if (id == "decode.step_time") {
      value = {0.00479, "s", "Time of one decode step.", "decode.step_time", "memory bandwidth"};
    } else if (id == "serving.batch") {
      value.data = 8.0;
    } else {
      return std::nullopt;
    }
    return value;
  }
};

constexpr const char* kPage = R"(# Which wall do you hit first, and why is it seldom compute?

A model that serves one user at a time reads **every weight once per token**, which takes
{{decode.step_time}}, however fast the arithmetic units are; the chip spends the rest of the step
*waiting for memory*, and doubling the batch of {{serving.batch}} costs almost nothing[^pope]. See
[the roofline of one layer, drawn for a single request at a time](widget:roofline) or `serving.batch`.
Some more words follow here, so that lines are full and one can count how many letters they hold.

## The floor

Let $W$ be the bytes and $B = \frac{W}{t}$ the bandwidth, $\sqrt{x}$ a root and
$\term{decode.step_time}{t_{\text{step}}}$ the time.

$$ t_w = \frac{W}{B} + \sum_{i=1}^{n} \frac{a_i}{b_i} \quad\text{and}\quad t = \max\left(\frac{W + bsk}{B}, \frac{2Nb}{F}\right) $$

1. First, with ~~struck~~ words.
2. Second
   - nested, long enough that the line has to be broken somewhere before its end is reached at last
   - nested again

> A rule of thumb is a formula whose conditions were forgotten.

| Accelerator | Bandwidth | A column with quite a long title, which has to wrap somewhere |
|:--|--:|:-:|
| H100 SXM, 80 GB | 3.35 TB/s | $295$ |
| MI300X | 5.3 TB/s | a cell with so many words that it needs several lines in any width |

```
wallfinder estimate chat.json --set serving.batch=64 --set parallel.tp=8 --explain decode.step_time --json
```

---

The end, and `a_very_long_name_without_any_place_to_break_it_that_is_wider_than_a_narrow_page_can_be`.
)";

lessons::Blocks page(std::string_view text = kPage) {
  lessons::Diagnostics diagnostics;
  const Numbers numbers;
  return lessons::resolve(lessons::parse_markdown(text, "page.md", 1, diagnostics), numbers,
                          "page.md", diagnostics);
}

TextLayout lay_out(const lessons::Blocks& blocks, const Canvas& canvas, float width) {
  return lay_out_text(blocks, {.fonts = &canvas.fonts,
                               .math = &canvas.math,
                               .size = canvas.theme.size,
                               .width = width,
                               .cite = [](const std::string&) { return "3"; }});
}

// Calls `check` with a layout for each of several sizes of page and text.
void for_each_size(const std::function<void(const TextLayout&, const Theme&, float)>& check) {
  for (const double text_scale : {0.8, 1.0, 1.5, 2.5}) {
    UiScreen screen([&](const Canvas& canvas) {
      const lessons::Blocks blocks = page();
      for (const float width : {180.0F, 320.0F, 600.0F, 1200.0F}) {
        // Narrower than six ems no page can be: a table's column would not hold a letter.
        if (width < 6 * canvas.theme.size.em) continue;
        check(lay_out(blocks, canvas, width), canvas.theme, width);
      }
    });
    screen.look.text_scale = text_scale;
    const UiDriver driver(screen, 1280, 800, text_scale > 1.2 ? 2 : 1);
  }
}

}  // namespace

TEST_SUITE("text") {
  TEST_CASE("nothing is wider than the page or than the measure") {
    for_each_size([](const TextLayout& layout, const Theme& theme, float width) {
      const float measure = std::min(width, 36 * theme.size.em);
      CAPTURE(width);
      CAPTURE(theme.size.em);
      REQUIRE(layout.lines.size() > 10);
      const float grace = 0.5F;
      bool inside = true;
      for (const TextRun& run : layout.runs) {
        inside = inside && run.x >= 0 && run.x + run.width <= measure + grace;
      }
      for (const MathRun& run : layout.maths) {
        const float right = run.x + static_cast<float>(run.layout->width) * run.size;
        inside = inside && run.x >= 0 && right <= measure + grace;
      }
      CHECK(inside);
      CHECK(layout.width <= measure + grace + theme.size.em / 8);
    });
  }

  TEST_CASE("lines never overlap, and every word lies in a line") {
    for_each_size([](const TextLayout& layout, const Theme& theme, float width) {
      CAPTURE(width);
      CAPTURE(theme.size.em);
      int overlaps = 0;
      for (std::size_t i = 0; i < layout.lines.size(); ++i) {
        for (std::size_t j = i + 1; j < layout.lines.size(); ++j) {
          TextBox a = layout.lines[i].box;
          const TextBox& b = layout.lines[j].box;
          a.bottom -= 0.5F;
          a.right -= 0.5F;
          if (a.overlaps(b)) ++overlaps;
        }
      }
      CHECK(overlaps == 0);
      for (const TextRun& run : layout.runs) {
        const bool in_a_line =
            std::any_of(layout.lines.begin(), layout.lines.end(),
                        [&](const TextLine& line) { return line.baseline == run.baseline; });
        CHECK(in_a_line);
        CHECK(run.baseline <= layout.height);
      }
    });
  }

  TEST_CASE("formulas keep their height: no line is lower than what stands in it") {
    for_each_size([](const TextLayout& layout, const Theme&, float) {
      for (const MathRun& run : layout.maths) {
        const auto line =
            std::find_if(layout.lines.begin(), layout.lines.end(), [&](const TextLine& l) {
              return l.baseline == run.baseline && run.x >= l.box.left - 1 && run.x <= l.box.right;
            });
        REQUIRE(line != layout.lines.end());
        const float top = run.baseline - static_cast<float>(run.layout->height) * run.size;
        const float bottom = run.baseline + static_cast<float>(run.layout->depth) * run.size;
        CHECK(top >= line->box.top - 1);
        CHECK(bottom <= line->box.bottom + 1);
      }
    });
  }

  TEST_CASE("full lines hold 60 to 75 characters where there is room") {
    UiScreen screen([](const Canvas& canvas) {
      std::string text;
      for (int i = 0; i < 30; ++i) {
        text += "Every weight is read once a step and the arithmetic waits for memory meanwhile. ";
      }
      const TextLayout layout = lay_out(page(text), canvas, 2000);
      int characters = 0;
      const auto full = static_cast<int>(layout.lines.size()) - 1;
      REQUIRE(full > 10);
      for (int i = 0; i < full; ++i)
        characters += layout.lines[static_cast<std::size_t>(i)].characters;
      CHECK(characters / full >= 60);
      CHECK(characters / full <= 75);
    });
    for (const double scale : {1.0, 2.0}) const UiDriver driver(screen, 1280, 800, scale);
  }

  TEST_CASE("no word is lost") {
    for_each_size([](const TextLayout& layout, const Theme&, float) {
      std::string all;
      for (const TextRun& run : layout.runs) all += run.text;
      std::erase(all, ' ');
      for (const char* words : {"everyweightoncepertoken", "nestedagain", "MI300X", "[3]",
                                "--explain", "Theend,and", "wider_than_a_narrow_page"}) {
        CHECK(all.find(words) != std::string::npos);
      }
    });
  }

  TEST_CASE("what can be pointed at") {
    UiScreen screen([](const Canvas& canvas) {
      const TextLayout layout = lay_out(page(), canvas, 300);
      const auto count = [&](TextTarget::Kind kind) {
        return std::count_if(layout.targets.begin(), layout.targets.end(),
                             [&](const TextTarget& t) { return t.kind == kind; });
      };
      CHECK(count(TextTarget::Kind::kLink) == 1);
      CHECK(count(TextTarget::Kind::kLive) == 2);
      CHECK(count(TextTarget::Kind::kCite) == 1);
      CHECK(count(TextTarget::Kind::kTerm) == 1);
      for (const TextTarget& target : layout.targets) {
        REQUIRE_FALSE(target.boxes.empty());
        for (const TextBox& box : target.boxes) {
          CHECK(box.right > box.left);
          CHECK(box.bottom > box.top);
        }
        switch (target.kind) {
          case TextTarget::Kind::kLink:
            CHECK(target.id == "widget:roofline");
            CHECK(target.boxes.size() > 1);  // it is longer than a line of 300 pixels
            break;
          case TextTarget::Kind::kCite:
            CHECK(target.id == "pope");
            break;
          case TextTarget::Kind::kTerm:
            CHECK(target.id == "decode.step_time");
            break;
          case TextTarget::Kind::kGlossary:
            FAIL("no term of the glossary was marked");
            break;
          case TextTarget::Kind::kLive:
            CHECK((target.id == "decode.step_time" || target.id == "serving.batch"));
            break;
        }
      }
      CHECK(layout.problems.empty());
      REQUIRE(layout.headings.size() == 2);
      CHECK(layout.headings[1].text == "The floor");
      CHECK(layout.headings[1].y > layout.headings[0].y);
    });
    const UiDriver driver(screen);
  }

  TEST_CASE("a live number has its wall's colour and does not part from its unit") {
    UiScreen screen([](const Canvas& canvas) {
      for (float width = 150; width < 500; width += 37) {
        const TextLayout layout =
            lay_out(page("It takes {{decode.step_time}} a step."), canvas, width);
        const auto run = std::find_if(layout.runs.begin(), layout.runs.end(),
                                      [](const TextRun& r) { return r.ink == Ink::kWall; });
        REQUIRE(run != layout.runs.end());
        CHECK(run->wall == wf::widgets::Wall::kMemoryBandwidth);
        CHECK(run->text == "4.79\u00a0ms");
      }
    });
    const UiDriver driver(screen);
  }

  TEST_CASE("columns are aligned as the table says") {
    UiScreen screen([](const Canvas& canvas) {
      const TextLayout layout =
          lay_out(page("| a | b |\n|:--|--:|\n| x | 1 |\n| longer | 1234567 |\n"), canvas, 500);
      const auto run = [&](std::string_view text) {
        return *std::find_if(layout.runs.begin(), layout.runs.end(),
                             [&](const TextRun& r) { return r.text == text; });
      };
      CHECK(run("x").x == doctest::Approx(run("longer").x));
      CHECK(run("1").x + run("1").width ==
            doctest::Approx(run("1234567").x + run("1234567").width).epsilon(0.01));
    });
    const UiDriver driver(screen);
  }

  TEST_CASE("clicks, hints for the keyboard, and the words of the frame") {
    TextView view;
    TextEvents last;
    std::vector<std::string> chosen;
    const lessons::Blocks blocks = page();
    UiScreen screen([&](const Canvas& canvas) {
      last = view.show("text", blocks, 1, canvas);
      if (last.chosen) chosen.push_back(view.target(*last.chosen).id);
    });
    UiDriver driver(screen, 700, 500);
    driver.click("4.79 ms");
    driver.click("[pope]");
    CHECK(chosen == std::vector<std::string>{"decode.step_time", "pope"});
    driver.hover("4.79 ms");
    REQUIRE(last.hovered);
    CHECK(view.target(*last.hovered).hint == "Time of one decode step.");
    CHECK(driver.shows("waiting for memory"));
    CHECK(driver.shows("The end"));  // below the window's edge

    chosen.clear();
    for (int i = 0; i < 12 && chosen.empty(); ++i) {
      driver.key(ImGuiKey_Tab);
      if (last.hovered && view.target(*last.hovered).kind == TextTarget::Kind::kLink) {
        driver.key(ImGuiKey_Enter);
      }
    }
    CHECK(chosen == std::vector<std::string>{"widget:roofline"});
  }

  TEST_CASE("it is laid out again only when something changed") {
    TextView view;
    lessons::Blocks blocks = page("First words.");
    std::uint64_t version = 1;
    UiScreen screen([&](const Canvas& canvas) { view.show("text", blocks, version, canvas); });
    UiDriver driver(screen, 600, 400);
    const TextRun* before = view.layout().runs.data();
    driver.frames(3);
    CHECK(view.layout().runs.data() == before);
    blocks = page("Second words, quite a few more of them than before.");
    version = 2;
    driver.frames(1);
    CHECK(driver.shows("Second words"));
    CHECK_FALSE(driver.shows("First words"));
    const float height = view.layout().height;
    driver.resize(220, 400);
    CHECK(view.layout().height > height);
    screen.look.text_scale = 2;
    driver.frames(2);
    CHECK(view.layout().height > 2 * height);
  }

  TEST_CASE("live parts divide the text") {
    const lessons::Blocks blocks = page(
        "Before.\n\n```widget\nid: roofline\ntask: |\n  Try.\n```\n\nBetween.\n\nMore.\n\n"
        "```widget\nid: second\ntask: |\n  Try.\n```\n");
    const std::vector<TextSection> sections = split_at_parts(blocks);
    REQUIRE(sections.size() == 4);
    CHECK(sections[0].prose.size() == 1);
    CHECK(sections[1].part != nullptr);
    CHECK(sections[2].prose.size() == 2);
    CHECK(sections[3].part != nullptr);
    CHECK(split_at_parts({}).empty());
  }

  TEST_CASE("odd input is set without complaint") {
    std::string deep;
    for (int i = 0; i < 60; ++i)
      deep += std::string(static_cast<std::size_t>(i) * 2, ' ') + "- x\n";
    UiScreen screen([&](const Canvas& canvas) {
      for (const float width : {-5.0F, 0.0F, 1.0F, 40.0F, 700.0F}) {
        for (const std::string& text :
             {std::string(), std::string("$\\frac{$"), deep, std::string(5000, 'x'),
              std::string("> > > > > > > > > > > > > > > > > > > deep"),
              std::string("|a|b|\n|-|-|\n|1|\n"), std::string("\xff\xfe broken"),
              std::string("{{no.such.number}} and $\\nosuch{x}$"), std::string("```\n\n\n```")}) {
          const TextLayout layout = lay_out(page(text), canvas, width);
          CHECK(std::isfinite(layout.height));
          CHECK(layout.height >= 0);
        }
      }
    });
    const UiDriver driver(screen);
  }

  TEST_CASE("the picture of a lit quantity differs from the plain one") {
    TextView view;
    const lessons::Blocks blocks = page();
    UiScreen screen([&](const Canvas& canvas) { view.show("text", blocks, 1, canvas); });
    const auto plain = render_frames(screen, 600, 400, 1);
    screen.lit = "decode.step_time";
    const auto lit = render_frames(screen, 600, 400, 1);
    REQUIRE(plain);
    REQUIRE(lit);
    CHECK_FALSE(*plain == *lit);
  }
}
