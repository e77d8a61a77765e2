#include "saem/data/class_folders.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "saem/core/error.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

namespace fs = std::filesystem;
using test::has_text;
using test::message_of;
using Strings = std::vector<std::string>;

constexpr std::array<std::string_view, 2> extensions = {".wav", ".wave"};

class WalkClassFolders : public testing::Test {
 protected:
  void add(const std::string& name, std::string_view content = "x") const {
    fs::create_directories((folder_.path() / name).parent_path());
    folder_.write(name, content);
  }
  [[nodiscard]] ClassFolders walk(const ClassFolderOptions& options = {}) const {
    return walk_class_folders(folder_.path(), extensions, options);
  }
  [[nodiscard]] std::string refusal(const ClassFolderOptions& options = {}) const {
    return message_of<FileError>([&] { (void)walk(options); });
  }

  test::TemporaryFolder folder_;
};

TEST_F(WalkClassFolders, ClassesAndFilesAreSortedByName) {
  for (const char* name : {"dogs/b.wav", "dogs/a.WAV", "cats/2.wave", "cats/10.wav"}) add(name);
  const ClassFolders found = walk();
  EXPECT_EQ(found.places, (Strings{"cats/10.wav", "cats/2.wave", "dogs/a.WAV", "dogs/b.wav"}));
  EXPECT_EQ(found.labels, (Strings{"cats", "cats", "dogs", "dogs"}));
  EXPECT_EQ(found.classes, (Strings{"cats", "dogs"}));
  EXPECT_EQ(found.files.front(), folder_.path() / "cats/10.wav");
  EXPECT_TRUE(found.parts.empty());
  EXPECT_TRUE(found.notes.empty());
  EXPECT_TRUE(found.skipped.empty());
}

TEST_F(WalkClassFolders, TakesPartsTrainingFirst) {
  for (const char* name : {"test/a/1.wav", "Train/a/1.wav", "valid/a/1.wav", "Train/b/1.wav"}) add(name);
  const ClassFolders found = walk();
  EXPECT_EQ(found.places, (Strings{"Train/a/1.wav", "Train/b/1.wav", "valid/a/1.wav", "test/a/1.wav"}));
  EXPECT_EQ(found.parts, (std::vector{Part::train, Part::train, Part::validation, Part::test}));
  EXPECT_EQ(found.classes, (Strings{"a", "b"}));
}

TEST_F(WalkClassFolders, AClassMayBeNamedTrain) {
  for (const char* name : {"cat/1.wav", "rainbow/1.wav", "train/1.wav"}) add(name);
  const ClassFolders found = walk();
  EXPECT_EQ(found.classes, (Strings{"cat", "rainbow", "train"}));
  EXPECT_TRUE(found.parts.empty());
  add("train/deep/2.wav");
  EXPECT_TRUE(walk().parts.empty());
}

TEST_F(WalkClassFolders, OnlyATrainingPartIsAPart) {
  add("train/a/1.wav");
  EXPECT_EQ(walk().parts, std::vector{Part::train});
}

TEST_F(WalkClassFolders, DeeperFilesBelongToTheClass) {
  add("dogs/poodles/white/1.wav");
  add("dogs/0.wav");
  const ClassFolders found = walk();
  EXPECT_EQ(found.places, (Strings{"dogs/0.wav", "dogs/poodles/white/1.wav"}));
  EXPECT_EQ(found.labels, (Strings{"dogs", "dogs"}));
}

TEST_F(WalkClassFolders, NotesWhatItLeavesOut) {
  for (const char* name : {"a/1.wav", "a/.DS_Store", "a/._1.wav", "a/Thumbs.db", "a/readme.md", "stray.wav",
                           "noise/1.wav", "empty/x.txt", ".git/config", "__MACOSX/a/1.wav"}) {
    add(name);
  }
  const ClassFolders found = walk({.ignored_folders = {"noise"}});
  EXPECT_EQ(found.places, Strings{"a/1.wav"});
  const std::string notes = testing::PrintToString(found.notes);
  EXPECT_TRUE(has_text(notes, "left out 5 hidden or system files ("));
  EXPECT_TRUE(
      has_text(notes, "left out 2 files (a/readme.md, empty/x.txt) of another kind than .wav, .wave"));
  EXPECT_TRUE(has_text(notes, "left out 1 file (stray.wav) beside the class folders: they have no label"));
  EXPECT_TRUE(has_text(notes, "left out 1 folder (noise) that is no class"));
  EXPECT_TRUE(has_text(notes, "1 folder (empty) without any .wav or .wave file"));
}

TEST_F(WalkClassFolders, FoldersBesideThePartsAreNoted) {
  for (const char* name : {"train/a/1.wav", "test/a/1.wav", "models/a/1.wav"}) add(name);
  const ClassFolders found = walk();
  EXPECT_EQ(found.files.size(), 2U);
  EXPECT_EQ(found.notes, (Strings{"left out 1 folder (models) beside train, validation and test"}));
}

TEST_F(WalkClassFolders, AnEmptyTestFolderMakesNoClassOfTrain) {
  for (const char* name : {"train/a/1.wav", "train/b/1.wav"}) add(name);
  fs::create_directories(folder_.path() / "test");
  const ClassFolders found = walk();
  EXPECT_EQ(found.classes, (Strings{"a", "b"}));
  EXPECT_EQ(found.notes,
            (Strings{"left out 1 folder (test) without class folders in it: no part of the data"}));
  add("test/1.wav");  // without a class
  EXPECT_EQ(walk().classes, (Strings{"a", "b"}));
  fs::create_directories(folder_.path() / "other");
  EXPECT_EQ(walk().classes, (Strings{"test", "train"})) << "then they are classes among others";
}

