#include "widgets/step_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>
#include <vector>

#include "model/units.h"

namespace wf::widgets {
namespace {

using model::OperationRow;
using model::OperationTable;

// Of the diagram: boxes are 1 wide and 1 tall, y counts upwards.
constexpr double kAcross = 1.24, kDown = 1.34;
constexpr double kPad = 0.07;      // of a frame around its boxes
constexpr double kHeading = 0.85;  // of a frame, above them
constexpr double kFrameTop = -kDown;
constexpr double kFirst = kFrameTop - kHeading;  // the top of a layer's first box

std::string lower_first(std::string_view text) {
  std::string lowered(text);
  if (!lowered.empty()) {
    lowered[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(lowered[0])));
  }
  return lowered;
}

// A box and how much of its operation it stands for.
struct Part {
  const OperationRow* row = nullptr;
  double share = 1;
};
using Column = std::vector<Part>;

class Graph {
 public:
  Graph(const model::Scenario& scenario, const OperationTable& table, std::string_view chosen)
      : scenario_(scenario), table_(table), chosen_(chosen) {
    for (const OperationRow& row : table.rows) largest_ = std::max(largest_, row.share);
  }

  Figure draw();

 private:
  const OperationRow* find(std::string_view id) const {
    for (const OperationRow& row : table_.rows) {
      if (row.term->id == id) return &row;
    }
    return nullptr;
  }
  void put(Column& column, std::string_view id, double share = 1) const {
    if (share <= 0) return;
    if (const OperationRow* row = find(id)) column.push_back({row, share});
  }

  Block block_of(const Part& part, double column, double top) const;
  void add_column(const Column& column, double at);
  void add_frame(std::string name, double from, double to, double rows);
  void add_around(double at, double rows);
  void add_layers();

