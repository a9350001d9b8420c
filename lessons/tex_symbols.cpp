#include "lessons/tex_symbols.h"

#include <algorithm>
#include <iterator>

namespace wf::lessons {
namespace {

using C = TexClass;

// clang-format off
constexpr TexSymbol kSymbols[] = {
    // Greek
    {"alpha", 0x3B1, C::kOrd}, {"beta", 0x3B2, C::kOrd}, {"gamma", 0x3B3, C::kOrd},
    {"delta", 0x3B4, C::kOrd}, {"epsilon", 0x3F5, C::kOrd}, {"varepsilon", 0x3B5, C::kOrd},
    {"zeta", 0x3B6, C::kOrd}, {"eta", 0x3B7, C::kOrd}, {"theta", 0x3B8, C::kOrd},
    {"iota", 0x3B9, C::kOrd}, {"kappa", 0x3BA, C::kOrd}, {"lambda", 0x3BB, C::kOrd},
    {"mu", 0x3BC, C::kOrd}, {"nu", 0x3BD, C::kOrd}, {"xi", 0x3BE, C::kOrd},
    {"pi", 0x3C0, C::kOrd}, {"rho", 0x3C1, C::kOrd}, {"sigma", 0x3C3, C::kOrd},
    {"tau", 0x3C4, C::kOrd}, {"upsilon", 0x3C5, C::kOrd}, {"phi", 0x3D5, C::kOrd},
    {"varphi", 0x3C6, C::kOrd}, {"chi", 0x3C7, C::kOrd}, {"psi", 0x3C8, C::kOrd},
    {"omega", 0x3C9, C::kOrd},
    {"Gamma", 0x393, C::kOrd}, {"Delta", 0x394, C::kOrd}, {"Theta", 0x398, C::kOrd},
    {"Lambda", 0x39B, C::kOrd}, {"Xi", 0x39E, C::kOrd}, {"Pi", 0x3A0, C::kOrd},
    {"Sigma", 0x3A3, C::kOrd}, {"Upsilon", 0x3A5, C::kOrd}, {"Phi", 0x3A6, C::kOrd},
    {"Psi", 0x3A8, C::kOrd}, {"Omega", 0x3A9, C::kOrd},
    // binary operators
    {"cdot", 0x22C5, C::kBin}, {"times", 0xD7, C::kBin}, {"div", 0xF7, C::kBin},
    {"pm", 0xB1, C::kBin}, {"mp", 0x2213, C::kBin}, {"ast", 0x2217, C::kBin},
    {"circ", 0x2218, C::kBin}, {"cup", 0x222A, C::kBin}, {"cap", 0x2229, C::kBin},
    {"setminus", 0x2216, C::kBin}, {"wedge", 0x2227, C::kBin}, {"land", 0x2227, C::kBin},
    {"vee", 0x2228, C::kBin}, {"lor", 0x2228, C::kBin}, {"oplus", 0x2295, C::kBin},
    {"otimes", 0x2297, C::kBin}, {"bullet", 0x2219, C::kBin},
    // relations and arrows
    {"le", 0x2264, C::kRel}, {"leq", 0x2264, C::kRel}, {"ge", 0x2265, C::kRel},
    {"geq", 0x2265, C::kRel}, {"ne", 0x2260, C::kRel}, {"neq", 0x2260, C::kRel},
    {"lt", '<', C::kRel}, {"gt", '>', C::kRel},
    {"approx", 0x2248, C::kRel}, {"sim", 0x223C, C::kRel}, {"simeq", 0x2243, C::kRel},
    {"equiv", 0x2261, C::kRel}, {"propto", 0x221D, C::kRel}, {"ll", 0x226A, C::kRel},
    {"gg", 0x226B, C::kRel}, {"in", 0x2208, C::kRel}, {"notin", 0x2209, C::kRel},
    {"subset", 0x2282, C::kRel}, {"subseteq", 0x2286, C::kRel}, {"mid", 0x2223, C::kRel},
    {"to", 0x2192, C::kRel}, {"rightarrow", 0x2192, C::kRel}, {"leftarrow", 0x2190, C::kRel},
    {"leftrightarrow", 0x2194, C::kRel}, {"Rightarrow", 0x21D2, C::kRel},
    {"Leftarrow", 0x21D0, C::kRel}, {"Leftrightarrow", 0x21D4, C::kRel},
    {"iff", 0x21D4, C::kRel}, {"implies", 0x21D2, C::kRel}, {"mapsto", 0x21A6, C::kRel},
    {"uparrow", 0x2191, C::kRel}, {"downarrow", 0x2193, C::kRel}, {"parallel", 0x2225, C::kRel},
    {"perp", 0x22A5, C::kRel}, {"triangleq", 0x225C, C::kRel}, {"colon", ':', C::kPunct},
    // ordinary signs
    {"infty", 0x221E, C::kOrd}, {"partial", 0x2202, C::kOrd}, {"nabla", 0x2207, C::kOrd},
    {"forall", 0x2200, C::kOrd}, {"exists", 0x2203, C::kOrd}, {"emptyset", 0x2205, C::kOrd},
    {"ell", 0x2113, C::kOrd}, {"hbar", 0x210F, C::kOrd}, {"neg", 0xAC, C::kOrd},
    {"lnot", 0xAC, C::kOrd}, {"prime", 0x2032, C::kOrd}, {"degree", 0xB0, C::kOrd},
    {"ldots", 0x2026, C::kInner}, {"dots", 0x2026, C::kInner}, {"cdots", 0x22EF, C::kInner},
    {"vdots", 0x22EE, C::kOrd}, {"ddots", 0x22F1, C::kInner},
    {"vert", '|', C::kOrd}, {"Vert", 0x2016, C::kOrd}, {"backslash", '\\', C::kOrd},
    // fences
    {"lceil", 0x2308, C::kOpen}, {"rceil", 0x2309, C::kClose}, {"lfloor", 0x230A, C::kOpen},
    {"rfloor", 0x230B, C::kClose}, {"langle", 0x27E8, C::kOpen}, {"rangle", 0x27E9, C::kClose},
    {"lvert", '|', C::kOpen}, {"rvert", '|', C::kClose}, {"lVert", 0x2016, C::kOpen},
    {"rVert", 0x2016, C::kClose}, {"lbrace", '{', C::kOpen}, {"rbrace", '}', C::kClose},
    {"lbrack", '[', C::kOpen}, {"rbrack", ']', C::kClose},
    // escaped signs
    {"{", '{', C::kOpen}, {"}", '}', C::kClose}, {"|", 0x2016, C::kOrd}, {"%", '%', C::kOrd},
    {"$", '$', C::kOrd}, {"#", '#', C::kOrd}, {"&", '&', C::kOrd}, {"_", '_', C::kOrd},
    // operators that grow
    {"sum", 0x2211, C::kOp}, {"prod", 0x220F, C::kOp}, {"int", 0x222B, C::kOp},
};

constexpr TexOperator kOperators[] = {
    {"min", true}, {"max", true}, {"sup", true}, {"inf", true}, {"lim", true}, {"Pr", true},
    {"argmin", true}, {"argmax", true}, {"log", false}, {"ln", false}, {"lg", false},
    {"exp", false}, {"sin", false}, {"cos", false}, {"tan", false}, {"tanh", false},
    {"dim", false}, {"det", true}, {"gcd", true},
};

constexpr TexSymbol kSigns[] = {
    {"", '+', C::kBin}, {"", 0x2212, C::kBin}, {"", 0x2217, C::kBin}, {"", 0xB7, C::kBin},
    {"", '=', C::kRel}, {"", '<', C::kRel}, {"", '>', C::kRel}, {"", ':', C::kRel},
    {"", '(', C::kOpen}, {"", '[', C::kOpen}, {"", ')', C::kClose}, {"", ']', C::kClose},
    {"", ',', C::kPunct}, {"", ';', C::kPunct}, {"", '!', C::kClose}, {"", '?', C::kClose},
};
// clang-format on

}  // namespace

const TexSymbol* find_tex_symbol(std::string_view name) {
  const auto* found = std::find_if(std::begin(kSymbols), std::end(kSymbols),
                                   [&](const TexSymbol& s) { return s.name == name; });
  return found == std::end(kSymbols) ? nullptr : found;
}

TexClass class_of_sign(char32_t code_point) {
  for (const auto& sign : kSigns)
    if (sign.code_point == code_point) return sign.tex_class;
  if (code_point < 0x80) return C::kOrd;
  for (const auto& symbol : kSymbols)
    if (symbol.code_point == code_point) return symbol.tex_class;
  return C::kOrd;
}

const TexOperator* find_tex_operator(std::string_view name) {
  const auto* found = std::find_if(std::begin(kOperators), std::end(kOperators),
                                   [&](const TexOperator& o) { return o.name == name; });
  return found == std::end(kOperators) ? nullptr : found;
}

}  // namespace wf::lessons
