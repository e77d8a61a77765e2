#include "saem/data/series/windows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "saem/core/error.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/support/property.h"

namespace saem {
namespace {

using test::has_text;
using test::message_of;
using Strings = std::vector<std::string>;
constexpr float missing = std::numeric_limits<float>::quiet_NaN();

/// One channel; a label for each step, if there are any.
Recording recording(const std::string& name, const std::vector<double>& times,
                    const std::vector<float>& values, const std::vector<std::int32_t>& labels = {}) {
  return {.name = name,
          .group = name,
          .times = times,
          .values = Array::of(values, Shape{static_cast<std::int64_t>(values.size()), 1}),
          .labels = labels};
}

Recordings all_of(std::vector<Recording> recordings) {
  return {.name = "file.csv",
          .all = std::move(recordings),
          .channels = {"x"},
          .label_names = {"sit", "walk", "run"}};
}

std::vector<std::vector<float>> windows_of(const ReaderResult& result) {
  std::vector<std::vector<float>> all;
  for (const Array& window : std::get<SeriesColumn>(result.samples.column("series").values).values) {
    const std::span<const float> values = window.data<float>();
    all.emplace_back(values.begin(), values.end());
  }
  return all;
}
Strings labels_of(const ReaderResult& result) {
  return std::get<TextColumn>(result.samples.column("label").values).to_strings();
}
using Windows = std::vector<std::vector<float>>;

TEST(Windows, AreCutSideBySideOrOverlapping) {
  const Recordings two = all_of({recording("a", {}, {1, 2, 3, 4, 5}), recording("b", {}, {6, 7})});
  const ReaderResult apart = cut_windows(two, {.length = 2});
  EXPECT_EQ(windows_of(apart), (Windows{{1, 2}, {3, 4}, {6, 7}}));
  EXPECT_EQ(apart.samples.groups, (Strings{"a", "a", "b"}));
  EXPECT_EQ(apart.samples.places, (Strings{"a, steps 1 to 2", "a, steps 3 to 4", "b, steps 1 to 2"}));
  EXPECT_EQ(apart.samples.notes,
            (Strings{"3 windows of 2 steps, every 2, from 2 recordings",
                     "1 steps at the ends of recordings fill no window, and were left out"}));
  EXPECT_EQ(apart.samples.target, "");
  EXPECT_EQ(windows_of(cut_windows(two, {.length = 2, .step = 1})),
            (Windows{{1, 2}, {2, 3}, {3, 4}, {4, 5}, {6, 7}}));
  EXPECT_EQ(windows_of(cut_windows(two, {.length = 2, .step = 3})), (Windows{{1, 2}, {4, 5}, {6, 7}}));
  EXPECT_EQ(windows_of(cut_windows(two, {})), (Windows{{1, 2, 3, 4, 5}, {6, 7}}));
}

TEST(Windows, LabelsByMajorityOrPureOrLast) {
  const Recordings one = all_of({recording("a", {}, {1, 2, 3, 4, 5, 6}, {1, 0, 0, 2, 2, 2})});
  EXPECT_EQ(labels_of(cut_windows(one, {.length = 3})), (Strings{"sit", "run"}));
  EXPECT_EQ(cut_windows(one, {.length = 3}).samples.notes.back(),
            "1 windows have several labels: that of most steps counts");
  EXPECT_EQ(labels_of(cut_windows(one, {.length = 2})), (Strings{"walk", "sit", "run"}));
  const ReaderResult pure = cut_windows(one, {.length = 2, .label = WindowLabel::pure});
  EXPECT_EQ(windows_of(pure), (Windows{{5, 6}}));
  EXPECT_EQ(pure.samples.notes.back(), "2 windows with several labels were left out");
  EXPECT_EQ(labels_of(cut_windows(one, {.length = 2, .label = WindowLabel::last})),
            (Strings{"sit", "run", "run"}));
  EXPECT_TRUE(has_text(
      message_of<FileError>([&] { (void)cut_windows(one, {.length = 5, .label = WindowLabel::pure}); }),
      "no window of 5 steps comes out"));
}

TEST(Windows, UnsortedTimesAreSorted) {
  const ReaderResult result =
      cut_windows(all_of({recording("a", {3, 1, 2, 0}, {30, 10, 20, 0}, {2, 0, 1, 0})}), {.length = 2});
  EXPECT_EQ(windows_of(result), (Windows{{0, 10}, {20, 30}}));
  EXPECT_EQ(labels_of(result), (Strings{"sit", "walk"}));
  EXPECT_EQ(result.samples.notes[1], "1 recordings were not in the order of time, and were sorted");
}

TEST(Windows, RepeatedTimesAreRefusedOrAveraged) {
  const Recordings one = all_of({recording("a", {0, 1, 1, 2, 3}, {0, 1, 3, 4, missing})});
  EXPECT_EQ(
      message_of<FileError>([&] { (void)cut_windows(one, {.length = 2}); }),
      "a: 1 of 5 steps repeat a time that is there already\n(the first is 1).\n"
      "If the file has several recordings, name the column that says which row is whose with --subject. With "
      "--time-column none rows count in the order of the file; with --on-bad-sample skip steps of the same "
      "time become their mean.");
  const ReaderResult result = cut_windows(one, {.length = 3, .repeated_times = RepeatedTimes::mean});
  EXPECT_EQ(windows_of(result), (Windows{{0, 2, 4}}));
  EXPECT_EQ(result.samples.notes[1], "1 steps repeated a time: each became a mean with those before");

  std::vector<double> times;
  for (int i = 0; i < 200; ++i) times.push_back(i);
  times[100] = times[99];
  const Recordings few = all_of({recording("a", times, std::vector<float>(200, 1))});
  EXPECT_EQ(windows_of(cut_windows(few, {.length = 99})).size(), 2U);
  EXPECT_TRUE(has_text(message_of<FileError>([&] {
                         (void)cut_windows(few, {.length = 99, .repeated_times = RepeatedTimes::stop});
                       }),
                       "1 of 200 steps repeat a time"));
}

TEST(Windows, MissingValuesDoNotCountInMeans) {
  const ReaderResult result =
      cut_windows(all_of({recording("a", {0, 0, 1, 1}, {missing, 3, missing, missing})}),
                  {.length = 2, .repeated_times = RepeatedTimes::mean});
  EXPECT_EQ(windows_of(result)[0][0], 3);
  EXPECT_TRUE(std::isnan(windows_of(result)[0][1]));
}

TEST(Windows, GapsDivideRecordings) {
  const Recordings one =
      all_of({recording("a", {0, 0.1, 0.2, 0.3, 1, 1.1, 1.3, 1.4}, {0, 1, 2, 3, 4, 5, 6, 7})});
  const ReaderResult result = cut_windows(one, {.length = 3});
  EXPECT_EQ(windows_of(result), (Windows{{0, 1, 2}, {4, 5, 6}}));  // a gap of twice the median is none
  EXPECT_EQ(result.samples.notes[1], "1 gaps in the time divide recordings");
  EXPECT_EQ(windows_of(cut_windows(one, {.length = 4, .largest_gap = 0})),
            (Windows{{0, 1, 2, 3}, {4, 5, 6, 7}}));
}

TEST(Windows, ShortRecordingsStopOrAreSkippedOrPadded) {
  const Recordings two = all_of({recording("long", {}, {1, 2, 3, 4}, {0, 0, 0, 0}),
                                 recording("short", {}, {5, 6}, {1, 1}), recording("none", {}, {})});
  EXPECT_EQ(
      message_of<FileError>([&] { (void)cut_windows(two, {.length = 3}); }),
      "file.csv: 2 of 3 recordings are shorter than a window of 3 steps\n(short: 2 steps; none: no steps).\n"
      "Use shorter windows with --window, or leave such recordings out with --on-bad-sample skip.");
  const ReaderResult skipped = cut_windows(two, {.length = 3, .short_recordings = ShortRecordings::skip});
  EXPECT_EQ(windows_of(skipped), (Windows{{1, 2, 3}}));
  EXPECT_EQ(skipped.skipped,
            (Strings{"short: 2 steps: shorter than a window", "none: no steps: shorter than a window"}));
  const Recordings padded = all_of({two.all[0], two.all[1]});
  const ReaderResult result = cut_windows(padded, {.length = 3, .short_recordings = ShortRecordings::pad});
  EXPECT_EQ(windows_of(result), (Windows{{1, 2, 3}, {5, 6, 6}}));
  EXPECT_EQ(labels_of(result), (Strings{"sit", "walk"}));
}

TEST(Windows, KeepParts) {
  Recordings two = all_of({recording("a", {}, {1, 2}), recording("b", {}, {3, 4})});
  two.all[0].part = Part::train;
  two.all[1].part = Part::test;
  EXPECT_EQ(cut_windows(two, {.length = 1}).samples.parts,
            (std::vector{Part::train, Part::train, Part::test, Part::test}));
}

TEST(Windows, RefuseOptionsOutOfRange) {
  const Recordings one = all_of({recording("a", {}, {1, 2})});
  const auto message = [&](const WindowOptions& options) {
    return message_of<ValueError>([&] { (void)cut_windows(one, options); });
  };
  EXPECT_TRUE(has_text(message({.length = -1}),
                       "WindowOptions::length: expected a number of steps, or 0, received -1"));
  EXPECT_TRUE(has_text(message({.step = -1}), "WindowOptions::step"));
  EXPECT_TRUE(has_text(message({.interval = -1}), "WindowOptions::interval"));
  EXPECT_TRUE(has_text(message({.interval = NAN}), "WindowOptions::interval"));
  EXPECT_TRUE(has_text(message({.largest_gap = 0.5}), "WindowOptions::largest_gap"));
  EXPECT_TRUE(has_text(message_of<FileError>([&] { (void)cut_windows(one, {.interval = 1}); }),
                       "cannot be resampled: the recording has no times"));
}

TEST(Resample, InterpolatesLinearly) {
  const Recording out = resample_recording(recording("a", {10, 11, 13}, {0, 2, 4}, {0, 1, 2}), 0.5);
  EXPECT_TRUE(identical(out.values, Array::of(std::vector<float>{0, 1, 2, 2.5F, 3, 3.5F, 4}, Shape{7, 1})));
  EXPECT_EQ(out.times, (std::vector<double>{10, 10.5, 11, 11.5, 12, 12.5, 13}));
  EXPECT_EQ(out.labels, (std::vector<std::int32_t>{0, 0, 1, 1, 1, 1, 2}));
  EXPECT_EQ(resample_recording(recording("a", {5}, {1}), 2).values.size(), 1);
  EXPECT_EQ(resample_recording(recording("a", {0, 1}, {1, 2}), 3).values.size(), 1);
  for (const double interval : {0.0, -1.0, static_cast<double>(NAN), 1e-9}) {
    EXPECT_TRUE(has_text(message_of<ValueError>([&] {
                           (void)resample_recording(recording("a", {0, 1}, {1, 2}), interval);
                         }),
                         "a: cannot be resampled to an interval of"));
  }
}

TEST(Resample, DoesNotBridgeGaps) {
  const Recordings one = all_of({recording("a", {0, 1, 2, 10, 11, 12}, {0, 1, 2, 0, 1, 2})});
  EXPECT_EQ(windows_of(cut_windows(one, {.length = 2, .interval = 2})), (Windows{{0, 2}, {0, 2}}));
}

TEST(Resample, LinesAreExact) {
  testing_support::check_property({.cases = 50}, [] {
    const auto steps = *rc::gen::inRange<std::size_t>(1, 40);
    std::vector<double> times;
    std::vector<float> values;
    for (std::size_t i = 0; i < steps; ++i) {
      times.push_back((i == 0 ? 0 : times.back()) + *rc::gen::inRange(1, 1000) / 100.0);
      values.push_back(static_cast<float>(2 * times.back() - 1));
    }
    const double interval = *rc::gen::inRange(10, 1000) / 100.0;
    const Recording out = resample_recording(recording("a", times, values), interval);
    RC_ASSERT(out.values.size() == static_cast<std::int64_t>(out.times.size()));
    for (std::size_t i = 0; i < out.times.size(); ++i) {
      RC_ASSERT(std::abs(out.times[i] - (times[0] + static_cast<double>(i) * interval)) < 1e-6);
      RC_ASSERT(std::abs(out.values.at(static_cast<std::int64_t>(i)) - (2 * out.times[i] - 1)) < 1e-3);
    }
    RC_ASSERT(out.times.back() > times.back() - interval);
  });
}

TEST(Windows, CountsAddUp) {
  testing_support::check_property({.cases = 100}, [] {
    const auto steps = *rc::gen::inRange<std::int64_t>(1, 60);
    const auto length = *rc::gen::inRange<std::int64_t>(1, steps + 1);
    const auto stride = *rc::gen::inRange<std::int64_t>(1, 70);
    std::vector<float> values(static_cast<std::size_t>(steps));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
    const Windows windows =
        windows_of(cut_windows(all_of({recording("a", {}, values)}), {.length = length, .step = stride}));
    RC_ASSERT(static_cast<std::int64_t>(windows.size()) == (steps - length) / stride + 1);
    for (std::size_t i = 0; i < windows.size(); ++i) {
      RC_ASSERT(windows[i].front() == static_cast<float>(static_cast<std::int64_t>(i) * stride));
      RC_ASSERT(static_cast<std::int64_t>(windows[i].size()) == length);
    }
  });
}

}  // namespace
}  // namespace saem
