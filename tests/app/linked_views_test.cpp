// What is pointed at lights up wherever else it stands, in the lessons as they are: numbers of the
// text, terms of equations and of the arithmetic, elements of the figure, knobs.
#include <doctest/doctest.h>
#include <imgui_internal.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include "app/lesson/session.h"
#include "app/shell/shell.h"
#include "app/shell/shell_commands.h"
#include "lessons/registry.h"
#include "lessons/tex.h"
#include "tests/app/shell_testing.h"
#include "tests/app/support/ui_driver.h"
#include "widgets/figure/layout.h"
#include "widgets/figure/text_metrics.h"
#include "widgets/registry.h"

using namespace wf;
using namespace wf::app;
using namespace wf::app::testing;

namespace {

struct Window {
  explicit Window(const std::string& id, int width = 1600, int height = 1000)
      : shell(workspace(source_dir() / "lessons"), Settings{}), driver(shell, width, height) {
    lessons::Diagnostics problems;
    for (const auto& entry : lessons::find_lessons(source_dir() / "lessons", problems)) {
      if (entry.id == id) shell.open_file(entry.file);
    }
    driver.frames(6);
  }
  LessonSession& session() { return *shell.session_of(*shell.workspace().current()); }

  // The places that are tinted, by the top child that they lie in: "lesson", "widget".
  int tinted(std::string_view pane) {
    const ImU32 lit = shell.theme().colours.lit;
    int count = 0;
    each_list(pane, [&](const ImDrawList& list) {
      for (const ImDrawVert& vertex : list.VtxBuffer) count += vertex.col == lit;
    });
    return count / 4;
  }
  // All that is drawn there.
  std::vector<float> drawn(std::string_view pane) {
    std::vector<float> points;
    each_list(pane, [&](const ImDrawList& list) {
      for (const ImDrawVert& vertex : list.VtxBuffer) {
        points.insert(points.end(), {vertex.pos.x, vertex.pos.y});
      }
    });
    return points;
  }
  // Puts the pointer on the first control of the text that has this label.
  bool point_at(std::string_view label) {
    for (const auto& control : driver.controls()) {
      if (control.label != label || control.window.find("lesson") == std::string::npos) continue;
      driver.focus_on(control.id);
      driver.frames(2);
      const auto box = driver.focus_box();
      driver.move_to(0, 0);
      ImGui::SetNavID(0, ImGuiNavLayer_Main, 0, {});
      driver.frames(3);
      driver.move_to((box.left + box.right) / 2, (box.top + box.bottom) / 2);
      driver.frames(2);
      return true;
    }
    return false;
  }
  // Places of the figure by the quantity that stands there: bars, and points of curves.
  std::multimap<std::string, ImVec2> places() {
    const auto box = driver.rect("widget/" + std::string(widget().id));
    const auto layout =
        widgets::lay_out(widget().figure(session().widget_inputs()), box.right - box.left,
                         box.bottom - box.top, widgets::InterMetrics());
    std::multimap<std::string, ImVec2> found;
    const auto add = [&](int element, widgets::Pixel at) {
      const auto& quantity = layout.elements.at(static_cast<std::size_t>(element)).meaning.quantity;
      if (quantity.empty()) return;
      found.insert(
          {quantity, {static_cast<float>(box.left + at.x), static_cast<float>(box.top + at.y)}});
    };
    for (const auto& bar : layout.bars) {
      if (bar.element >= 0) add(bar.element, bar.box.centre());
    }
    for (const auto& track : layout.tracks) {
      if (track.element < 0 || track.points.empty()) continue;
      add(track.element, track.points[track.points.size() / 2]);
      add(track.element, track.points.front());
    }
    return found;
  }
  const widgets::Widget& widget() { return *widgets::find_widget(session().lesson().widget); }

  Shell shell;
  UiDriver driver;

 private:
  template <class Use>
  void each_list(std::string_view pane, const Use& use) {
    const ImDrawData& data = driver.draw_data();
    for (int i = 0; i < data.CmdListsCount; ++i) {
      const char* owner = data.CmdLists[i]->_OwnerName;
      const std::string mark = "/" + std::string(pane) + "_";
      if (owner != nullptr && std::string_view(owner).find(mark) != std::string_view::npos) {
        use(*data.CmdLists[i]);
      }
    }
  }
};

// The quantities and knobs that the text names, and the labels that they have there: a number as
// it is written, a term of an equation as it is tied.
void gather(std::span<const lessons::Block> blocks,
            std::multimap<std::string, std::string>& numbers) {
  for (const auto& block : blocks) {
    if (block.kind == lessons::Block::Kind::kMath) {
      for (const std::string& term : lessons::tex_terms(block.text)) {
        numbers.insert({lessons::parse_tex_term(term).id, term});
      }
    }
    for (const auto& run : block.inlines) {
      if (run.kind == lessons::Inline::Kind::kLive && !run.value.value.term.empty()) {
        numbers.insert({run.value.value.term, run.text});
      }
    }
    gather(block.children, numbers);
  }
}

std::vector<std::string> lesson_ids() {
  lessons::Diagnostics problems;
  std::vector<std::string> ids;
  for (const auto& entry : lessons::find_lessons(source_dir() / "lessons", problems)) {
    ids.push_back(entry.id);
  }
  return ids;
}

}  // namespace

