#include "app/record/record.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/record/schema.h"
#include "tests/app/shell_testing.h"

using namespace wf::app;
using namespace wf::app::testing;

namespace {

namespace fs = std::filesystem;

// A clock that goes on by a second whenever it is read.
Record::Clock ticking(int start = 0) {
  auto seconds = std::make_shared<int>(start);
  return [seconds] {
    return std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) +
           std::chrono::seconds((*seconds)++);
  };
}

const Step kFirst{1, "One step, counted"};
const Step kSecond{2, "Intensity and the ridge"};

GivenAnswer answer(const std::string& part, std::optional<double> factor) {
  GivenAnswer given;
  given.lesson = "01";
  given.part = part;
  given.kind = "predict";
  given.question = "How long does one step take?";
  given.right = factor && *factor < 2;
  given.factor = factor;
  given.given = "12 ms";
  given.typed = "12";
  given.number = 0.012;
  return given;
}

void fill(Record& record) {
  record.open_lesson("01");
  record.reach("01", kSecond, 0.4);
  record.keep_scenario("01", "{\"wallfinder\": 1}");
  GivenAnswer design = answer("two-vendors", std::nullopt);
  design.met = {0, 2, 11};
  record.answer(design);
  record.answer(answer("step-eight", 3.5));
  record.answer(answer("step-eight", 1.2));
  record.write_note("01", kFirst, "The **bytes** set the time: \"weights\" | 10 %\n\n* so");
  record.toggle_bookmark("01", kSecond);
  record.keep_open_files({{"/a/01/lesson.md", true, ""}, {"/b/chat.json", false, "{}"}});
  record.keep("my workload", "/b/chat.json");
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& each : fs::directory_iterator(folder)) files.push_back(each.path().filename());
  std::sort(files.begin(), files.end());
  return files;
}

