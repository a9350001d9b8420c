#include "app/ui/text_layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "app/platform/metrics.h"
#include "app/ui/inline_layout.h"
#include "lessons/text.h"

namespace wf::app {
namespace {

using lessons::Align;
using lessons::Block;

constexpr int kDeepest = 24;  // nesting beyond this is set flush: the page has no room for it

std::string plain_text(std::span<const lessons::Inline> inlines) {
  std::string text;
  for (const lessons::Inline& part : inlines) {
    text += part.kind == lessons::Inline::Kind::kMath ? lessons::plain_text(part.text) : part.text;
  }
  return text;
}

float space_before(const Block& block, const Sizes& size) {
  switch (block.kind) {
    case Block::Kind::kHeading:
      return size.space(block.level <= 1 ? 10 : block.level == 2 ? 9 : 6);
    case Block::Kind::kMath:
      return size.space(4);
    case Block::Kind::kTable:
    case Block::Kind::kCode:
    case Block::Kind::kQuote:
      return size.space(4);
    case Block::Kind::kRule:
      return size.space(6);
    default:
      return 0;
  }
}

float space_after(const Block& block, bool tight, const Sizes& size) {
  switch (block.kind) {
    case Block::Kind::kHeading:
      return size.space(block.level <= 2 ? 2 : 1);
    case Block::Kind::kMath:
    case Block::Kind::kTable:
    case Block::Kind::kCode:
    case Block::Kind::kQuote:
      return size.space(4);
    case Block::Kind::kRule:
      return size.space(6);
    default:
      return size.space(tight ? 1 : 3);
  }
}

class BlockLayout {
 public:
  BlockLayout(const TextSetting& setting, TextLayout& out)
      : setting_(setting), size_(setting.size), out_(out), inlines_(setting, out) {}

  float blocks(std::span<const Block> blocks, float left, float top, float width, int depth,
               bool tight = false);

 private:
  float block(const Block& block, float left, float top, float width, int depth);
  float heading(const Block& block, float left, float top, float width);
  float list(const Block& block, float left, float top, float width, int depth);
  float code(const Block& block, float left, float top, float width);
  float math(const Block& block, float left, float top, float width);
  float table(const Block& block, float left, float top, float width);
  float rule(float left, float y, float right, float thickness);

  InlineStyle body() const { return {.size = size_.em, .line = size_.line}; }

