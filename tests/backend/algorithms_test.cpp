#include "saem/backend/algorithms.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <limits>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using nlohmann::json;
using test::content_of;

const std::array<std::string, 3> candidates{"direct", "winograd", "transform"};

class AlgorithmsTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "cache/saem/algorithms.json"; }
  [[nodiscard]] AlgorithmTable::Sources sources(const std::string& setting = "") const {
    return {.setting = setting, .file = file()};
  }
  /// Asks a table when `best` is by far the fastest; counts how often it times.
  std::string choose(AlgorithmTable& table, const std::string& problem, const std::string& best) {
    return table.choose(problem, candidates, [&](const std::string& algorithm) {
      ++timings_;
      return algorithm == best ? 0.1 : 1.0;
    });
  }
  /// The same, of a table of its own: a run of a program.
  std::string run(const AlgorithmTable::Sources& from, const std::string& problem, const std::string& best) {
    AlgorithmTable table(from);
    return choose(table, problem, best);
  }
  void write_cache(const std::string& content) const {
    std::filesystem::create_directories(file().parent_path());
    folder_.write("cache/saem/algorithms.json", content);
  }
  /// What a file with these choices of this machine contains.
  static json file_of(const AlgorithmChoices& choices) { return {{algorithm_machine(), choices}}; }

  test::TemporaryFolder folder_;
  int timings_ = 0;
};

TEST_F(AlgorithmsTest, TheFastestIsChosen) {
  EXPECT_EQ(run(sources(), "a", "winograd"), "winograd");
  EXPECT_EQ(run(sources(), "b", "direct"), "direct");
  EXPECT_EQ(timings_, 6);
}

TEST_F(AlgorithmsTest, TheFirstIsChosenUnlessAnotherIsClearlyFaster) {
  AlgorithmTable table(sources());
  const auto timer = [](const std::string& algorithm) { return algorithm == "direct" ? 1.0 : 0.95; };
  EXPECT_EQ(table.choose("a", candidates, timer), "direct");
  const auto nothing_works = [](const std::string&) { return std::numeric_limits<double>::infinity(); };
  EXPECT_EQ(table.choose("b", candidates, nothing_works), "direct");
}

TEST_F(AlgorithmsTest, AChoiceStaysFromRunToRun) {
  EXPECT_EQ(run(sources(), "a", "winograd"), "winograd");
  EXPECT_EQ(run(sources(), "b", "transform"), "transform");
  EXPECT_EQ(run(sources(), "a", "direct"), "winograd");
  EXPECT_EQ(timings_, 6);
  EXPECT_EQ(json::parse(content_of(file())), file_of({{"a", "winograd"}, {"b", "transform"}}));
}

TEST_F(AlgorithmsTest, AChoiceStaysInAProcessThatCannotKeepIt) {
  // No folder, and one that cannot be made because a file is in its place (root may write everywhere).
  const std::string in_the_way = folder_.write("file", "").string();
  for (const std::filesystem::path& nowhere : {std::filesystem::path(), in_the_way / file().filename()}) {
    AlgorithmTable table({.setting = "", .file = nowhere});
    timings_ = 0;
    EXPECT_EQ(choose(table, "a", "winograd"), "winograd");
    EXPECT_EQ(choose(table, "a", "direct"), "winograd");
    EXPECT_EQ(timings_, 3);
    EXPECT_EQ(table.in_use(), (AlgorithmChoices{{"a", "winograd"}}));
  }
}

