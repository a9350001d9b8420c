#pragma once

#include "widgets/figure/figure.h"

namespace wf::widgets {

// A roofline of a made-up accelerator (1 PFLOP/s, 3 TB/s): log-log, two walls, a rule of thumb, a
// bound, and the operating point with its handle.
Figure demo_roofline();

// Lines with series colours on linear axes, an area and an SLO to read against.
Figure demo_lines();

// Headrooms of the five walls as bars; a memory bill that does not fit as a stack.
Figure demo_headrooms();
Figure demo_memory_bill();

}  // namespace wf::widgets
