#include "saem/data/pictures/loader.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/data/image.h"
#include "tests/data/pictures/make_archives.h"
#include "tests/data/pictures/make_pictures.h"
#include "tests/data/support/make_files.h"
#include "tests/data/support/real_data.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

namespace fs = std::filesystem;
using namespace test;

TEST(LoadPicture, Stretches) {
  const TemporaryFolder folder;
  const Array picture = noise_picture({20, 30, 3});
  const auto file = folder.write("a.png", encode_png(picture));
  EXPECT_TRUE(identical(load_picture(file, {.height = 8, .width = 9}), resize_area(picture, 8, 9)));
  EXPECT_EQ(load_picture(file, {.height = 8, .width = 9, .channels = 1}).shape(), (Shape{8, 9, 1}));
}

TEST(LoadPicture, CropsTheMiddle) {
  const TemporaryFolder folder;
  Array picture(Shape{10, 30, 1}, DType::u8);  // white, with a black third in the middle
  const auto values = picture.mutable_data<std::uint8_t>();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 30 >= 10 && i % 30 < 20 ? 0 : 255;
  const auto wide = folder.write("a.png", encode_png(picture));
  const PictureSize square{.height = 5, .width = 5, .channels = 1, .fit = PictureFit::crop};
  EXPECT_TRUE(identical(load_picture(wide, square), Array(Shape{5, 5, 1}, DType::u8)));
  const auto high = folder.write("b.png", encode_png(picture.reshape({30, 10, 1})));
  EXPECT_EQ(load_picture(high, square).shape(), (Shape{5, 5, 1}));
}

TEST(LoadPicture, PadsWhatIsMissing) {
  const TemporaryFolder folder;
  const auto wide = folder.write("a.png", encode_png(Array(Shape{10, 30, 1}, DType::u8)));
  const Array padded =
      load_picture(wide, {.height = 6, .width = 6, .channels = 1, .fit = PictureFit::pad, .fill = 1});
  for (std::int64_t i = 0; i < 36; ++i) EXPECT_EQ(padded.at(i), i / 6 == 2 || i / 6 == 3 ? 0 : 255) << i;
  const auto thin = folder.write("b.png", encode_png(Array(Shape{1, 1000, 1}, DType::u8)));
  EXPECT_EQ(load_picture(thin, {.height = 6, .width = 6, .fit = PictureFit::pad}).shape(), (Shape{6, 6, 3}));
}

TEST(LoadPicture, RefusesSizes) {
  EXPECT_THROW((void)load_picture("a", {.height = 0, .width = 4}), ValueError);
  EXPECT_THROW((void)load_picture("a", {.height = 4, .width = 4, .channels = 2}), ValueError);
  EXPECT_THROW((void)load_picture("a", {.height = 4, .width = 4, .fill = 2}), ValueError);
}

/// Twelve pictures, of which two are bad.
std::vector<fs::path> some_files(const TemporaryFolder& folder) {
  std::vector<fs::path> files;
  for (std::uint64_t i = 0; i < 12; ++i) {
    const std::string png = encode_png(noise_picture({9, 7, 3}, i));
    files.push_back(folder.write(fmt::format("{}.png", i), i == 5 ? png.substr(0, 100) : i == 8 ? "" : png));
  }
  return files;
}

TEST(LoadPictures, AreThoseOfLoadPicture) {
  const TemporaryFolder folder;
  const std::vector<fs::path> files = some_files(folder);
  const PictureSize size{.height = 4, .width = 5};
  const LoadedPictures loaded = load_pictures(files, size, OnBadSample::skip);
  EXPECT_EQ(loaded.kept, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 6, 7, 9, 10, 11}));
  EXPECT_EQ(loaded.pictures.shape(), (Shape{10, 4, 5, 3}));
  for (std::int64_t i = 0; i < 10; ++i) {
    const auto file = static_cast<std::size_t>(loaded.kept[static_cast<std::size_t>(i)]);
    EXPECT_TRUE(
        identical(loaded.pictures.rows(i, i + 1).reshape({4, 5, 3}), load_picture(files[file], size)));
  }
  ASSERT_EQ(loaded.skipped.size(), 2U);
  EXPECT_NE(loaded.skipped[0].find("5.png: damaged picture: the file is cut short, near byte"),
            std::string::npos)
      << loaded.skipped[0];
  EXPECT_NE(loaded.skipped[1].find("8.png: expected a PNG"), std::string::npos) << loaded.skipped[1];
  EXPECT_EQ(load_pictures({}, size).pictures.shape(), (Shape{0, 4, 5, 3}));
}

TEST(LoadPictures, StopAtTheFirstBadFileOnAnyNumberOfThreads) {
  const TemporaryFolder folder;
  const std::vector<fs::path> files = some_files(folder);
  const int before = thread_count();
  for (const int threads : {1, 4}) {
    set_thread_count(threads);
    EXPECT_NE(message_of<FileError>([&] {
                (void)load_pictures(files, {.height = 4, .width = 5});
              }).find("5.png: damaged picture"),
              std::string::npos);
  }
  set_thread_count(before);
}

TEST(LoadPictures, ReadMembersOfArchives) {
  const TemporaryFolder folder;
  const Array picture = noise_picture({4, 5, 3});
  const auto tar = folder.write("a.tar", make_tar({{"a/1.png", encode_png(picture)}}));
  const std::vector<fs::path> files = {tar.string() + ":a/1.png"};
  EXPECT_TRUE(
      identical(load_pictures(files, {.height = 4, .width = 5}).pictures, picture.reshape({1, 4, 5, 3})));
}

TEST(LoadPictures, LoadRealPhotos) {
  const auto photos = real_data("sample-photos");
  if (is_missing(photos)) GTEST_SKIP() << photos << " is not there";
  std::vector<fs::path> files;
  for (const char* name : {"astronaut.png", "camera.png", "china.jpg", "hubble_deep_field.jpg"})
    files.push_back(photos / name);
  const LoadedPictures loaded = load_pictures(files, {.height = 32, .width = 32});
  for (std::int64_t i = 0; i < 4; ++i) {
    // The reduced decoding of JPEG and the filter of the whole picture agree within a few units.
    const Array whole = resize_area(read_image(files[static_cast<std::size_t>(i)], {.channels = 3}), 32, 32);
    for (std::int64_t j = 0; j < whole.size(); ++j)
      ASSERT_NEAR(loaded.pictures.at(i * whole.size() + j), whole.at(j), 12)
          << files[static_cast<std::size_t>(i)];
  }
}

}  // namespace
}  // namespace saem
