#pragma once

#include <string>
#include <vector>

#include "app/ui/theme.h"

namespace wf::app {

// One form in which something can be copied: "5.2 ms", "Row as Markdown".
struct CopyEntry {
  std::string label;
  std::string text;
};

// "Copy …" for each, in a menu that is open.
void copy_items(const std::vector<CopyEntry>& entries);

// A menu of them, where the popup `id` was opened in the current window. Text on the screen cannot
// be selected; this is what stands in for it.
void copy_menu(const char* id, const std::vector<CopyEntry>& entries, const Theme& theme);

// Ctrl+C was pressed, and no text field wants it.
bool copy_pressed();

}  // namespace wf::app
