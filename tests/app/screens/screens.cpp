#include "tests/app/screens/screens.h"

#include <stdexcept>

#include "app/lesson/session.h"
#include "app/shell/shell_commands.h"

namespace wf::app::testing {
namespace {

constexpr ImGuiKeyChord kCtrlK = static_cast<int>(ImGuiMod_Ctrl) | ImGuiKey_K;
const char* const kChatExample = "chat-llama3-70b-dgx-h100";
const char* const kTaskExample = "task-one-card";
const char* const kTrainExample = "train-llama3-70b-1024xh100";

Settings settings_with(const Look& look) {
  Settings settings;
  settings.look = look;
  return settings;
}

std::string changed(std::string text, std::string_view from, std::string_view to) {
  text.replace(text.find(from), from.size(), to);
  return text;
}

// A few days of a learner: answers, a note, a bookmark.
void learn(Stage& stage) {
  stage.open_lesson("01");
  LessonSession& session = *stage.shell().session_of(*stage.shell().workspace().current());
  int parts = 0;
  for (const lessons::Block& block : session.lesson().blocks) {
    if (!block.part || parts == 3) continue;
    const lessons::LivePart& part = *block.part;
    if (std::holds_alternative<lessons::Predict>(part.content)) {
      PredictAnswer& answer = session.predict(part.id);
      answer.option = 0;
      answer.typed = "20";
      session.commit(part);
      ++parts;
    }
  }
  stage.settle();
  stage.run("lesson.bookmark");
  stage.go_to_heading("Intensity and the ridge");
  stage.run("lesson.note");
  stage.driver().type("The ridge is where bytes and arithmetic take the same time.");
  stage.driver().key(static_cast<int>(ImGuiMod_Ctrl) | ImGuiKey_Enter);
  stage.settle();
  if (stage.driver().has("Done")) stage.driver().click("Done");
}

void pin_and_turn(Stage& stage) {
  stage.open_example(kChatExample);
  stage.run("compare.pin");
  stage.set_knob("serving.batch", 256);
}

void broken_file(Stage& stage) {
  const auto file = stage.folder().write("chat.json", kChat);
  stage.open(file);
  stage.folder().write("chat.json", changed(kChat, "llama-3-8b", "llama-3-8bb"));
  poll_until_changed(stage.shell().workspace());
}

void presenting(Stage& stage, int steps) {
  stage.open_lesson("01");
  stage.run("view.present");
  for (int i = 0; i < steps; ++i) {
    stage.driver().key(ImGuiKey_PageDown);
    stage.settle(3);
  }
}

// Until the lecture stands where `there` says.
template <class There>
void present_until(Stage& stage, const There& there) {
  presenting(stage, 0);
  for (int i = 0; i < 60 && !there(*stage.shell().presenter()); ++i) {
    stage.driver().key(ImGuiKey_PageDown);
    stage.settle(3);
  }
}

// An assignment: what is required is there, right and wrong, or not.
void do_task(Stage& stage, bool all) {
  stage.open_example(kTaskExample);
  Document& document = *stage.shell().workspace().current();
  const auto answer = [&](const char* question, const char* text) {
    stage.shell().workspace().answer(document, question, text);
  };
  answer("cache", "872 MB");
  answer("capacity", "5");
  answer("step", "soon");
  if (all) {
    stage.set_knob("serving.batch", 64);
    answer("name", "Ada");
    answer("step", "16 ms");
    answer("wall", "memory capacity");
    answer("weights-or-cache", "The cache: it is larger.");
  }
  stage.settle();
}

// Scrolled down by pages in the pane that has these words.
void page_down(Stage& stage, std::string_view label, int lines) {
  stage.driver().hover(label);
  stage.driver().scroll(-lines);
  stage.settle();
}

// The name that the picker proposes is replaced.
void name_file(Stage& stage, const std::string& name) {
  stage.settle();
  stage.driver().key(static_cast<int>(ImGuiMod_Ctrl) | ImGuiKey_A);
  stage.driver().type(name);
  stage.settle();
}

void open_menu(Stage& stage, const char* name) {
  stage.open_lesson("01");
  stage.open_example(kChatExample);
  stage.driver().click(name);
}

const ScreenSpec kScreens[] = {
    {"start", [](Stage& s) { s.run("go.start"); }},
    {"start-continue",
     [](Stage& s) {
       learn(s);
       s.run("go.start");
     }},
    {"start-without-lessons", [](Stage& s) { s.run("go.start"); }, ScreenSpec::Lessons::kNone},
    {"first-run", [](Stage& s) { s.run("help.first_run"); }},
    {"list",
     [](Stage& s) {
       s.open_lesson("01");
       s.open_example(kChatExample);
       if (!s.shell().list_shown()) s.run("view.list");
     }},

    {"lesson-top", [](Stage& s) { s.open_lesson("01"); }},
    {"lesson-orientation", [](Stage& s) { s.open_lesson("00"); }},
    {"lesson-widget",
     [](Stage& s) {
       s.open_lesson("01");
       s.press_if_there("Widget");
     }},
    {"lesson-widget-more",
     [](Stage& s) {
       s.open_lesson("04");
       s.press_if_there("Widget");
       s.press_if_there("More knobs");
       s.press_if_there("In words");
     }},
    {"lesson-widget-pinned",
     [](Stage& s) {
       s.open_lesson("01");
       s.run("compare.pin");
       s.set_knob("serving.batch", 200);
       s.press_if_there("Widget");
     }},
    {"lesson-answered",
     [](Stage& s) {
       learn(s);
       s.go_to_heading("One step, counted");
     }},
    {"lesson-arithmetic",
     [](Stage& s) {
       s.open_lesson("04");
       s.go_to_heading("What one token costs");
     }},
    {"lesson-arithmetic-deep",
     [](Stage& s) {
       s.open_lesson("01");
       s.run("go.palette");
       s.driver().type("decode.step_time");
       s.settle();
       s.driver().key(ImGuiKey_Enter);
     }},
    {"lesson-design",
     [](Stage& s) {
       s.open_lesson("04");
       s.go_to_heading("A design to the end: the department");
     }},
    {"lesson-drills",
     [](Stage& s) {
       s.open_lesson("04");
       s.go_to_heading("Drills");
     }},
    {"lesson-solved",
     [](Stage& s) {
       s.open_lesson("04");
       s.shell().session_of(*s.shell().workspace().current())->reveal_all();
       s.go_to_heading("Drills");
     }},
    {"lesson-marked",
     [](Stage& s) {
       learn(s);
       s.go_to_heading("The chip is the cost");
     }},
    {"lesson-broken",
     [](Stage& s) {
       s.open(s.folder().write("lessons/90-broken/lesson.md",
                               "---\nid: 90\ntitle: A broken lesson\nscenario: no-such\n---\nIt "
                               "says {{no.such.quantity}}.\n"));
     }},
    {"lesson-my-workload",
     [](Stage& s) {
       s.open_example(kTrainExample);
       s.open_lesson("01");
       s.press_if_there("Use my workload");
     }},
    {"lesson-number-hint",
     [](Stage& s) {
       s.open_lesson("01");
       s.go_to_heading("One step, counted");
       s.driver().hover("8.03 billion");
     }},
    {"lesson-number-menu",
     [](Stage& s) {
       s.open_lesson("01");
       s.go_to_heading("One step, counted");
       s.driver().right_click("8.03 billion");
     }},
    {"knob-choices",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.press_if_there("Knobs");
       s.driver().click("##cluster.gpu");
     }},
    {"knob-refused",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.press_if_there("Knobs");
       s.driver().click("##serving.batch");
       name_file(s, "80 GiB");
       s.driver().key(ImGuiKey_Enter);
     }},
    {"teaching",
     [](Stage& s) {
       s.open_lesson("01");
       s.run("lesson.teaching");
     }},
    {"note",
     [](Stage& s) {
       s.open_lesson("01");
       s.go_to_heading("Intensity and the ridge");
       s.run("lesson.note");
       s.driver().type("The ridge is where bytes and arithmetic take the same time.");
     }},

