#include "app/present/notes.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "app/explorer/words.h"
#include "app/platform/metrics.h"
#include "app/present/answer.h"
#include "lessons/plain.h"
#include "lessons/resolve.h"
#include "widgets/figure/wall.h"

namespace wf::app {
namespace {

using lessons::Blocks;
using lessons::LivePart;

constexpr double kLarger = 1.25;
constexpr float kBeside = 52;  // em of the window's width: below, there is one column
constexpr float kLeftShare = 0.4F;
constexpr float kBetween = 6;         // quarters of an em
constexpr float kBar = 3;             // pixels
constexpr float kLinesAKey = 3;       // of text, that an arrow key scrolls by
constexpr std::size_t kOpening = 90;  // characters

// The first words of a text.
std::string opening(std::string words) {
  std::replace(words.begin(), words.end(), '\n', ' ');
  while (!words.empty() && words.back() == ' ') words.pop_back();
  if (words.size() <= kOpening) return words;
  const std::size_t end = words.rfind(' ', kOpening);
  return words.substr(0, end == std::string::npos ? 0 : end) + " …";
}

// The lesson lists its sources; here is no place to look one up.
void drop_citations(Blocks& blocks) {
  for (lessons::Block& block : blocks) {
    std::erase_if(block.inlines,
                  [](const auto& run) { return run.kind == lessons::Inline::Kind::kCite; });
    drop_citations(block.children);
  }
}

std::string_view kind_of(const LivePart& part) {
  if (part.word == "predict") return "A question to the room";
  if (part.word == "drill") return "A drill";
  if (part.word == "widget") return "The figure, with its knobs";
  if (part.word == "derive") return "The arithmetic, step by step";
  return part.word == "table" ? "A table" : "A figure";
}

void label(std::string_view words, const PaneContext& context) {
  const Theme& theme = context.theme();
  flow({{words, theme.colours.muted, &Fonts::semibold}}, theme.size.small, context);
}

void gap(const PaneContext& context, float quarters) {
  ImGui::Dummy({0, context.theme().size.space(quarters)});
}

void step_words(std::string_view heading, std::string_view more, float em,
                const PaneContext& context) {
  const Theme& theme = context.theme();
  flow({{heading, theme.colours.ink, &Fonts::semibold}}, em, context);
  if (!more.empty()) flow(more, theme.colours.muted, theme.size.em, context);
}

}  // namespace

Look notes_look(const Look& look) {
  return {.theme = look.theme,
          .text_scale = std::min(look.text_scale * kLarger, kLargestText),
          .reduced_motion = true};
}

PresenterNotes::PresenterNotes(Presenter& presenter, Clock clock, std::optional<TimePoint> begun)
    : presenter_(presenter), clock_(std::move(clock)), begun_(begun) {
  follow();
}

void PresenterNotes::follow() {
  if (presenter_.step() == 0) {
    begun_.reset();
  } else if (!begun_) {
    begun_ = clock_();
  }
}

int PresenterNotes::minute() const {
  if (!begun_) return 0;
  using std::chrono::minutes;
  return static_cast<int>(std::chrono::duration_cast<minutes>(clock_() - *begun_).count());
}

PresenterNotes::Words PresenterNotes::words_of(const PresentStep& step) const {
  const Blocks& document = presenter_.session().document();
  if (step.begin == step.end) return {presenter_.lesson().title, "The title"};
  const auto at = [&](std::size_t i) {
    return document.begin() + static_cast<std::ptrdiff_t>(std::min(i, document.size()));
  };
  Blocks text(at(step.begin), at(step.end));
  std::erase_if(text, [](const auto& block) {
    return block.kind == lessons::Block::Kind::kHeading ||
           block.kind == lessons::Block::Kind::kPart;
  });
  const std::string more =
      step.part ? std::string(kind_of(*step.part)) : opening(lessons::plain_words(text));
  return {step.heading.empty() ? presenter_.lesson().title : step.heading, more};
}

void PresenterNotes::renew() {
  const auto& steps = presenter_.plan();
  LessonSession& session = presenter_.session();
  const int step = presenter_.step();
  const LivePart* question = presenter_.question();
  Key key{session.version(), step, 0};
  if (question != nullptr && question->word == "drill") key.seed = session.drill(question->id).seed;
  if (key == key_) return;
  to_top_ = key.step != key_.step;
  key_ = key;
  ++version_;
  const lessons::Lesson& lesson = session.lesson();
  const auto resolved = [&](const Blocks& blocks) {
    lessons::Diagnostics ignored;  // the lesson's own test reports them
    Blocks result = lessons::resolve(blocks, session.source(), lesson.file, ignored);
    drop_citations(result);
    return result;
  };
  const auto next = static_cast<std::size_t>(step) + 1;
  now_ = words_of(steps[next - 1]);
  next_ = next < steps.size() ? words_of(steps[next]) : Words{"The end", ""};
  planned_ = planned_at(lesson, steps, step);
  how_ = planned_ ? resolved(planned_->part->how) : Blocks{};
  answer_ = question == nullptr ? Blocks{} : answer_of(session, *question);
  drop_citations(answer_);
  class_ = resolved(lessons::class_document(lesson));
}

// "Step 4 of 21", "12 of 58 min", and how much of the time is over.
void PresenterNotes::draw_head(const PaneContext& context) {
  const Theme& theme = context.theme();
  const Face& face = context.fonts().semibold;
  const float width = ImGui::GetContentRegionAvail().x;
  shown_minute_ = minute();
  const int planned = presenter_.lesson().teaching.minutes();
  const std::string step = fmt::format("Step {} of {}", presenter_.step() + 1, presenter_.steps());
  const std::string time = planned > 0 ? fmt::format("{} of {} min", shown_minute_, planned)
                                       : fmt::format("{} min", shown_minute_);
  const ImU32 ink = planned > 0 && shown_minute_ > planned ? theme.colours.bad : theme.colours.ink;
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const auto beside = [&](float em) {
    return text_width(face, em, step) + text_width(face, em, time) + em <= width;
  };
  const float em = beside(theme.size.h2) ? theme.size.h2 : theme.size.h3;
  const float time_width = text_width(face, em, time);
  line_of(step, theme.colours.ink, face, em, width);
  if (beside(em)) {
    const float baseline = from.y + std::round(em * 1.5F) / 2 + em * 0.35F;
    place_text(time, {from.x + width - time_width, baseline}, ink, face, em);
  } else {
    line_of(time, ink, face, em, width);
  }
  const float done =
      planned > 0 ? std::min(static_cast<float>(shown_minute_) / static_cast<float>(planned), 1.0F)
                  : 0;
  const float height = kBar * theme.size.px;
  const ImVec2 bar = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(bar, {bar.x + width, bar.y + height}, theme.colours.rule);
  list.AddRectFilled(bar, {bar.x + width * done, bar.y + height}, theme.colours.accent);
  ImGui::Dummy({width, height});
  if (presenter_.black()) {
    gap(context, 2);
    flow({{"The room's picture is black.", theme.colours.bad, &Fonts::semibold}}, theme.size.em,
         context);
  }
}

void PresenterNotes::draw_now(const PaneContext& context) const {
  label("Now", context);
  step_words(now_.heading, now_.more, context.theme().size.h2, context);
}

void PresenterNotes::draw_next(const PaneContext& context) const {
  label("Next", context);
  step_words(next_.heading, next_.more, context.theme().size.h3, context);
}

void PresenterNotes::draw_plan(const PaneContext& context) {
  if (!planned_) return;
  const Theme& theme = context.theme();
  gap(context, kBetween);
  label(fmt::format("Planned: {}, {} min", planned_->part->section, planned_->part->minutes),
        context);
  const bool late = shown_minute_ > planned_->until;
  const std::string pace =
      begun_ ? pace_words(*planned_, shown_minute_) : "The time begins when the title is left";
  flow(pace, late ? theme.colours.bad : theme.colours.ink, theme.size.em, context);
  gap(context, 1);
  how_view_.show("how", how_, version_, context.canvas);
}

void PresenterNotes::draw_read_out(const PaneContext& context) const {
  const auto shown = presenter_.read_out();
  if (!shown) return;
  const Theme& theme = context.theme();
  gap(context, kBetween);
  label(presenter_.read_out_shown() ? "The number, as the room reads it"
                                    : "The number, hidden from the room until it has predicted",
        context);
  const ImU32 colour = shown->wall ? theme.wall(*shown->wall) : theme.colours.ink;
  flow({{shown->value, colour, &Fonts::semibold}}, theme.size.h2, context);
  const std::string wall = shown->wall ? fmt::format("  {} {}", widgets::wall_glyph(*shown->wall),
                                                     model::name_of(*shown->wall))
                                       : "";
  flow({{shown->name, theme.colours.ink}, {wall, colour}}, theme.size.em, context);
}

void PresenterNotes::draw_answer(const PaneContext& context) {
  if (answer_.empty()) return;
  label(presenter_.answer_shown() ? "The answer, as the room reads it"
                                  : "The answer, hidden from the room",
        context);
  answer_view_.show("answer", answer_, version_, context.canvas);
}

void PresenterNotes::draw_class(const PaneContext& context) {
  class_view_.show("class", class_, version_, context.canvas);
}

void PresenterNotes::draw(const PaneContext& context) {
  renew();
  const Theme& theme = context.theme();
  const float pad = theme.size.space(5);
  const ImVec2 whole = ImGui::GetContentRegionAvail();
  if (whole.x < 4 * pad || whole.y < 4 * pad) return;
  int lines = 0;
  if (ImGui::IsKeyPressed(ImGuiKey_DownArrow)) ++lines;
  if (ImGui::IsKeyPressed(ImGuiKey_UpArrow)) --lines;
  const bool to_top = std::exchange(to_top_, false);
  const auto column = [&](const char* name, float width, float height, const auto& content) {
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {pad, pad});
    if (ImGui::BeginChild(name, {width, height}, ImGuiChildFlags_AlwaysUseWindowPadding)) {
      if (to_top) ImGui::SetScrollY(0);
      if (lines != 0) {
        const float by = static_cast<float>(lines) * kLinesAKey * theme.size.line;
        ImGui::SetScrollY(std::clamp(ImGui::GetScrollY() + by, 0.0F, ImGui::GetScrollMaxY()));
      }
      content();
    }
    ImGui::EndChild();
    ImGui::PopStyleVar();
  };
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
  ImGui::SetCursorPos({pad, theme.size.space(2)});
  if (ImGui::BeginChild("head", {whole.x - 2 * pad, 0}, ImGuiChildFlags_AutoResizeY)) {
    draw_head(context);
  }
  ImGui::EndChild();
  ImGui::SetCursorPosX(0);
  const float height = std::max(ImGui::GetContentRegionAvail().y, 1.0F);
  const auto here = [&] {
    draw_plan(context);
    gap(context, kBetween);
    draw_next(context);
    draw_read_out(context);
  };
  if (whole.x >= kBeside * theme.size.em) {
    const float left = std::floor(whole.x * kLeftShare);
    column("here", left, height, [&] {
      draw_now(context);
      here();
    });
    ImGui::SameLine(0, 0);
    column("room", whole.x - left, height, [&] {
      draw_answer(context);
      if (!answer_.empty()) gap(context, kBetween);
      draw_class(context);
    });
  } else {
    column("notes", whole.x, height, [&] {
      draw_now(context);
      if (!answer_.empty()) gap(context, kBetween);
      draw_answer(context);
      here();
      gap(context, kBetween);
      draw_class(context);
    });
  }
  ImGui::PopStyleVar();
}

}  // namespace wf::app
