#include "app/ui/inline_layout.h"

#include <algorithm>
#include <cmath>

#include "app/platform/metrics.h"
#include "lessons/glossary.h"
#include "lessons/tex.h"
#include "lessons/text.h"

namespace wf::app {
namespace {

using lessons::Inline;

constexpr float kCodeSize = 0.875F;  // the code face looks larger than the text at equal size
constexpr float kMathSize = 1.125F;  // and the face of equations smaller
constexpr float kMathRoom = 0.08F;
constexpr float kCiteSize = 0.75F;
constexpr std::string_view kTermAddress = lessons::kGlossaryLink;
constexpr std::string_view kNoBreakSpace = "\u00a0";

Face Fonts::*face_of(bool semibold, bool italic) {
  if (semibold) return italic ? &Fonts::semibold_italic : &Fonts::semibold;
  return italic ? &Fonts::italic : &Fonts::regular;
}

bool same_style(const Atom& a, const Atom& b) {
  return a.face == b.face && a.size == b.size && a.ink == b.ink && a.wall == b.wall &&
         a.strike == b.strike && a.target == b.target && a.code == b.code;
}

std::string with_spaces(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// A line may end after a hyphen or a dash inside a word, but not in "-1" or "x-".
bool breaks_after(std::string_view text, std::size_t end) {
  if (end >= text.size() || text[end] == ' ') return false;
  if (text[end - 1] == '-') return end >= 3 && std::isalpha(static_cast<unsigned char>(text[end]));
  return end >= 3 && text.substr(end - 3, 3) == "\u2014";
}

}  // namespace

struct InlineLayout::Line {
  std::vector<Atom> atoms;
  float width = 0;
};

float InlineLayout::measure(const Atom& atom) const {
  return text_width(setting_.fonts->*atom.face, atom.size, atom.text);
}

Atom InlineLayout::text_atom(std::string text, const InlineStyle& style) const {
  Atom atom;
  atom.text = std::move(text);
  atom.face = face_of(style.semibold, style.italic);
  atom.size = style.size;
  atom.ink = style.ink;
  atom.width = measure(atom);
  const Face& face = setting_.fonts->*atom.face;
  atom.above = face.ascent * atom.size;
  atom.below = face.descent * atom.size;
  return atom;
}

int InlineLayout::add_target(TextTarget::Kind kind, std::string id, std::string label,
                             std::string hint) {
  out_.targets.push_back({kind, std::move(id), std::move(label), std::move(hint), {}});
  return static_cast<int>(out_.targets.size()) - 1;
}

void InlineLayout::add_words(std::vector<Atom>& atoms, const Atom& like,
                             std::string_view text) const {
  std::size_t at = 0;
  while (at < text.size()) {
    Atom atom = like;
    const bool space = text[at] == ' ' || text[at] == '\n' || text[at] == '\t';
    std::size_t end = at + 1;
    if (space) {
      while (end < text.size() && (text[end] == ' ' || text[end] == '\n' || text[end] == '\t'))
        ++end;
      atom.kind = Atom::Kind::kSpace;
      atom.text = " ";
    } else {
      while (end < text.size() && text[end] != ' ' && text[end] != '\n' && text[end] != '\t' &&
             !breaks_after(text, end)) {
        ++end;
      }
      atom.text = std::string(text.substr(at, end - at));
      atom.break_after = breaks_after(text, end);
    }
    atom.width = measure(atom);
    atoms.push_back(std::move(atom));
    at = end;
  }
}

Atom InlineLayout::math_atom(const std::string& tex, const InlineStyle& style,
                             lessons::TexStyle how) {
  Atom atom;
  atom.kind = Atom::Kind::kMath;
  atom.ink = style.ink;
  atom.size = style.size * kMathSize;
  atom.math =
      std::make_shared<const lessons::TexLayout>(lessons::layout_tex(tex, how, *setting_.math));
  // Slanted letters lean out of their box to the right.
  atom.width = static_cast<float>(atom.math->width) * atom.size + kMathRoom * atom.size;
  atom.above = static_cast<float>(atom.math->height) * atom.size;
  atom.below = static_cast<float>(atom.math->depth) * atom.size;
  for (const std::string& problem : atom.math->problems) out_.problems.push_back(problem);
  return atom;
}

std::vector<Atom> InlineLayout::atoms(std::span<const Inline> inlines, const InlineStyle& style) {
  std::vector<Atom> atoms;
  int link = -1;
  std::string link_address;
  for (const Inline& part : inlines) {
    InlineStyle own = style;
    own.semibold = style.semibold || part.bold;
    own.italic = style.italic || part.italic;
    Atom like = text_atom("", own);
    like.strike = part.strike;
    if (part.href.empty() || part.kind == Inline::Kind::kImage) {
      link_address.clear();
    } else {
      const bool term = part.href.starts_with(kTermAddress);
      if (part.href != link_address) {
        link_address = part.href;
        link = term ? add_target(TextTarget::Kind::kGlossary, part.href.substr(kTermAddress.size()),
                                 "", "")
                    : add_target(TextTarget::Kind::kLink, part.href, "", "");
      }
      out_.targets[static_cast<std::size_t>(link)].label += part.text;
      if (!term) like.ink = Ink::kAccent;
      like.target = link;
    }
    switch (part.kind) {
      case Inline::Kind::kText:
        add_words(atoms, like, part.text);
        break;
      case Inline::Kind::kImage:
        like.ink = Ink::kMuted;
        add_words(atoms, like, part.text);
        break;
      case Inline::Kind::kCode: {
        Atom room = like;  // for the ground that stands out on both sides
        room.width = own.size / 8;
        like.face = &Fonts::mono;
        like.size = std::round(own.size * kCodeSize);
        like.code = true;
        atoms.push_back(room);
        add_words(atoms, like, part.text);
        atoms.push_back(room);
        break;
      }
      case Inline::Kind::kMath:
        atoms.push_back(math_atom(part.text, own,
                                  part.display || style.display_math ? lessons::TexStyle::kDisplay
                                                                     : lessons::TexStyle::kText));
        break;
      case Inline::Kind::kLive: {
        const lessons::LiveValue& value = part.value;
        const std::string single = part.tag.number.expression.single_id();
        std::string id = value.value.term.empty() ? single : value.value.term;
        if (id.empty()) id = part.tag.number.expression.text();
        like.target = add_target(TextTarget::Kind::kLive, std::move(id),
                                 with_spaces(part.text, kNoBreakSpace, " "),
                                 value.error.empty() ? value.value.sentence : value.error);
        const auto wall = widgets::wall_from_name(value.value.wall);
        if (!value.error.empty()) {
          like.ink = Ink::kBad;
        } else if (wall) {
          like.ink = Ink::kWall;
          like.wall = *wall;
        }
        // A number and its unit stay together on the page; the label is for searching.
        like.text = with_spaces(part.text, " ", kNoBreakSpace);
        like.width = measure(like);
        atoms.push_back(like);
        break;
      }
      case Inline::Kind::kCite: {
        const std::string shown = setting_.cite ? setting_.cite(part.text) : "";
        like.text = "[" + (shown.empty() ? part.text : shown) + "]";
        like.target = add_target(TextTarget::Kind::kCite, part.text, like.text, "");
        like.ink = Ink::kAccent;
        like.size = own.size * kCiteSize;
        like.width = measure(like);
        atoms.push_back(like);
        break;
      }
      case Inline::Kind::kLineBreak: {
        like.kind = Atom::Kind::kBreak;
        atoms.push_back(like);
        break;
      }
      case Inline::Kind::kCondition:
        break;  // resolved text has none
    }
  }
  return atoms;
}

float InlineLayout::natural_width(const std::vector<Atom>& atoms) {
  float widest = 0;
  float width = 0;
  for (const Atom& atom : atoms) {
    width = atom.kind == Atom::Kind::kBreak ? 0 : width + atom.width;
    widest = std::max(widest, width);
  }
  return std::ceil(widest);
}

float InlineLayout::widest_piece(const std::vector<Atom>& atoms) {
  float widest = 0;
  float width = 0;
  for (const Atom& atom : atoms) {
    const bool ends = atom.kind == Atom::Kind::kSpace || atom.kind == Atom::Kind::kBreak;
    width = ends ? 0 : width + atom.width;
    widest = std::max(widest, width);
    if (atom.break_after) width = 0;
  }
  return std::ceil(widest);
}

// A word longer than a line is cut between its characters.
std::vector<Atom> InlineLayout::split_to_fit(const Atom& atom, float width) const {
  std::vector<Atom> pieces;
  Atom piece = atom;
  piece.text.clear();
  for (std::size_t at = 0; at < atom.text.size();) {
    const std::size_t from = at;
    lessons::next_code_point(atom.text, at);
    const std::string character = atom.text.substr(from, at - from);
    Atom longer = piece;
    longer.text += character;
    if (!piece.text.empty() && measure(longer) > width) {
      piece.break_after = true;
      piece.width = measure(piece);
      pieces.push_back(piece);
      longer.text = character;
    }
    piece.text = longer.text;
  }
  piece.break_after = atom.break_after;
  piece.width = measure(piece);
  pieces.push_back(std::move(piece));
  return pieces;
}

float InlineLayout::place(const std::vector<Atom>& atoms, const InlineStyle& style, float left,
                          float top, float width, lessons::Align align) {
  Line line;
  std::vector<Atom> word;  // what must stay together
  float word_width = 0;
  float y = top;

  const auto end_line = [&] {
    while (!line.atoms.empty() && line.atoms.back().kind == Atom::Kind::kSpace) {
      line.width -= line.atoms.back().width;
      line.atoms.pop_back();
    }
    y = finish_line(line, style, left, y, width, align);
    line = {};
  };
  const auto end_word = [&] {
    if (word.empty()) return;
    if (!line.atoms.empty() && line.width + word_width > width) end_line();
    for (Atom& atom : word) {
      line.width += atom.width;
      line.atoms.push_back(std::move(atom));
    }
    word.clear();
    word_width = 0;
  };

  for (const Atom& atom : atoms) {
    if (atom.kind == Atom::Kind::kSpace) {
      end_word();
      if (line.atoms.empty()) continue;
      line.width += atom.width;
      line.atoms.push_back(atom);
      continue;
    }
    if (atom.kind == Atom::Kind::kBreak) {
      end_word();
      if (line.atoms.empty()) line.atoms.push_back(text_atom("", style));
      end_line();
      continue;
    }
    if (atom.kind == Atom::Kind::kText && word_width + atom.width > width) {
      // Too long together: a formula or number glued to punctuation may part from it.
      end_word();
      for (Atom& piece : split_to_fit(atom, width)) {
        word_width += piece.width;
        const bool ends = piece.break_after;
        word.push_back(std::move(piece));
        if (ends) end_word();
      }
      continue;
    }
    Atom fitted = atom;
    if (fitted.kind == Atom::Kind::kMath && fitted.width > width) {
      // A formula that is wider than the page is set smaller.
      const float shrink = width / fitted.width;
      fitted.size *= shrink;
      fitted.width = width;
      fitted.above *= shrink;
      fitted.below *= shrink;
    }
    if (word_width + fitted.width > width) end_word();
    word_width += fitted.width;
    word.push_back(fitted);
    if (atom.break_after) end_word();
  }
  end_word();
  if (!line.atoms.empty()) end_line();
  return y;
}

void InlineLayout::place_math(const Atom& atom, float x, float baseline) {
  MathRun run{atom.math, x, baseline, atom.size, {}};
  const lessons::TexLayout& layout = *atom.math;
  std::vector<TextBox> boxes(layout.terms.size());
  std::vector<bool> seen(layout.terms.size(), false);
  const auto extend = [&](int term, double left, double top, double right, double bottom) {
    if (term < 0 || static_cast<std::size_t>(term) >= boxes.size()) return;
    const auto i = static_cast<std::size_t>(term);
    const auto px = [&](double em) { return static_cast<float>(em) * atom.size; };
    const TextBox box{x + px(left), baseline + px(top), x + px(right), baseline + px(bottom)};
    TextBox& all = boxes[i];
    all = seen[i] ? TextBox{std::min(all.left, box.left), std::min(all.top, box.top),
                            std::max(all.right, box.right), std::max(all.bottom, box.bottom)}
                  : box;
    seen[i] = true;
  };
  for (const lessons::PlacedGlyph& glyph : layout.glyphs) {
    const lessons::GlyphExtent extent = setting_.math->measure(glyph.code_point);
    extend(glyph.term, glyph.x, glyph.y - extent.ascent * glyph.size,
           glyph.x + extent.advance * glyph.size, glyph.y + extent.descent * glyph.size);
  }
  for (const lessons::PlacedRule& rule : layout.rules) {
    extend(rule.term, rule.x, rule.y, rule.x + rule.width, rule.y + rule.height);
  }
  for (std::size_t i = 0; i < layout.terms.size(); ++i) {
    run.targets.push_back(add_target(
        TextTarget::Kind::kTerm, lessons::parse_tex_term(layout.terms[i]).id, layout.terms[i], ""));
    if (seen[i]) out_.targets.back().boxes.push_back(boxes[i]);
  }
  out_.maths.push_back(std::move(run));
}

float InlineLayout::finish_line(const Line& line, const InlineStyle& style, float left, float top,
                                float width, lessons::Align align) {
  const Face& body = setting_.fonts->*face_of(style.semibold, style.italic);
  // Half the leading goes above the text, half below; what is taller makes room for itself.
  const float text_height = (body.ascent + body.descent) * style.size;
  const float leading = std::max(0.0F, style.line - text_height) / 2;
  float above = body.ascent * style.size + leading;
  float below = body.descent * style.size + leading;
  const float clearance = style.size / 8;
  for (const Atom& atom : line.atoms) {
    if (atom.kind != Atom::Kind::kMath) continue;
    above = std::max(above, atom.above + clearance);
    below = std::max(below, atom.below + clearance);
  }
  const float baseline = std::round(top + above);
  const float bottom = std::round(baseline + below);

  float x = left;
  if (align == lessons::Align::kRight) x += width - line.width;
  if (align == lessons::Align::kCenter) x += (width - line.width) / 2;
  x = std::max(x, left);
  TextLine placed{{x, top, x + line.width, bottom}, baseline, 0};
  const Atom* previous = nullptr;
  for (const Atom& atom : line.atoms) {
    const float right = x + atom.width;
    if (atom.kind == Atom::Kind::kMath) {
      place_math(atom, x, baseline);
      placed.characters += std::max(1, static_cast<int>(atom.math->glyphs.size()));
    } else {
      const bool joins =
          previous != nullptr && previous->kind != Atom::Kind::kMath && same_style(*previous, atom);
      if (joins) {
        out_.runs.back().text += atom.text;
        out_.runs.back().width = right - out_.runs.back().x;
      } else {
        out_.runs.push_back({atom.text, x, baseline, atom.width, atom.face, atom.size, atom.ink,
                             atom.wall, atom.strike, atom.target});
      }
      const TextBox box{x, baseline - body.ascent * style.size, right,
                        baseline + body.descent * style.size};
      if (atom.target >= 0) {
        std::vector<TextBox>& boxes = out_.targets[static_cast<std::size_t>(atom.target)].boxes;
        const bool continues = previous != nullptr && previous->target == atom.target;
        if (continues && !boxes.empty()) {
          boxes.back().right = right;
        } else {
          boxes.push_back(box);
        }
      }
      if (atom.code) {
        const float pad = style.size / 8;
        if (joins && previous->code) {
          out_.shapes.back().box.right = right + pad;
        } else {
          out_.shapes.push_back(
              {TextShape::Kind::kGround, {x - pad, box.top + pad / 2, right + pad, box.bottom}});
        }
      }
      placed.characters += static_cast<int>(lessons::to_code_points(atom.text).size());
    }
    x = right;
    previous = &atom;
  }
  out_.lines.push_back(placed);
  out_.width = std::max(out_.width, placed.box.right);
  return bottom;
}

}  // namespace wf::app
