// Where the record lies, and what is done with a file that cannot be used.
#include <fmt/format.h>

#include <cstdlib>
#include <system_error>

#include "app/record/record.h"
#include "app/record/schema.h"

namespace wf::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNotKept = "What you do now is not kept";

// "file:/home/...?immutable=1": to be read where nothing at all may be written beside it.
std::string immutable_name(const fs::path& file) {
  std::string name = "file:";
  for (const char c : file.string()) {
    if (c == '%' || c == '?' || c == '#') {
      name += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      name += c;
    }
  }
  return name + "?immutable=1";
}

enum class Condition { kSound, kDamaged, kUnusable };

Condition condition_of(const Database& database) {
  Statement check = database.prepare("PRAGMA quick_check(1)");
  const bool answered = check.row();
  if (answered && check.text(0) == "ok") return Condition::kSound;
  return answered || database.damaged() ? Condition::kDamaged : Condition::kUnusable;
}

// The file and what SQLite keeps beside it, under another name. Nothing if that cannot be done.
std::optional<fs::path> set_aside(const fs::path& file, const std::string& now) {
  std::string date = now.substr(0, now.find('.'));
  for (char& c : date) {
    if (c == ':') c = '-';
  }
  fs::path aside;
  std::error_code failed;
  for (int count = 0; aside.empty() || fs::exists(aside, failed); ++count) {
    const std::string more = count == 0 ? "" : fmt::format("-{}", count + 1);
    aside = file.parent_path() / fmt::format("{}.damaged-{}{}{}", file.stem().string(), date, more,
                                             file.extension().string());
  }
  fs::rename(file, aside, failed);
  if (failed) return std::nullopt;
  for (const char* ending : {"-wal", "-shm"}) {
    std::error_code absent;
    fs::rename(file.string() + ending, aside.string() + ending, absent);
  }
  return aside;
}

}  // namespace

struct RecordOpener {
  const fs::path& file;
  Record::Clock clock;

  Record in_memory(std::string complaint) const {
    Record record = Record::in_memory(clock);
    record.complaint_ = std::move(complaint);
    return record;
  }

  // What the file says, though nothing can be added to it.
  Record copied(const std::string& why) const {
    Record record = Record::in_memory(clock);
    const Database old = Database::open(immutable_name(file), Database::Access::kReadOnly);
    if (old.good() && condition_of(old) == Condition::kSound) {
      Database copy = Database::open({});
      if (old.copy_to(copy) && migrate(copy) == Migrated::kYes) record.database_ = std::move(copy);
    }
    record.complaint_ = fmt::format("{}: {}. {}; make the file and its folder writable.",
                                    file.string(), why, kNotKept);
    return record;
  }

  Record replaced(const std::string& why) const {
    const auto aside = set_aside(file, utc_text(clock()));
    if (!aside) return in_memory(fmt::format("{} {}. {}.", file.string(), why, kNotKept));
    Record record = opened();
    if (record.complaint_.empty()) {
      record.complaint_ = fmt::format("{} {}. It is kept as {}, and a new record was begun.",
                                      file.string(), why, aside->filename().string());
    }
    return record;
  }

  Record opened() const {
    std::error_code failed;
    fs::create_directories(file.parent_path(), failed);
    Database database = Database::open(file.string());
    if (!database.good()) return copied(database.fault());
    switch (condition_of(database)) {
      case Condition::kDamaged:
        database = Database::open({});  // closes the file
        return replaced("is damaged");
      case Condition::kUnusable:
        return copied(database.fault());
      case Condition::kSound:
        break;
    }
    if (database.read_only()) return copied("it cannot be written");
    database.run("PRAGMA journal_mode = WAL");
    database.run("PRAGMA synchronous = FULL");
    switch (migrate(database)) {
      case Migrated::kYes:
        break;
      case Migrated::kNewer:
        return in_memory(
            fmt::format("{} was written by a newer Wallfinder and is left alone. {}; use that one.",
                        file.string(), kNotKept));
      case Migrated::kForeign:
        database = Database::open({});
        return replaced("is another program's database");
      case Migrated::kFailed:
        return copied(database.fault());
    }
    Record record(std::move(database), clock);
    record.file_ = file;
    record.kept_ = true;
    return record;
  }
};

Record Record::open(const fs::path& file, Clock clock) {
  return RecordOpener{file, std::move(clock)}.opened();
}

Record Record::in_memory(Clock clock) {
  Database database = Database::open({});
  migrate(database);
  return {std::move(database), std::move(clock)};
}

std::optional<fs::path> record_file() {
  const auto from = [](const char* variable) -> std::optional<fs::path> {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0' || !fs::path(value).is_absolute()) return std::nullopt;
    return fs::path(value);
  };
  if (const auto data = from("XDG_DATA_HOME")) return *data / "wallfinder" / "record.db";
  if (const auto home = from("HOME")) return *home / ".local/share/wallfinder/record.db";
  return std::nullopt;
}

}  // namespace wf::app
