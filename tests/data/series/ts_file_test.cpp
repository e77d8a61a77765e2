#include "saem/data/series/ts_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saem/core/error.h"
#include "saem/data/series/series_archive.h"
#include "saem/data/series/ucr_file.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/real_data.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::has_text;
using test::message_of;
using namespace std::string_literals;
using Strings = std::vector<std::string>;

const SeriesColumn& series_of(const ReaderResult& result) {
  return std::get<SeriesColumn>(result.samples.column("series").values);
}
Strings labels_of(const ReaderResult& result) {
  return std::get<TextColumn>(result.samples.column(result.samples.target).values).to_strings();
}
Array steps(const std::vector<float>& values, std::int64_t channels) {
  return Array::of(values, Shape{static_cast<std::int64_t>(values.size()) / channels, channels});
}

const std::string two_channels =
    "# a comment\n@problemName Two\n@timeStamps false\n@univariate false\n@dimensions 2\n@equalLength false\n"
    "@classLabel true up down\n@data\n";

std::string refusal(const std::string& text) {
  return message_of<FileError>([&] { (void)parse_ts(text, "folder/x.ts"); });
}

TEST(TsFile, ReadsChannelsLengthsAndLabels) {
  const ReaderResult result =
      parse_ts(two_channels + "1,2,3:4,5,-6E-1:up\n# between\n\n7 : 8 : down\r\n", "folder/x.ts");
  ASSERT_EQ(result.samples.size(), 2);
  EXPECT_TRUE(identical(series_of(result).values[0], steps({1, 4, 2, 5, 3, -0.6F}, 2)));
  EXPECT_TRUE(identical(series_of(result).values[1], steps({7, 8}, 2)));
  EXPECT_EQ(series_of(result).channels, (Strings{"1", "2"}));
  EXPECT_EQ(labels_of(result), (Strings{"up", "down"}));
  EXPECT_EQ(result.samples.target, "label");
  EXPECT_EQ(result.samples.places, (Strings{"x.ts, line 9", "x.ts, line 12"}));
  EXPECT_EQ(result.samples.notes, (Strings{"2 series of 1 to 3 steps and 2 channels"}));
}

TEST(TsFile, MissingValuesAreNaN) {
  const ReaderResult result =
      parse_ts("@missing false\n@univariate true\n@classLabel false\n@data\n1,?,NaN\n", "x.ts");
  const std::span<const float> values = series_of(result).values[0].data<float>();
  EXPECT_EQ(values[0], 1);
  EXPECT_TRUE(std::isnan(values[1]) && std::isnan(values[2]));
  EXPECT_EQ(result.samples.target, "");
  EXPECT_EQ(result.samples.columns.size(), 1U);
  EXPECT_EQ(result.samples.notes[0], "2 values are missing, though the header says @missing false");
}

TEST(TsFile, TargetsMayBeNumbers) {
  const ReaderResult result =
      parse_ts("\xEF\xBB\xBF@univariate true\n@targetLabel true\n@data\n1,2:0.5", "x.ts");
  EXPECT_EQ(result.samples.target, "target");
  EXPECT_EQ(labels_of(result), Strings{"0.5"});
}

TEST(TsFile, RefusesTimeStampsByName) {
  EXPECT_TRUE(
      has_text(message_of<UnsupportedError>(
                   [] { (void)parse_ts("@timeStamps true\n@classLabel true a\n@data\n(0,1):a\n", "x.ts"); }),
               "x.ts, line 1: values with time stamps, \"(time, value)\", are not read (@timeStamps true)"));
}

TEST(TsFile, RefusesDamagedHeaders) {
  EXPECT_EQ(refusal(""), "folder/x.ts: the file is empty (0 bytes).\nCopy or download it again.");
  EXPECT_TRUE(has_text(refusal("1,2,3\n"), "x.ts, line 1: expected a line of the header"));
  EXPECT_TRUE(has_text(refusal("@univariate true\n"), "the header does not end: there is no line \"@data\""));
  EXPECT_TRUE(
      has_text(refusal("@univariate maybe\n"), "@univariate expects true or false, received 'maybe'"));
  EXPECT_TRUE(
      has_text(refusal("@dimensions 0\n"), "@dimensions expects a number from 1 to 1000000, received '0'"));
  EXPECT_TRUE(has_text(refusal("@univariate true\n@data\n1\n"), "neither @classLabel nor @targetLabel"));
  EXPECT_TRUE(has_text(refusal(two_channels), "x.ts: the file has no example"));
  EXPECT_TRUE(has_text(refusal(std::string("\x89PNG\r\n\x1a\n\0\0", 10)), "it seems to be a PNG picture"));
}