  const model::Scenario& scenario_;
  const OperationTable& table_;
  std::string_view chosen_;
  double largest_ = 0;
  Diagram diagram_;
};

Block Graph::block_of(const Part& part, double column, double top) const {
  const OperationRow& op = *part.row;
  return {.name = operation_name(*op.term),
          .text = share_text(part.share * op.share),
          .from = {column * kAcross, top},
          .to = {column * kAcross + 1, top - 1},
          .fill = largest_ > 0 ? part.share * op.share / largest_ : 0,
          .role = op.term->id == chosen_ ? BlockRole::kChosen : BlockRole::kPlain,
          .meaning = {std::string(op.term->id), op.wall}};
}

// The boxes of a layer, an arrow from each to the next.
void Graph::add_column(const Column& column, double at) {
  const double x = at * kAcross + 0.5;
  double top = kFirst;
  for (const Part& part : column) {
    if (top != kFirst) diagram_.links.push_back({{{x, top + kDown - 1}, {x, top}}});
    diagram_.blocks.push_back(block_of(part, at, top));
    top -= kDown;
  }
}

void Graph::add_frame(std::string name, double from, double to, double rows) {
  diagram_.blocks.push_back({.name = std::move(name),
                             .from = {from * kAcross - kPad, kFrameTop},
                             .to = {to * kAcross + 1 + kPad, kFirst - (rows - 1) * kDown - 1.2},
                             .role = BlockRole::kFrame});
}

// What is no part of a layer.
void Graph::add_around(double at, double rows) {
  Column around;
  for (const char* id : {"op.pipeline_hop", "op.pipeline_bubble", "op.data_parallel",
                         "op.optimizer", "op.launch", "op.host"}) {
    put(around, id);
  }
  if (around.empty()) return;
  double top = kFirst;
  for (const Part& part : around) {
    diagram_.blocks.push_back(block_of(part, at, top));
    top -= kDown;
  }
  add_frame("Around the layers", at, at, std::max(rows, static_cast<double>(around.size())));
}

void Graph::add_layers() {
  // Norms and the tensor-parallel collective stand in both halves of a layer.
  const double layers = std::max(scenario_.model.layers, 1.0);
  const bool has_experts = find("op.experts_up") != nullptr;
  const bool mixed = has_experts && find("op.ffn_up") != nullptr;
  const double dense = !has_experts ? 1 : mixed ? scenario_.model.dense_layers / layers : 0;
  Column attention, block, experts;
  put(attention, "op.elementwise", 0.5);
  put(attention, "op.qkv");
  put(attention, "op.context_exchange");
  put(attention, "op.attention");
  put(attention, "op.attention_output");
  put(attention, "op.tensor_collective", 0.5);
  put(block, "op.elementwise", 0.5 * dense);
  put(block, "op.ffn_up");
  put(block, "op.ffn_down");
  put(block, "op.tensor_collective", 0.5 * dense);
  put(experts, "op.elementwise", 0.5 * (1 - dense));
  put(experts, "op.router");
  put(experts, "op.expert_collective", 0.5);
  put(experts, "op.experts_up");
  put(experts, "op.experts_down");
  put(experts, "op.expert_collective", 0.5);
  put(experts, "op.tensor_collective", 0.5 * (1 - dense));

  std::vector<const Column*> halves;
  if (!has_experts || mixed) halves.push_back(&block);
  if (has_experts) halves.push_back(&experts);
  double rows = static_cast<double>(attention.size());
  for (const Column* each : halves) rows = std::max(rows, static_cast<double>(each->size()));
  const double last = static_cast<double>(halves.size());

  const std::string count = model::format_number(layers);
  if (mixed) {
    add_frame(count + " layers", 0, 0, rows);
    add_frame(model::format_number(dense * layers) + " of them", 1, 1, rows);
    add_frame(model::format_number((1 - dense) * layers) + " of them", 2, 2, rows);
  } else {
    add_frame("× " + count + " layers", 0, 1, rows);
  }
  diagram_.blocks.push_back(
      {.name = "Embedding", .from = {0, 0}, .to = {1, -1}, .role = BlockRole::kSilent});
  diagram_.links.push_back({{{0.5, -1}, {0.5, kFirst}}});
  add_column(attention, 0);
  for (std::size_t i = 0; i < halves.size(); ++i) {
    add_column(*halves[i], 1 + static_cast<double>(i));
    if (attention.empty() || halves[i]->empty()) continue;
    // From the end of attention up between the columns, above what lies between.
    const double end = kFirst - static_cast<double>(attention.size() - 1) * kDown - 0.5;
    const double between = 0.5 * (1 + kAcross);
    const double x = kAcross * (1 + static_cast<double>(i));
    const double over = kFirst + 0.5 * (kDown - 1);
    Link link{{{1, end}, {between, end}}};
    if (i == 0) {
      link.points.insert(link.points.end(), {{between, kFirst - 0.5}, {x, kFirst - 0.5}});
    } else {
      link.points.insert(link.points.end(), {{between, over}, {x + 0.5, over}, {x + 0.5, kFirst}});
    }
    diagram_.links.push_back(std::move(link));
  }
  // The LM head stands below the layers, and what it costs with it.
  const double below = kFirst - (rows - 1) * kDown - 1.2 - (kDown - 1);
  if (const OperationRow* head = find("op.lm_head")) {
    const double x = last * kAcross + 0.5;
    diagram_.links.push_back({{{x, below + kDown - 1}, {x, below}}});
    diagram_.blocks.push_back(block_of({head}, last, below));
  }
  add_around(last + 1 + 2 * kPad, rows);
}

Figure Graph::draw() {
  Figure figure;
  figure.x.visibility = figure.y.visibility = AxisVisibility::kHidden;
  const std::string step = table_.title == "Prefill" ? "prefill pass" : lower_first(table_.title);
  figure.title =
      fmt::format("Where the {} of a {} go", model::format_magnitude(table_.time, "s"), step);
  figure.describe = figure.title + ":";
  for (const OperationRow& row : table_.rows) {
    figure.describe += fmt::format(" {} {};", operation_name(*row.term), share_text(row.share));
  }
  figure.describe.back() = '.';
  if (const OperationRow* whole = find(model::kOpWhole.id)) {
    diagram_.blocks.push_back(block_of({whole}, 0, 0));
  } else {
    add_layers();
  }
  figure.y.to = 0.05;
  double lowest = -1, widest = 1;
  for (const Block& block : diagram_.blocks) {
    lowest = std::min(lowest, block.to.y);
    widest = std::max(widest, block.to.x);
  }
  figure.y.from = lowest - 0.05;
  figure.x.from = -0.1;
  figure.x.to = widest + 0.03;
  figure.diagram = std::move(diagram_);
  return figure;
}

}  // namespace

std::string operation_name(const model::Term& term) {
  std::string name(term.id.substr(term.id.find('.') + 1));
  std::replace(name.begin(), name.end(), '_', ' ');
  // Acronyms, as the field writes them.
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kAcronyms = {
      {{"qkv", "QKV"}, {"ffn", "FFN"}, {"lm", "LM"}}};
  for (const auto& [small, large] : kAcronyms) {
    if (name == small || name.starts_with(std::string(small) + " ")) {
      return std::string(large) + name.substr(small.size());
    }
  }
  if (!name.empty()) {
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  }
  return name;
}

std::string share_text(double share) {
  return share < 0.001 ? "< 0.1 %" : fmt::format("{:.1f} %", 100 * share);
}

Figure step_graph(const model::Scenario& scenario, const OperationTable& table,
                  std::string_view chosen) {
  return Graph(scenario, table, chosen).draw();
}

}  // namespace wf::widgets
