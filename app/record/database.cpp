#include "app/record/database.h"

#include <sqlite3.h>

namespace wf::app {
namespace {

constexpr int kPatience = 3000;  // ms that another program of ours may take to write

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Statement& Statement::bind(int index, std::string_view text) {
  // An empty view may have no address, which would bind NULL.
  const char* bytes = text.data() == nullptr ? "" : text.data();
  sqlite3_bind_text64(handle_.get(), index, bytes, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind(int index, std::int64_t number) {
  sqlite3_bind_int64(handle_.get(), index, number);
  return *this;
}

Statement& Statement::bind(int index, double number) {
  sqlite3_bind_double(handle_.get(), index, number);
  return *this;
}

bool Statement::row() {
  if (!handle_ || failed_) return false;
  const int code = sqlite3_step(handle_.get());
  failed_ = code != SQLITE_ROW && code != SQLITE_DONE;
  return code == SQLITE_ROW;
}

bool Statement::run() {
  while (row()) {
  }
  return handle_ && !failed_;
}

bool Statement::null(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

std::string Statement::text(int column) const {
  const unsigned char* bytes = sqlite3_column_text(handle_.get(), column);
  if (bytes == nullptr) return {};
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return {reinterpret_cast<const char*>(bytes), size};
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

double Statement::real(int column) const { return sqlite3_column_double(handle_.get(), column); }

Database Database::open(const std::string& path, Access access) {
  Database database;
  sqlite3* handle = nullptr;
  const int flags = access == Access::kReadOnly ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
                                                : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const std::string& name = path.empty() ? std::string(":memory:") : path;
  database.opened_ = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
  database.handle_.reset(handle);
  if (handle != nullptr) {
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, kPatience);
  }
  return database;
}

bool Database::good() const { return handle_ && opened_ == SQLITE_OK; }

bool Database::damaged() const {
  const int code = sqlite3_errcode(handle_.get()) & 0xFF;
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

bool Database::read_only() const { return sqlite3_db_readonly(handle_.get(), "main") == 1; }

std::string Database::fault() const {
  return handle_ ? sqlite3_errmsg(handle_.get()) : "out of memory";
}

Statement Database::prepare(std::string_view sql) const {
  Statement statement;
  sqlite3_stmt* handle = nullptr;
  sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &handle, nullptr);
  statement.handle_.reset(handle);
  return statement;
}

bool Database::run(const std::string& sql) const {
  return sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::int64_t Database::number(const std::string& sql) const {
  Statement statement = prepare(sql);
  return statement.row() ? statement.number(0) : 0;
}

std::string Database::text(const std::string& sql) const {
  Statement statement = prepare(sql);
  return statement.row() ? statement.text(0) : std::string();
}

int Database::changes() const { return sqlite3_changes(handle_.get()); }

bool Database::copy_to(Database& other) const {
  sqlite3_backup* backup = sqlite3_backup_init(other.handle_.get(), "main", handle_.get(), "main");
  if (backup == nullptr) return false;
  const int code = sqlite3_backup_step(backup, -1);
  return sqlite3_backup_finish(backup) == SQLITE_OK && code == SQLITE_DONE;
}

Transaction::Transaction(const Database& database)
    : database_(database), begun_(database.run("BEGIN IMMEDIATE")) {}

Transaction::~Transaction() {
  if (begun_) database_.run("ROLLBACK");
}

bool Transaction::commit() {
  if (!begun_ || !database_.run("COMMIT")) return false;
  begun_ = false;
  return true;
}

}  // namespace wf::app
