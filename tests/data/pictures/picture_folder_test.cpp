#include "saem/data/pictures/picture_folder.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/data/image.h"
#include "saem/data/pictures/archive.h"
#include "tests/data/pictures/make_archives.h"
#include "tests/data/pictures/make_pictures.h"
#include "tests/data/support/real_data.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

namespace fs = std::filesystem;
using namespace test;
using Texts = std::vector<std::string>;

std::string png() { return encode_png(noise_picture({2, 3, 3})); }

class PictureFolder : public ::testing::Test {
 protected:
  void add(const std::string& name, const std::string& content) const {
    fs::create_directories((folder_.path() / name).parent_path());
    folder_.write(name, content);
  }
  [[nodiscard]] const fs::path& root() const { return folder_.path(); }
  [[nodiscard]] std::string refusal() const {
    return message_of<FileError>([&] { (void)picture_folder(root()); });
  }

 private:
  TemporaryFolder folder_;
};

Texts labels_of(const Samples& samples) {
  return std::get<TextColumn>(samples.column("class").values).to_strings();
}
const std::vector<fs::path>& files_of(const Samples& samples) {
  const auto& column = std::get<FileColumn>(samples.column("picture").values);
  EXPECT_EQ(column.kind, FileColumn::Kind::picture);
  return column.files;
}
bool has_note(const Samples& samples, std::string_view part) {
  for (const std::string& note : samples.notes)
    if (note.find(part) != std::string::npos) return true;
  return false;
}

TEST_F(PictureFolder, ReadsClasses) {
  add("dogs/1.png", png());
  add("cats/b.png", png());
  add("cats/a.PNG", png());
  add("cats/고양이.png", png());
  add("notes.txt", "x");
  const ReaderResult result = picture_folder(root());
  EXPECT_EQ(labels_of(result.samples), (Texts{"cats", "cats", "cats", "dogs"}));
  EXPECT_EQ(result.samples.target, "class");
  EXPECT_EQ(result.samples.places, (Texts{"cats/a.PNG", "cats/b.png", "cats/고양이.png", "dogs/1.png"}));
  EXPECT_TRUE(result.samples.parts.empty());
  EXPECT_TRUE(has_note(result.samples, "4 pictures in 2 class folders"));
  EXPECT_EQ(read_image(files_of(result.samples)[2]).shape(), (Shape{2, 3, 3}));
}

TEST_F(PictureFolder, ReadsParts) {
  for (const char* name : {"train/a/1.png", "train/b/1.png", "val/a/1.png", "test/b/1.png"}) add(name, png());
  const Samples samples = picture_folder(root()).samples;
  EXPECT_EQ(samples.parts, (std::vector{Part::train, Part::train, Part::validation, Part::test}));
}

TEST_F(PictureFolder, ClassesMayStandInTheNames) {  // as of Kaggle's cats and dogs
  for (const char* name : {"cat.0.png", "cat.1.png", "dog.0.png", "dog.1.png"}) add(name, png());
  const ReaderResult result = picture_folder(root());
  EXPECT_EQ(labels_of(result.samples), (Texts{"cat", "cat", "dog", "dog"}));
  EXPECT_TRUE(has_note(result.samples, "4 pictures of 2 classes, by their names: cat, dog"));
  add("IMG_1.png", png());
  EXPECT_FALSE(refusal().empty());
  EXPECT_EQ(picture_folder(root(), {.may_be_flat = true}).samples.target, "");
}

TEST_F(PictureFolder, ContentDecidesNotTheName) {
  add("a/1.jpg", png());
  add("a/2.png", png());
  add("b/1.gif", make_bmp(1, 1, 24, {"abc"}));
  const ReaderResult result = picture_folder(root());
  EXPECT_EQ(files_of(result.samples).size(), 3U);
  EXPECT_TRUE(has_note(result.samples, "2 pictures with the extension of another format"));
  EXPECT_TRUE(has_note(result.samples, "a/1.jpg is a PNG picture"));
}

TEST_F(PictureFolder, StopsAtWhatIsNoPicture) {
  add("a/1.png", png());
  add("b/1.jpg", "<html>not found");
  EXPECT_NE(refusal().find("b/1.jpg: expected a picture but this is a web page"), std::string::npos)
      << refusal();
  add("b/1.jpg", "");
  EXPECT_NE(refusal().find("b/1.jpg: the file is empty (0 bytes)"), std::string::npos) << refusal();
}

