#include "saem/runs/run_index.h"

#include <utility>

namespace saem::runs {
namespace {

namespace fs = std::filesystem;

/// Changes with the tables below: a database that says otherwise is made anew.
constexpr std::int64_t schema_version = 1;

constexpr const char* schema = R"(
DROP TABLE IF EXISTS runs;
DROP TABLE IF EXISTS scores;
CREATE TABLE runs (name TEXT PRIMARY KEY, files TEXT, status TEXT, problem TEXT, started TEXT, data TEXT,
                   data_hash TEXT, model TEXT, measure TEXT, epochs INTEGER, seconds REAL) WITHOUT ROWID;
CREATE TABLE scores (run TEXT, name TEXT, value REAL, PRIMARY KEY (run, name)) WITHOUT ROWID;
PRAGMA user_version = 1;
)";

constexpr std::string_view every_run =
    "SELECT name, files, status, problem, started, data, data_hash, model, measure, epochs, seconds FROM "
    "runs";

IndexEntry entry_of(const SqlStatement& row) {
  return {.files = row.text(1),
          .summary = {.name = row.text(0),
                      .status = row.text(2),
                      .problem = row.text(3),
                      .started = row.text(4),
                      .data = row.text(5),
                      .data_hash = row.text(6),
                      .model = row.text(7),
                      .measure = row.text(8),
                      .epochs = row.integer(9),
                      .seconds = row.number(10)}};
}

}  // namespace

fs::path RunIndex::file_in(const fs::path& folder) { return folder / ".index.sqlite"; }

RunIndex::RunIndex(fs::path folder, int wait) : folder_(std::move(folder)), wait_(wait) {
  lock_.emplace(folder_, FolderLock::Kind::shared, wait_);
  guarded([this] { open(); });
}

template <class Work>
void RunIndex::guarded(const Work& work) {
  try {
    work();
  } catch (const DatabaseError& error) {
    if (!error.is_damaged()) throw;
    make_anew();
    work();
  }
}

void RunIndex::open() {
  if (!database_) database_.emplace(file_in(folder_), wait_);
  const auto version_of = [&] {
    SqlStatement version = database_->prepare("PRAGMA user_version");
    return version.next() ? version.integer(0) : 0;
  };
  const std::int64_t found = version_of();
  if (found == schema_version) return;
  database_->write([&] {
    if (version_of() != schema_version) database_->execute(schema);  // or another process was quicker
  });
  if (found != 0) remark_ = "the index of runs was made by another version of saem: it was made anew";
}

void RunIndex::make_anew() {
  database_.reset();
  lock_.reset();
  lock_.emplace(folder_, FolderLock::Kind::alone, wait_);
  const fs::path file = file_in(folder_);
  for (const char* ending : {"", "-journal", "-wal", "-shm"}) {
    std::error_code error;
    fs::remove(file.string() + ending, error);
    if (error)
      throw DatabaseError(file.string() + ": is damaged, and cannot be removed: " + error.message(), false);
  }
  open();
  remark_ = "the index of runs was damaged: it was made anew";
}

IndexEntries RunIndex::entries() {
  IndexEntries entries;
  guarded([&] {
    entries.clear();
    database_->read([&] {
      SqlStatement runs = database_->prepare(every_run);
      while (runs.next()) entries.emplace(runs.text(0), entry_of(runs));
      SqlStatement scores = database_->prepare("SELECT run, name, value FROM scores ORDER BY run");
      auto run = entries.end();
      while (scores.next()) {
        const std::string name = scores.text(0);
        if (run == entries.end() || run->first != name) run = entries.find(name);
        if (run != entries.end()) run->second.summary.scores[scores.text(1)] = scores.number(2);
      }
    });
  });
  return entries;
}

void RunIndex::update(const IndexEntries& changed, std::span<const std::string> gone) {
  if (changed.empty() && gone.empty()) return;
  guarded([&] {
    database_->write([&] {
      SqlStatement drop_run = database_->prepare("DELETE FROM runs WHERE name = ?");
      SqlStatement drop_scores = database_->prepare("DELETE FROM scores WHERE run = ?");
      SqlStatement add_run =
          database_->prepare("INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
      SqlStatement add_score = database_->prepare("INSERT OR REPLACE INTO scores VALUES (?, ?, ?)");
      for (const std::string& name : gone) {
        if (!mark_run(folder_ / name).files.empty()) continue;  // came back, or was written just now
        drop_run.with(name).run();
        drop_scores.with(name).run();
      }
      for (const auto& [name, entry] : changed) {
        const RunSummary& s = entry.summary;
        drop_scores.with(name).run();
        add_run
            .with(name, entry.files, s.status, s.problem, s.started, s.data, s.data_hash, s.model, s.measure,
                  s.epochs, s.seconds)
            .run();
        for (const auto& [score, value] : s.scores) add_score.with(name, score, value).run();
      }
    });
  });
}

void RunIndex::clear() {
  guarded([&] { database_->write([&] { database_->execute("DELETE FROM runs; DELETE FROM scores"); }); });
}

}  // namespace saem::runs
