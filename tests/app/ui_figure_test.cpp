#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "app/platform/headless.h"
#include "app/ui/figure_view.h"
#include "tests/app/support/ui_driver.h"
#include "tests/app/support/ui_screen.h"
#include "tests/widgets/demo_figure.h"

using namespace wf::app;
using namespace wf::app::testing;
namespace widgets = wf::widgets;

namespace {

struct Setting {
  widgets::Figure figure;
  FigureView view;
  std::uint64_t version = 1;
  std::vector<HandleEvent> handles;
  FigureEvents last;
  UiScreen screen{[this](const Canvas& canvas) {
    last = view.show("roofline", figure, version, {800, 500}, canvas);
    if (last.handle) handles.push_back(*last.handle);
    ImGui::Button("After");
  }};
  explicit Setting(widgets::Figure shown) : figure(std::move(shown)) {}
};

}  // namespace

TEST_SUITE("figure on the screen") {
  TEST_CASE("its words are drawn, and what comes after stands below it") {
    Setting s(widgets::demo_roofline());
    UiDriver driver(s.screen);
    CHECK(driver.shows(s.figure.title));
    CHECK(driver.shows("memory bandwidth"));
    CHECK(driver.rect("After").top >= driver.rect("roofline").bottom);
    CHECK(driver.rect("After").top < driver.rect("roofline").bottom + 30);
    CHECK(driver.rect("roofline").right - driver.rect("roofline").left == 800);
  }

  TEST_CASE("the pointer reads values from a curve, and its quantity lights up") {
    Setting s(widgets::demo_roofline());
    UiDriver driver(s.screen);
    REQUIRE_FALSE(s.view.layout().tracks.empty());
    const auto origin = driver.rect("roofline");
    std::set<std::string> read;
    for (const widgets::Track& track : s.view.layout().tracks) {
      REQUIRE_FALSE(track.points.empty());
      const widgets::Pixel at = track.points[track.points.size() / 3];
      driver.move_to(origin.left + at.x, origin.top + at.y);
      if (!s.last.read_out) continue;
      REQUIRE_FALSE(s.last.read_out->lines.empty());
      read.insert(s.last.read_out->lines.front());
      const std::string words = s.last.read_out->lines.back();
      CAPTURE(words);
      CAPTURE(driver.text());
      CHECK(driver.shows(words));
    }
    CHECK(read.size() >= 2);
    driver.move_to(origin.left + 1, origin.bottom + 60);
    CHECK_FALSE(s.last.read_out);
    CHECK_FALSE(s.last.hovered);
  }

  TEST_CASE("a handle is dragged: grabbed, moved with values, released") {
    Setting s(widgets::demo_roofline());
    REQUIRE_FALSE(s.figure.handles.empty());
    const std::string knob = s.figure.handles.front().knob;
    UiDriver driver(s.screen);
    driver.drag_by(knob, 120, 0);
    REQUIRE(s.handles.size() >= 3);
    CHECK(s.handles.front().phase == HandleEvent::Phase::kGrabbed);
    CHECK(s.handles.back().phase == HandleEvent::Phase::kReleased);
    double before = 0;
    int moves = 0;
    for (const HandleEvent& event : s.handles) {
      CHECK(event.knob == knob);
      if (event.phase != HandleEvent::Phase::kMoved) continue;
      ++moves;
      REQUIRE(event.value);
      CHECK(*event.value >= before);  // to the right is more
      before = *event.value;
      CHECK(std::isfinite(event.x));
    }
    CHECK(moves >= 3);
    s.handles.clear();
    driver.frames(5);
    CHECK(s.handles.empty());
  }

  TEST_CASE("a handle is stepped with the arrow keys") {
    Setting s(widgets::demo_roofline());
    const std::string knob = s.figure.handles.front().knob;
    UiDriver driver(s.screen);
    do driver.key(ImGuiKey_Tab);
    while (!driver.focused(knob));
    driver.key(ImGuiKey_RightArrow);
    driver.key(ImGuiMod_Shift | ImGuiKey_LeftArrow);
    REQUIRE(s.handles.size() == 2);
    CHECK(s.handles[0].phase == HandleEvent::Phase::kStepped);
    CHECK(s.handles[0].steps == 1);
    CHECK(s.handles[1].steps == -10);
  }

  TEST_CASE("a new version is laid out, the same one is not") {
    Setting s(widgets::demo_roofline());
    UiDriver driver(s.screen);
    s.figure.title = "Another title";
    driver.frames(1);
    CHECK_FALSE(driver.shows("Another title"));
    s.version = 2;
    driver.frames(1);
    CHECK(driver.shows("Another title"));
  }

  TEST_CASE("every demonstration figure gives a picture in every theme; lit differs from plain") {
    for (const widgets::Figure& figure :
         {widgets::demo_roofline(), widgets::demo_lines(), widgets::demo_headrooms(),
          widgets::demo_memory_bill(), widgets::Figure{}}) {
      for (const widgets::ThemeName name : widgets::kThemeNames) {
        Setting s(figure);
        s.screen.look.theme = name;
        const auto image = render_frames(s.screen, 840, 560, 1, 2);
        REQUIRE(image);
        std::set<std::uint32_t> colours;
        for (std::size_t i = 0; i < image->rgba.size(); i += 4) {
          colours.insert(static_cast<std::uint32_t>(image->rgba[i] << 16 | image->rgba[i + 1] << 8 |
                                                    image->rgba[i + 2]));
        }
        CHECK(colours.size() > 8);
      }
    }
    Setting s(widgets::demo_headrooms());
    const auto plain = render_frames(s.screen, 840, 560, 1, 2);
    for (const widgets::Element& element : s.view.layout().elements) {
      if (!element.meaning.quantity.empty()) s.screen.lit = element.meaning.quantity;
    }
    REQUIRE(plain);
    if (!s.screen.lit.empty()) {
      const auto lit = render_frames(s.screen, 840, 560, 1, 2);
      REQUIRE(lit);
      CHECK_FALSE(*plain == *lit);
    }
  }

  TEST_CASE("sizes without room are no trouble") {
    FigureView view;
    const widgets::Figure figure = widgets::demo_lines();
    UiScreen screen([&](const Canvas& canvas) {
      for (const ImVec2 size : {ImVec2(0, 0), ImVec2(-4, 10), ImVec2(3, 2000), ImVec2(60, 40)}) {
        view.show("small", figure, 1, size, canvas);
      }
    });
    UiDriver driver(screen);
    CHECK(view.layout().width == 60);
  }
}
