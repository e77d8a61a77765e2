#include "saem/report/progress.h"

#include <gtest/gtest.h>

#include <sstream>

#include "saem/core/error.h"
#include "saem/report/text.h"

namespace saem {
namespace {

constexpr Terminal file = {};
constexpr Terminal color_terminal = {.redraws = true, .colors = true, .columns = 0};
constexpr Terminal plain_terminal = {.redraws = true, .colors = false, .columns = 0};

/// A bar that writes into a string, and a clock that is set by hand.
struct Fixture {
  explicit Fixture(std::int64_t steps, Terminal terminal, int verbose = 1)
      : bar(out, options(steps, terminal, verbose)) {}
  ProgressOptions options(std::int64_t steps, Terminal terminal, int verbose) {
    return {.steps = steps, .verbose = verbose, .unit = "step", .terminal = terminal, .clock = [this] {
              return now;
            }};
  }
  std::string take() {
    std::string text = out.str();
    out.str("");
    return text;
  }
  double now = 100.0;
  std::ostringstream out;
  ProgressBar bar;
};

TEST(Progress, FileGetsOneWholeLinePerEpoch) {
  Fixture f(469, file);
  f.bar.start_epoch(3, 12);
  for (int step = 1; step <= 469; ++step) {
    f.now = 100.0 + 12.2 * step / 469.0;
    f.bar.update(step, {{"loss", 1.0}});
  }
  f.bar.finish({{"accuracy", 0.9471}, {"loss", 0.1794}});
  EXPECT_EQ(f.take(),
            "Epoch 3/12\n469/469 ━━━━━━━━━━━━━━━━━━━━ 12s 26ms/step - accuracy: 0.9471 - loss: 0.1794\n");
}

TEST(Progress, ASingleEpochHasNoHeading) {
  Fixture f(2, file);
  f.bar.start_epoch(1, 1);
  f.now += 2.0;
  f.bar.update(2);
  f.bar.finish();
  EXPECT_EQ(f.take(), "2/2 ━━━━━━━━━━━━━━━━━━━━ 2s 1s/step\n");
}

TEST(Progress, TerminalRedrawsWithColoursAndTimeLeft) {
  Fixture f(4, color_terminal);
  f.bar.start_epoch(1, 2);
  f.now += 1.0;
  f.bar.update(1, {{"loss", 2.0}});
  EXPECT_EQ(f.take(),
            "Epoch 1/2\n\r\x1b[1m1/4\x1b[0m \x1b[32m━━━━━\x1b[0m\x1b[37m━━━━━━━━━━━━━━━\x1b[0m 3s 1s/step - "
            "loss: 2.0000");
  f.now += 0.5;  // the first step is left out of the time per step
  f.bar.update(2, {{"loss", 1.0}});
  EXPECT_EQ(
      f.take(),
      "\r\x1b[1m2/4\x1b[0m \x1b[32m━━━━━━━━━━\x1b[0m\x1b[37m━━━━━━━━━━\x1b[0m 1s 500ms/step - loss: 1.0000");
  f.now += 1.0;
  f.bar.update(4, {{"loss", 0.5}});
  (void)f.take();
  f.bar.finish({{"loss", 0.5}});
  EXPECT_EQ(f.take(),
            "\r\x1b[1m4/4\x1b[0m \x1b[32m━━━━━━━━━━━━━━━━━━━━\x1b[0m\x1b[37m\x1b[0m 2s 500ms/step - loss: "
            "0.5000\n");
}

TEST(Progress, RedrawsAtMostEvery50Milliseconds) {
  Fixture f(1000, plain_terminal);
  f.bar.start_epoch(1, 1);
  int drawn = 0;
  for (int step = 1; step <= 100; ++step) {
    f.now += 0.01;
    f.bar.update(step);
    if (!f.take().empty()) ++drawn;
  }
  EXPECT_GE(drawn, 16);  // 100 updates in 1 s
  EXPECT_LE(drawn, 20);
}

TEST(Progress, WithoutColoursThereAreNoEscapes) {
  Fixture f(4, plain_terminal);
  f.now += 1.0;
  f.bar.update(1);
  EXPECT_EQ(f.take(), "\r1/4 ━━━━━─────────────── 3s 1s/step");
}

TEST(Progress, AShorterLineWipesOutTheLongerOne) {
  Fixture f(2, plain_terminal);
  f.now += 1.0;
  f.bar.update(1, {{"accuracy", 0.5}});
  const std::string first = f.take();
  f.now += 1.0;
  f.bar.update(2);
  const std::string second = f.take();
  EXPECT_EQ(detail::character_count(first), detail::character_count(second)) << second;
  EXPECT_TRUE(second.ends_with("  "));
}

TEST(Progress, ARunningLineIsCutAtTheEdgeAndTheFinishedOneIsWhole) {
  Terminal narrow = plain_terminal;
  narrow.columns = 40;
  Fixture f(2, narrow);
  f.now += 1.0;
  f.bar.update(1, {{"accuracy", 0.5}, {"loss", 0.25}});
  const std::string line = f.take();
  EXPECT_EQ(detail::character_count(line), 1U + 39U) << line;  // \r and one character less than the width
  EXPECT_TRUE(line.ends_with("…"));
  f.bar.update(2);
  f.bar.finish({{"accuracy", 0.5}, {"loss", 0.25}});
  EXPECT_NE(f.take().find("loss: 0.2500\n"), std::string::npos);
}

TEST(Progress, TimePerStepInTheUnitThatFits) {
  const auto line = [](double seconds, std::int64_t steps) {
    Fixture f(steps, file);
    f.now += seconds;
    f.bar.update(steps);
    f.bar.finish();
    return f.take();
  };
  EXPECT_NE(line(0.95, 1000).find(" 1s 950us/step"), std::string::npos);
  EXPECT_NE(line(1.3, 100).find(" 1s 13ms/step"), std::string::npos);
  EXPECT_NE(line(30.0, 10).find(" 30s 3s/step"), std::string::npos);
  EXPECT_NE(line(0.0, 10).find(" 0s 0s/step"), std::string::npos);
}

TEST(Progress, TimeLeftInHoursAndMinutes) {
  const auto left = [](double first_step, std::int64_t steps) {
    Fixture f(steps, plain_terminal);
    f.now += first_step;
    f.bar.update(1);
    return f.take();
  };
  EXPECT_NE(left(1.0, 31).find(" 30s "), std::string::npos);
  EXPECT_NE(left(1.0, 126).find(" 2:05 "), std::string::npos);
  EXPECT_NE(left(1.0, 3726).find(" 1:02:05 "), std::string::npos);
}

TEST(Progress, SmallValuesInScientificNotation) {
  Fixture f(1, file);
  f.bar.update(1);
  f.bar.finish({{"a", 0.0011}, {"b", 0.001}, {"c", -0.5}, {"d", 0.0}});
  EXPECT_TRUE(f.take().ends_with(" - a: 0.0011 - b: 1.0000e-03 - c: -0.5000 - d: 0.0000e+00\n"));
}

TEST(Progress, VerboseTwoIsOneLineAndZeroIsSilence) {
  Fixture lines(10, color_terminal, 2);
  lines.bar.start_epoch(1, 2);
  lines.now += 2.0;
  lines.bar.update(10);
  lines.bar.finish({{"loss", 0.5}});
  EXPECT_EQ(lines.take(), "Epoch 1/2\n10/10 - 2s - 200ms/step - loss: 0.5000\n");

  Fixture silent(10, color_terminal, 0);
  silent.bar.start_epoch(1, 2);
  silent.bar.update(10);
  silent.bar.finish({{"loss", 0.5}});
  EXPECT_EQ(silent.take(), "");
}

TEST(Progress, NoteStandsBehindTheTimes) {
  Fixture f(1, file);
  f.bar.set_note("140 img/s - data wait 1%");
  f.bar.update(1);
  f.bar.finish({{"loss", 0.5}});
  EXPECT_TRUE(f.take().ends_with(" 0s 0s/step - 140 img/s - data wait 1% - loss: 0.5000\n"));
}

TEST(Progress, UnknownLengthShowsTheTimeTaken) {
  Fixture f(0, plain_terminal);
  f.bar.start_epoch(1, 1);
  f.now += 3.0;
  f.bar.update(3);
  EXPECT_EQ(f.take(), "\r      3/Unknown 3s 1s/step");
  f.bar.finish();
  EXPECT_EQ(f.take(), "\r3/3 ━━━━━━━━━━━━━━━━━━━━ 3s 1s/step\n");
}

TEST(Progress, AnInterruptedEpochShowsHowFarItCame) {
  Fixture f(4, file);
  f.now += 2.0;
  f.bar.update(2);
  f.bar.finish();
  EXPECT_EQ(f.take(), "2/4 ━━━━━━━━━━────────── 2s 1s/step\n");
}

TEST(Progress, AnOpenLineIsEndedWhenTheBarGoes) {
  std::ostringstream out;
  {
    ProgressBar bar(out, {.steps = 4, .terminal = plain_terminal});
    bar.update(1);
  }
  EXPECT_TRUE(out.str().ends_with("\n"));
}

TEST(Progress, RefusesOptionsOutsideTheirRange) {
  std::ostringstream out;
  EXPECT_THROW(ProgressBar(out, {.verbose = 3}), ValueError);
  EXPECT_THROW(ProgressBar(out, {.steps = -1}), ValueError);
}

}  // namespace
}  // namespace saem
