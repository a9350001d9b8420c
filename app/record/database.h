#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace wf::app {

// A prepared statement while it is stepped through. Parameters count from 1, columns from 0.
class Statement {
 public:
  Statement() = default;
  Statement(Statement&&) = default;
  Statement& operator=(Statement&&) = default;

  Statement& bind(int index, std::string_view text);
  Statement& bind(int index, std::int64_t number);
  Statement& bind(int index, int number) { return bind(index, static_cast<std::int64_t>(number)); }
  Statement& bind(int index, bool on) { return bind(index, static_cast<std::int64_t>(on)); }
  Statement& bind(int index, double number);
  Statement& bind(int index, const char* text) { return bind(index, std::string_view(text)); }
  template <class T>
  Statement& bind(int index, const std::optional<T>& value) {
    return value ? bind(index, *value) : *this;  // what is not bound is NULL
  }

  bool row();  // the next row is there
  bool run();  // to the end; false on failure

  bool null(int column) const;
  std::string text(int column) const;
  std::int64_t number(int column) const;
  int integer(int column) const { return static_cast<int>(number(column)); }
  double real(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  bool failed_ = false;
};

// SQLite as far as the record needs it. Nothing throws: what fails says so, and `fault` why.
class Database {
 public:
  enum class Access { kReadWrite, kReadOnly };
  // An empty path is a database in memory.
  static Database open(const std::string& path, Access access = Access::kReadWrite);

  Database() = default;
  Database(Database&&) = default;
  Database& operator=(Database&&) = default;

  bool good() const;
  bool damaged() const;    // the last failure says that the file is no sound database
  bool read_only() const;  // also where writing was asked for but is not allowed
  std::string fault() const;

  Statement prepare(std::string_view sql) const;
  bool run(const std::string& sql) const;             // statements without parameters
  std::int64_t number(const std::string& sql) const;  // the first column of the first row, or 0
  std::string text(const std::string& sql) const;
  int changes() const;  // rows that the last statement changed

  bool copy_to(Database& other) const;  // everything in it

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<sqlite3, Close> handle_;
  int opened_ = 0;
};

// Everything between its making and `commit` happens, or nothing does.
class Transaction {
 public:
  explicit Transaction(const Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  bool begun() const { return begun_; }
  bool commit();

 private:
  const Database& database_;
  bool begun_ = false;
};

}  // namespace wf::app