TEST_CASE("In every lesson the figure and the text share quantities, and light up each other") {
  int linked = 0;
  for (const std::string& id : lesson_ids()) {
    CAPTURE(id);
    Window w(id);
    if (w.session().lesson().widget.empty()) continue;
    std::multimap<std::string, std::string> numbers;
    gather(w.session().document(), numbers);
    std::set<std::string> shared;
    std::string offered;
    for (const auto& [quantity, place] : w.places()) {
      offered += quantity + " ";
      if (shared.contains(quantity)) continue;
      CAPTURE(quantity);
      // One of its numbers comes into sight.
      std::string label;
      const auto [begin, end] = numbers.equal_range(quantity);
      for (auto each = begin; each != end && label.empty(); ++each) {
        if (w.point_at(each->second) && w.session().lit() == quantity) label = each->second;
      }
      if (label.empty()) continue;
      w.driver.move_to(0, 0);
      w.driver.frames(2);
      REQUIRE(w.session().lit().empty());
      const auto figure = w.drawn("widget");
      CHECK(w.tinted("lesson") == 0);
      // The figure tints it,
      w.driver.move_to(static_cast<double>(place.x), static_cast<double>(place.y));
      w.driver.frames(2);
      if (w.session().lit() != quantity) continue;  // something else lies nearer
      shared.insert(quantity);
      CHECK(w.tinted("lesson") >= 1);
      // and it makes the figure's element stronger.
      REQUIRE(w.point_at(label));
      CHECK(w.tinted("lesson") >= 1);
      CHECK(w.drawn("widget") != figure);
    }
    // The map of the course shows lessons, no quantities.
    CHECK(offered.empty() == (id == "00"));
    linked += shared.empty() ? 0 : 1;
  }
  CHECK(linked >= 7);
}

TEST_CASE("A term of an equation lights up its number in the text and its place in the figure") {
  Window w("01");
  REQUIRE(w.point_at("roofline.ridge"));
  CHECK(w.session().lit() == "roofline.ridge");
  const auto lit = w.drawn("widget");
  CHECK(w.tinted("lesson") >= 2);  // both places of the equation
  w.driver.move_to(0, 0);
  w.driver.frames(2);
  CHECK(w.tinted("lesson") == 0);
  CHECK(w.drawn("widget") != lit);
  // A pause on it explains it, with its value at the moment.
  REQUIRE(w.point_at("roofline.ridge"));
  w.driver.wait(1);
  CHECK(w.driver.shows("Intensity at which computing takes as long"));
  CHECK(w.driver.shows("in FLOP/byte"));
}

TEST_CASE("A knob's symbol lights up in the equation, in the arithmetic and among the knobs") {
  Window w("04");
  REQUIRE(w.point_at("model.kv_heads"));
  CHECK(w.session().lit() == "model.kv_heads");
  // The equation of the text; in the derivation below it the symbol and the value that it has.
  CHECK(w.tinted("lesson") >= 3);
  w.driver.move_to(0, 0);
  w.driver.frames(2);
  CHECK(w.tinted("lesson") == 0);
}

TEST_CASE("A symbol is copied as a value, as its equation, and as its arithmetic") {
  Window w("01");
  REQUIRE(w.point_at("decode.compute_floor | serving.batch=1"));
  const ImVec2 at = ImGui::GetIO().MousePos;
  const auto choose = [&](std::string_view entry) {
    ImGui::GetIO().AddMousePosEvent(at.x, at.y);
    w.driver.frames(2);
    ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Right, true);
    w.driver.frames(1);
    ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Right, false);
    w.driver.frames(3);
    w.driver.click(entry);
    w.driver.frames(2);
    return w.driver.clipboard();
  };
  const std::string tex = choose("Copy the equation as LaTeX");
  CHECK(tex.find("\\frac") != std::string::npos);
  CHECK(tex.find("\\term") == std::string::npos);
  CHECK(choose("Copy the equation as text").find(" = ") != std::string::npos);
  CHECK(choose("Copy the arithmetic as LaTeX").starts_with("\\begin{align*}"));
}
