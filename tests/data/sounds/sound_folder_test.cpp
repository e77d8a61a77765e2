#include "saem/data/sounds/sound_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "saem/core/error.h"
#include "tests/data/sounds/make_wav.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/real_data.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::has_text;
using test::make_wav;
using test::message_of;
using Strings = std::vector<std::string>;

Strings labels_of(const ReaderResult& result) {
  return std::get<TextColumn>(result.samples.column("label").values).to_strings();
}
const FileColumn& sounds_of(const ReaderResult& result) {
  return std::get<FileColumn>(result.samples.column("sound").values);
}

class SoundFolder : public testing::Test {
 protected:
  void add(const std::string& name) const { add(name, make_wav(std::string(1600, '\0'))); }
  void add(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((folder_.path() / name).parent_path());
    folder_.write(name, content);
  }
  [[nodiscard]] ReaderResult read(OnBadSample rule = OnBadSample::stop) const {
    return read_sound_folder(folder_.path(), {rule});
  }
  [[nodiscard]] std::string refusal() const {
    return message_of<FileError>([&] { (void)read(); });
  }

  test::TemporaryFolder folder_;
};

TEST_F(SoundFolder, ReadsFoldersByClass) {
  for (const char* name : {"dog/1.wav", "dog/2.wav", "cat/1.wav"}) add(name);
  const ReaderResult result = read();
  EXPECT_EQ(labels_of(result), (Strings{"cat", "dog", "dog"}));
  EXPECT_EQ(sounds_of(result).kind, FileColumn::Kind::sound);
  EXPECT_EQ(sounds_of(result).files[0], folder_.path() / "cat/1.wav");
  EXPECT_EQ(result.samples.target, "label");
  EXPECT_EQ(result.samples.name, folder_.path().filename().string());
  EXPECT_EQ(result.samples.notes,
            (Strings{"3 sounds at 8000 Hz, 1 channel, of 0.10 to 0.10 s", "2 class folders"}));
  EXPECT_TRUE(result.samples.parts.empty() && result.samples.groups.empty());
}

TEST_F(SoundFolder, ReadsParts) {
  for (const char* name : {"train/dog/1.wav", "test/dog/2.wav"}) add(name);
  EXPECT_EQ(read().samples.parts, (std::vector{Part::train, Part::test}));
}

TEST_F(SoundFolder, ReadsSpeechCommands) {
  for (const char* name : {"yes/aa_nohash_0.wav", "yes/bb_nohash_0.wav", "no/aa_nohash_0.wav",
                           "no/cc_nohash_1.wav", "_background_noise_/pink.wav"}) {
    add(name);
  }
  folder_.write("validation_list.txt", "yes/bb_nohash_0.wav\r\n");
  folder_.write("testing_list.txt", "no/cc_nohash_1.wav\n");
  const ReaderResult result = read();
  EXPECT_EQ(result.samples.places, (Strings{"no/aa_nohash_0.wav", "no/cc_nohash_1.wav", "yes/aa_nohash_0.wav",
                                            "yes/bb_nohash_0.wav"}));
  EXPECT_EQ(result.samples.parts, (std::vector{Part::train, Part::test, Part::train, Part::validation}));
  EXPECT_EQ(result.samples.groups, (Strings{"aa", "cc", "aa", "bb"}));
  const std::string notes = testing::PrintToString(result.samples.notes);
  EXPECT_TRUE(has_text(notes, "left out 1 folder (_background_noise_) that is no class"));
  EXPECT_TRUE(has_text(notes, "parts by validation_list.txt and testing_list.txt"));
  folder_.write("testing_list.txt", "no/cc_nohash_1.wav\nno/dd_nohash_0.wav\n");
  EXPECT_TRUE(
      has_text(refusal(), "testing_list.txt, line 2: the file 'no/dd_nohash_0.wav' is not in the folder"));
}

