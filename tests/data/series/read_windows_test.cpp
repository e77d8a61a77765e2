#include "saem/data/series/read_windows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "saem/core/error.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/make_files.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::has_text;
using test::message_of;
using Strings = std::vector<std::string>;

Strings labels_of(const Samples& samples) {
  return std::get<TextColumn>(samples.column(samples.target).values).to_strings();
}
const SeriesColumn& series_of(const Samples& samples) {
  return std::get<SeriesColumn>(samples.column("series").values);
}

/// Two subjects of 20 steps each, the first ten walking, then sitting.
std::string long_table(const std::string& header = "subject,time,x,y,activity") {
  std::string text = header + "\n";
  for (const int subject : {7, 8})
    for (int t = 0; t < 20; ++t)
      text += fmt::format("{},{},{}.5,{},{}\n", subject, t, t, t * subject, t < 10 ? "walk" : "sit");
  return text;
}

class ReadWindows : public testing::Test {
 protected:
  [[nodiscard]] ReaderResult read(const std::string& name, const WindowColumns& columns,
                                  const WindowOptions& options, OnBadSample rule = OnBadSample::stop) const {
    return read_windows(folder_.path() / name, columns, options, rule);
  }
  void write(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((folder_.path() / name).parent_path());
    folder_.write(name, content);
  }
  test::TemporaryFolder folder_;
};

TEST_F(ReadWindows, OfALongTableFindsItsColumns) {
  write("motion.csv", long_table());
  const Samples samples = read("motion.csv", {}, {.length = 5, .step = 5}).samples;
  EXPECT_EQ(samples.size(), 8);
  EXPECT_EQ(series_of(samples).channels, (Strings{"x", "y"}));
  EXPECT_EQ(labels_of(samples), (Strings{"walk", "walk", "sit", "sit", "walk", "walk", "sit", "sit"}));
  EXPECT_EQ(samples.groups[0], "subject 7");
  EXPECT_EQ(samples.groups[7], "subject 8");
  EXPECT_EQ(samples.group_name, "subject");
  EXPECT_TRUE(
      has_text(fmt::format("{}", fmt::join(samples.notes, "\n")),
               "one for each 'subject', in the order of 'time'; the answer in 'activity'; channels x, y"));
}

TEST_F(ReadWindows, OfALongTableTakesWhatIsSaid) {
  write("motion.csv", long_table("who,when,x,y,what"));
  const ReaderResult result = read(
      "motion.csv", {.subject = "who", .time = "when", .label = "what", .ignored = {"y"}}, {.length = 10});
  EXPECT_EQ(result.samples.size(), 4);
  EXPECT_EQ(series_of(result.samples).channels, Strings{"x"});
  EXPECT_EQ(result.samples.group_name, "who");
}

TEST_F(ReadWindows, UnsortedTimesAreSortedAndRepeatedOnesRefused) {
  write("motion.csv", "time,x,label\n3,3,a\n1,1,a\n2,2,a\n0,0,a\n");
  const Samples samples = read("motion.csv", {}, {.length = 4}).samples;
  const std::span<const float> values = series_of(samples).values[0].data<float>();
  EXPECT_EQ(std::vector<float>(values.begin(), values.end()), (std::vector<float>{0, 1, 2, 3}));
  write("twice.csv", "time,x,label\n1,3,a\n1,1,a\n1,2,a\n2,0,a\n");
  EXPECT_NE(message_of<FileError>([&] { (void)read("twice.csv", {}, {.length = 2}); }),
            "(nothing was thrown)");
  // Without times, the order of the rows counts.
  const Samples rows = read("twice.csv", {.time = "none", .ignored = {"time"}}, {.length = 2}).samples;
  EXPECT_EQ(rows.size(), 2);
}

TEST_F(ReadWindows, ATableWithoutSubjectsIsOneRecording) {
  write("eeg.csv", "x,label\n1,a\n2,a\n3,b\n4,b\n");
  const Samples samples = read("eeg.csv", {}, {.length = 2}).samples;
  EXPECT_EQ(std::set<std::string>(samples.groups.begin(), samples.groups.end()).size(), 1U);
  EXPECT_TRUE(has_text(fmt::format("{}", fmt::join(samples.notes, "\n")), "--blocks 20"));
}

