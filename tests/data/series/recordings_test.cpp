#include "saem/data/series/recordings.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/data/series/read_windows.h"
#include "saem/data/series/windows.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::has_text;
using test::message_of;
using Strings = std::vector<std::string>;

/// A table of these rows; the first names the columns.
Table table_of(const std::vector<Strings>& rows) {
  Table table{.names = rows[0], .columns = {}, .lines = {}, .place = "folder/motion.csv"};
  for (std::size_t column = 0; column < rows[0].size(); ++column) {
    Strings texts;
    for (std::size_t row = 1; row < rows.size(); ++row) texts.push_back(rows[row][column]);
    table.columns.emplace_back(texts);
  }
  for (std::size_t row = 1; row < rows.size(); ++row)
    table.lines.push_back(static_cast<std::int64_t>(row) + 1);
  return table;
}

TEST(RecordingsFromTable, SortsRowsByRecording) {
  const Recordings found = recordings_from_table(table_of({{"who", "t", "y", "what", "x"},
                                                           {"1", "0", "5", "sit", "1"},
                                                           {"2", "0", "6", "run", ""},
                                                           {"1", "1", "7", "run", "3"}}),
                                                 {.recording = {"who"}, .time = "t", .label = "what"});
  EXPECT_EQ(found.name, "motion.csv");
  EXPECT_EQ(found.channels, (Strings{"y", "x"}));
  EXPECT_EQ(found.label_names, (Strings{"sit", "run"}));
  ASSERT_EQ(found.all.size(), 2U);
  EXPECT_EQ(found.all[0].name, "who 1");
  EXPECT_EQ(found.all[0].group, "who 1");
  EXPECT_TRUE(identical(found.all[0].values, Array::of(std::vector<float>{5, 1, 7, 3}, Shape{2, 2})));
  EXPECT_EQ(found.all[0].times, (std::vector<double>{0, 1}));
  EXPECT_EQ(found.all[0].labels, (std::vector<std::int32_t>{0, 1}));
  EXPECT_EQ(found.all[0].lines, (std::vector<std::int64_t>{2, 4}));
  EXPECT_TRUE(std::isnan(found.all[1].values.at(1)));
}

TEST(RecordingsFromTable, GroupsMayHoldSeveralRecordings) {
  const Table table = table_of({{"who", "session", "x"}, {"1", "a", "1"}, {"1", "b", "2"}, {"2", "a", "3"}});
  const Recordings found = recordings_from_table(table, {.recording = {"who", "session"}, .group = "who"});
  ASSERT_EQ(found.all.size(), 3U);
  EXPECT_EQ(found.all[1].name, "who 1, session b");
  EXPECT_EQ(found.all[1].group, "1");
  EXPECT_TRUE(has_text(
      message_of<FileError>([&] {
        (void)recordings_from_table(table, {.recording = {"session"}, .group = "who", .values = {"x"}});
      }),
      "folder/motion.csv, line 4: 'session a' was in the group '1' until here, and is in '2' now"));
}

TEST(RecordingsFromTable, TimesMayBeDates) {
  const Recordings found = recordings_from_table(
      table_of({{"t", "x"}, {"2024-01-01 00:00:01", "1"}, {"2024-01-01 00:00:03.5", "2"}}), {.time = "t"});
  ASSERT_EQ(found.all.size(), 1U);
  EXPECT_EQ(found.all[0].name, "motion.csv");
  EXPECT_EQ(found.all[0].times[1] - found.all[0].times[0], 2.5);
  EXPECT_EQ(found.notes.back(), "times of 't' in seconds");
}

TEST(RecordingsFromTable, BadRowsStopOrAreListed) {
  const Table table =
      table_of({{"t", "x"}, {"0", "1"}, {"1", "much"}, {"", "2"}, {"3", "1e300"}, {"4", "inf"}, {"5", "5"}});
  EXPECT_EQ(message_of<FileError>([&] { (void)recordings_from_table(table, {.time = "t"}); }),
            "folder/motion.csv, line 3: expected a number in column 'x', received 'much'.\n"
            "Correct the row, or leave bad rows out with --on-bad-sample skip.");
  const Recordings found = recordings_from_table(table, {.time = "t"}, OnBadSample::skip);
  EXPECT_EQ(found.all[0].times, (std::vector<double>{0, 5}));
  ASSERT_EQ(found.skipped.size(), 4U);
  EXPECT_TRUE(
      has_text(found.skipped[1], "line 4: expected a number or a date as time in column 't', received ''"));
  EXPECT_TRUE(has_text(found.skipped[2], "line 5: the value '1e300' in column 'x' is infinite or too large"));
}

