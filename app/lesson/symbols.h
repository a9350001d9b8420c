#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wf::app {

// A symbol of an expression, and the quantity that it stands for.
struct SymbolTerm {
  std::string_view symbol;
  std::string_view id;
};

// TeX of an expression as the model writes it: "W_read / (tp·BW)" becomes
// "W_{\mathrm{read}} / (\mathrm{tp}\cdot \mathrm{BW})", the symbols among `terms` tied to their
// quantities (tex.h). Nothing for what is no formula ("least of 5: 96.6 s") or too long for a
// line: those are shown as they are.
std::optional<std::string> tex_of_expression(std::string_view expression,
                                             std::span<const SymbolTerm> terms = {});

}  // namespace wf::app
