#include "app/record/record.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <sstream>

#include "app/record/schema.h"

namespace wf::app {
namespace {

std::string new_id() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

// What is no number is left out.
std::vector<int> met_of(const std::string& text) {
  std::vector<int> met;
  std::istringstream words(text);
  for (int claim = 0; words >> claim;) met.push_back(claim);
  return met;
}

LessonState lesson_of(const Statement& row) {
  return {.lesson = row.text(0),
          .step = {row.integer(1), row.text(2)},
          .position = row.real(3),
          .furthest = row.real(4),
          .read = row.number(5) != 0,
          .first_opened = row.text(6),
          .last_opened = row.text(7),
          .scenario = row.text(8)};
}
constexpr const char* kLessonColumns =
    "SELECT id, step, heading, position, furthest, read, first_opened, last_opened, scenario "
    "FROM lesson ";

GivenAnswer answer_of(const Statement& row) {
  GivenAnswer answer{.lesson = row.text(0),
                     .part = row.text(1),
                     .kind = row.text(2),
                     .question = row.text(3),
                     .at = row.text(4),
                     .skipped = row.number(5) != 0,
                     .right = row.number(6) != 0,
                     .factor = {},
                     .given = row.text(8),
                     .option = row.integer(9),
                     .typed = row.text(10),
                     .number = {},
                     .seed = row.number(12),
                     .met = met_of(row.text(13))};
  if (!row.null(7)) answer.factor = row.real(7);
  if (!row.null(11)) answer.number = row.real(11);
  return answer;
}
constexpr const char* kAnswerColumns =
    "SELECT lesson, part, kind, question, at, skipped, is_right, factor, given, option, typed, "
    "number, seed, met FROM answer ";

Note note_of(const Statement& row) {
  return {row.text(0), row.text(1), {row.integer(2), row.text(3)},
          row.text(4), row.text(5), row.text(6)};
}

template <class Read>
auto all(Statement statement, Read read) {
  std::vector<decltype(read(statement))> found;
  while (statement.row()) found.push_back(read(statement));
  return found;
}

}  // namespace

std::string met_text(const std::vector<int>& met) { return fmt::format("{}", fmt::join(met, " ")); }

std::string utc_text(std::chrono::system_clock::time_point time) {
  using namespace std::chrono;
  const auto second = floor<seconds>(time);
  const auto rest = duration_cast<milliseconds>(time - second).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(system_clock::to_time_t(second)),
                     rest);
}

Record::Record(Database database, Clock clock)
    : database_(std::move(database)), clock_(std::move(clock)) {}

std::string Record::now() const { return utc_text(clock_()); }

void Record::fail(const std::string& what) {
  if (what == told_fault_) return;
  told_fault_ = fault_ = what;
}

std::optional<std::string> Record::take_fault() {
  if (fault_.empty()) return std::nullopt;
  return std::exchange(fault_, {});
}

bool Record::write(Statement& statement) {
  ++own_changes_;
  if (statement.run()) return true;
  fail(database_.fault());
  return false;
}

std::int64_t Record::version() const {
  return own_changes_ + database_.number("PRAGMA data_version");
}

std::vector<LessonState> Record::lessons() const {
  return all(database_.prepare(std::string(kLessonColumns) + "ORDER BY id"), lesson_of);
}

std::optional<LessonState> Record::lesson(std::string_view id) const {
  Statement row = database_.prepare(std::string(kLessonColumns) + "WHERE id = ?");
  row.bind(1, id);
  if (!row.row()) return std::nullopt;
  return lesson_of(row);
}

void Record::open_lesson(std::string_view id) {
  Statement insert = database_.prepare(
      "INSERT INTO lesson (id, first_opened, last_opened) VALUES (?1, ?2, ?2) "
      "ON CONFLICT (id) DO UPDATE SET last_opened = excluded.last_opened");
  insert.bind(1, id).bind(2, now());
  write(insert);
}

void Record::reach(std::string_view id, const Step& step, double position) {
  Statement insert = database_.prepare(
      "INSERT INTO lesson (id, step, heading, position, furthest, first_opened, last_opened) "
      "VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?5) ON CONFLICT (id) DO UPDATE SET step = excluded.step, "
      "heading = excluded.heading, position = excluded.position, "
      "furthest = max(furthest, excluded.furthest), last_opened = excluded.last_opened");
  insert.bind(1, id).bind(2, step.index).bind(3, step.heading).bind(4, position).bind(5, now());
  write(insert);
}

void Record::mark_read(std::string_view id) {
  Statement update = database_.prepare("UPDATE lesson SET read = 1 WHERE id = ? AND read = 0");
  update.bind(1, id);
  write(update);
}

void Record::keep_scenario(std::string_view id, std::string_view workload) {
  Statement insert = database_.prepare(
      "INSERT INTO lesson (id, scenario, first_opened, last_opened) VALUES (?1, ?2, ?3, ?3) "
      "ON CONFLICT (id) DO UPDATE SET scenario = excluded.scenario");
  insert.bind(1, id).bind(2, workload).bind(3, now());
  write(insert);
}

