#include "lessons/live_parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "lessons/fields.h"
#include "lessons/markdown.h"
#include "lessons/text.h"

namespace wf::lessons {
namespace {

constexpr std::array<std::string_view, 6> kWords = {"predict", "widget", "derive",
                                                    "drill",   "figure", "table"};

class PartParser {
 public:
  PartParser(std::string_view word, std::string_view argument, const std::vector<Field>& fields,
             const std::string& file, int line, Diagnostics& diagnostics)
      : reader_(fields, file, line, std::string(word), diagnostics), argument_(argument) {}

  LivePart parse() {
    LivePart part;
    part.word = reader_.owner();
    part.line = reader_.line();
    if (part.word == "predict") part.content = predict(part.id);
    if (part.word == "widget") part.content = widget();
    if (part.word == "derive") part.content = derive();
    if (part.word == "drill") part.content = drill(part.id);
    if (part.word == "figure") part.content = figure();
    if (part.word == "table") part.content = table();
    if (!argument_.empty())
      reader_.error(reader_.line(), "unexpected '" + std::string(argument_) + "' after '" +
                                        part.word + "': put it into a field");
    reader_.finish();
    return part;
  }

 private:
  Blocks prose(std::string_view text, int line) {
    return parse_markdown(text, reader_.file(), line, reader_.diagnostics(), PartsAllowed::kNo);
  }

  Blocks prose(std::string_view key) {
    const Field* field = reader_.take(key);
    return field == nullptr ? Blocks{} : prose(text_of(*field), field->text_line);
  }

  Blocks required_prose(std::string_view key) {
    const Field& field = reader_.require(key);
    return prose(text_of(field), field.text_line);
  }

  const std::string& text_of(const Field& field) {
    if (field.is_list)
      reader_.error(field.line, "'" + field.key + "' takes text, not a list: write '" + field.key +
                                    ": |' and the text below it");
    return field.text;
  }

  Expression expression(std::string_view text, int line, std::string_view key) {
    Expression parsed = Expression::parse(text);
    if (!parsed.ok())
      reader_.error(line,
                    "in '" + std::string(key) + ": " + std::string(text) + "': " + parsed.error());
    return parsed;
  }

  Overrides settings() {
    Overrides all;
    const auto items = reader_.list("set");
    for (const auto& item : items) all = merged(std::move(all), overrides(item.text, item.line));
    return all;
  }

  Overrides overrides(const std::string& text, int line) {
    std::string problem;
    Overrides parsed = parse_overrides(text, problem);
    if (!problem.empty()) reader_.error(line, "in 'set: " + text + "': " + problem);
    return parsed;
  }

  template <class Kind, std::size_t N>
  Kind kind(const std::array<std::pair<std::string_view, Kind>, N>& kinds) {
    const Field& field = reader_.require("kind");
    std::string names;
    for (const auto& [name, value] : kinds) {
      if (field.text == name) return value;
      names += (names.empty() ? "" : ", ") + std::string(name);
    }
    if (!field.text.empty())
      reader_.error(field.line, "unknown kind '" + field.text + "': use one of " + names);
    return kinds[0].second;
  }

  std::vector<Option> options(bool needed) {
    std::vector<Option> result;
    const Field* field = needed ? &reader_.require("options") : reader_.take("options");
    if (field == nullptr) return result;
    if (!needed) {
      reader_.error(field->line, "options belong to a choice: remove them or change 'kind'");
      return result;
    }
    for (const auto& item : field->items) {
      Option option;
      option.line = item.line;
      if (item.fields.empty()) {
        option.text = prose(item.text, item.line);
      } else {
        FieldReader fields(item.fields, reader_.file(), item.line, "option", reader_.diagnostics());
        const Field& text = fields.require("text");
        option.text = prose(text.text, text.text_line);
        option.is = fields.text("is");
        if (const Field* feedback = fields.take("feedback"))
          option.feedback = prose(feedback->text, feedback->text_line);
        fields.finish();
      }
      result.push_back(std::move(option));
    }
    if (field->line > 0 && result.size() < 2)
      reader_.error(field->line, "a choice needs two options or more: add '- text: ...' lines");
    return result;
  }

