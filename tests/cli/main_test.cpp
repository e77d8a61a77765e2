#include <nlohmann/json.hpp>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

class Main : public Session {};

TEST_F(Main, PrintsItsVersion) {
  for (const char* word : {"--version", "version"}) {
    const Outcome o = saem({word});
    EXPECT_EQ(o.exit_code, 0);
    EXPECT_TRUE(matches(o.out, "saem [0-9]+\\.[0-9]+\\.[0-9]+\n"));
  }
}

TEST_F(Main, ListsTheCommands) {
  for (const char* word : {"--help", "-h", "help"}) {
    const Outcome o = saem({word});
    EXPECT_EQ(o.exit_code, 0);
    for (const char* command : {"train", "evaluate", "predict", "summary", "help"})
      EXPECT_TRUE(has(o.out, command));
    EXPECT_EQ(o.err, "");
  }
}

TEST_F(Main, EveryCommandHasHelpWithExamples) {
  for (const std::string command : {"train", "evaluate", "predict", "summary"}) {
    const Outcome o = saem({"help", command});
    EXPECT_EQ(o.exit_code, 0) << command;
    EXPECT_TRUE(has(o.out, "Examples:\n  saem " + command));
    EXPECT_TRUE(has(o.out, "--json"));
    EXPECT_EQ(saem({command, "--help"}).out, o.out);
  }
}

TEST_F(Main, NoCommandIsWrongUsage) {
  const Outcome o = saem({});
  EXPECT_EQ(o.exit_code, 2);
  EXPECT_EQ(o.out, "");
  EXPECT_TRUE(has(o.err, "saem --help"));
}

TEST_F(Main, SuggestsTheNearestCommand) {
  const Outcome o = saem({"trian", "corners"});
  EXPECT_EQ(o.exit_code, 2);
  EXPECT_TRUE(starts(o.err, "saem: trian: there is no such command"));
  EXPECT_TRUE(has(o.err, "\n      Did you mean 'train'?"));
}

TEST_F(Main, AFolderInPlaceOfACommandIsMeantForTraining) {
  const Outcome o = saem({"corners"});
  EXPECT_EQ(o.exit_code, 2);
  EXPECT_TRUE(has(o.err, "saem train corners"));
}

TEST_F(Main, AnUnknownTopicOfHelpIsWrongUsage) {
  const Outcome o = saem({"help", "predictt"});
  EXPECT_EQ(o.exit_code, 2);
  EXPECT_TRUE(has(o.err, "Did you mean 'predict'?"));
}

TEST_F(Main, FailuresAreJsonForThoseWhoReadJson) {
  const Outcome usage = saem({"train", "cornes", "--json"});
  EXPECT_EQ(usage.exit_code, 2);
  EXPECT_EQ(usage.json().value("exit_code", 0), 2) << usage.out;
  const Outcome failure = saem({"summary", "nothing.safetensors", "--json"});
  EXPECT_EQ(failure.exit_code, 1);
  EXPECT_EQ(failure.json().value("exit_code", 0), 1) << failure.out;
  EXPECT_TRUE(has(failure.json().value("error", ""), "nothing.safetensors"));
}

TEST_F(Main, SaysWhenStdoutIsFull) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
  RunOptions options = here();
  options.output = "/dev/full";
  const Outcome o = test::saem({"--help"}, options);
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.err, "standard output: cannot be written: No space left on device"));
}

TEST_F(Main, AReaderThatGoesAwayIsNoFailure) {
  // A pipe whose reading end is closed before saem starts.
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  RunOptions options = here();
  options.before_start = [&] { dup2(ends[1], 1); };
  const Outcome o = test::saem({"--help"}, options);
  close(ends[1]);
  EXPECT_FALSE(o.signalled);
  EXPECT_EQ(o.exit_code, 0);
  EXPECT_EQ(o.err, "");
}

}  // namespace
}  // namespace saem::test