std::string bytes(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("Everything that is written is there when the record is opened again") {
  const Folder folder;
  const fs::path file = folder.path() / "data" / "record.db";
  {
    Record record = Record::open(file, ticking());
    CHECK(record.complaint().empty());
    CHECK(record.kept());
    fill(record);
    CHECK_FALSE(record.take_fault());
  }
  Record record = Record::open(file, ticking(1000));
  const auto state = record.lesson("01");
  REQUIRE(state);
  CHECK(state->step == kSecond);
  CHECK(state->position == 0.4);
  CHECK(state->furthest == 0.4);
  CHECK_FALSE(state->read);
  CHECK(state->scenario == "{\"wallfinder\": 1}");
  CHECK(state->first_opened == "2026-11-21T00:00:00.000Z");
  CHECK_FALSE(record.lesson("02"));

  CHECK(record.answers().size() == 3);
  const auto last = record.last_answers("01");
  REQUIRE(last.size() == 2);
  CHECK_FALSE(last[0].factor);
  CHECK(last[0].met == std::vector<int>{0, 2, 11});
  CHECK(last[1].met.empty());
  CHECK(last[1].factor == 1.2);
  CHECK(last[1].right);
  CHECK(last[1].number == 0.012);

  CHECK(record.note("01", kFirst) == "The **bytes** set the time: \"weights\" | 10 %\n\n* so");
  CHECK(record.note("01", kSecond).empty());
  CHECK(record.bookmarked("01", kSecond));
  CHECK_FALSE(record.bookmarked("01", kFirst));
  REQUIRE(record.open_files().size() == 2);
  CHECK(record.open_files()[0].current);
  CHECK(record.open_files()[1].draft == "{}");
  CHECK(record.kept_value("my workload") == "/b/chat.json");

  record.reach("01", kFirst, 0.1);
  CHECK(record.lesson("01")->position == 0.1);
  CHECK(record.lesson("01")->furthest == 0.4);
  record.mark_read("01");
  CHECK(record.lesson("01")->read);
  CHECK_FALSE(record.toggle_bookmark("01", kSecond));
  CHECK(record.bookmarks().empty());
  record.write_note("01", kFirst, "");
  CHECK(record.notes().empty());
}

TEST_CASE("Killed in the middle of writing, the record has all that was written before") {
  const Folder folder;
  const fs::path file = folder.path() / "record.db";
  int least = 0;
  for (int round = 0; round < 8; ++round) {
    std::array<int, 2> pipes{};
    REQUIRE(pipe(pipes.data()) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      close(pipes[0]);
      Record record = Record::open(file);
      for (int i = least + 1;; ++i) {
        // A note as it is typed, and an answer: each tells the other side when it is on the disk.
        record.write_note("01", kFirst, std::to_string(i));
        if (write(pipes[1], &i, sizeof i) != sizeof i) _exit(1);
        record.answer(answer("part-" + std::to_string(i), 2.0));
      }
    }
    close(pipes[1]);
    int written = 0;
    int last = 0;
    while (last - least < 5 + 7 * round && read(pipes[0], &written, sizeof written) > 0) {
      last = written;
    }
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    while (read(pipes[0], &written, sizeof written) > 0) last = written;
    close(pipes[0]);

    const Record record = Record::open(file);
    CHECK(record.complaint().empty());
    const int found = std::stoi(record.note("01", kFirst));
    // At most the one that was being written is more than was told.
    CHECK(found >= last);
    CHECK(found <= last + 1);
    CHECK(record.answers().size() + 1 >= static_cast<std::size_t>(found - least));
    least = found;
  }
  CHECK(files_in(folder.path()).front() == "record.db");
}

TEST_CASE("A damaged file is set aside under a dated name, whole, and named") {
  for (const bool torn : {false, true}) {
    const Folder folder;
    const fs::path file = folder.path() / "record.db";
    if (torn) {
      {
        Record record = Record::open(file);
        fill(record);
      }
      std::string content = bytes(file);
      REQUIRE(content.size() > 8192);
      std::fill(content.begin() + 4096, content.end(), 'x');
      std::ofstream(file, std::ios::binary) << content;
    } else {
      std::ofstream(file) << "This is not a database, but it is somebody's.";
    }
    const std::string before = bytes(file);
    Record record = Record::open(file, ticking());
    const fs::path aside = "record.damaged-2026-11-21T00-00-00.db";
    CHECK(record.complaint().find("is damaged") != std::string::npos);
    CHECK(record.complaint().find(aside.string()) != std::string::npos);
    CHECK(bytes(folder.path() / aside) == before);
    CHECK(record.kept());
    CHECK(record.lessons().empty());
    fill(record);
    CHECK(record.notes().size() == 1);
    CHECK(Record::open(file).complaint().empty());
    // A second one on the same day has a name of its own.
    std::ofstream(folder.path() / "second.txt") << "no database";
    fs::rename(folder.path() / "second.txt", file);
    fs::remove(file.string() + "-wal");
    CHECK(Record::open(file, ticking()).complaint().find("00-00-00-2.db") != std::string::npos);
    CHECK(bytes(folder.path() / aside) == before);
  }
}

TEST_CASE("Another program's database, and a newer record, are not written to") {
  const Folder folder;
  const fs::path file = folder.path() / "record.db";
  Database::open(file.string()).run("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
  Record record = Record::open(file, ticking());
  CHECK(record.complaint().find("another program's database") != std::string::npos);
  const auto aside = folder.path() / "record.damaged-2026-11-21T00-00-00.db";
  CHECK(Database::open(aside.string()).number("SELECT a FROM theirs") == 1);

  const fs::path newer = folder.path() / "newer.db";
  { Record::open(newer).open_lesson("01"); }
  Database::open(newer.string()).run("PRAGMA user_version = 999");
  Record old = Record::open(newer);
  CHECK(old.complaint().find("newer Wallfinder") != std::string::npos);
  CHECK_FALSE(old.kept());
  old.open_lesson("02");
  CHECK(old.lessons().size() == 1);
  CHECK(Database::open(newer.string()).number("SELECT count(*) FROM lesson") == 1);
}

TEST_CASE("Where nothing can be written the program works, and the record says so") {
  const Folder folder;
  folder.write("a-file", "");
  Record record = Record::open(folder.path() / "a-file" / "record.db");
  CHECK_FALSE(record.kept());
  CHECK(record.complaint().find("is not kept") != std::string::npos);
  fill(record);
  CHECK(record.notes().size() == 1);
  CHECK(record.lesson("01")->step == kSecond);
  CHECK_FALSE(record.take_fault());
}

TEST_CASE("A file that may only be read is shown and left as it is") {
  if (geteuid() == 0) return;  // whom no permission stops
  const Folder folder;
  const fs::path file = folder.path() / "record.db";
  {
    Record record = Record::open(file);
    fill(record);
  }
  fs::permissions(file, fs::perms::owner_read);
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  const std::string before = bytes(file);
  {
    Record record = Record::open(file);
    CHECK_FALSE(record.kept());
    CHECK(record.complaint().find("is not kept") != std::string::npos);
    CHECK(record.notes().size() == 1);
    record.write_note("01", kSecond, "not kept");
    CHECK(record.notes().size() == 2);
  }
  fs::permissions(folder.path(), fs::perms::owner_all);
  CHECK(bytes(file) == before);
}

TEST_CASE("Every earlier version of the file is brought up to date with what it holds") {
  for (std::size_t version = 0; version < migrations().size(); ++version) {
    CAPTURE(version);
    const Folder folder;
    const fs::path file = folder.path() / "record.db";
    {
      const Database old = Database::open(file.string());
      for (std::size_t step = 0; step < version; ++step) {
        REQUIRE(old.run(std::string(migrations()[step])));
      }
      if (version > 0) {
        REQUIRE(old.run("PRAGMA application_id = " + std::to_string(kRecordApplication)));
        REQUIRE(
            old.run("INSERT INTO lesson (id, position, first_opened, last_opened) VALUES "
                    "('03a', 0.5, '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z')"));
        REQUIRE(
            old.run("INSERT INTO answer (lesson, part, kind, at, skipped, is_right, given) VALUES "
                    "('03a', 'plan', 'drill', '2026-01-01T00:00:00.000Z', 0, 0, '1 of 3')"));
      }
      REQUIRE(old.run("PRAGMA user_version = " + std::to_string(version)));
    }
    Record record = Record::open(file);
    CHECK(record.complaint().empty());
    CHECK(record.kept());
    fill(record);
    CHECK(record.notes().size() == 1);
    CHECK(record.open_files().size() == 2);
    CHECK(record.lessons().size() == (version > 0 ? 2 : 1));
    if (version == 0) continue;
    CHECK(record.lesson("03a")->position == 0.5);
    REQUIRE(record.last_answers("03a").size() == 1);
    CHECK(record.last_answers("03a")[0].given == "1 of 3");
    CHECK(record.last_answers("03a")[0].met.empty());
  }
}

TEST_CASE("Two programs on one record see what the other writes") {
  const Folder folder;
  const fs::path file = folder.path() / "record.db";
  Record one = Record::open(file);
  Record two = Record::open(file);
  const auto before = two.version();
  one.write_note("01", kFirst, "from one");
  CHECK(two.version() != before);
  CHECK(two.note("01", kFirst) == "from one");
  two.write_note("01", kFirst, "from two");
  CHECK(one.notes().size() == 1);
  CHECK(one.note("01", kFirst) == "from two");
  // Both at once: nothing is lost, nothing fails.
  const pid_t child = fork();
  if (child == 0) {
    Record other = Record::open(file);
    for (int i = 0; i < 30; ++i) other.answer(answer("child-" + std::to_string(i), 2.0));
    _exit(other.take_fault() ? 1 : 0);
  }
  for (int i = 0; i < 30; ++i) two.answer(answer("parent-" + std::to_string(i), 2.0));
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK_FALSE(two.take_fault());
  CHECK(one.answers().size() == 60);
}

TEST_CASE("Exported and imported, it is the same; imported twice, too") {
  Record record = Record::in_memory(ticking());
  fill(record);
  const std::string text = record.export_json();
  Record other = Record::in_memory(ticking(5000));
  const auto imported = other.import_json(text, "record.json");
  REQUIRE(imported);
  CHECK(imported->lessons == 1);
  CHECK(imported->answers == 3);
  CHECK(imported->notes == 1);
  CHECK(imported->bookmarks == 1);
  REQUIRE(other.import_json(text, "record.json"));
  CHECK(other.lessons() == record.lessons());
  CHECK(other.answers() == record.answers());
  CHECK(other.notes() == record.notes());
  CHECK(other.bookmarks() == record.bookmarks());
}

TEST_CASE("An import merges: the newer note wins, what was removed stays removed") {
  Record old = Record::in_memory(ticking());
  fill(old);
  const std::string text = old.export_json();
  Record record = Record::in_memory(ticking(1000));
  REQUIRE(record.import_json(text, "a"));
  record.write_note("01", kFirst, "changed since");
  record.toggle_bookmark("01", kSecond);  // taken away
  record.reach("01", kFirst, 0.9);
  REQUIRE(record.import_json(text, "a"));
  CHECK(record.note("01", kFirst) == "changed since");
  CHECK(record.bookmarks().empty());
  CHECK(record.lesson("01")->step == kFirst);
  REQUIRE(old.import_json(record.export_json(), "b"));
  CHECK(old.note("01", kFirst) == "changed since");
  CHECK(old.bookmarks().empty());
  CHECK(old.lesson("01")->furthest == 0.9);
}

TEST_CASE("A broken file imports nothing and says why") {
  Record record = Record::in_memory(ticking());
  fill(record);
  const std::string before = record.export_json();
  const auto without_date = [](std::string text) {
    auto json = nlohmann::json::parse(text);
    json.erase("exported");
    return json.dump();
  };
  auto json = nlohmann::json::parse(before);
  std::vector<std::string> broken = {"", "[]", "{", "{\"wallfinder\": 1}", before.substr(0, 900)};
  const auto with = [&](const char* pointer, nlohmann::json value) {
    auto copy = json;
    copy[nlohmann::json::json_pointer(pointer)] = std::move(value);
    broken.push_back(copy.dump());
  };
  with("/wallfinder_record", 2);
  with("/wallfinder_record", "one");
  with("/lessons", 5);
  with("/lessons/0", "01");
  with("/lessons/0/lesson", "");
  with("/lessons/0/position", "half");
  with("/lessons/0/last_opened", "yesterday");
  with("/lessons/0/step", 1e300);
  with("/answers/2/at", "2026-11-21 05:30");
  with("/answers/0/option", true);
  with("/answers/0/met", "0 2");
  with("/answers/0/met", {2, 0});
  with("/answers/0/met", {0, 2.5});
  with("/notes/0/id", nullptr);
  with("/bookmarks/0/set", 1);
  for (const std::string& text : broken) {
    CAPTURE(text);
    const auto imported = record.import_json(text, "broken.json");
    REQUIRE_FALSE(imported);
    CHECK(imported.error().text().starts_with("broken.json: nothing was imported: "));
    CHECK(without_date(record.export_json()) == without_date(before));
  }
}
