#include <fmt/format.h>

#include <ostream>

#include "app/cli/command.h"
#include "app/cli/course.h"
#include "app/cli/scenario_words.h"
#include "app/cli/verdict.h"
#include "lessons/lesson_scenario.h"
#include "lessons/model_source.h"
#include "lessons/plain.h"
#include "lessons/resolve.h"
#include "model/explain.h"
#include "model/report.h"
#include "model/units.h"
#include "widgets/figures.h"
#include "widgets/registry.h"

// `wallfinder describe WHAT`: the same in plain words, for those who cannot see the screen.
namespace wf::app {
namespace {

std::string without_end(std::string_view sentence) {
  while (sentence.ends_with('.') || sentence.ends_with(' ')) sentence.remove_suffix(1);
  return std::string(sentence);
}

// "Time between two tokens of one sequence: 38.7 ms. Physics allows no less than 30.6 ms."
std::string reading_sentence(const model::Reading& reading) {
  const model::Term& term = *reading.term;
  std::string sentence =
      fmt::format("{}: {}.", without_end(term.sentence),
                  reading.value ? model::format_magnitude(*reading.value, term.unit) : "none");
  if (reading.value && reading.bound) {
    // A time or a cost has a floor, a rate a ceiling.
    sentence += fmt::format(" Physics allows no {} than {}.",
                            *reading.bound <= *reading.value ? "less" : "more",
                            model::format_magnitude(*reading.bound, term.unit));
  }
  return sentence;
}

// Sizes have no bound, but a reader asks for these first.
bool asked_for(const model::Reading& reading) {
  constexpr std::array<std::string_view, 5> kSizes = {
      "weights.params", "weights.bytes", "kv.bytes_per_token", "serving.memory_per_gpu",
      "training.memory_per_gpu"};
  return reading.bounded ||
         std::find(kSizes.begin(), kSizes.end(), reading.term->id) != kSizes.end();
}

std::string workload_words(const NamedWorkload& workload) {
  const model::Scenario& scenario = workload.scenario;
  const model::Report report = model::make_report(scenario);
  std::string words;
  if (!scenario.name.empty()) words += scenario.name + "\n\n";
  words += "The design: " + design_line(scenario) + ".\n\n";
  for (const model::SectionWalls& section : report.sections) {
    words += section_title(section.section) + ". " +
             capitalised(binding_sentence(scenario, report, section)) + "\n";
    for (const model::Headroom& wall : section.walls.ascending) {
      words += fmt::format("  {}: {}\n", capitalised(model::name_of(wall.wall)),
                           wall.factor ? "the load can become " + factor_text(wall.factor)
                                       : std::string("sets no limit"));
    }
    words += "\n";
  }
  if (const std::string remedy = mitigation_sentence(scenario, report); !remedy.empty()) {
    words += capitalised(remedy) + "\n\n";
  }
  for (const model::Reading& reading : report.readings) {
    if (asked_for(reading)) words += reading_sentence(reading) + "\n";
  }
  if (!workload.notes.empty()) words += "\nNotes\n";
  for (const std::string& note : workload.notes) words += "- " + printable(note) + "\n";
  return words;
}

std::string widget_words(const widgets::Widget& widget, const model::Scenario& scenario) {
  const model::Report report = model::make_report(scenario);
  const widgets::WidgetInputs inputs{.scenario = scenario, .report = report};
  std::string words = fmt::format("{}\n\n{}", widget.title, widget.describe(inputs));
  const std::string flip = widget.flip(inputs);
  // Some descriptions end with the flip already.
  if (!flip.empty() && words.find(flip) == std::string::npos) words += "\n\n" + flip;
  return words;
}

std::string derivation_words(const model::Scenario& scenario, const std::string& quantity) {
  const auto derivation = model::derive(scenario, quantity, model::Side::kExpected);
  if (!derivation || derivation->steps.empty()) return "This scenario has no " + quantity + ".";
  const auto line = [&](const model::DerivationStep& step) {
    std::string text(step.term->symbol);
    if (!step.input && !step.expression.empty()) text += " = " + step.expression;
    return text + " = " + model::format_magnitude(step.value, step.term->unit) + ". " +
           std::string(step.term->sentence);
  };
  std::string words = "The arithmetic. " + line(derivation->steps.front());
  for (const std::size_t part : derivation->steps.front().parts) {
    words += "\n- " + line(derivation->steps[part]);
  }
  return words;
}

std::string lesson_words(const OpenedLesson& opened, const Course& course) {
  const lessons::Lesson& lesson = opened.lesson;
  const model::Scenario& scenario = opened.scenario;
  const lessons::ModelSource source(scenario, course.catalogue, opened.own);
  const auto under = [&](const lessons::Overrides& settings) {
    auto changed = source.scenario_with(settings);
    return changed ? std::move(*changed) : scenario;
  };
  const auto prose = [&](const lessons::Blocks& blocks) {
    lessons::Diagnostics ignored;
    return lessons::plain_words(lessons::resolve(blocks, source, lesson.file, ignored));
  };
  const auto describe = [&](const lessons::LivePart& part,
                            const lessons::NumberSource&) -> std::string {
    if (const auto* widget = std::get_if<lessons::Widget>(&part.content)) {
      const widgets::Widget* known = widgets::find_widget(widget->id);
      if (known == nullptr) return {};
      return "Widget. " + widget_words(*known, under(widget->settings)) + "\n\n" +
             prose(widget->task);
    }
    if (const auto* figure = std::get_if<lessons::Figure>(&part.content)) {
      const model::Scenario shown = under(figure->settings);
      const model::Report report = model::make_report(shown);
      const auto drawn = widgets::draw_figure(figure->id, {.scenario = shown, .report = report});
      if (!drawn) return {};
      return "Figure: " + drawn->title + ". " + drawn->describe + "\n" + prose(figure->caption);
    }
    if (const auto* derive = std::get_if<lessons::Derive>(&part.content)) {
      return derivation_words(under(derive->settings), derive->quantity) + "\n" +
             prose(derive->caption);
    }
    return {};
  };
  const std::string words = lessons::plain_words(lesson, source, describe);
  return opened.words.empty() ? words : opened.words + "\n\n" + words;
}

void print(std::string words, Streams& streams) {
  while (words.ends_with('\n')) words.pop_back();
  streams.out << words << "\n";
}

int describe(const Arguments& arguments, Streams& streams) {
  const std::string& what = arguments.positional[0];
  const auto settings = arguments.values("--set");
  const auto course = open_course(streams);
  if (!course) return kProgramFault;
  if (const widgets::Widget* widget = widgets::find_widget(what)) {
    model::Scenario scenario = course->scenario_of_widget(what);
    if (!set_all(scenario, settings, course->catalogue, streams)) return kBadInput;
    print(widget_words(*widget, scenario), streams);
    return kSuccess;
  }
  if (const lessons::LessonEntry* entry = course->lesson(what)) {
    OpenedLesson opened;
    const int code = open_lesson(*entry, *course, arguments, streams, opened);
    if (code == kSuccess) print(lesson_words(opened, *course), streams);
    return code;
  }
  if (what != "-" && !std::filesystem::exists(what)) {
    return refuse(streams, "describe", course->unknown(what));
  }
  const auto workload = open_workload(what, settings, course->catalogue, streams);
  if (!workload) return kBadInput;
  print(workload_words(*workload), streams);
  return kSuccess;
}

constexpr Option kOptions[] = {kWithOption, kSetOption};
constexpr Example kExamples[] = {
    {"wallfinder describe 01", "a lesson with its numbers, in plain words"},
    {"wallfinder describe 01 --set cluster.gpu=mi300x-192gb", "the same with another GPU"},
    {"wallfinder describe 03 --with chat.json", "a lesson read with a workload of your own"},
    {"wallfinder describe roofline --set serving.batch=256", "what a widget shows"},
    {"wallfinder describe chat.json", "a workload: what binds, and its numbers"},
};

}  // namespace

extern const Command kDescribeCommand;
const Command kDescribeCommand{
    .name = "describe",
    .arguments = "LESSON|WIDGET|FILE",
    .least = 1,
    .most = 1,
    .summary = "tell in plain words what a lesson, a widget or a workload shows",
    .details = "",
    .options = kOptions,
    .examples = kExamples,
    .completes = Completes::kFiles,
    .run = describe,
};

}  // namespace wf::app