TEST_F(WalkClassFolders, LinksMayGoRound) {
  add("a/1.wav");
  fs::create_directory_symlink(folder_.path(), folder_.path() / "a/loop");
  fs::create_directory_symlink(folder_.path() / "a", folder_.path() / "a/self");
  fs::create_directory_symlink("../..", folder_.path() / "a/up");
  fs::create_symlink("knot", folder_.path() / "a/knot");
  const ClassFolders found = walk();
  EXPECT_EQ(found.places, Strings{"a/1.wav"});
  EXPECT_TRUE(has_text(testing::PrintToString(found.notes),
                       "left out 3 links (a/loop/, a/self/, a/up/) to folders that were read already"));
}

TEST_F(WalkClassFolders, LinksAreFollowed) {
  add("a/1.wav");
  const test::TemporaryFolder elsewhere;
  elsewhere.write("2.wav", "x");
  fs::create_directory_symlink(elsewhere.path(), folder_.path() / "b");
  fs::create_symlink(elsewhere.path() / "2.wav", folder_.path() / "a/2.wav");
  EXPECT_EQ(walk().places, (Strings{"a/1.wav", "a/2.wav", "b/2.wav"}));
}

TEST_F(WalkClassFolders, BadFilesStopOrAreListed) {
  add("a/1.wav");
  add("a/empty.wav", "");
  fs::create_symlink("nowhere", folder_.path() / "a/link.wav");
  ASSERT_EQ(::mkfifo((folder_.path() / "a/pipe.wav").c_str(), 0600), 0);
  EXPECT_EQ(refusal(), (folder_.path() / "a/empty.wav").string() +
                           ": the file is empty (0 bytes).\nRemove it, or put a good copy in its place.");
  const ClassFolders found = walk({.on_bad_sample = OnBadSample::skip});
  EXPECT_EQ(found.places, Strings{"a/1.wav"});
  ASSERT_EQ(found.skipped.size(), 3U);
  EXPECT_TRUE(has_text(found.skipped[0], "empty.wav: the file is empty (0 bytes)"));
  EXPECT_TRUE(has_text(found.skipped[1], "link.wav: the file cannot be read: No such file"));
  EXPECT_TRUE(has_text(found.skipped[2], "pipe.wav: expected a file, found a device, pipe or socket"));
}

TEST_F(WalkClassFolders, UnreadableFilesAndFolders) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  add("a/1.wav");
  add("a/2.wav");
  add("b/1.wav");
  fs::permissions(folder_.path() / "a/2.wav", fs::perms::none);
  EXPECT_TRUE(has_text(refusal(), "2.wav: the file cannot be read: Permission denied.\nAsk for the right"));
  fs::permissions(folder_.path() / "b", fs::perms::none);
  const ClassFolders found = walk({.on_bad_sample = OnBadSample::skip});
  fs::permissions(folder_.path() / "b", fs::perms::owner_all);
  EXPECT_EQ(found.places, Strings{"a/1.wav"});
  EXPECT_EQ(found.skipped.size(), 2U);
}

TEST_F(WalkClassFolders, NamesOfAnyScript) {
  for (const char* name : {"강아지/짖음 1.wav", "고양이/야옹.wav", "e\xCC\x81/\xFF.wav"}) add(name);
  const ClassFolders found = walk();
  EXPECT_EQ(found.classes, (Strings{"e\xCC\x81", "강아지", "고양이"}));
  EXPECT_EQ(found.places[1], "강아지/짖음 1.wav");
}

TEST_F(WalkClassFolders, RefusesWhatHasNoSuchFile) {
  EXPECT_EQ(
      refusal(),
      folder_.path().string() +
          ": the folder has no .wav or .wave file in a folder with the name of its class\n(it is empty)."
          "\nExpected FOLDER/CLASS/file, or FOLDER/train/CLASS/file and FOLDER/test/CLASS/file; "
          "or names CLASS_1, CLASS_2 and so on, or a table with a column of names and one of classes.");
  add("1.wav");
  add("a/1.mp3");
  EXPECT_TRUE(has_text(refusal(), "left out 1 file (a/1.mp3) of another kind"));
  EXPECT_TRUE(has_text(refusal(), "left out 1 file (1.wav) beside the class folders"));
  EXPECT_TRUE(has_text(
      message_of<FileError>([&] { (void)walk_class_folders(folder_.path() / "missing", extensions); }),
      "missing: the folder cannot be read: No such file or directory"));
}

TEST_F(WalkClassFolders, AFlatFolderHasNoLabels) {
  for (const char* name : {"b.wav", "a.wav", "inner/c.wav", ".x"}) add(name);
  const ClassFolders found = walk_flat_folder(folder_.path(), extensions);
  EXPECT_EQ(found.places, (Strings{"a.wav", "b.wav"}));
  EXPECT_TRUE(found.labels.empty());
  EXPECT_EQ(found.notes, (Strings{"left out 1 hidden or system file (.x)", "left out 1 folder (inner)"}));
}

TEST(PartNamed, KnowsUsualNames) {
  EXPECT_EQ(part_named("Training"), Part::train);
  EXPECT_EQ(part_named("dev"), Part::validation);
  EXPECT_EQ(part_named("TEST"), Part::test);
  EXPECT_EQ(part_named("dogs"), std::nullopt);
}

}  // namespace
}  // namespace saem