    {"explorer", [](Stage& s) { s.open_example(kChatExample); }},
    {"explorer-arithmetic",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.run("workload.arithmetic");
     }},
    {"explorer-knobs",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.press_if_there("Knobs");
     }},
    {"explorer-quantities",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.driver().hover("Decode step");
       s.driver().scroll(-8);
     }},
    {"explorer-assertions",
     [](Stage& s) { s.open(s.folder().write("chat.json", changed(kChat, "<= 50", "<= 5"))); }},
    {"explorer-does-not-fit",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.set_knob("serving.batch", 4096);
     }},
    {"explorer-sizes-only",
     [](Stage& s) {
       s.open(s.folder().write("sizes.json",
                               R"({"wallfinder": 1, "name": "Sizes", "model": "llama-3-8b",
  "cluster": {"gpu": "h100-sxm-80gb", "gpus": 1}})"));
     }},
    {"explorer-training", [](Stage& s) { s.open_example(kTrainExample); }},
    {"explorer-rl", [](Stage& s) { s.open_example("rl-qwen3-8b-16xh100"); }},
    {"explorer-pinned", pin_and_turn},
    {"task", [](Stage& s) { s.open_example(kTaskExample); }},
    {"task-end",
     [](Stage& s) {
       s.open_example(kTaskExample);
       page_down(s, "##cache", 60);
     }},
    {"task-missing", [](Stage& s) { do_task(s, false); }},
    {"task-missing-end",
     [](Stage& s) {
       do_task(s, false);
       page_down(s, "##cache", 60);
     }},
    {"task-answered",
     [](Stage& s) {
       do_task(s, true);
       page_down(s, "##cache", 6);
     }},
    {"task-complete",
     [](Stage& s) {
       do_task(s, true);
       page_down(s, "##cache", 60);
     }},
    {"task-findings",
     [](Stage& s) {
       s.open_example(kTaskExample);
       s.run("workload.findings");
     }},
    {"task-findings-asked",
     [](Stage& s) {
       s.open_example(kTaskExample);
       s.shell().show_arithmetic("decode.step_time");
     }},
    {"task-operations",
     [](Stage& s) {
       s.open_example(kTaskExample);
       s.run("workload.operations");
     }},
    {"task-knobs",
     [](Stage& s) {
       s.open_example(kTaskExample);
       s.press_if_there("Knobs");
     }},
    {"task-history",
     [](Stage& s) {
       s.open_example(kTaskExample);
       Workspace& files = s.shell().workspace();
       for (const char* words : {"The larger of the two.", "8"}) {
         files.answer(*files.current(), *words == '8' ? "cache" : "weights-or-cache", words);
         s.settle();
       }
       s.set_knob("serving.batch", 64);
       s.run("edit.undo");
       s.run("edit.history");
     }},
    {"explorer-claims",
     [](Stage& s) {
       s.open(s.folder().write(
           "chat.json", changed(kChat, "<= 50 ms\"", "<= 50 ms\", \"binding\": \"network\"")));
     }},
    {"quantity-menu",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.driver().right_click("Decode step");
     }},
    {"quantity-hint",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.driver().hover("Decode step");
     }},
    {"operations",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.run("workload.operations");
     }},
    {"operations-chosen",
     [](Stage& s) {
       s.open_example("reasoning-deepseek-v3-8xh200");
       s.run("workload.operations");
       s.driver().click("operations/Attention");
     }},
    {"operations-model",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.run("workload.operations");
       s.press_if_there("operations/Model");
     }},
    {"operations-roofline",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.run("workload.operations");
       s.press_if_there("operations/Roofline");
     }},
    {"operations-training",
     [](Stage& s) {
       s.open_example(kTrainExample);
       s.run("workload.operations");
     }},

    {"tornado",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.run("analysis.tornado");
     }},
    {"sweep",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.run("analysis.sweep");
     }},
    {"tornado-lesson",
     [](Stage& s) {
       s.open_lesson("05");
       s.run("analysis.tornado");
     }},
    {"compare-nothing",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.run("compare.table");
     }},
    {"compare",
     [](Stage& s) {
       pin_and_turn(s);
       s.run("compare.table");
     }},
    {"compare-files",
     [](Stage& s) {
       s.open_example("chat-llama3-8b-one-l4");
       s.open_example(kChatExample);
       s.run("compare.with_next");
     }},
    {"side-by-side",
     [](Stage& s) {
       s.open_example("chat-llama3-8b-one-l4");
       s.open_example(kChatExample);
       s.run("view.side_by_side");
     }},

    {"validation",
     [](Stage& s) {
       s.run("go.validation");
       s.shell().validation().finish(s.shell().workspace().catalogue());
     }},
    {"validation-groups",
     [](Stage& s) {
       s.run("go.validation");
       s.shell().validation().finish(s.shell().workspace().catalogue());
       s.settle();
       s.press_if_there("Groups");
     }},

    {"record",
     [](Stage& s) {
       learn(s);
       s.run("go.record");
     }},
    {"record-found",
     [](Stage& s) {
       learn(s);
       s.run("go.record");
       s.settle();
       s.driver().click("##search record");
       s.driver().type("ridge");
     }},
    {"record-empty", [](Stage& s) { s.run("go.record"); }},
    {"palette",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.driver().key(kCtrlK);
     }},
    {"palette-found",
     [](Stage& s) {
       s.open_lesson("04");
       s.driver().key(kCtrlK);
       s.driver().type("kv cache");
     }},
    {"palette-calculator",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.driver().key(kCtrlK);
       s.driver().type("141 GB / 3.35 TB/s");
     }},
    {"palette-nothing",
     [](Stage& s) {
       s.driver().key(kCtrlK);
       s.driver().type("xyzzy");
     }},
    {"glossary",
     [](Stage& s) {
       s.open_lesson("04");
       s.run("help.glossary");
     }},
    {"keys", [](Stage& s) { s.run("help.keys"); }},
    {"keys-asking",
     [](Stage& s) {
       s.run("help.keys");
       s.settle();
       s.driver().click("Open a file…##key of file.open");
     }},
    {"about", [](Stage& s) { s.run("help.about"); }},
    {"card",
     [](Stage& s) {
       s.run("go.start");
       s.driver().key(kCtrlK);
       s.driver().type("H100 SXM");
       s.settle();
       s.driver().key(ImGuiKey_Enter);
     }},
    {"history",
     [](Stage& s) {
       s.open_example(kChatExample);
       for (const double batch : {32.0, 128.0, 512.0}) s.set_knob("serving.batch", batch);
       s.run("edit.undo");
       s.run("edit.history");
     }},
    {"menu-file",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.driver().click("File");
     }},
    {"menu-file-examples",
     [](Stage& s) {
       open_menu(s, "File");
       s.settle();
       s.driver().hover("Examples");
       s.driver().wait(1);
     }},
    {"menu-file-recent",
     [](Stage& s) {
       open_menu(s, "File");
       s.settle();
       s.driver().hover("Open recent");
       s.driver().wait(1);
     }},
    {"menu-edit", [](Stage& s) { open_menu(s, "Edit"); }},
    {"menu-help", [](Stage& s) { open_menu(s, "Help"); }},
    {"figure-menu",
     [](Stage& s) {
       s.open_lesson("01");
       s.press_if_there("Widget");
       s.driver().right_click("roofline");
     }},
    {"figure-menu-workload",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.driver().right_click("Headrooms, Serving");
     }},
    {"operations-copy",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.run("workload.operations");
       s.driver().click("operations/Copy…");
     }},
    {"export-figure",
     [](Stage& s) {
       s.open(s.folder().write("chat.json", kChat));
       s.run("file.export_figure");
     }},
    {"export-figure-done",
     [](Stage& s) {
       s.open(s.folder().write("chat.json", kChat));
       s.run("file.export_figure");
       name_file(s, (s.folder().path() / "headroom.svg").string());
       s.driver().key(ImGuiKey_Enter);
     }},
    {"export-report",
     [](Stage& s) {
       s.open_lesson("01");
       s.run("file.report");
     }},
    {"export-record",
     [](Stage& s) {
       learn(s);
       s.run("go.record");
       s.driver().click("Export as JSON…");
     }},
    {"menu-view",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.driver().click("View");
     }},
    {"menu-workload",
     [](Stage& s) {
       s.open_example(kChatExample);
       s.driver().click("Workload");
     }},
    {"menu-go",
     [](Stage& s) {
       s.open_lesson("01");
       s.driver().click("Go");
     }},
    {"picker",
     [](Stage& s) {
       for (const char* name : {"a-workload.json", "b-lesson.md", "c-workload.json"}) {
         s.folder().write(name, kChat);
       }
       s.open(s.folder().write("chat.json", kChat));
       s.run("file.open");
     }},
    {"picker-save",
     [](Stage& s) {
       s.open(s.folder().write("chat.json", kChat));
       s.run("file.save_as");
     }},

    {"picker-no-such-file",
     [](Stage& s) {
       s.open(s.folder().write("chat.json", kChat));
       s.run("file.open");
       name_file(s, "of-last-year.json");
       s.driver().key(ImGuiKey_Enter);
     }},
    {"picker-overwrite",
     [](Stage& s) {
       s.open(s.folder().write("chat.json", kChat));
       s.run("file.save_as");
       name_file(s, "chat.json");
       s.driver().key(ImGuiKey_Enter);
     }},
    {"picker-cannot-write",
     [](Stage& s) {
       s.open(s.folder().write("chat.json", kChat));
       s.run("file.save_as");
       name_file(s, "no-such-folder/chat.json");
       s.driver().key(ImGuiKey_Enter);
     }},

    {"file-broken", broken_file},
    {"file-unreadable",
     [](Stage& s) {
       s.open(s.folder().write("bad.json", "{\n  \"wallfinder\": 1,\n  \"model\": 7\n}\n"));
     }},
    {"file-conflict",
     [](Stage& s) {
       s.open(s.folder().write("chat.json", kChat));
       s.set_knob("serving.batch", 24);
       s.folder().write("chat.json", changed(kChat, "16", "48"));
       poll_until_changed(s.shell().workspace());
     }},
    {"file-warnings",
     [](Stage& s) {
       s.open(s.folder().write("chat.json", changed(kChat, "\"budget\"", "\"bugdet\"")));
     }},
    {"quit-asking",
     [](Stage& s) {
       s.open(s.folder().write("chat.json", kChat));
       s.set_knob("serving.batch", 24);
       s.run("file.quit");
     }},
    {"close-asking",
     [](Stage& s) {
       s.open(s.folder().write("chat.json", kChat));
       s.set_knob("serving.batch", 24);
       s.run("file.close");
     }},
    {"complaint",
     [](Stage& s) {
       s.shell().complain("Your record",
                          "record.db is damaged. It was put aside as record.db.damaged-1, and a "
                          "new record was begun.");
       s.run("go.start");
     }},

    {"present-title", [](Stage& s) { presenting(s, 0); }},
    {"present-text", [](Stage& s) { presenting(s, 2); }},
    {"present-question",
     [](Stage& s) {
       presenting(s, 0);
       for (int i = 0; i < 20 && !s.driver().shows("Predict first"); ++i) {
         s.driver().key(ImGuiKey_PageDown);
         s.settle(3);
       }
     }},
    {"present-answer",
     [](Stage& s) { present_until(s, [](const Presenter& p) { return p.answer_shown(); }); }},
    {"present-black",
     [](Stage& s) {
       presenting(s, 1);
       s.run("present.black");
     }},
    {"present-figure",
     [](Stage& s) { present_until(s, [](const Presenter& p) { return p.figure_shown(); }); }},
    {"present-notes",
     [](Stage& s) {
       present_until(s, [](const Presenter& p) { return p.question() != nullptr; });
       s.run("present.notes");
       s.look_at_second();
     }},
    {"present-notes-late",
     [](Stage& s) {
       const auto minutes = std::make_shared<int>(0);
       s.shell().set_clock([minutes, begun = std::chrono::steady_clock::now()] {
         return begun + std::chrono::minutes(*minutes);
       });
       present_until(s, [](const Presenter& p) { return p.figure_shown(); });
       *minutes = 47;
       s.run("present.black");
       s.run("present.notes");
       s.look_at_second();
     }},
};

}  // namespace

