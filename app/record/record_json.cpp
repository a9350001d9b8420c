// The record as JSON: for people to read, to carry to another machine, and back.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "app/record/record.h"

namespace wf::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;

Json step_json(const Step& step) {
  Json json;
  json["step"] = step.index;
  json["heading"] = step.heading;
  return json;
}

// Reads an object field by field; the first one that is missing or of another kind is the fault.
class Reader {
 public:
  Reader(const Json& json, std::string where) : json_(json), where_(std::move(where)) {
    if (!json.is_object()) fail("an object", where_);
  }

  std::string text(const char* key) {
    const Json* found = find(key, &Json::is_string, "a text");
    return found == nullptr ? std::string() : found->get<std::string>();
  }
  std::string required(const char* key) {
    std::string value = text(key);
    if (value.empty()) fail("a text", where_ + "." + key);
    return value;
  }
  double number(const char* key, double absent = 0) {
    const Json* found = find(key, &Json::is_number, "a number");
    return found == nullptr ? absent : found->get<double>();
  }
  // A count, kept away from what an int cannot hold.
  int count(const char* key, int absent = 0) {
    const double value = number(key, absent);
    if (!(value >= -1 && value <= 1e6)) fail("a small whole number", where_ + "." + key);
    return error.empty() ? static_cast<int>(value) : absent;
  }
  std::optional<double> maybe(const char* key) {
    const auto found = json_.find(key);
    if (found == json_.end() || found->is_null()) return std::nullopt;
    return number(key);
  }
  bool flag(const char* key) {
    const Json* found = find(key, &Json::is_boolean, "true or false");
    return found != nullptr && found->get<bool>();
  }
  // A time as we write it: only such times can be compared as text.
  std::string time(const char* key) {
    std::string value = required(key);
    constexpr std::string_view kPattern = "0000-00-00T00:00:00.000Z";
    bool fits = value.size() == kPattern.size();
    for (std::size_t i = 0; fits && i < value.size(); ++i) {
      const bool digit = value[i] >= '0' && value[i] <= '9';
      fits = kPattern[i] == '0' ? digit : value[i] == kPattern[i];
    }
    if (!fits) fail("a time such as 2026-11-21T05:30:00.000Z", where_ + "." + key);
    return value;
  }
  Step step() { return {count("step"), text("heading")}; }
  // Claims, ascending, as a record keeps them.
  std::vector<int> claims(const char* key) {
    std::vector<int> result;
    const Json* found = find(key, &Json::is_array, "a list");
    if (found == nullptr) return result;
    for (const Json& each : *found) {
      const int least = result.empty() ? 0 : result.back() + 1;
      const auto claim = each.is_number_integer() ? each.get<std::int64_t>() : -1;
      if (claim < least || claim > 1000) {
        fail("a list of ascending numbers", where_ + "." + key);
        break;
      }
      result.push_back(static_cast<int>(claim));
    }
    return result;
  }

  std::string error;

 private:
  const Json* find(const char* key, bool (Json::*is)() const noexcept, const char* wanted) {
    if (!json_.is_object()) return nullptr;
    const auto found = json_.find(key);
    if (found == json_.end()) return nullptr;
    if (!((*found).*is)()) {
      fail(wanted, where_ + "." + key);
      return nullptr;
    }
    return &*found;
  }
  void fail(const char* wanted, const std::string& where) {
    if (error.empty()) error = fmt::format("{}: {} was expected", where, wanted);
  }

  const Json& json_;
  std::string where_;
};

struct Contents {
  std::vector<LessonState> lessons;
  std::vector<GivenAnswer> answers;
  std::vector<Note> notes;
  std::vector<std::pair<Bookmark, bool>> bookmarks;
};

// Every entry of a list; the fault of the first that cannot be read.
template <class Read>
std::string each(const Json& json, const char* key, Read read) {
  const auto list = json.find(key);
  if (list == json.end()) return {};
  if (!list->is_array()) return fmt::format("{}: a list was expected", key);
  for (std::size_t i = 0; i < list->size(); ++i) {
    Reader reader((*list)[i], fmt::format("{}[{}]", key, i));
    read(reader);
    if (!reader.error.empty()) return reader.error;
  }
  return {};
}

