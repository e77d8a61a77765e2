// What ends before its work has begun leaves nothing behind; what ends in it says so.
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>
#include <csignal>
#include <nlohmann/json.hpp>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

/// Something that a program reads from and that never ends.
class EndlessInput {
 public:
  explicit EndlessInput(const std::filesystem::path& path) : path_(path) {
    ::mkfifo(path.c_str(), 0600);
    descriptor_ = ::open(path.c_str(), O_RDWR);
  }
  ~EndlessInput() { ::close(descriptor_); }
  EndlessInput(const EndlessInput&) = delete;
  EndlessInput& operator=(const EndlessInput&) = delete;
  void write(std::string_view text) const {
    EXPECT_EQ(::write(descriptor_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  [[nodiscard]] bool was_read() const {
    int left = 0;
    return ::ioctl(descriptor_, FIONREAD, &left) == 0 && left == 0;
  }

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

class EarlyEnd : public Session {
 protected:
  void SetUp() override {
    Session::SetUp();
    std::string table = "a,b,y\n";
    for (int i = 0; i < 40; ++i)
      table += std::to_string(i * 7 % 11) + "," + std::to_string(i * i % 13) + "," +
               (i % 2 == 0 ? "p" : "q") + "\n";
    write("t.csv", table);
  }
  void expect_stop_while_reading(std::vector<std::string> words, int signal) const {
    const EndlessInput input(folder() / "endless");
    input.write("a,b,y\n1,2,p\n");
    RunOptions options = here();
    options.input = folder() / "endless";
    Program program(words, options);
    ASSERT_TRUE(program.wait_until([&] { return input.was_read(); })) << program.err();
    program.send(signal);
    const Outcome o = program.finish();
    EXPECT_FALSE(o.signalled) << words.front();
    EXPECT_EQ(o.exit_code, 128 + signal) << words.front() << o.err;
    EXPECT_TRUE(has(o.err, "stopped"));
    std::filesystem::remove(folder() / "endless");
  }
};

TEST_F(EarlyEnd, AnyCommandStopsAtOnceWhileItReads) {
  expect_stop_while_reading({"train", "-", "--out", "new/r"}, SIGINT);
  EXPECT_FALSE(exists("new"));
  expect_stop_while_reading({"train", "-"}, SIGTERM);
  EXPECT_FALSE(exists("runs"));
  expect_stop_while_reading({"data", "info", "-"}, SIGINT);
  ASSERT_EQ(saem({"train", "t.csv", "--epochs", "1", "--out", "r"}).exit_code, 0);
  expect_stop_while_reading({"predict", "r", "-"}, SIGINT);
  expect_stop_while_reading({"evaluate", "r", "-"}, SIGTERM);
}

TEST_F(EarlyEnd, PreparationIsNoReasonToWaitEither) {
  std::string table;
  for (int row = 0; row < 30'000; ++row) {
    for (int column = 0; column < 30; ++column)
      table += std::to_string((row * 7 + column * column * 13) % 1009) + "." + std::to_string(row % 7) + ",";
    table += row % 2 == 0 ? "p\n" : "q\n";
  }
  write("large.csv", table);
  Program program({"train", "large.csv", "--header", "no", "--out", "new/r"}, here());
  ASSERT_TRUE(program.wait_until([&] { return exists("new/r"); })) << program.err();
  program.send(SIGINT);
  const Outcome o = program.finish();
  EXPECT_EQ(o.exit_code, 130) << o.err;
  if (has(o.err, "Epoch")) GTEST_SKIP() << "the preparation was quicker than this test";
  EXPECT_FALSE(exists("new")) << o.err;
}

TEST_F(EarlyEnd, WhatIsRefusedLeavesNothing) {
  const Outcome o = saem({"train", "t.csv", "--epochs", "1", "--folds", "100", "--out", "r"});
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.err, "cannot be divided into 100 folds")) << o.err;
  EXPECT_FALSE(exists("r"));
}

TEST_F(EarlyEnd, AFailureInTheMiddleIsInTheRecord) {
  // The report cannot be written: a folder stands in its place.
  std::filesystem::create_directories(folder() / "r/report.json/x");
  const Outcome o = saem({"train", "t.csv", "--epochs", "1", "--out", "r", "--force"});
  EXPECT_EQ(o.exit_code, 1) << o.err;
  const auto record = nlohmann::json::parse(content("r/run.json"));
  EXPECT_EQ(record.at("status"), "failed");
  EXPECT_TRUE(has(record.at("failure").get<std::string>(), "report.json"));
}

TEST_F(EarlyEnd, AKilledRunIsShownAsThat) {
  Program program({"train", "corners", "--epochs", "1000000", "--batch-size", "20", "--out", "runs/k"},
                  here());
  ASSERT_TRUE(program.wait_until([&] { return exists("runs/k/model.safetensors"); })) << program.err();
  EXPECT_TRUE(has(saem({"runs", "show", "k"}).out, "running"));
  program.send(SIGKILL);
  static_cast<void>(program.finish());
  const Outcome shown = saem({"runs", "show", "k"});
  EXPECT_TRUE(has(shown.out, "killed"));
  EXPECT_TRUE(has(shown.out, "To go on with it: saem resume runs/k"));
  EXPECT_EQ(saem({"runs", "show", "k", "--json"}).json().at("status"), "killed");
}

TEST_F(EarlyEnd, VerifyFindsARunByItsName) {
  ASSERT_EQ(saem({"train", "t.csv", "--epochs", "1", "--out", "runs/v"}).exit_code, 0);
  EXPECT_TRUE(has(saem({"runs", "verify", "v", "--quiet"}).out, "runs/v: repeated, with the same model"));
  std::filesystem::rename(folder() / "runs", folder() / "kept");
  EXPECT_EQ(saem({"runs", "verify", "v", "--in", "kept", "--quiet"}).exit_code, 0);
  EXPECT_TRUE(has(saem({"runs", "verify", "w", "--in", "kept"}).err, "there is no such run"));
}

}  // namespace
}  // namespace saem::test