Stage::Stage(const StageSetting& setting, const std::filesystem::path& lessons)
    : shell_(std::make_unique<Shell>(workspace(lessons), settings_with(setting.look))),
      driver_(std::make_unique<UiDriver>(*shell_, setting.width, setting.height)) {
  settle();
}

void Stage::settle(int frames) {
  driver_->frames(frames);
  if (second_) second_->frames(frames);
}

void Stage::look_at_second() {
  const auto whole = driver_->draw_data().DisplaySize;
  second_ = std::make_unique<UiDriver>(*shell_->second(), static_cast<int>(whole.x),
                                       static_cast<int>(whole.y));
}

void Stage::run(std::string_view command) {
  const ShellCommand* found = find_shell_command(command);
  if (found == nullptr) throw std::runtime_error("no command " + std::string(command));
  if (found->when != nullptr && !found->when(*shell_)) {
    throw std::runtime_error("it is not the time for " + std::string(command));
  }
  found->run(*shell_);
  settle();
}

void Stage::open(const std::filesystem::path& file) {
  shell_->open_file(file);
  settle();
}

void Stage::open_lesson(std::string_view id) {
  for (const ShelfLesson& each : shell_->workspace().lessons()) {
    if (each.id == id) return open(each.file);
  }
  throw std::runtime_error("no lesson " + std::string(id));
}

