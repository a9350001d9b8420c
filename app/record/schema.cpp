#include "app/record/schema.h"

#include <array>
#include <string>

namespace wf::app {
namespace {

// Times are UTC, "2026-11-21T05:30:00.000Z": they sort as text. A note with an empty text, and a
// bookmark that is not set, were removed: they stay so that an import does not bring them back.
constexpr std::array<std::string_view, 3> kMigrations = {
    R"(
CREATE TABLE lesson (
  id TEXT PRIMARY KEY,
  step INTEGER NOT NULL DEFAULT 0,
  heading TEXT NOT NULL DEFAULT '',
  position REAL NOT NULL DEFAULT 0,
  furthest REAL NOT NULL DEFAULT 0,
  read INTEGER NOT NULL DEFAULT 0,
  first_opened TEXT NOT NULL,
  last_opened TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE answer (
  lesson TEXT NOT NULL,
  part TEXT NOT NULL,
  kind TEXT NOT NULL,
  at TEXT NOT NULL,
  question TEXT NOT NULL DEFAULT '',
  skipped INTEGER NOT NULL,
  is_right INTEGER NOT NULL,
  factor REAL,
  given TEXT NOT NULL DEFAULT '',
  option INTEGER NOT NULL DEFAULT -1,
  typed TEXT NOT NULL DEFAULT '',
  number REAL,
  seed INTEGER NOT NULL DEFAULT 1,
  UNIQUE (lesson, part, kind, at, given)
);
CREATE TABLE note (
  id TEXT PRIMARY KEY,
  lesson TEXT NOT NULL,
  step INTEGER NOT NULL,
  heading TEXT NOT NULL,
  text TEXT NOT NULL,
  created TEXT NOT NULL,
  changed TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE bookmark (
  lesson TEXT NOT NULL,
  heading TEXT NOT NULL,
  step INTEGER NOT NULL,
  is_set INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (lesson, heading)
) WITHOUT ROWID;
)",
    // What brings a session back: the scenario of each lesson, the files that were open.
    R"(
ALTER TABLE lesson ADD COLUMN scenario TEXT NOT NULL DEFAULT '';
CREATE TABLE opened (
  ordinal INTEGER PRIMARY KEY,
  file TEXT NOT NULL,
  current INTEGER NOT NULL,
  draft TEXT NOT NULL DEFAULT ''
);
CREATE TABLE kept (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
)",
    // The claims of a design that the reader's answer made: "0 2".
    R"(
ALTER TABLE answer ADD COLUMN met TEXT NOT NULL DEFAULT '';
)",
};

}  // namespace

std::span<const std::string_view> migrations() { return kMigrations; }

Migrated migrate(const Database& database) {
  const auto newest = static_cast<std::int64_t>(kMigrations.size());
  const auto version = [&] { return database.number("PRAGMA user_version"); };
  const std::int64_t application = database.number("PRAGMA application_id");
  const bool empty = database.number("SELECT count(*) FROM sqlite_schema") == 0;
  if (!empty && application != kRecordApplication) return Migrated::kForeign;
  if (version() > newest) return Migrated::kNewer;
  if (version() == newest) return Migrated::kYes;
  Transaction transaction(database);
  if (!transaction.begun()) return Migrated::kFailed;
  // Another program of ours may have been faster.
  for (std::int64_t step = version(); step < newest; ++step) {
    if (!database.run(std::string(kMigrations[static_cast<std::size_t>(step)]))) {
      return Migrated::kFailed;
    }
  }
  const bool marked =
      database.run("PRAGMA application_id = " + std::to_string(kRecordApplication)) &&
      database.run("PRAGMA user_version = " + std::to_string(newest));
  return marked && transaction.commit() ? Migrated::kYes : Migrated::kFailed;
}

}  // namespace wf::app
