#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace wf::model {

// A fault in what a user gave: where it is, what is wrong, what was expected and what to do.
// Line and column count from 1; 0 means that there is none (a command line, a whole file).
struct Error {
  std::string file;
  int line = 0;
  int column = 0;
  std::string what;  // "serving.batch is -3: a number above 0 was expected; ..."

  // "file:line:column: what"
  std::string text() const {
    std::string where = file;
    if (line > 0) where += ":" + std::to_string(line);
    if (line > 0 && column > 0) where += ":" + std::to_string(column);
    return where.empty() ? what : where + ": " + what;
  }
};

// A value, or the reason why there is none.
template <class T>
class Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT: a value is a result
  Result(Error error) : state_(std::move(error)) {}  // NOLINT: so is a reason

  bool ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return ok(); }
  T& value() & { return std::get<T>(state_); }
  const T& value() const& { return std::get<T>(state_); }
  T&& value() && { return std::get<T>(std::move(state_)); }
  const Error& error() const { return std::get<Error>(state_); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }

 private:
  std::variant<T, Error> state_;
};

}  // namespace wf::model
