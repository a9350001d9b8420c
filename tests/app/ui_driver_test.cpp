#include "tests/app/support/ui_driver.h"

#include <doctest/doctest.h>
#include <imgui_stdlib.h>

#include <stdexcept>

#include "app/ui/controls.h"
#include "tests/app/support/ui_screen.h"

using namespace wf::app;
using namespace wf::app::testing;

namespace {

struct State {
  int clicks = 0;
  int double_clicks = 0;
  bool on = false;
  bool dialog = false;
  float plain = 0;
  double value = 8;
  SliderEvents last;
  int grabbed = 0, released = 0, resets = 0, steps = 0;
  int choice = 0;
  int far_clicks = 0;
  std::string typed;
};

void content(State& s, const Theme& theme) {
  if (ImGui::Button("Check answer")) ++s.clicks;
  if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(0)) ++s.double_clicks;
  ImGui::SetItemTooltip("Compares with the model");
  ImGui::Checkbox("Only the walls", &s.on);
  ImGui::SliderFloat("Plain", &s.plain, 0, 100);
  s.last = slider("Batch", s.value, {1, 64, SliderScale::kLogarithmic, 300}, theme);
  s.grabbed += s.last.grabbed;
  s.released += s.last.released;
  s.resets += s.last.reset;
  s.steps += s.last.steps;
  ImGui::InputText("##name", &s.typed);
  ImGui::Combo("GPU", &s.choice, "H100\0L4\0MI300X\0");
  ImGui::BeginDisabled();
  ImGui::Button("Not now");
  ImGui::EndDisabled();
  if (ImGui::Button("Same##1")) ++s.clicks;
  ImGui::Button("Same##2");
  if (ImGui::Button("Ask")) ImGui::OpenPopup("Sure?");
  if (ImGui::BeginPopupModal("Sure?")) {
    s.dialog = true;
    if (ImGui::Button("Yes")) ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
  } else {
    s.dialog = false;
  }
  if (ImGui::BeginChild("list", {0, 100})) {
    for (int i = 0; i < 100; ++i) ImGui::Text("Row %d", i);
    if (ImGui::Button("The last one")) ++s.far_clicks;
  }
  ImGui::EndChild();
}

std::string what_went_wrong(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "nothing";
}

}  // namespace