TEST(RecordingsFromTable, RefusesWrongColumns) {
  const Table table = table_of({{"t", "x"}, {"0", "1"}});
  const auto message = [&](const RecordingColumns& columns) {
    return message_of<ValueError>([&] { (void)recordings_from_table(table, columns); });
  };
  EXPECT_TRUE(has_text(message({.time = "T"}), "there is no column 'T'"));
  EXPECT_TRUE(has_text(message({.time = "t", .values = {"t"}}), "the column 't' is named twice"));
  EXPECT_TRUE(has_text(message({.time = "t", .label = "x"}), "no column of values is left"));
}

TEST(Wisdm, ReadsRecords) {
  const Recordings found = parse_wisdm(
      "33,Jogging,49105962326000,-0.69,12.68,0.50;\n33,Walking,49106062271000,5,11,0.95;\n"
      "\n7,Sitting,1,1,2,3;\n",
      "folder/raw.txt");
  EXPECT_EQ(found.channels, (Strings{"x", "y", "z"}));
  EXPECT_EQ(found.label_names, (Strings{"Jogging", "Walking", "Sitting"}));
  ASSERT_EQ(found.all.size(), 2U);
  EXPECT_EQ(found.all[0].name, "user 33");
  EXPECT_EQ(found.all[0].times[1], 49106062271000.0);
  EXPECT_EQ(found.all[0].values.shape(), (Shape{2, 3}));
  EXPECT_EQ(found.all[1].lines, std::vector<std::int64_t>{4});
}

TEST(Wisdm, ReadsItsKnownDefectsAsTheyAreMeant) {
  const Recordings found = parse_wisdm(
      "1,Jogging,1,1,2,3;1,Jogging,2,4,5,6;\r\n1,Jogging,3,7,8,9\n1,Jogging,4,1,2,3,;\n;\n", "raw.txt");
  EXPECT_EQ(found.all[0].values.shape(), (Shape{4, 3}));
  EXPECT_EQ(found.notes,
            (Strings{"WISDM: user, activity, time in nanoseconds, x, y, z; a recording for each user",
                     "1 lines have several records", "1 records do not end with ';'",
                     "1 records have a ',' before the ';'"}));
}

TEST(Wisdm, BadRecordsStopOrAreListed) {
  const std::string text =
      "1,Jogging,1,1,2,3;\n1,Jogging,2,1,2,;\n1,Jogging,3,1,2;\n1,Jogging,0,1,2,3;\n1,Jogging,4,1,x,3;\n"
      "1,Jogging,5,1,2,31,Jogging,6,1,2,3;\n1,,7,1,2,3;\n1,Jogging,t,1,2,3;\n";
  EXPECT_EQ(message_of<FileError>([&] { (void)parse_wisdm(text, "folder/raw.txt"); }),
            "folder/raw.txt, line 2: the field z is empty\n(record '1,Jogging,2,1,2,').\n"
            "Correct the record, or leave bad records out with --on-bad-sample skip.");
  const Recordings found = parse_wisdm(text, "raw.txt", OnBadSample::skip);
  EXPECT_EQ(found.all[0].times.size(), 1U);
  ASSERT_EQ(found.skipped.size(), 7U);
  EXPECT_TRUE(has_text(found.skipped[1],
                       "raw.txt, line 3: expected 6 fields (user, activity, time, x, y, z), received 5"));
  EXPECT_TRUE(has_text(found.skipped[2], "line 4: the time is 0: it was not recorded"));
  EXPECT_TRUE(has_text(found.skipped[3], "line 5: expected a finite number as y, received 'x'"));
  EXPECT_TRUE(
      has_text(found.skipped[4], "line 6: expected 6 fields (user, activity, time, x, y, z), received 11"));
  EXPECT_TRUE(has_text(found.skipped[5], "line 7: the field activity is empty"));
  EXPECT_TRUE(has_text(found.skipped[6], "line 8: expected a number as time, received 't'"));
  EXPECT_TRUE(has_text(message_of<FileError>([] { (void)parse_wisdm("", "raw.txt"); }), "the file is empty"));
  EXPECT_TRUE(
      has_text(message_of<FileError>([] { (void)parse_wisdm("\n", "raw.txt"); }), "there is no recording"));
}