TEST_F(ReadWindows, OfATableThatDoesNotFitAreRefused) {
  write("motion.csv", long_table());
  EXPECT_TRUE(has_text(
      message_of<ValueError>([&] { (void)read("motion.csv", {.subject = "subjet"}, {.length = 5}); }),
      "Did you mean 'subject'?"));
  EXPECT_TRUE(has_text(message_of<FileError>([&] { (void)read("motion.csv", {}, {.length = 50}); }),
                       "2 of 2 recordings are shorter than a window of 50 steps"));
  write("texts.csv", "subject,time,x,comment,label\n1,1,2,fine,a\n1,2,3,well,a\n");
  EXPECT_TRUE(has_text(message_of<FileError>([&] { (void)read("texts.csv", {}, {.length = 2}); }),
                       "--ignore comment"));
  write("none.csv", "subject,time,x\n1,1,2\n1,2,3\n");
  EXPECT_TRUE(has_text(message_of<ValueError>([&] { (void)read("none.csv", {}, {.length = 2}); }),
                       "no column looks like the answer"));
}

TEST_F(ReadWindows, OfWisdmsRawText) {
  std::string text;
  for (int t = 1; t <= 12; ++t)
    text += fmt::format("33,{},{},-0.7,{},0.5;\n", t < 7 ? "Jogging" : "Sitting", t * 50'000'000, t);
  write("raw.txt", text);
  EXPECT_TRUE(is_wisdm_file(folder_.path() / "raw.txt"));
  const Samples samples = read("raw.txt", {}, {.length = 6, .step = 3}).samples;
  EXPECT_EQ(labels_of(samples), (Strings{"Jogging", "Jogging", "Sitting"}));
  EXPECT_EQ(samples.group_name, "user");
  EXPECT_TRUE(
      has_text(message_of<ValueError>([&] { (void)read("raw.txt", {.subject = "x"}, {.length = 6}); }),
               "has no columns to choose among"));
}

TEST_F(ReadWindows, WisdmIsKnownByItsFirstRecord) {
  for (const char* content :
       {"", "a,b,c\n1,2,3\n", "1,walk,2,3,4,5\n", "1,2,3,4,5,6;\n", "1;walk;2\n", "x,walk,1,2,3,4;"}) {
    write("other.txt", content);
    EXPECT_FALSE(is_wisdm_file(folder_.path() / "other.txt")) << content;
  }
  write("packed.gz", test::gzip("1,walk,2,3,4,5,;\n"));
  EXPECT_TRUE(is_wisdm_file(folder_.path() / "packed.gz"));
  EXPECT_FALSE(is_wisdm_file(folder_.path()));
  EXPECT_FALSE(is_wisdm_file(folder_.path() / "absent"));
}

TEST_F(ReadWindows, OfAFolderWithARecordingInEachFile) {
  for (const char* name : {"train/walk/1.csv", "train/sit/1.csv", "test/walk/2.csv", "test/sit/2.csv"})
    write(std::string("root/") + name, "t,x\n0,1\n1,2\n2,3\n3,4\n");
  const Samples samples = read("root", {.time = "t"}, {.length = 2}).samples;
  EXPECT_EQ(samples.size(), 8);
  EXPECT_EQ(std::ranges::count(samples.parts, Part::test), 4);
  EXPECT_EQ(std::set<std::string>(samples.groups.begin(), samples.groups.end()).size(), 4U);
}

TEST_F(ReadWindows, OfAnArchiveKeepPartsAndLabels) {
  const std::string header = "@problemName p\n@classLabel true a b\n@data\n";
  write("P_TRAIN.ts", header + "1,2,3,4:a\n5,6,7,8:b\n");
  write("P_TEST.ts", header + "1,2,3,4:b\n");
  const ReaderResult result = read("P_TRAIN.ts", {}, {.length = 2});
  EXPECT_EQ(labels_of(result.samples), (Strings{"a", "a", "b", "b", "b", "b"}));
  EXPECT_EQ(std::ranges::count(result.samples.parts, Part::test), 2);
  EXPECT_EQ(result.samples.groups[0], result.samples.groups[1]);
  EXPECT_NE(result.samples.groups[0], result.samples.groups[2]);
}

TEST_F(ReadWindows, OfOtherDataAreRefused) {
  write("x.pos", "good\nfine\n");
  write("x.neg", "bad\npoor\n");
  EXPECT_TRUE(has_text(message_of<UnsupportedError>([&] { (void)read("x.pos", {}, {.length = 2}); }),
                       "windows are cut of recordings"));
  EXPECT_TRUE(
      has_text(message_of<FileError>([&] { (void)read("absent.csv", {}, {.length = 2}); }), "absent.csv"));
}

TEST(GuessRecordingColumns, GoesByNames) {
  const RecordingGuess guess = guess_recording_columns({"Timestamp", "User_ID", "acc", "Activity"});
  EXPECT_EQ(guess.subject, "User_ID");
  EXPECT_EQ(guess.time, "Timestamp");
  EXPECT_EQ(guess.label, "Activity");
  EXPECT_EQ(guess_recording_columns({"a", "b"}).subject, "");
}

}  // namespace
}  // namespace saem
