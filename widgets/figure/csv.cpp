#include "widgets/figure/csv.h"

namespace wf::widgets {
namespace {

std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

void append_row(std::string& out, const std::vector<std::string>& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out += ',';
    out += cell(row[i]);
  }
  out += '\n';
}

}  // namespace

std::string to_csv(const Figure& figure) {
  const Table table = table_of(figure);
  std::string out;
  append_row(out, table.columns);
  for (const auto& row : table.rows) append_row(out, row);
  return out;
}

}  // namespace wf::widgets