void Record::answer(GivenAnswer answer) {
  Statement insert = database_.prepare(
      "INSERT OR IGNORE INTO answer (lesson, part, kind, question, at, skipped, is_right, factor, "
      "given, option, typed, number, seed, met) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(1, answer.lesson).bind(2, answer.part).bind(3, answer.kind).bind(4, answer.question);
  insert.bind(5, now()).bind(6, answer.skipped).bind(7, answer.right).bind(8, answer.factor);
  insert.bind(9, answer.given).bind(10, answer.option).bind(11, answer.typed);
  insert.bind(12, answer.number).bind(13, answer.seed).bind(14, met_text(answer.met));
  write(insert);
}

std::vector<GivenAnswer> Record::answers() const {
  return all(database_.prepare(std::string(kAnswerColumns) + "ORDER BY at, rowid"), answer_of);
}

std::vector<GivenAnswer> Record::last_answers(std::string_view lesson) const {
  Statement rows =
      database_.prepare(std::string(kAnswerColumns) + "WHERE lesson = ? ORDER BY at, rowid");
  rows.bind(1, lesson);
  std::vector<GivenAnswer> last;
  for (GivenAnswer& each : all(std::move(rows), answer_of)) {
    std::erase_if(last, [&](const GivenAnswer& old) { return old.part == each.part; });
    last.push_back(std::move(each));
  }
  return last;
}

std::vector<Note> Record::notes() const {
  return all(database_.prepare("SELECT id, lesson, step, heading, text, created, changed FROM note "
                               "WHERE text <> '' ORDER BY lesson, step, created"),
             note_of);
}

std::string Record::note(std::string_view lesson, const Step& step) const {
  Statement row = database_.prepare(
      "SELECT text FROM note WHERE lesson = ? AND heading = ? ORDER BY text = '', created");
  row.bind(1, lesson).bind(2, step.heading);
  return row.row() ? row.text(0) : std::string();
}

void Record::write_note(std::string_view lesson, const Step& step, std::string_view text) {
  Transaction transaction(database_);
  if (!transaction.begun()) return fail(database_.fault());
  Statement old = database_.prepare(
      "SELECT id FROM note WHERE lesson = ? AND heading = ? ORDER BY text = '', created");
  old.bind(1, lesson).bind(2, step.heading);
  const std::string id = old.row() ? old.text(0) : std::string();
  if (id.empty() && text.empty()) return;
  Statement change = database_.prepare(
      id.empty() ? "INSERT INTO note (text, step, changed, id, lesson, heading, created) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?3)"
                 : "UPDATE note SET text = ?1, step = ?2, changed = ?3 WHERE id = ?4");
  change.bind(1, text).bind(2, step.index).bind(3, now()).bind(4, id.empty() ? new_id() : id);
  if (id.empty()) change.bind(5, lesson).bind(6, step.heading);
  old = database_.prepare("SELECT 1");  // a statement in the middle of its rows stops a commit
  if (write(change) && !transaction.commit()) fail(database_.fault());
}

std::vector<Bookmark> Record::bookmarks() const {
  return all(database_.prepare("SELECT lesson, step, heading, at FROM bookmark WHERE is_set "
                               "ORDER BY lesson, step"),
             [](const Statement& row) {
               return Bookmark{row.text(0), {row.integer(1), row.text(2)}, row.text(3)};
             });
}

bool Record::bookmarked(std::string_view lesson, const Step& step) const {
  Statement row =
      database_.prepare("SELECT 1 FROM bookmark WHERE lesson = ? AND heading = ? AND is_set");
  row.bind(1, lesson).bind(2, step.heading);
  return row.row();
}

bool Record::toggle_bookmark(std::string_view lesson, const Step& step) {
  Statement insert = database_.prepare(
      "INSERT INTO bookmark (lesson, heading, step, is_set, at) VALUES (?1, ?2, ?3, 1, ?4) "
      "ON CONFLICT (lesson, heading) DO UPDATE SET is_set = NOT is_set, step = excluded.step, "
      "at = excluded.at");
  insert.bind(1, lesson).bind(2, step.heading).bind(3, step.index).bind(4, now());
  write(insert);
  return bookmarked(lesson, step);
}

void Record::keep_open_files(const std::vector<OpenedFile>& files) {
  Transaction transaction(database_);
  if (!transaction.begun()) return fail(database_.fault());
  database_.run("DELETE FROM opened");
  for (const OpenedFile& each : files) {
    Statement insert =
        database_.prepare("INSERT INTO opened (file, current, draft) VALUES (?, ?, ?)");
    insert.bind(1, each.file).bind(2, each.current).bind(3, each.draft);
    if (!write(insert)) return;
  }
  ++own_changes_;
  if (!transaction.commit()) fail(database_.fault());
}

std::vector<OpenedFile> Record::open_files() const {
  return all(database_.prepare("SELECT file, current, draft FROM opened ORDER BY ordinal"),
             [](const Statement& row) {
               return OpenedFile{row.text(0), row.number(1) != 0, row.text(2)};
             });
}

void Record::keep(std::string_view name, std::string_view value) {
  Statement insert = database_.prepare(
      "INSERT INTO kept (name, value) VALUES (?, ?) "
      "ON CONFLICT (name) DO UPDATE SET value = excluded.value");
  insert.bind(1, name).bind(2, value);
  write(insert);
}

std::string Record::kept_value(std::string_view name) const {
  Statement row = database_.prepare("SELECT value FROM kept WHERE name = ?");
  row.bind(1, name);
  return row.row() ? row.text(0) : std::string();
}

}  // namespace wf::app