  const TextSetting& setting_;
  const Sizes& size_;
  TextLayout& out_;
  InlineLayout inlines_;
};

float BlockLayout::blocks(std::span<const Block> blocks, float left, float top, float width,
                          int depth, bool tight) {
  float y = top;
  float gap = 0;
  bool first = true;
  for (const Block& each : blocks) {
    if (each.kind == Block::Kind::kPart || each.kind == Block::Kind::kCondition) continue;
    if (!first) y += std::max(gap, space_before(each, size_));
    y = block(each, left, std::round(y), width, depth);
    gap = space_after(each, tight, size_);
    first = false;
  }
  return y;
}

float BlockLayout::block(const Block& block, float left, float top, float width, int depth) {
  switch (block.kind) {
    case Block::Kind::kParagraph:
    case Block::Kind::kCell:
      return inlines_.place(inlines_.atoms(block.inlines, body()), body(), left, top, width);
    case Block::Kind::kHeading:
      return heading(block, left, top, width);
    case Block::Kind::kList:
      return list(block, left, top, width, depth + 1);
    case Block::Kind::kItem:
    case Block::Kind::kRow: {
      float y = top;
      if (!block.inlines.empty()) {
        y = inlines_.place(inlines_.atoms(block.inlines, body()), body(), left, top, width);
      }
      return blocks(block.children, left, y, width, depth);
    }
    case Block::Kind::kQuote: {
      const float indent = depth < kDeepest ? size_.space(5) : 0;
      const float room = std::max(width - indent, size_.em);
      const float bottom = blocks(block.children, left + indent, top, room, depth + 1);
      out_.shapes.push_back({TextShape::Kind::kBar, {left, top, left + size_.quarter / 2, bottom}});
      return bottom;
    }
    case Block::Kind::kCode:
      return code(block, left, top, width);
    case Block::Kind::kMath:
      return math(block, left, top, width);
    case Block::Kind::kTable:
      return table(block, left, top, width);
    case Block::Kind::kRule:
      return rule(left, top, left + width, size_.px);
    case Block::Kind::kPart:
    case Block::Kind::kCondition:
      return top;
  }
  return top;
}

float BlockLayout::heading(const Block& block, float left, float top, float width) {
  InlineStyle style{.semibold = true};
  style.size = block.level <= 1   ? size_.h1
               : block.level == 2 ? size_.h2
               : block.level == 3 ? size_.h3
                                  : size_.em;
  // Large type needs less room between its lines.
  style.line = std::round(style.size * (block.level <= 2 ? 1.25F : 1.375F));
  out_.headings.push_back({block.level, plain_text(block.inlines), top});
  return inlines_.place(inlines_.atoms(block.inlines, style), style, left, top, width);
}

float BlockLayout::list(const Block& block, float left, float top, float width, int depth) {
  const float indent = depth < kDeepest ? size_.space(6) : 0;
  const float room = std::max(width - indent, size_.em);
  const float gap = size_.space(block.tight ? 1 : 2);
  float y = top;
  unsigned number = block.start;
  for (const Block& item : block.children) {
    if (y > top) y = std::round(y + gap);
    const float item_top = y;
    const std::size_t first_line = out_.lines.size();
    if (!item.inlines.empty()) {
      y = inlines_.place(inlines_.atoms(item.inlines, body()), body(), left + indent, y, room);
    }
    y = blocks(item.children, left + indent, y, room, depth, block.tight);
    // The marker stands on the item's first baseline, in the indent.
    if (indent > 0) {
      const std::string mark = block.ordered ? std::to_string(number) + "." : "\u2022";
      InlineStyle style = body();
      style.ink = Ink::kMuted;
      const Atom atom = inlines_.text_atom(mark, style);
      const float baseline = first_line < out_.lines.size()
                                 ? out_.lines[first_line].baseline
                                 : std::round(item_top + size_.line * 0.7F);
      const float x = std::max(left, left + indent - size_.space(2) - atom.width);
      out_.runs.push_back({mark, x, baseline, atom.width, atom.face, atom.size, atom.ink});
      if (first_line >= out_.lines.size()) y = std::max(y, item_top + size_.line);
    }
    ++number;
  }
  return y;
}

float BlockLayout::code(const Block& block, float left, float top, float width) {
  const float pad = size_.space(3);
  InlineStyle style = body();
  style.size = size_.small;
  style.line = std::round(size_.small * 1.5F);
  const float room = std::max(width - 2 * pad, size_.em);
  float y = top + pad;
  const std::size_t shape = out_.shapes.size();
  out_.shapes.push_back({TextShape::Kind::kGround, {}});
  for (const std::string_view text : lessons::split_lines(block.text)) {
    Atom atom = inlines_.text_atom("", style);
    atom.face = &Fonts::mono;
    for (const char c : text) atom.text += c == '\t' ? "    " : std::string(1, c);
    atom.width = text_width(setting_.fonts->mono, atom.size, atom.text);
    y = atom.text.empty() ? y + style.line
                          : inlines_.place({atom}, style, left + pad, std::round(y), room);
  }
  y += pad;
  out_.shapes[shape].box = {left, top, left + width, y};
  out_.width = std::max(out_.width, left + width);
  return y;
}

float BlockLayout::math(const Block& block, float left, float top, float width) {
  const Atom atom = inlines_.math_atom(block.text, body(), lessons::TexStyle::kDisplay);
  return inlines_.place({atom}, body(), left, top, width, Align::kCenter);
}

float BlockLayout::rule(float left, float y, float right, float thickness) {
  out_.shapes.push_back({TextShape::Kind::kRule, {left, y, right, y + thickness}});
  out_.width = std::max(out_.width, right);
  return y + thickness;
}

// Columns as wide as their content where there is room; otherwise narrower, the widest first, but
// never narrower than their longest word as long as that is possible.
std::vector<float> column_widths(const std::vector<float>& natural, const std::vector<float>& least,
                                 float room) {
  std::vector<float> widths = natural;
  float total = std::accumulate(widths.begin(), widths.end(), 0.0F);
  if (total <= room) return widths;
  const float least_total = std::accumulate(least.begin(), least.end(), 0.0F);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (least_total >= room) {
      widths[i] = least[i] * room / least_total;
    } else {
      const float give = (total - room) / (total - least_total);
      widths[i] = natural[i] - (natural[i] - least[i]) * give;
    }
    widths[i] = std::floor(widths[i]);
  }
  return widths;
}

float BlockLayout::table(const Block& block, float left, float top, float width) {
  std::size_t columns = block.columns.size();
  for (const Block& row : block.children) columns = std::max(columns, row.children.size());
  if (columns == 0) return top;

  InlineStyle head = body();
  head.size = size_.small;
  head.line = std::round(size_.small * 1.375F);
  head.semibold = true;
  InlineStyle cell = body();
  cell.line = std::round(size_.em * 1.375F);

  // The targets of cells are made while measuring, so each cell is measured once.
  std::vector<std::vector<std::vector<Atom>>> cells;
  std::vector<float> natural(columns, 0);
  std::vector<float> least(columns, 0);
  for (std::size_t r = 0; r < block.children.size(); ++r) {
    cells.emplace_back();
    for (std::size_t c = 0; c < block.children[r].children.size(); ++c) {
      cells.back().push_back(
          inlines_.atoms(block.children[r].children[c].inlines, r == 0 ? head : cell));
      natural[c] = std::max(natural[c], InlineLayout::natural_width(cells.back().back()));
      least[c] = std::max(least[c], InlineLayout::widest_piece(cells.back().back()));
    }
  }
  const float gap = std::min(size_.space(6), width / static_cast<float>(4 * columns));
  const float gaps = gap * static_cast<float>(columns - 1);
  const std::vector<float> widths = column_widths(natural, least, width - gaps);
  const float right = left + std::accumulate(widths.begin(), widths.end(), gaps);

  float y = rule(left, top, right, 2 * size_.px);
  for (std::size_t r = 0; r < cells.size(); ++r) {
    y = std::round(y + size_.space(r == 0 ? 2 : 1));
    float bottom = y + (r == 0 ? head.line : cell.line);
    float x = left;
    for (std::size_t c = 0; c < cells[r].size(); ++c) {
      const Align align = c < block.columns.size() ? block.columns[c] : Align::kDefault;
      const float room = std::max(widths[c], 1.0F);
      bottom =
          std::max(bottom, inlines_.place(cells[r][c], r == 0 ? head : cell, x, y, room, align));
      x += widths[c] + gap;
    }
    y = bottom;
    if (r == 0) y = rule(left, std::round(y + size_.space(1)), right, size_.px);
  }
  return rule(left, std::round(y + size_.space(2)), right, 2 * size_.px);
}

}  // namespace

TextLayout lay_out_text(std::span<const Block> blocks, const TextSetting& setting) {
  TextLayout layout;
  const float width =
      std::floor(std::max(std::min(setting.width, setting.measure_em * setting.size.em), 1.0F));
  BlockLayout page(setting, layout);
  layout.height = page.blocks(blocks, 0, 0, width, 0);
  return layout;
}

float gap_between(const Block& above, const Block& below, const Sizes& size) {
  return std::round(std::max(space_after(above, false, size), space_before(below, size)));
}

std::vector<TextSection> split_at_parts(std::span<const Block> blocks) {
  std::vector<TextSection> sections;
  std::size_t begin = 0;
  const auto add_prose = [&](std::size_t end) {
    if (end > begin) sections.push_back({blocks.subspan(begin, end - begin), nullptr});
  };
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].kind != Block::Kind::kPart || blocks[i].part == nullptr) continue;
    add_prose(i);
    sections.push_back({{}, blocks[i].part});
    begin = i + 1;
  }
  add_prose(blocks.size());
  return sections;
}

}  // namespace wf::app