TEST_F(AlgorithmsTest, AFolderThatIsReadOnlyIsNoError) {
  write_cache(file_of({{"a", "winograd"}}).dump());
  std::filesystem::permissions(file(), std::filesystem::perms::owner_read);
  std::filesystem::permissions(file().parent_path(),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  EXPECT_EQ(run(sources(), "a", "direct"), "winograd");
  EXPECT_EQ(run(sources(), "b", "transform"), "transform");
  std::filesystem::permissions(file().parent_path(), std::filesystem::perms::owner_all);
}

TEST_F(AlgorithmsTest, ADamagedFileIsMeasuredAgain) {
  const std::string machine = json(algorithm_machine()).dump();
  for (const std::string& content :
       {std::string("{\"cut"), std::string("[1, 2]"), std::string(), std::string("\xff\xfe{}", 4),
        R"({"another":)" + std::string(1000000, '[') + std::string(1000000, ']') +
            "}",  // as deep as no stack
        "{" + machine + ": 7}", "{" + machine + ": {\"a\": {\"winograd\": 1}}}"}) {
    write_cache(content);
    EXPECT_EQ(run(sources(), "a", "transform"), "transform") << content;
    EXPECT_EQ(json::parse(content_of(file())), file_of({{"a", "transform"}})) << content;
  }
}

TEST_F(AlgorithmsTest, OtherMachinesKeepTheirs) {
  const json other{{"another processor, oneDNN 1.0", {{"a", "winograd"}}}};
  write_cache(other.dump());
  EXPECT_EQ(run(sources(), "a", "transform"), "transform");
  json both = other;
  both.update(file_of({{"a", "transform"}}));
  EXPECT_EQ(json::parse(content_of(file())), both);
}

TEST_F(AlgorithmsTest, ANameThatIsNoCandidateIsMeasuredAgain) {
  write_cache(file_of({{"a", "removed since"}, {"b", "winograd"}}).dump());
  EXPECT_EQ(run(sources(), "a", "direct"), "direct");
  EXPECT_EQ(json::parse(content_of(file())), file_of({{"a", "direct"}, {"b", "winograd"}}));
}

TEST_F(AlgorithmsTest, DirectIsForced) {
  write_cache(file_of({{"a", "winograd"}}).dump());
  EXPECT_EQ(run(sources("direct"), "a", "winograd"), "direct");
  EXPECT_EQ(run(sources("direct"), "b", "winograd"), "direct");
  EXPECT_EQ(timings_, 0);
  EXPECT_EQ(run(sources(), "a", "direct"), "winograd") << "what was forced is not kept";
}

TEST_F(AlgorithmsTest, APinnedFileWins) {
  write_cache(file_of({{"a", "winograd"}, {"b", "winograd"}}).dump());
  const json record{{"status", "finished"}, {"algorithms", file_of({{"a", "transform"}, {"c", "gone"}})}};
  const std::string pinned = folder_.write("run.json", record.dump()).string();
  EXPECT_EQ(run(sources(pinned), "a", "winograd"), "transform");
  EXPECT_EQ(run(sources(pinned), "b", "direct"), "winograd") << "not pinned: from the cache";
  EXPECT_EQ(timings_, 0);
  EXPECT_EQ(run(sources(pinned), "c", "winograd"), "winograd") << "not known: timed";
  EXPECT_EQ(run(sources(), "a", "direct"), "winograd") << "the cache stays as it was";
}

TEST_F(AlgorithmsTest, APinnedFileMayBeACache) {
  const std::string pinned = folder_.write("other.json", file_of({{"a", "transform"}}).dump()).string();
  EXPECT_EQ(run(sources(pinned), "a", "direct"), "transform");
}

TEST_F(AlgorithmsTest, APinnedFileIsReadWhenItIsLoaded) {
  const std::string pinned = folder_.write("run.json", file_of({{"a", "transform"}}).dump()).string();
  AlgorithmTable table(sources(pinned));
  table.load();
  folder_.write("run.json", "{}");
  EXPECT_EQ(choose(table, "a", "direct"), "transform");
}

TEST_F(AlgorithmsTest, ThePinnedWinOverWhatIsInUse) {
  AlgorithmTable table(sources("direct"));
  EXPECT_EQ(choose(table, "a", "winograd"), "direct");
  table.pin({{"a", "transform"}});
  EXPECT_EQ(choose(table, "a", "winograd"), "transform");
  EXPECT_EQ(table.in_use(), (AlgorithmChoices{{"a", "transform"}}));
}

TEST_F(AlgorithmsTest, APinnedFileThatCannotBeReadIsAnError) {
  const std::string list = folder_.write("list.json", "[]").string();
  const auto message = [&](const std::string& setting) {
    return test::message_of<FileError>([&] { static_cast<void>(run(sources(setting), "a", "direct")); });
  };
  EXPECT_EQ(message(list), list +
                               ": expected a JSON object of algorithms, received something else\n"
                               "(SAEM_ALGORITHMS names this file).\n"
                               "Name a run.json or an algorithms.json of saem's, or unset the variable.");
  const std::string missing = (folder_.path() / "missing.json").string();
  EXPECT_TRUE(message(missing).starts_with(missing + ": cannot be read: No such file")) << message(missing);
}

TEST_F(AlgorithmsTest, WhoTimesTheSameProblemLaterTakesTheFirstAnswer) {
  AlgorithmTable first(sources());
  AlgorithmTable second(sources());
  first.load();
  second.load();  // sees nothing of what `first` will find
  EXPECT_EQ(choose(first, "a", "winograd"), "winograd");
  EXPECT_EQ(choose(second, "a", "transform"), "winograd");
}

TEST_F(AlgorithmsTest, ProcessesThatWriteAtOnceLoseNothing) {
  constexpr int processes = 4;
  constexpr int problems = 25;
  const auto name = [](int process, int problem) {
    return std::to_string(process) + "." + std::to_string(problem);
  };
  for (int process = 0; process < processes; ++process) {
    if (fork() != 0) continue;
    AlgorithmTable table(sources());
    for (int problem = 0; problem < problems; ++problem) choose(table, name(process, problem), "winograd");
    _exit(0);
  }
  for (int process = 0; process < processes; ++process) {
    int status = -1;
    ASSERT_NE(wait(&status), -1);
    EXPECT_EQ(status, 0);
  }
  AlgorithmChoices all;
  for (int process = 0; process < processes; ++process)
    for (int problem = 0; problem < problems; ++problem) all[name(process, problem)] = "winograd";
  EXPECT_EQ(read_algorithms(file()), all);
}

}  // namespace
}  // namespace saem