std::string read_contents(const Json& json, Contents& contents) {
  std::string fault = each(json, "lessons", [&](Reader& r) {
    contents.lessons.push_back({r.required("lesson"), r.step(), r.number("position"),
                                r.number("furthest"), r.flag("read"), r.time("first_opened"),
                                r.time("last_opened"), r.text("scenario")});
  });
  if (!fault.empty()) return fault;
  fault = each(json, "answers", [&](Reader& r) {
    contents.answers.push_back({r.required("lesson"), r.required("part"), r.required("kind"),
                                r.text("question"), r.time("at"), r.flag("skipped"),
                                r.flag("right"), r.maybe("factor"), r.text("given"),
                                r.count("option", -1), r.text("typed"), r.maybe("number"),
                                r.count("seed", 1), r.claims("met")});
  });
  if (!fault.empty()) return fault;
  fault = each(json, "notes", [&](Reader& r) {
    contents.notes.push_back({r.required("id"), r.required("lesson"), r.step(), r.text("text"),
                              r.time("created"), r.time("changed")});
  });
  if (!fault.empty()) return fault;
  return each(json, "bookmarks", [&](Reader& r) {
    contents.bookmarks.push_back({{r.required("lesson"), r.step(), r.time("at")}, r.flag("set")});
  });
}

}  // namespace