  Answer choice_answer(const std::vector<Option>& options) {
    Answer answer;
    const Field& field = reader_.require("answer");
    if (field.text.empty()) return answer;
    answer.expression = expression(field.text, field.line, "answer");
    if (const auto number = answer.expression.literal()) {
      const bool counts = *number >= 1 && *number <= static_cast<double>(options.size()) &&
                          *number == std::floor(*number);
      if (counts) {
        answer.option = static_cast<int>(*number);
      } else {
        reader_.error(field.line, "there is no option " + field.text + ": count from 1 to " +
                                      std::to_string(options.size()));
      }
      return answer;
    }
    for (const auto& option : options)
      if (option.is.empty())
        reader_.error(option.line,
                      "the answer is computed, so each option needs an 'is:' to "
                      "compare it with");
    return answer;
  }

  Answer number_answer(std::string& unit) {
    Answer answer;
    const Field& field = reader_.require("answer");
    if (!field.text.empty()) answer.expression = expression(field.text, field.line, "answer");
    unit = reader_.text("unit");
    if (!unit.empty() && !find_unit(unit))
      reader_.error(reader_.line(), "unknown unit '" + unit +
                                        "': use ms, s, h, GB, GiB, TB/s, tokens/s, USD, %, ...");
    return answer;
  }

  double tolerance(double without) {
    const Field* field = reader_.take("tolerance");
    if (field == nullptr) return without;
    std::string_view text = trim(field->text);
    const bool percent = text.ends_with("%");
    if (percent) text.remove_suffix(1);
    const auto number = parse_number(text);
    if (number && percent && *number > 0 && *number < 1000) return 1 + *number / 100;
    if (number && !percent && *number > 1 && *number <= 1000) return *number;
    reader_.error(field->line, "'" + field->text +
                                   "' is no tolerance: write a percentage (10 %) or a factor "
                                   "above 1 (2)");
    return without;
  }

  Predict predict(std::string& id) {
    Predict predict;
    id = reader_.text("id");
    predict.kind = kind<Predict::Kind, 2>(
        {{{"choice", Predict::Kind::kChoice}, {"number", Predict::Kind::kNumber}}});
    predict.question = required_prose("question");
    predict.options = options(predict.kind == Predict::Kind::kChoice);
    if (predict.kind == Predict::Kind::kChoice) {
      predict.answer = choice_answer(predict.options);
    } else {
      predict.answer = number_answer(predict.unit);
      predict.tolerance = tolerance(2);
    }
    predict.reveal = required_prose("reveal");
    return predict;
  }

  Widget widget() {
    Widget widget;
    if (!argument_.empty()) {
      widget.id = std::string(std::exchange(argument_, {}));
    } else {
      widget.id = reader_.required_text("id");
    }
    widget.settings = settings();
    widget.task = prose("task");
    return widget;
  }

  Derive derive() {
    Derive derive;
    derive.quantity = std::string(std::exchange(argument_, {}));
    if (derive.quantity.empty()) derive.quantity = reader_.text("quantity");
    if (derive.quantity.empty())
      reader_.error(reader_.line(),
                    "name the quantity after 'derive', such as ```derive decode.step_time");
    derive.settings = settings();
    derive.caption = prose("caption");
    return derive;
  }

  Drill drill(std::string& id) {
    using Kind = Drill::Kind;
    Drill drill;
    id = reader_.text("id");
    drill.kind = kind<Kind, 4>({{{"number", Kind::kNumber},
                                 {"choice", Kind::kChoice},
                                 {"error", Kind::kError},
                                 {"design", Kind::kDesign}}});
    drill.lesson = reader_.text("lesson");
    drill.question = required_prose("question");
    for (const auto& item : reader_.list("vary")) vary(drill.vary, item);
    const bool chooses = drill.kind == Kind::kChoice || drill.kind == Kind::kError;
    drill.options = options(chooses);
    if (chooses) drill.answer = choice_answer(drill.options);
    if (drill.kind == Kind::kNumber) {
      drill.answer = number_answer(drill.unit);
      drill.tolerance = tolerance(1.1);
    }
    for (const auto& item : reader_.list("hints"))
      drill.hints.push_back(prose(item.text, item.line));
    const bool design = drill.kind == Kind::kDesign;
    if (design) reader_.require("rubric");
    for (const auto& item : reader_.list("rubric"))
      drill.rubric.push_back(prose(item.text, item.line));
    drill.solution = required_prose("solution");
    return drill;
  }