TEST(TsFile, RefusesDamagedExamplesWithTheirLine) {
  EXPECT_TRUE(
      has_text(refusal(two_channels + "1:2:up\n1,2:up\n"),
               "folder/x.ts, line 10: expected 2 channels and a label, separated by ':', received 1"));
  EXPECT_TRUE(has_text(refusal(two_channels + "1,2:3:up\n"), "channel 2 has 1 values, but channel 1 has 2"));
  EXPECT_TRUE(has_text(refusal(two_channels + "1,x:3,4:up\n"),
                       "expected a finite number or '?' as value 2 of channel 1, received 'x'"));
  EXPECT_TRUE(has_text(refusal(two_channels + "1,inf:3,4:up\n"), "received 'inf'"));
  EXPECT_TRUE(has_text(refusal(two_channels + "1,1e39:3,4:up\n"), "received '1e39'"));
  EXPECT_TRUE(has_text(refusal(two_channels + "1,:3,4:up\n"), "received ''"));
  EXPECT_TRUE(has_text(refusal(two_channels + ":3,4:up\n"), "channel 1 has no values"));
  EXPECT_TRUE(has_text(refusal(two_channels + "1:2:\n"), "the label behind the last ':' is missing"));
  EXPECT_TRUE(has_text(refusal(two_channels + "1:2:dwon\n"), "did you mean 'down'?"));
  EXPECT_TRUE(has_text(refusal("@univariate true\n@equalLength true\n@classLabel false\n@data\n1,2\n1\n"),
                       "line 6: expected 2 steps, as in all series (@equalLength true), received 1"));
}

TEST(TsFile, SkipsAndListsBadExamples) {
  const ReaderResult result =
      parse_ts(two_channels + "1:2:up\n1:x:up\n3:4:down\n", "x.ts", {OnBadSample::skip});
  EXPECT_EQ(labels_of(result), (Strings{"up", "down"}));
  EXPECT_EQ(result.skipped,
            (Strings{"x.ts, line 10: expected a finite number or '?' as value 1 of channel 2, "
                     "received 'x'"}));
}

TEST(TsFile, OneClassAndOneExampleAreNoErrors) {
  EXPECT_EQ(labels_of(parse_ts(two_channels + "1:2:up\n", "x.ts")), Strings{"up"});
}

TEST(UcrFile, ReadsTabsCommasAndBlanks) {
  for (const std::string& text :
       {"1\t0.5\t-1\n2\t3\t4\n"s, "1,0.5,-1\n2,3,4\n"s, "  1.0e+00  0.5  -1\n  2.0  3  4  \r\n"s}) {
    const ReaderResult result = parse_ucr(text, "x.tsv");
    EXPECT_EQ(labels_of(result), (Strings{"1", "2"})) << text;
    EXPECT_TRUE(identical(series_of(result).values[0], steps({0.5F, -1}, 1))) << text;
    EXPECT_TRUE(identical(series_of(result).values[1], steps({3, 4}, 1))) << text;
  }
}

TEST(UcrFile, MissingValuesAtTheEndMakeSeriesShorter) {
  const ReaderResult result = parse_ucr("a\t1\tNaN\t2\tNaN\nb\t1\t2\t3\t4\n", "x.tsv");
  EXPECT_EQ(series_of(result).values[0].shape(), (Shape{3, 1}));
  EXPECT_TRUE(std::isnan(series_of(result).values[0].at(1)));
  EXPECT_EQ(result.samples.notes,
            (Strings{"label first, values separated by tabs",
                     "1 series end with missing values, which were cut off", "1 values are missing",
                     "2 series of 3 to 4 steps and 1 channel"}));
}

TEST(UcrFile, RefusesDamage) {
  const auto message = [](const std::string& text) {
    return message_of<FileError>([&] { (void)parse_ucr(text, "x.tsv"); });
  };
  EXPECT_TRUE(has_text(message("1\t2\t3\n1\t2\n"),
                       "x.tsv, line 2: expected 3 fields, as in the first example, received 2"));
  EXPECT_TRUE(has_text(message("1\t2\n1\tx\n"), "line 2: expected a finite number in field 2, received 'x'"));
  EXPECT_TRUE(has_text(message("1\t2\n\t2\n"), "the label, the first field of the line, is missing"));
  EXPECT_TRUE(has_text(message("1\tNaN\n"), "all values are missing"));
  EXPECT_TRUE(has_text(message("hello\n"), "expected a label and values, received one field, 'hello'"));
  EXPECT_TRUE(has_text(message("\n\n"), "the file has no example"));
  const ReaderResult result = parse_ucr("1\t2\n1\tx\n", "x.tsv", {OnBadSample::skip});
  EXPECT_EQ(result.skipped.size(), 1U);
}