std::string Record::export_json() const {
  Json json;
  json["wallfinder_record"] = kFormat;
  json["exported"] = now();
  json["lessons"] = Json::array();
  for (const LessonState& each : lessons()) {
    Json entry;
    entry["lesson"] = each.lesson;
    entry.update(step_json(each.step));
    entry["position"] = each.position;
    entry["furthest"] = each.furthest;
    entry["read"] = each.read;
    entry["first_opened"] = each.first_opened;
    entry["last_opened"] = each.last_opened;
    if (!each.scenario.empty()) entry["scenario"] = each.scenario;
    json["lessons"].push_back(std::move(entry));
  }
  json["answers"] = Json::array();
  for (const GivenAnswer& each : answers()) {
    Json entry;
    entry["lesson"] = each.lesson;
    entry["part"] = each.part;
    entry["kind"] = each.kind;
    entry["question"] = each.question;
    entry["at"] = each.at;
    entry["skipped"] = each.skipped;
    entry["right"] = each.right;
    entry["factor"] = each.factor ? Json(*each.factor) : Json();
    entry["given"] = each.given;
    entry["option"] = each.option;
    entry["typed"] = each.typed;
    entry["number"] = each.number ? Json(*each.number) : Json();
    entry["seed"] = each.seed;
    if (!each.met.empty()) entry["met"] = each.met;
    json["answers"].push_back(std::move(entry));
  }
  json["notes"] = Json::array();
  Statement notes = database_.prepare(
      "SELECT id, lesson, step, heading, text, created, changed FROM note ORDER BY lesson, step, "
      "created");
  while (notes.row()) {
    Json entry;
    entry["id"] = notes.text(0);
    entry["lesson"] = notes.text(1);
    entry["step"] = notes.integer(2);
    entry["heading"] = notes.text(3);
    entry["text"] = notes.text(4);
    entry["created"] = notes.text(5);
    entry["changed"] = notes.text(6);
    json["notes"].push_back(std::move(entry));
  }
  json["bookmarks"] = Json::array();
  Statement marks = database_.prepare(
      "SELECT lesson, step, heading, is_set, at FROM bookmark ORDER BY lesson, step");
  while (marks.row()) {
    Json entry;
    entry["lesson"] = marks.text(0);
    entry["step"] = marks.integer(1);
    entry["heading"] = marks.text(2);
    entry["set"] = marks.number(3) != 0;
    entry["at"] = marks.text(4);
    json["bookmarks"].push_back(std::move(entry));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

model::Result<Record::Imported> Record::import_json(std::string_view text, std::string_view file) {
  const auto refuse = [&](std::string what) {
    return model::Error{std::string(file), 0, 0, "nothing was imported: " + std::move(what)};
  };
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("wallfinder_record")) {
    return refuse("this is not a record that Wallfinder exported");
  }
  const Json& format = json["wallfinder_record"];
  if (!format.is_number_integer() || format.get<std::int64_t>() > kFormat) {
    return refuse("it was written by a newer Wallfinder; use that one");
  }
  Contents contents;
  if (const std::string fault = read_contents(json, contents); !fault.empty()) {
    return refuse(fault);
  }

  Transaction transaction(database_);
  if (!transaction.begun()) return refuse(database_.fault());
  Imported imported;
  bool good = true;
  const auto run = [&](Statement& statement, int& count) {
    good = good && write(statement);
    count += good ? database_.changes() : 0;
  };
  for (const LessonState& each : contents.lessons) {
    Statement row = database_.prepare(
        "INSERT INTO lesson (id, step, heading, position, furthest, read, first_opened, "
        "last_opened, scenario) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
        "ON CONFLICT (id) DO UPDATE SET "
        "step = iif(excluded.last_opened > last_opened, excluded.step, step), "
        "heading = iif(excluded.last_opened > last_opened, excluded.heading, heading), "
        "position = iif(excluded.last_opened > last_opened, excluded.position, position), "
        "scenario = iif(excluded.last_opened > last_opened, excluded.scenario, scenario), "
        "furthest = max(furthest, excluded.furthest), read = max(read, excluded.read), "
        "first_opened = min(first_opened, excluded.first_opened), "
        "last_opened = max(last_opened, excluded.last_opened)");
    row.bind(1, each.lesson).bind(2, each.step.index).bind(3, each.step.heading);
    row.bind(4, each.position).bind(5, each.furthest).bind(6, each.read);
    row.bind(7, each.first_opened).bind(8, each.last_opened).bind(9, each.scenario);
    run(row, imported.lessons);
  }
  for (const GivenAnswer& each : contents.answers) {
    Statement row = database_.prepare(
        "INSERT OR IGNORE INTO answer (lesson, part, kind, question, at, skipped, is_right, "
        "factor, given, option, typed, number, seed, met) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    row.bind(1, each.lesson).bind(2, each.part).bind(3, each.kind).bind(4, each.question);
    row.bind(5, each.at).bind(6, each.skipped).bind(7, each.right).bind(8, each.factor);
    row.bind(9, each.given).bind(10, each.option).bind(11, each.typed).bind(12, each.number);
    row.bind(13, each.seed).bind(14, met_text(each.met));
    run(row, imported.answers);
  }
  for (const Note& each : contents.notes) {
    Statement row = database_.prepare(
        "INSERT INTO note (id, lesson, step, heading, text, created, changed) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET step = excluded.step, "
        "text = excluded.text, changed = excluded.changed WHERE excluded.changed > changed");
    row.bind(1, each.id).bind(2, each.lesson).bind(3, each.step.index).bind(4, each.step.heading);
    row.bind(5, each.text).bind(6, each.created).bind(7, each.changed);
    run(row, imported.notes);
  }
  for (const auto& [each, set] : contents.bookmarks) {
    Statement row = database_.prepare(
        "INSERT INTO bookmark (lesson, heading, step, is_set, at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (lesson, heading) DO UPDATE SET is_set = excluded.is_set, "
        "step = excluded.step, at = excluded.at WHERE excluded.at > at");
    row.bind(1, each.lesson).bind(2, each.step.heading).bind(3, each.step.index).bind(4, set);
    row.bind(5, each.at);
    run(row, imported.bookmarks);
  }
  if (!good || !transaction.commit()) return refuse(database_.fault());
  return imported;
}

}  // namespace wf::app