TEST(Wisdm, IsReadFromAFileAndCut) {
  const test::TemporaryFolder folder;
  std::string text;
  for (int i = 1; i <= 10; ++i) text += "5,Walking," + std::to_string(i * 50) + ",1,2,3;\n";
  const ReaderResult result = cut_windows(read_wisdm(folder.write("raw.txt", text)), {.length = 4});
  EXPECT_EQ(result.samples.size(), 2);
  EXPECT_EQ(result.samples.places[1], "user 5, lines 5 to 8");
  EXPECT_EQ(result.samples.name, "raw.txt");
}

class RecordingFolder : public testing::Test {
 protected:
  void add(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((folder_.path() / name).parent_path());
    folder_.write(name, content);
  }
  test::TemporaryFolder folder_;
};

TEST_F(RecordingFolder, EachFileIsARecording) {
  add("train/walk/1.csv", "t,x\n0,1\n1,2\n");
  add("test/run/2.csv", "t,x\n0,3\n1,4\n");
  const Recordings found = read_recording_folder(folder_.path(), {.time = "t"});
  ASSERT_EQ(found.all.size(), 2U);
  EXPECT_EQ(found.channels, Strings{"x"});
  EXPECT_EQ(found.label_names, (Strings{"walk", "run"}));
  EXPECT_EQ(found.all[1].name, "test/run/2.csv");
  EXPECT_EQ(found.all[1].part, Part::test);
  EXPECT_EQ(found.all[1].labels, (std::vector<std::int32_t>{1, 1}));
  const ReaderResult result = cut_windows(found, {.length = 2});
  EXPECT_EQ(result.samples.parts, (std::vector{Part::train, Part::test}));
  EXPECT_EQ(result.samples.groups, (Strings{"train/walk/1.csv", "test/run/2.csv"}));
}

TEST_F(RecordingFolder, ATimeIsFoundByItsNameAndNoChannel) {
  add("walk/1.csv", "Timestamp,x,note\n1,20,a\n0,10,b\n");
  add("run/2.csv", "Timestamp,x,note\n0,3,c\n1,4,d\n");
  const ReaderResult found = read_windows(folder_.path(), {.ignored = {"note"}}, {.length = 2});
  const auto& series = std::get<SeriesColumn>(found.samples.columns[0].values);
  EXPECT_EQ(series.channels, Strings{"x"});
  const auto second = series.values[1].data<float>();  // of walk, sorted
  EXPECT_EQ(std::vector<float>(second.begin(), second.end()), (std::vector<float>{10, 20}));
  const ReaderResult unsorted =
      read_windows(folder_.path(), {.time = "none", .ignored = {"note"}}, {.length = 2});
  EXPECT_EQ(std::get<SeriesColumn>(unsorted.samples.columns[0].values).channels, (Strings{"Timestamp", "x"}));
  EXPECT_TRUE(has_text(
      message_of<ValueError>([&] { (void)read_windows(folder_.path(), {.subject = "x"}, {.length = 2}); }),
      "has no columns to choose among"));
}

TEST_F(RecordingFolder, SaysWhenDayAndMonthCannotBeToldApart) {
  add("walk/1.csv", "t,x\n03/09/2024 12:59:00 PM,1\n");
  EXPECT_TRUE(
      has_text(message_of<FileError>([&] { (void)read_recording_folder(folder_.path(), {.time = "t"}); }),
               "whose day and month cannot be told apart"));
}

TEST_F(RecordingFolder, SaysWhatCouldNotBeRead) {
  add("walk/1.csv", "t,x\nnoon,1\n");
  EXPECT_TRUE(has_text(message_of<FileError>([&] {
                         (void)read_recording_folder(folder_.path(), {.time = "t"}, OnBadSample::skip);
                       }),
                       "1.csv, line 2: expected a number or a date as time in column 't', received 'noon'"));
}

TEST_F(RecordingFolder, OtherColumnsStopOrAreListed) {
  add("walk/1.csv", "t,x\n0,1\n");
  add("walk/2.csv", "t,y\n0,1\n");
  EXPECT_TRUE(has_text(message_of<FileError>([&] { (void)read_recording_folder(folder_.path()); }),
                       "2.csv: expected the columns of walk/1.csv, t, x, received t, y"));
  const Recordings found = read_recording_folder(folder_.path(), {}, OnBadSample::skip);
  EXPECT_EQ(found.all.size(), 1U);
  EXPECT_EQ(found.skipped.size(), 1U);
  EXPECT_TRUE(has_text(message_of<FileError>([&] { (void)read_recording_folder(folder_.path() / "walk"); }),
                       "the folder has no .csv or .tsv or .txt file in a folder with the name of its class"));
}

}  // namespace
}  // namespace saem
