#include <nlohmann/json.hpp>

#include "app/cli/lists.h"
#include "widgets/registry.h"

namespace wf::app {

std::string widgets_text(const Streams& streams) {
  std::vector<std::vector<std::string>> rows = {{"id", "flips with", "title"}};
  for (const widgets::Widget& widget : widgets::widgets()) {
    rows.push_back(
        {std::string(widget.id), std::string(widget.flip_knob), std::string(widget.title)});
  }
  return aligned_table(rows, "lll", streams);
}

nlohmann::ordered_json widgets_json() {
  auto list = nlohmann::ordered_json::array();
  for (const widgets::Widget& widget : widgets::widgets()) {
    list.push_back({{"id", widget.id},
                    {"title", widget.title},
                    {"knobs", widget.knobs},
                    {"quantities", widget.quantities},
                    {"flip_knob", widget.flip_knob}});
  }
  return list;
}

}  // namespace wf::app
