// The list of runs is what the folders say, whatever happens to the index.
#include "saem/runs/list_runs.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/runs/run_index.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/runs/support/run_folders.h"

namespace saem::test {
namespace {

namespace fs = std::filesystem;
using runs::list_runs;
using runs::RunIndex;
using runs::RunList;

class ListRuns : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(runs()); }
  [[nodiscard]] fs::path runs() const { return folder_.path() / "runs"; }
  [[nodiscard]] fs::path index() const { return RunIndex::file_in(runs()); }
  /// "a 0.9000, b 0.5000"
  [[nodiscard]] std::string listed() const { return in_words(list_runs(runs())); }
  [[nodiscard]] static std::string in_words(const RunList& list) {
    std::string text;
    for (const runs::RunSummary& run : list.runs)
      text += (text.empty() ? "" : ", ") + run.name + " " +
              std::to_string(static_cast<int>(run.value("test_accuracy").value_or(0) * 100));
    return text;
  }
  /// Files look as if they had been written an hour ago.
  void settle() const {
    for (const auto& entry : fs::recursive_directory_iterator(runs()))
      fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - std::chrono::hours(1));
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(ListRuns, NothingIsWrittenWhereThereIsNoRun) {
  EXPECT_EQ(listed(), "");
  fs::create_directories(runs() / "notes");
  write_file(runs() / "readme.txt", "x");
  EXPECT_EQ(listed(), "");
  EXPECT_FALSE(fs::exists(index()));
}

TEST_F(ListRuns, NoticesWhatIsNewChangedAndGone) {
  write_run(runs() / "a", {.accuracy = 0.9});
  write_run(runs() / "b", {.accuracy = 0.5});
  EXPECT_EQ(listed(), "a 90, b 50");
  EXPECT_TRUE(fs::exists(index()));
  write_run(runs() / "c", {.accuracy = 0.25});
  write_run(runs() / "a", {.accuracy = 0.8});
  fs::remove_all(runs() / "b");
  EXPECT_EQ(listed(), "a 80, c 25");
  fs::rename(runs() / "a", runs() / "z");
  EXPECT_EQ(listed(), "c 25, z 80");
}

TEST_F(ListRuns, TrialsOfASearchAreInTheSameList) {
  write_run(runs() / "a", {.accuracy = 0.9});
  write_run(runs() / "s" / "best", {.accuracy = 0.8});
  write_run(runs() / "s" / "trials" / "001", {.accuracy = 0.7});
  EXPECT_EQ(listed(), "a 90") << "folders in a folder are runs only where saem tune says so";
  write_file(runs() / "s" / "tune.json", "{}");
  EXPECT_EQ(listed(), "a 90, s/best 80, s/trials/001 70");
  EXPECT_EQ(in_words(runs::rebuild_index(runs())), "a 90, s/best 80, s/trials/001 70");
  EXPECT_EQ(listed(), "a 90, s/best 80, s/trials/001 70");
  EXPECT_EQ(runs::find_run("s/trials/001", runs()), runs() / "s/trials/001");
  fs::remove_all(runs() / "s" / "trials");
  EXPECT_EQ(listed(), "a 90, s/best 80");
}

TEST_F(ListRuns, NoticesAChangeOfTheSameLengthInTheSameInstant) {
  write_run(runs() / "a", {.accuracy = 0.75});
  for (int i = 0; i < 20; ++i) {
    const double accuracy = i % 2 == 0 ? 0.25 : 0.75;
    if (i < 10) {
      write_run(runs() / "a", {.accuracy = accuracy});
    } else {  // in place, as editors do
      std::string text = content_of(runs() / "a" / "report.json");
      const std::string then = accuracy == 0.25 ? "0.75" : "0.25", now = accuracy == 0.25 ? "0.25" : "0.75";
      for (std::size_t at = 0; (at = text.find(then, at)) != std::string::npos;) text.replace(at, 4, now);
      std::ofstream(runs() / "a" / "report.json", std::ios::binary) << text;
    }
    EXPECT_EQ(listed(), accuracy == 0.25 ? "a 25" : "a 75") << i;
  }
}

TEST_F(ListRuns, WhatHasNotChangedComesFromTheIndex) {
  write_run(runs() / "a", {.accuracy = 0.9});
  settle();
  // Change times cannot be set back: only by waiting does a file settle.
  const runs::RunMark mark = runs::mark_run(runs() / "a");
  runs::IndexEntries entries;
  entries["a"] = {.files = mark.files, .summary = runs::read_run(runs() / "a").summary};
  entries["a"].summary.scores["test_accuracy"] = 0.125;
  RunIndex(runs()).update(entries, {});
  EXPECT_EQ(listed(), "a 12");
  EXPECT_EQ(in_words(runs::rebuild_index(runs())), "a 90");
  EXPECT_EQ(listed(), "a 90");
}

TEST_F(ListRuns, AnEntryKeepsAllThatASummaryHas) {
  write_run(runs() / "a \xED\x95\x9C\xEA\xB5\xAD'\"; DROP TABLE runs; --");
  const runs::RunSummary read = runs::read_run(fs::directory_iterator(runs())->path()).summary;
  runs::IndexEntries entries;
  entries[read.name] = {.files = "x", .summary = read};
  entries[read.name].summary.problem = std::string("with\0nothing", 12);
  RunIndex(runs()).update(entries, {});
  const runs::IndexEntries back = RunIndex(runs()).entries();
  ASSERT_EQ(back.size(), 1U);
  EXPECT_TRUE(back.begin()->second.summary == entries[read.name].summary);
  EXPECT_EQ(back.begin()->second.files, "x");
}

TEST_F(ListRuns, DamagedRunsAreListed) {
  write_run(runs() / "good");
  fs::create_directories(runs() / "cut");
  write_file(runs() / "cut" / "run.json", "{");
  fs::create_directories(runs() / "headless");
  write_file(runs() / "headless" / "history.csv", "epoch,loss\n0,1\n");
  fs::create_directory_symlink("loop", runs() / "loop");
  const RunList list = list_runs(runs());
  ASSERT_EQ(list.runs.size(), 4U);
  EXPECT_EQ(list.runs[0].problem, "run.json is no JSON: cut off, or damaged");
  EXPECT_EQ(list.runs[2].problem, "run.json is missing");
  EXPECT_EQ(list.runs[2].value("loss"), 1.0);
  EXPECT_TRUE(has_text(list.runs[3].problem, "symbolic links"));
}

TEST_F(ListRuns, ADamagedIndexIsMadeAnew) {
  write_run(runs() / "a");
  write_run(runs() / "b");
  const std::string all = listed();
  const std::string whole = content_of(index());
  for (const std::string& damaged :
       {std::string("no database at all, but long enough to be looked at as if it were one"),
        whole.substr(0, 5000), whole.substr(0, 100) + std::string(whole.size() - 100, '\xAB')}) {
    write_file(index(), damaged);
    const RunList list = list_runs(runs());
    EXPECT_EQ(in_words(list), all);
    EXPECT_TRUE(has_text(list.remark, "was damaged: it was made anew"));
    EXPECT_EQ(list_runs(runs()).remark, "");
    EXPECT_EQ(RunIndex(runs()).entries().size(), 2U);
  }
  write_file(index(), "");  // an empty file is an empty database
  EXPECT_EQ(listed(), all);
}

TEST_F(ListRuns, AnIndexOfAnotherVersionIsMadeAnew) {
  write_run(runs() / "a");
  runs::Database(index(), 100).execute("CREATE TABLE runs (x); PRAGMA user_version = 7");
  const RunList list = list_runs(runs());
  EXPECT_EQ(in_words(list), "a 90");
  EXPECT_TRUE(has_text(list.remark, "made by another version of saem"));
  EXPECT_EQ(list_runs(runs()).remark, "");
  runs::Database(index(), 100).execute("DROP TABLE scores");
  EXPECT_EQ(listed(), "a 90");
}

TEST_F(ListRuns, WithoutAnIndexItTakesOnlyLonger) {
  write_run(runs() / "a");
  fs::create_directories(index() / "in the way");
  EXPECT_EQ(listed(), "a 90");
  EXPECT_NE(runs::note_run(runs() / "a"), "");
  EXPECT_TRUE(has_text(message_of<FileError>([&] { runs::rebuild_index(runs()); }), "unable to open"));
}

TEST_F(ListRuns, OthersThatKeepTheIndexDoNotKeepTheListBack) {
  write_run(runs() / "a");
  const runs::FolderLock lock(runs(), runs::FolderLock::Kind::alone, 0);
  EXPECT_TRUE(
      has_text(message_of<FileError>([&] { RunIndex(runs(), 10); }), "another process keeps the index"));
  EXPECT_EQ(listed(), "a 90");
}

TEST_F(ListRuns, NotesOnlyWhereRunsAreKept) {
  write_run(runs() / "a");
  EXPECT_EQ(runs::note_run(runs() / "a"), "");
  EXPECT_EQ(RunIndex(runs()).entries().size(), 1U);
  const fs::path elsewhere = runs() / "x";
  write_run(elsewhere / "b");
  EXPECT_EQ(runs::note_run(elsewhere / "b"), "");
  EXPECT_FALSE(fs::exists(RunIndex::file_in(elsewhere)));
  EXPECT_TRUE(has_text(runs::note_run(runs() / "nowhere"), "no run is in it yet"));
  EXPECT_EQ(runs::note_run("/"), "");
  EXPECT_EQ(runs::note_run(""), "");
}

TEST_F(ListRuns, FindsARunByItsNameOrItsFolder) {
  write_run(runs() / "wine-auto-1");
  EXPECT_EQ(runs::find_run("wine-auto-1", runs()), runs() / "wine-auto-1");
  EXPECT_EQ(runs::find_run((runs() / "wine-auto-1").string(), "elsewhere"), runs() / "wine-auto-1");
  const auto message = [&](const std::string& word) {
    return message_of<FileError>([&] { static_cast<void>(runs::find_run(word, runs())); });
  };
  EXPECT_TRUE(has_text(message("wine-auto-2"), "Did you mean 'wine-auto-1'?"));
  EXPECT_TRUE(has_text(message("runs/wine-uato-1"), "Did you mean 'wine-auto-1'?"));
  EXPECT_TRUE(has_text(message("qqq"), "there is no such run"));
  EXPECT_TRUE(has_text(message(""), "there is no such run"));
  EXPECT_TRUE(has_text(message(runs().string()), "is not the folder of a run"));
  EXPECT_TRUE(has_text(message_of<FileError>([&] { static_cast<void>(list_runs(runs() / "no")); }),
                       "there is no such folder"));
}

}  // namespace
}  // namespace saem::test