  void vary(std::vector<Vary>& all, const Item& item) {
    const std::string_view text = item.text;
    const auto equals = text.find('=');
    Vary vary;
    if (equals != std::string_view::npos) vary.path = std::string(trim(text.substr(0, equals)));
    const auto written = trim(equals == std::string_view::npos ? "" : text.substr(equals + 1));
    const auto bad = [&](std::string_view why) {
      reader_.error(item.line, "in 'vary: " + item.text + "': " + std::string(why) +
                                   "; write path = 1, 8, 64 or path = 0.5..4 TB/s log");
    };
    if (vary.path.empty() || written.empty()) return bad("a path and its values are missing");
    const auto dots = written.find("..");
    if (dots == std::string_view::npos) {
      for (const auto value : split(written, ','))
        if (!trim(value).empty()) vary.values.emplace_back(trim(value));
      if (vary.values.empty()) return bad("there are no values");
      all.push_back(std::move(vary));
      return;
    }
    auto rest = trim(written.substr(dots + 2));
    if (rest.ends_with(" log")) {
      vary.logarithmic = true;
      rest = trim(rest.substr(0, rest.size() - 4));
    }
    const auto space = std::min(rest.find(' '), rest.size());
    const auto low = parse_number(written.substr(0, dots));
    const auto high = parse_number(rest.substr(0, space));
    vary.unit = std::string(trim(rest.substr(space)));
    if (!low || !high) return bad("the range needs two numbers");
    if (!(*low < *high)) return bad("the range must go upwards");
    if (vary.logarithmic && *low <= 0) return bad("a logarithmic range begins above zero");
    if (!vary.unit.empty() && !find_unit(vary.unit)) return bad("unknown unit '" + vary.unit + "'");
    vary.low = *low;
    vary.high = *high;
    vary.whole = *low == std::floor(*low) && *high == std::floor(*high);
    all.push_back(std::move(vary));
  }

  Figure figure() {
    Figure figure;
    if (!argument_.empty()) {
      figure.id = std::string(std::exchange(argument_, {}));
    } else {
      figure.id = reader_.required_text("id");
    }
    figure.settings = settings();
    figure.caption = required_prose("caption");
    return figure;
  }

  Table table() {
    Table table;
    table.corner = prose("corner");
    const Field& columns = reader_.require("columns");
    for (const auto& item : columns.items) {
      FieldReader fields(item.fields, reader_.file(), item.line, "column", reader_.diagnostics());
      Table::Column column;
      column.line = item.line;
      column.title = prose(fields.required_text("title"), item.line);
      const std::string value = fields.required_text("value");
      std::string problem;
      column.value = parse_live_number(value, problem);
      if (!value.empty() && !problem.empty())
        reader_.error(item.line, "in 'value: " + value + "': " + problem);
      fields.finish();
      table.columns.push_back(std::move(column));
    }
    const Field& rows = reader_.require("rows");
    for (const auto& item : rows.items) {
      FieldReader fields(item.fields, reader_.file(), item.line, "row", reader_.diagnostics());
      Table::Row row;
      row.label = prose(fields.required_text("label"), item.line);
      for (const auto& set : fields.list("set"))
        row.settings = merged(std::move(row.settings), overrides(set.text, set.line));
      fields.finish();
      table.rows.push_back(std::move(row));
    }
    table.caption = prose("caption");
    return table;
  }

