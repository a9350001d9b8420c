#pragma once

#include <string>

#include "widgets/figure/figure.h"

namespace wf::widgets {

// The figure's table as CSV (RFC 4180, but with plain line ends): a header, then numbers in SI.
std::string to_csv(const Figure& figure);

}  // namespace wf::widgets