TEST_SUITE("ui driver") {
  TEST_CASE("buttons, double clicks and hints") {
    State s;
    UiScreen screen([&](const Canvas& canvas) { content(s, canvas.theme); });
    UiDriver driver(screen);
    driver.click("Check answer");
    driver.click("page/Check answer");
    CHECK(s.clicks == 2);
    CHECK(s.double_clicks == 0);
    driver.double_click("Check answer");
    CHECK(s.double_clicks == 1);
    driver.hover("Check answer");
    CHECK(driver.shows("Compares with the model"));
    CHECK(driver.shows("Row 3"));
    CHECK_FALSE(driver.shows("Row 100"));
  }

  TEST_CASE("states of controls") {
    State s;
    UiScreen screen([&](const Canvas& canvas) { content(s, canvas.theme); });
    UiDriver driver(screen);
    CHECK_FALSE(driver.checked("Only the walls"));
    driver.click("Only the walls");
    CHECK(driver.checked("Only the walls"));
    CHECK(s.on);
    CHECK(driver.enabled("Check answer"));
    CHECK_FALSE(driver.enabled("Not now"));
    CHECK(what_went_wrong([&] { driver.click("Not now"); }) == "\"Not now\" is disabled");
  }

  TEST_CASE("labels that are missing or ambiguous are said, with those there are") {
    State s;
    UiScreen screen([&](const Canvas& canvas) { content(s, canvas.theme); });
    UiDriver driver(screen);
    const std::string missing = what_went_wrong([&] { driver.click("Chek answer"); });
    CHECK(missing.find("there is no \"Chek answer\"") != std::string::npos);
    CHECK(missing.find("page/Check answer") != std::string::npos);
    CHECK(what_went_wrong([&] { driver.click("Same"); }).find("more than one") !=
          std::string::npos);
    driver.click("Same##1");
    CHECK(s.clicks == 1);
  }

  TEST_CASE("typing, keys and the clipboard") {
    State s;
    UiScreen screen([&](const Canvas& canvas) { content(s, canvas.theme); });
    UiDriver driver(screen);
    driver.click("##name");
    driver.type("80 GiB · λ");
    CHECK(s.typed == "80 GiB · λ");
    driver.key(ImGuiMod_Ctrl | ImGuiKey_A);
    driver.key(ImGuiMod_Ctrl | ImGuiKey_C);
    CHECK(driver.clipboard() == "80 GiB · λ");
    driver.key(ImGuiKey_Delete);
    CHECK(s.typed.empty());
  }

  TEST_CASE("sliders: Dear ImGui's and ours") {
    State s;
    UiScreen screen([&](const Canvas& canvas) { content(s, canvas.theme); });
    UiDriver driver(screen);
    driver.drag("Plain", 0.5, 0.1);
    CHECK(s.plain > 40);
    driver.drag("Batch", 1.0);
    CHECK(s.value == 64);
    CHECK(s.grabbed == 1);
    CHECK(s.released == 1);
    driver.drag("Batch", 0.0, 0.95);
    CHECK(s.value == 1);
    driver.double_click("Batch");
    CHECK(s.resets == 1);
  }

  TEST_CASE("a slider takes the arrow keys while it has the focus, ten at a time with Shift") {
    State s;
    UiScreen screen([&](const Canvas& canvas) { content(s, canvas.theme); });
    UiDriver driver(screen);
    for (int i = 0; i < 20 && !driver.focused("Batch"); ++i) driver.key(ImGuiKey_Tab);
    REQUIRE(driver.focused("Batch"));
    driver.key(ImGuiKey_RightArrow);
    driver.key(ImGuiKey_RightArrow);
    driver.key(ImGuiKey_LeftArrow);
    CHECK(s.steps == 1);
    driver.key(ImGuiMod_Shift | ImGuiKey_UpArrow);
    CHECK(s.steps == 11);
    CHECK(driver.focused("Batch"));
    CHECK(s.last.focused);
    driver.key(ImGuiKey_Tab);
    CHECK_FALSE(driver.focused("Batch"));
  }

  TEST_CASE("combos, dialogs and what is scrolled out of sight") {
    State s;
    UiScreen screen([&](const Canvas& canvas) { content(s, canvas.theme); });
    UiDriver driver(screen);
    driver.click("GPU");
    driver.click("MI300X");
    CHECK(s.choice == 2);
    driver.click("Ask");
    CHECK(s.dialog);
    driver.click("Yes");
    CHECK_FALSE(s.dialog);
    driver.click("list/The last one");
    CHECK(s.far_clicks == 1);
  }

  TEST_CASE("the keyboard alone presses a button; dropped files arrive") {
    State s;
    UiScreen screen([&](const Canvas& canvas) { content(s, canvas.theme); });
    UiDriver driver(screen);
    // Not where the focus begins: it is not shown before the first key.
    do driver.key(ImGuiKey_Tab);
    while (!driver.focused("Check answer"));
    driver.key(ImGuiKey_Space);
    CHECK(s.clicks == 1);
    driver.drop({"a.json", "b.json"});
    CHECK(screen.dropped.size() == 2);
  }

  TEST_CASE("two drivers side by side") {
    State a, b;
    UiScreen first([&](const Canvas& canvas) { content(a, canvas.theme); });
    UiScreen second([&](const Canvas& canvas) { content(b, canvas.theme); });
    UiDriver one(first);
    UiDriver two(second);
    one.click("Check answer");
    two.click("Check answer");
    two.click("Check answer");
    CHECK(a.clicks == 1);
    CHECK(b.clicks == 2);
  }
}
