#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "saem/core/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace saem::runs {

/// What SQLite answered instead of doing it.
class DatabaseError : public FileError {
 public:
  DatabaseError(const std::string& message, bool is_damaged) : FileError(message), is_damaged_(is_damaged) {}
  /// The file is no database, or a broken one.
  [[nodiscard]] bool is_damaged() const noexcept { return is_damaged_; }

 private:
  bool is_damaged_;
};

/// A statement of SQL with values for its question marks.
class SqlStatement {
 public:
  SqlStatement(sqlite3* database, std::string_view sql);
  ~SqlStatement();
  SqlStatement(const SqlStatement&) = delete;
  SqlStatement& operator=(const SqlStatement&) = delete;

  /// Values for the marks, from the first. A text must live until the statement is run.
  template <class... Values>
  SqlStatement& with(const Values&... values) {
    reset();
    int place = 0;
    (bind(++place, values), ...);
    return *this;
  }
  /// The next row. False at the end.
  bool next();
  /// To the end.
  void run();
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double number(int column) const;

 private:
  void reset();
  void bind(int place, std::string_view text);
  void bind(int place, std::int64_t integer);
  void bind(int place, double number);
  void check(int code) const;

  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

/// An open SQLite database, of this process alone or of several. Functions throw DatabaseError.
///
/// With a rollback journal, not a write-ahead log: one file that needs no shared memory, so that it works on
/// file systems of other machines, and after a kill the next who opens it takes back what was half done.
/// Source: https://www.sqlite.org/lockingv3.html
class Database {
 public:
  /// Makes the file if there is none. @param wait  milliseconds that others may keep it locked
  Database(const std::filesystem::path& file, int wait);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// One or more statements without values.
  void execute(const char* sql);
  [[nodiscard]] SqlStatement prepare(std::string_view sql) { return {database_, sql}; }
  /// What the body reads is of one moment.
  void read(const std::function<void()>& body) { within("BEGIN", body); }
  /// All of the body's changes, or none if it throws or the process ends.
  void write(const std::function<void()>& body) { within("BEGIN IMMEDIATE", body); }  // waits here for others

 private:
  void within(const char* begin, const std::function<void()>& body);

  sqlite3* database_ = nullptr;
};

}  // namespace saem::runs