  FieldReader reader_;
  std::string_view argument_;
};

// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every platform.
std::uint64_t next_random(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15U;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

double next_unit_interval(std::uint64_t& state) {
  return static_cast<double>(next_random(state) >> 11) * 0x1.0p-53;
}

std::string written(double value) {
  std::array<char, 40> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%.12g", value);
  return buffer.data();
}

}  // namespace

bool is_live_part(std::string_view word) {
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

std::shared_ptr<const LivePart> parse_live_part(std::string_view word, std::string_view argument,
                                                std::string_view body, const std::string& file,
                                                int line, Diagnostics& diagnostics) {
  const auto fields = parse_fields(body, file, line + 1, diagnostics);
  return std::make_shared<const LivePart>(
      PartParser(word, argument, fields, file, line, diagnostics).parse());
}

std::vector<PartProse> prose_of(const LivePart& part) {
  std::vector<PartProse> all;
  const auto add = [&all](const Blocks& blocks) { all.push_back({&blocks, false}); };
  const auto add_options = [&](const std::vector<Option>& options, const Answer& answer) {
    for (std::size_t i = 0; i < options.size(); ++i) {
      all.push_back({&options[i].text, answer.option != static_cast<int>(i) + 1});
      add(options[i].feedback);
    }
  };
  if (const auto* predict = std::get_if<Predict>(&part.content)) {
    add(predict->question);
    add_options(predict->options, predict->answer);
    add(predict->reveal);
  } else if (const auto* widget = std::get_if<Widget>(&part.content)) {
    add(widget->task);
  } else if (const auto* derive = std::get_if<Derive>(&part.content)) {
    add(derive->caption);
  } else if (const auto* drill = std::get_if<Drill>(&part.content)) {
    add(drill->question);
    add_options(drill->options, drill->answer);
    for (const auto& hint : drill->hints) add(hint);
    add(drill->solution);
    for (const auto& claim : drill->rubric) add(claim);
  } else if (const auto* figure = std::get_if<Figure>(&part.content)) {
    add(figure->caption);
  } else if (const auto* table = std::get_if<Table>(&part.content)) {
    add(table->corner);
    for (const auto& column : table->columns) add(column.title);
    for (const auto& row : table->rows) add(row.label);
    add(table->caption);
  }
  return all;
}

Overrides draw(const std::vector<Vary>& vary, std::uint64_t seed) {
  std::uint64_t state = seed;
  Overrides drawn;
  for (const auto& knob : vary) {
    if (!knob.values.empty()) {
      drawn.push_back({knob.path, knob.values[next_random(state) % knob.values.size()]});
      continue;
    }
    const double t = next_unit_interval(state);
    double value = knob.logarithmic ? knob.low * std::pow(knob.high / knob.low, t)
                                    : knob.low + (knob.high - knob.low) * t;
    if (value != 0) {
      const double step = std::pow(10.0, std::floor(std::log10(std::fabs(value))) - 1);
      value = std::round(value / step) * step;
    }
    if (knob.whole) value = std::round(value);
    value = std::clamp(value, knob.low, knob.high);
    drawn.push_back({knob.path, written(value) + (knob.unit.empty() ? "" : " " + knob.unit)});
  }
  return merged({}, drawn);
}

int right_option(const std::vector<Option>& options, const Answer& answer,
                 const NumberSource& source, std::string& error) {
  if (answer.option > 0) return answer.option - 1;
  const EvaluatedExpression said = answer.expression.evaluate(source);
  error = said.error;
  if (!error.empty()) return -1;
  for (std::size_t i = 0; i < options.size(); ++i) {
    const auto& is = options[i].is;
    const auto number = parse_number(is);
    const bool same = said.value.is_number()
                          ? number && *number == std::get<double>(said.value.data)
                          : is == std::get<std::string>(said.value.data);
    if (same) return static_cast<int>(i);
  }
  error = "no option is right here: the answer is " +
          (said.value.is_number() ? written(std::get<double>(said.value.data))
                                  : "\"" + std::get<std::string>(said.value.data) + "\"");
  return -1;
}

double factor_off(double given, double right) {
  if (given == right) return 1;
  if (!std::isfinite(given) || !std::isfinite(right) || given * right <= 0)
    return std::numeric_limits<double>::infinity();
  const double ratio = given / right;
  return ratio >= 1 ? ratio : 1 / ratio;
}

}  // namespace wf::lessons