void Stage::go_to_heading(std::string_view text) {
  const Document* document = shell_->workspace().current();
  // The index is the next best guess where a heading was renamed.
  shell_->go_to(document->lesson->id, Step{-1, std::string(text)});
  settle();
}

void Stage::press_if_there(std::string_view label) {
  if (driver_->has(label)) driver_->click(label);
  settle();
}

void Stage::set_knob(std::string_view path, double value) {
  Document& document = *shell_->workspace().current();
  if (document.kind == Document::Kind::kLesson) {
    shell_->session_of(document)->set_knob(path, value);
  } else {
    model::Scenario scenario = document.scenario;
    model::find_knob(path)->set(scenario, value);
    shell_->workspace().change(document, std::move(scenario));
  }
  settle();
}

void Stage::set_theme(widgets::ThemeName theme) {
  const std::string message = shell_->workspace().message();
  shell_->set_theme(theme);
  shell_->workspace().say(message);
  settle();
}

void Stage::set_text(double scale) {
  const std::string message = shell_->workspace().message();
  shell_->normal_text();
  while (shell_->settings().look.text_scale > scale + 0.01) shell_->smaller_text();
  while (shell_->settings().look.text_scale < scale - 0.01) shell_->larger_text();
  shell_->workspace().say(message);
  settle();
}

std::span<const ScreenSpec> screens() { return kScreens; }

std::unique_ptr<Stage> show_screen(const ScreenSpec& screen, const StageSetting& setting) {
  auto stage = screen.lessons == ScreenSpec::Lessons::kAll
                   ? std::make_unique<Stage>(setting)
                   : std::make_unique<Stage>(setting, std::filesystem::path{});
  try {
    screen.reach(*stage);
  } catch (const std::exception& error) {
    throw std::runtime_error(std::string(screen.name) + ": " + error.what());
  }
  stage->settle();
  return stage;
}

}  // namespace wf::app::testing