TEST_F(PictureFolder, SkipsAndLists) {
  add("a/1.png", png());
  add("b/1.jpg", "<html>not found");
  add("b/2.jpg", "");
  add("b/3.png", png());
  const ReaderResult result = picture_folder(root(), {.on_bad_sample = OnBadSample::skip});
  EXPECT_EQ(result.samples.places, (Texts{"a/1.png", "b/3.png"}));
  EXPECT_EQ(labels_of(result.samples), (Texts{"a", "b"}));
  ASSERT_EQ(result.skipped.size(), 2U);
  EXPECT_NE(result.skipped[0].find("2.jpg: the file is empty"), std::string::npos);
  EXPECT_NE(result.skipped[1].find("1.jpg: expected a picture but this is a web page"), std::string::npos);
}

TEST_F(PictureFolder, ReadsTarAndZipAlike) {
  const Members members = {{"data/test/b/2.png", png()},    {"data/train/b/1.png", png()},
                           {"data/train/a/1.png", png()},   {"data/README.txt", "x"},
                           {"data/train/.hidden", "x"},     {"data/test/a/deep/3.png", png()},
                           {"data/train/beside.png", png()}};
  add("x.tar", make_tar(members));
  write_zip(root() / "x.zip", members);
  for (const char* name : {"x.tar", "x.zip"}) {
    const Samples samples = picture_folder(root() / name).samples;
    EXPECT_EQ(samples.places, (Texts{"data/train/a/1.png", "data/train/b/1.png", "data/test/a/deep/3.png",
                                     "data/test/b/2.png"}));
    EXPECT_EQ(labels_of(samples), (Texts{"a", "b", "a", "b"}));
    EXPECT_EQ(samples.parts, (std::vector{Part::train, Part::train, Part::test, Part::test}));
    EXPECT_EQ(read_member(files_of(samples)[2]), png());
    EXPECT_TRUE(has_note(samples, "left out 1 hidden or system files")) << name;
    EXPECT_TRUE(has_note(samples, "left out 1 files beside the class folders"));
    EXPECT_EQ(samples.name, name);
  }
}

TEST_F(PictureFolder, ArchivesWithoutParts) {
  add("x.tar", make_tar({{"./faces/s1/1.png", png()}, {"./faces/s2/1.png", png()}}));
  EXPECT_EQ(labels_of(picture_folder(root() / "x.tar").samples), (Texts{"s1", "s2"}));
  add("flat.tar", make_tar({{"1.png", png()}}));
  EXPECT_NE(message_of<FileError>([&] {
              (void)picture_folder(root() / "flat.tar");
            }).find("no .jpg or .jpeg or .png"),
            std::string::npos);
  add("empty.tar", make_tar({{"a/1.png", ""}, {"b/1.png", png()}}));
  EXPECT_NE(message_of<FileError>([&] {
              (void)picture_folder(root() / "empty.tar");
            }).find("empty.tar:a/1.png: the file is empty (0 bytes)"),
            std::string::npos);
  EXPECT_EQ(picture_folder(root() / "empty.tar", {.on_bad_sample = OnBadSample::skip}).skipped.size(), 1U);
}

TEST(RealPictureFolder, ReadsCifarAndFaces) {
  const auto cifar = real_data("cifar10-jpeg-subset") / "cifar10_jpeg_subset.tar";
  const auto faces = real_data("orl-faces");
  if (is_missing(cifar) || is_missing(faces)) GTEST_SKIP() << "the pictures are not there";
  const Samples samples = picture_folder(cifar).samples;
  EXPECT_EQ(samples.size(), 24000);
  EXPECT_EQ(std::count(samples.parts.begin(), samples.parts.end(), Part::train), 20000);
  EXPECT_EQ(labels_of(samples).front(), "airplane");
  const Samples people = picture_folder(faces).samples;
  EXPECT_EQ(people.size(), 400);
  EXPECT_EQ(labels_of(people).back(), "s9");
}

}  // namespace
}  // namespace saem
