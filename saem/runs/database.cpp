#include "saem/runs/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace saem::runs {
namespace {

[[noreturn]] void fail_in_database(sqlite3* database, int code) {
  const char* file = database == nullptr ? nullptr : sqlite3_db_filename(database, "main");
  const std::string reason = database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database);
  const int kind = code & 0xFF;  // without what extends it
  // "no such table", and the like: somebody else's database, or one whose making was not finished.
  const bool is_damaged = kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB || kind == SQLITE_ERROR ||
                          kind == SQLITE_MISMATCH || kind == SQLITE_CONSTRAINT;
  throw DatabaseError(
      fmt::format("{}: {}", file == nullptr || *file == '\0' ? "the index of runs" : file, reason),
      is_damaged);
}

void check_database(sqlite3* database, int code) {
  if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) fail_in_database(database, code);
}

}  // namespace

SqlStatement::SqlStatement(sqlite3* database, std::string_view sql) : database_(database) {
  check(sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement_, nullptr));
}

SqlStatement::~SqlStatement() { sqlite3_finalize(statement_); }

bool SqlStatement::next() {
  const int code = sqlite3_step(statement_);
  check(code);
  return code == SQLITE_ROW;
}

void SqlStatement::run() {
  while (next()) {
  }
}

std::string SqlStatement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
}

std::int64_t SqlStatement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

double SqlStatement::number(int column) const { return sqlite3_column_double(statement_, column); }

void SqlStatement::reset() { sqlite3_reset(statement_); }

void SqlStatement::bind(int place, std::string_view text) {
  // A null pointer would be NULL, and an empty view may have one.
  check(sqlite3_bind_text(statement_, place, text.empty() ? "" : text.data(), static_cast<int>(text.size()),
                          SQLITE_TRANSIENT));
}

void SqlStatement::bind(int place, std::int64_t integer) {
  check(sqlite3_bind_int64(statement_, place, integer));
}

void SqlStatement::bind(int place, double number) { check(sqlite3_bind_double(statement_, place, number)); }

void SqlStatement::check(int code) const { check_database(database_, code); }

Database::Database(const std::filesystem::path& file, int wait) {
  const int code =
      sqlite3_open_v2(file.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  try {
    check_database(database_, code);
    sqlite3_extended_result_codes(database_, 1);
    check_database(database_, sqlite3_busy_timeout(database_, wait));
    execute("PRAGMA journal_mode = DELETE");
  } catch (...) {
    sqlite3_close(database_);
    throw;
  }
}

Database::~Database() { sqlite3_close(database_); }

void Database::execute(const char* sql) {
  check_database(database_, sqlite3_exec(database_, sql, nullptr, nullptr, nullptr));
}

void Database::within(const char* begin, const std::function<void()>& body) {
  execute(begin);
  try {
    body();
    execute("COMMIT");
  } catch (...) {
    sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

}  // namespace saem::runs
