// The arithmetic of a quantity: symbol = expression = numbers = value, step by step.
#include <fmt/format.h>
#include <imgui.h>

#include <cmath>

#include "app/explorer/knob_edit.h"
#include "app/lesson/part_context.h"
#include "app/lesson/symbols.h"
#include "app/platform/metrics.h"
#include "app/ui/controls.h"
#include "lessons/runs.h"
#include "model/explain.h"
#include "model/units.h"

namespace wf::app {
namespace {

using lessons::Block;
using lessons::Inline;
using lessons::text_run;
using model::DerivationStep;

constexpr int kDeepest = 12;  // a derivation never goes deeper than it can be read
constexpr std::size_t kLongestExpression = 400;  // of characters; more is counted, not shown

struct Tree {
  PartContext& context;
  const std::string& key;
  Views::CachedDerivation& cache;

  const DerivationStep& step(std::size_t index) const { return cache.derivation->steps[index]; }
  // With its expression and its parts.
  const DerivationStep& unfolded(std::size_t index) const {
    cache.explanation->unfold(*cache.derivation, index);
    return step(index);
  }
};

template <class Make>
const lessons::Blocks& made_once(std::map<std::size_t, lessons::Blocks>& kept, std::size_t index,
                                 const Make& make) {
  const auto found = kept.find(index);
  return found != kept.end() ? found->second : kept.emplace(index, make()).first->second;
}

// The step's value, lit and explained like a live number of the text.
Inline value_run(const DerivationStep& step) {
  Inline run;
  run.kind = Inline::Kind::kLive;
  run.bold = true;
  run.text = model::format_magnitude(step.value, step.term->unit);
  run.value.text = run.text;
  run.value.value.term = step.term->id;
  run.value.value.sentence = step.term->sentence;
  return run;
}

Inline formula_run(const std::string& expression, std::span<const SymbolTerm> terms = {}) {
  Inline run = text_run(expression);
  if (const auto tex = tex_of_expression(expression, terms)) {
    run.kind = Inline::Kind::kMath;
    run.text = *tex;
  }
  return run;
}

std::string shortened(const std::string& expression) {
  if (expression.size() <= kLongestExpression) return expression;
  std::size_t end = kLongestExpression;
  while (end > 0 && (static_cast<unsigned char>(expression[end]) & 0xC0U) == 0x80U) --end;
  return expression.substr(0, end) + " \u2026";
}

// t_w = 1.2 ms   weight read
lessons::Blocks head_blocks(const DerivationStep& step) {
  Block head;
  head.inlines.push_back(formula_run(std::string(step.term->symbol)));
  head.inlines.push_back(text_run(" = "));
  head.inlines.push_back(value_run(step));
  return {head};
}

// A step that only passes its one part on says nothing of its own.
std::size_t without_detours(const Tree& tree, std::size_t index) {
  for (int i = 0; i < kDeepest; ++i) {
    const DerivationStep& step = tree.unfolded(index);
    const bool detour = !step.input && step.parts.size() == 1 &&
                        step.expression == tree.step(step.parts[0]).term->symbol;
    if (!detour) break;
    index = step.parts[0];
  }
  return index;
}

// = W / BW, then the same in numbers. Each symbol is tied to the step below that it names.
lessons::Blocks expression_blocks(const Tree& tree, const DerivationStep& step) {
  std::vector<SymbolTerm> terms;
  for (const std::size_t part : step.parts) {
    const std::size_t shown = without_detours(tree, part);
    terms.push_back({tree.step(part).term->symbol, tree.step(shown).term->id});
  }
  lessons::Blocks blocks(2);
  blocks[0].inlines = {text_run("= "), formula_run(shortened(step.expression), terms)};
  blocks[1].inlines = {text_run("= " + shortened(step.numbers))};
  if (step.numbers == step.expression || step.numbers.empty()) blocks.pop_back();
  return blocks;
}

void draw_triangle(const PartContext& context, ImVec2 at, bool open) {
  const float r = context.size().em * 0.28F;
  const ImU32 colour = context.theme().colours.muted;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (open) {
    list.AddTriangleFilled({at.x - r, at.y - r * 0.6F}, {at.x + r, at.y - r * 0.6F},
                           {at.x, at.y + r * 0.8F}, colour);
  } else {
    list.AddTriangleFilled({at.x - r * 0.6F, at.y - r}, {at.x + r * 0.8F, at.y},
                           {at.x - r * 0.6F, at.y + r}, colour);
  }
}

// In a few words: the quantity's name, the knob's, or the sentence of a step that has neither.
std::string name_of(const DerivationStep& step) {
  if (!step.term->name.empty()) return std::string(step.term->name);
  if (const model::Knob* knob = model::find_knob(step.term->id)) return knob_label(*knob);
  std::string_view sentence = step.term->sentence;
  sentence = sentence.substr(0, sentence.find_first_of(".:"));
  return std::string(sentence);
}

// The step's name beside its value, where there is room for it.
void show_name(const PartContext& line, const DerivationStep& step, ImVec2 at) {
  std::string name = name_of(step);
  const Face& face = line.canvas.fonts.regular;
  const float em = line.size().small;
  const float room = ImGui::GetWindowPos().x - ImGui::GetScrollX() + line.left + line.width - at.x;
  if (text_width(face, em, name) > room) name = name.substr(0, name.find(','));
  if (text_width(face, em, name) > room) return;
  const ImVec2 baseline(std::round(at.x), std::round(at.y + line.size().em * 1.1F));
  draw_text(*ImGui::GetWindowDrawList(), face, em, baseline, line.theme().colours.muted, name);
  log_text(baseline, name);
}

// The expression in symbols and in numbers, what the step is, and where an input comes from.
void draw_opened(const Tree& tree, PartContext& line, std::size_t index, const std::string& key) {
  const DerivationStep step = tree.step(index);  // a copy: steps move when others unfold
  if (!step.expression.empty() && !step.input) {
    space(line, 1);
    show_prose(line, key + "/expression", made_once(tree.cache.expressions, index, [&] {
                 return expression_blocks(tree, step);
               }));
  }
  space(line, 1);
  std::string words(step.term->sentence);
  if (step.input && !step.source.empty()) words += " Source: " + step.source + ".";
  show_words(line, key + "/words", words, tree.context.small);
}

void draw_step(Tree& tree, std::size_t index, int depth, const std::string& path) {
  if (depth > kDeepest) return;
  if (depth > 0) index = without_detours(tree, index);
  // A copy of what is drawn: steps move when others unfold.
  const DerivationStep step = tree.unfolded(index);
  PartContext& outer = tree.context;
  PartContext line = outer;
  const float indent = outer.size().space(5);
  // Deep trees keep half of the column for their text.
  const float shift = std::min(indent * static_cast<float>(depth), outer.width / 2);
  line.left += shift + indent;
  line.width -= shift + indent;

  const std::string key = tree.key + path;
  bool& open = outer.views.open.try_emplace(key, depth == 0).first->second;
  const bool opens = !step.parts.empty() || step.input;
  ImGui::SetCursorPosX(outer.left + shift);
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const TextView& head =
      show_prose(line, key, made_once(tree.cache.heads, index, [&] { return head_blocks(step); }));
  const float used = head.layout().lines.empty() ? 0 : head.layout().lines.front().box.right;
  const float bottom = ImGui::GetCursorScreenPos().y;
  show_name(line, step, {from.x + indent + used + outer.size().space(3), from.y});
  if (opens) {
    const std::string label = std::string(step.term->id) + "##" + key;
    if (hot_zone(label.c_str(), from, {from.x + indent, bottom}).pressed) open = !open;
    draw_triangle(outer, {from.x + indent * 0.4F, from.y + outer.size().line / 2}, open);
  }
  if (open) draw_opened(tree, line, index, key);
  space(outer, open ? 2 : 0.5F);
  if (!open) return;
  for (std::size_t i = 0; i < step.parts.size(); ++i) {
    draw_step(tree, step.parts[i], depth + 1, path + "/" + std::to_string(i));
  }
}

}  // namespace

void draw_derivation(PartContext& context, const std::string& key, const std::string& quantity,
                     const lessons::Overrides& settings) {
  auto& cache = context.views.derivations[key];
  if (cache.quantity != quantity || cache.settings != settings) cache.version = 0;
  if (context.session.due(cache.version, context.in_sight)) {
    auto scenario = context.session.source().scenario_with(settings);
    cache = {.version = context.session.version(), .quantity = quantity, .settings = settings};
    if (scenario) {
      cache.explanation = std::make_shared<model::Explanation>(*scenario, quantity);
      cache.derivation = cache.explanation->begin(model::Side::kExpected);
    } else {
      cache.fault = scenario.error().what;
    }
  }
  if (!cache.fault.empty()) {
    show_words(context, key + "/fault", cache.fault, context.small);
    return;
  }
  if (!cache.derivation) {
    show_words(context, key + "/none",
               "This scenario has no " + quantity + ", so there is nothing to derive.",
               context.small);
    return;
  }
  Tree tree{context, key, cache};
  draw_step(tree, 0, 0, "");
}

void draw_derive(PartContext& outer, const lessons::LivePart& part) {
  const auto& derive = std::get<lessons::Derive>(part.content);
  ImGui::PushID(part.id.c_str());
  {
    Card card(outer, "The arithmetic", outer.theme().colours.muted);
    PartContext& context = card.inner();
    draw_derivation(context, part.id, derive.quantity, derive.settings);
    if (!derive.caption.empty()) {
      space(context, 1);
      show_caption(context, part.id + "/caption", derive.caption, derive.settings);
    }
  }
  ImGui::PopID();
}

}  // namespace wf::app