const std::string univariate = "@univariate true\n@classLabel true a b\n@data\n";

TEST(SeriesArchive, FindsTheTestFile) {
  const test::TemporaryFolder folder;
  const auto train = folder.write("X_TRAIN.ts", univariate + "1,2:a\n3:b\n");
  const auto test_file = folder.write("X_TEST.ts", univariate + "4:b\n");
  folder.write("X_TRAIN.txt", "1 2\n");
  folder.write("notes.txt", "any");
  for (const auto& path : {train, folder.path()}) {
    const ReaderResult result = read_series_archive(path);
    EXPECT_EQ(result.samples.name, "X");
    EXPECT_EQ(result.samples.parts, (std::vector{Part::train, Part::train, Part::test}));
    EXPECT_EQ(labels_of(result), (Strings{"a", "b", "b"}));
    EXPECT_EQ(result.samples.places.back(), "X_TEST.ts, line 4");
  }
  EXPECT_TRUE(read_series_archive(test_file).samples.parts.empty());
  EXPECT_EQ(read_series_archive(train, {.find_test = false}).samples.size(), 2);
}

TEST(SeriesArchive, RefusesWhatDoesNotFit) {
  const test::TemporaryFolder folder;
  const auto train = folder.write("X_TRAIN.ts", univariate + "1:a\n");
  EXPECT_EQ(read_series_archive(train).samples.notes.back(), "there is no X_TEST.ts: not divided");
  folder.write("X_TEST.ts", "@dimensions 2\n@classLabel true a b\n@data\n4:5:b\n");
  EXPECT_TRUE(has_text(message_of<FileError>([&] { (void)read_series_archive(train); }),
                       "X_TEST.ts: expected 1 channels, as in the first file, found 2"));
  folder.write("Y_TRAIN.ts", univariate + "1:a\n");
  EXPECT_TRUE(has_text(message_of<FileError>([&] { (void)read_series_archive(folder.path()); }),
                       "expected the files of one problem, found 2\n(X, Y)"));
  EXPECT_TRUE(has_text(
      message_of<FileError>([&] { (void)read_series_archive(folder.path() / "Z_TRAIN.ts"); }), "Z_TRAIN.ts"));
}

struct ArchiveProblem {
  const char* name;
  std::int64_t train, test, channels, shortest, longest, classes;
};

TEST(SeriesArchive, ReadsTheRealProblems) {
  for (const ArchiveProblem& problem : {ArchiveProblem{"BasicMotions", 40, 40, 6, 100, 100, 4},
                                        ArchiveProblem{"JapaneseVowels", 270, 370, 12, 7, 29, 9},
                                        ArchiveProblem{"GunPoint", 50, 150, 1, 150, 150, 2}}) {
    const auto file = test::real_data("ucr-uea-timeseries/") / (std::string(problem.name) + "_TRAIN.ts");
    if (test::is_missing(file)) GTEST_SKIP() << "no " << file;
    const ReaderResult result = read_series_archive(file);
    const Samples& samples = result.samples;
    EXPECT_EQ(samples.name, problem.name);
    EXPECT_EQ(std::ranges::count(samples.parts, Part::train), problem.train);
    EXPECT_EQ(std::ranges::count(samples.parts, Part::test), problem.test);
    std::int64_t shortest = 1'000'000;
    std::int64_t longest = 0;
    for (const Array& values : series_of(result).values) {
      EXPECT_EQ(values.shape()[1], problem.channels);
      shortest = std::min(shortest, values.shape()[0]);
      longest = std::max(longest, values.shape()[0]);
    }
    EXPECT_EQ(shortest, problem.shortest);
    EXPECT_EQ(longest, problem.longest);
    Strings labels = labels_of(result);
    std::ranges::sort(labels);
    EXPECT_EQ(std::unique(labels.begin(), labels.end()) - labels.begin(), problem.classes);
  }
}

}  // namespace
}  // namespace saem