TEST_F(SoundFolder, ReadsLabelSpeakerIndex) {
  for (int digit = 0; digit < 10; ++digit) {
    for (const char* rest : {"_ann_4.wav", "_bob lee_5.wav"}) add(std::to_string(digit) + rest);
  }
  const ReaderResult result = read();
  EXPECT_EQ(labels_of(result)[3], "1");
  EXPECT_EQ(result.samples.groups[3], "bob lee");
  EXPECT_EQ(result.samples.parts[2], Part::test);
  EXPECT_EQ(result.samples.parts[3], Part::train);
  EXPECT_EQ(result.samples.notes[1], "names LABEL_SPEAKER_INDEX.wav: 10 labels, 2 speakers as groups");
}

TEST_F(SoundFolder, OtherLabelsHaveNoParts) {
  for (const char* name : {"yes_ann_1.wav", "no_ann_9.wav"}) add(name);
  const ReaderResult result = read();
  EXPECT_EQ(labels_of(result), (Strings{"no", "yes"}));
  EXPECT_TRUE(result.samples.parts.empty());
}

TEST_F(SoundFolder, OtherNamesHaveNoLabels) {
  for (const char* name : {"a_b_1.wav", "noise.wav"}) add(name);
  const ReaderResult result = read();
  EXPECT_EQ(result.samples.columns.size(), 1U);
  EXPECT_EQ(result.samples.target, "");
  EXPECT_EQ(result.samples.size(), 2);
  EXPECT_TRUE(result.samples.groups.empty());
}

TEST_F(SoundFolder, LabelsMayStandBeforeANumber) {
  for (const char* name : {"bark-1.wav", "bark-2.wav", "meow-1.wav", "meow-2.wav"}) add(name);
  const ReaderResult result = read();
  EXPECT_EQ(result.samples.target, "label");
  EXPECT_EQ(std::get<TextColumn>(result.samples.columns[1].values).to_strings(),
            (Strings{"bark", "bark", "meow", "meow"}));
}

TEST_F(SoundFolder, BadFilesStopOrAreListed) {
  add("dog/1.wav");
  add("dog/2.wav", "fLaC");
  add("dog/3.wav", make_wav(std::string(100, '\0')).substr(0, 90));
  EXPECT_TRUE(
      has_text(refusal(), "2.wav: expected a WAV sound (RIFF … WAVE)\n(it seems to be a FLAC sound)"));
  const ReaderResult result = read(OnBadSample::skip);
  EXPECT_EQ(result.samples.places, Strings{"dog/1.wav"});
  ASSERT_EQ(result.skipped.size(), 2U);
  EXPECT_TRUE(has_text(result.skipped[1], "3.wav: damaged WAV file at byte 90: the sound is cut short"));
  std::filesystem::remove(folder_.path() / "dog/1.wav");
  EXPECT_TRUE(has_text(message_of<FileError>([&] { (void)read(OnBadSample::skip); }),
                       "no WAV file that can be read"));
}

TEST_F(SoundFolder, RefusesFoldersWithoutSound) {
  EXPECT_TRUE(has_text(refusal(), "the folder has no .wav or .wave file in it\n(it is empty)"));
  add("dog/1.mp3", "ID3");
  EXPECT_TRUE(has_text(refusal(), "left out 1 file (dog/1.mp3) of another kind than .wav, .wave"));
  EXPECT_TRUE(has_text(message_of<FileError>([&] { (void)read_sound_folder(folder_.path() / "no"); }),
                       "No such file or directory"));
}

TEST(SoundFolderOf, RealSpokenDigits) {
  const auto folder = test::real_data("fsdd");
  if (test::is_missing(folder)) GTEST_SKIP() << "no " << folder;
  const ReaderResult result = read_sound_folder(folder);
  EXPECT_EQ(result.samples.size(), 3000);
  EXPECT_EQ(std::ranges::count(result.samples.parts, Part::test), 300);
  EXPECT_EQ(std::set<std::string>(result.samples.groups.begin(), result.samples.groups.end()).size(), 6U);
  EXPECT_TRUE(has_text(testing::PrintToString(result.samples.notes), "3000 sounds at 8000 Hz, 1 channel"));
}

}  // namespace
}  // namespace saem
