#include "saem/data/pictures/stream.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/data/image.h"
#include "saem/data/pictures/picture_folder.h"
#include "tests/data/pictures/make_pictures.h"
#include "tests/data/support/make_files.h"
#include "tests/data/support/real_data.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

namespace fs = std::filesystem;
using namespace test;
using namespace transforms;
using Indices = std::vector<std::int64_t>;

std::vector<fs::path> write_pictures(const TemporaryFolder& folder, std::uint64_t count) {
  std::vector<fs::path> files;
  for (std::uint64_t i = 0; i < count; ++i) {
    const Array picture = noise_picture({11, 13, 3}, i);
    const auto data = picture.data<std::uint8_t>();
    const std::string content =
        i % 2 == 0 ? encode_png(picture) : make_jpeg(13, 11, 3, {data.begin(), data.end()});
    files.push_back(folder.write(std::to_string(i) + ".png", content));
  }
  return files;
}

Augmentation some_changes() {
  Augmentation augmentation;
  augmentation.add(RandomResizedCrop({.height = 6, .width = 5}))
      .add(RandomHorizontalFlip())
      .add(RandomErasing());
  return augmentation;
}

std::vector<PictureBatch> all_batches(PictureStream& stream, std::int64_t epoch, const Indices& indices) {
  stream.start(epoch, indices);
  std::vector<PictureBatch> batches;
  while (auto batch = stream.next()) batches.push_back(std::move(*batch));
  return batches;
}

TEST(PictureStream, GivesTheSameBitsOnAnyNumberOfThreads) {
  const TemporaryFolder folder;
  const auto files = write_pictures(folder, 20);
  Indices order;
  for (std::int64_t i = 0; i < 20; ++i) order.push_back(7 * i % 20);
  std::vector<PictureBatch> first;
  for (const int threads : {1, 2, 5}) {
    for (const int prefetch : {1, 4}) {
      PictureStream stream(files, {.size = {.height = 8, .width = 8},
                                   .augmentation = some_changes(),
                                   .batch_size = 6,
                                   .seed = 3,
                                   .threads = threads,
                                   .prefetch = prefetch});
      EXPECT_EQ(stream.shape(), (Shape{6, 5, 3}));
      const auto batches = all_batches(stream, 2, order);
      ASSERT_EQ(batches.size(), 4U);
      EXPECT_EQ(batches[3].pictures.shape(), (Shape{2, 6, 5, 3}));
      if (first.empty()) first = batches;
      for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_TRUE(identical(batches[i].pictures, first[i].pictures));
        EXPECT_EQ(
            batches[i].indices,
            (Indices(order.begin() + static_cast<std::int64_t>(6 * i),
                     order.begin() + std::min<std::int64_t>(20, static_cast<std::int64_t>(6 * i) + 6))));
      }
      EXPECT_FALSE(identical(all_batches(stream, 3, order)[0].pictures, first[0].pictures));
    }
  }
}

TEST(PictureStream, PicturesDoNotDependOnTheirPlaceInTheOrder) {
  const TemporaryFolder folder;
  const auto files = write_pictures(folder, 4);
  PictureStream stream(files,
                       {.size = {.height = 8, .width = 8}, .augmentation = some_changes(), .batch_size = 1});
  const auto forward = all_batches(stream, 0, {0, 1, 2, 3});
  const auto backward = all_batches(stream, 0, {3, 2, 1, 0});
  for (std::size_t i = 0; i < 4; ++i) EXPECT_TRUE(identical(forward[i].pictures, backward[3 - i].pictures));
}

TEST(PictureStream, WithoutAugmentationItIsLoadPictures) {
  const TemporaryFolder folder;
  const auto files = write_pictures(folder, 5);
  const PictureSize size{.height = 7, .width = 4, .fit = PictureFit::crop};
  const Array loaded = load_pictures(files, size).pictures;
  PictureStream bytes(files, {.size = size, .batch_size = 5, .dtype = DType::u8});
  EXPECT_TRUE(identical(all_batches(bytes, 0, {0, 1, 2, 3, 4})[0].pictures, loaded));
  PictureStream floats(files,
                       {.size = size, .batch_size = 5, .mean = {0.5, 0.4, 0.3}, .std = {0.2, 0.25, 0.1}});
  const Array scaled = all_batches(floats, 0, {0, 1, 2, 3, 4})[0].pictures;
  const std::array<double, 3> mean = {0.5, 0.4, 0.3};
  const std::array<double, 3> std = {0.2, 0.25, 0.1};
  for (std::int64_t i = 0; i < scaled.size(); ++i) {
    const auto c = static_cast<std::size_t>(i % 3);
    ASSERT_NEAR(scaled.at(i), (loaded.at(i) / 255 - mean[c]) / std[c], 1e-5);
  }
}

TEST(PictureStream, TakesPicturesInMemory) {
  const Array pictures = noise_picture({9, 6, 7, 3});
  Augmentation augmentation;
  augmentation.add(RandomCrop({.height = 6, .width = 7, .padding = 2})).add(RandomHorizontalFlip());
  PictureStream stream(pictures,
                       {.augmentation = augmentation, .batch_size = 4, .seed = 5, .dtype = DType::u8});
  const Indices order = {8, 0, 3, 3, 2};
  const auto batches = all_batches(stream, 1, order);
  const Array expected = augment_pictures(pictures.take(order), order, augmentation, 5, 1);
  EXPECT_TRUE(identical(batches[0].pictures, expected.rows(0, 4)));
  EXPECT_TRUE(identical(batches[1].pictures, expected.rows(4, 5)));
  PictureStream floats(pictures.astype(DType::f32), {.batch_size = 9});
  EXPECT_TRUE(identical(all_batches(floats, 0, {0, 1, 2, 3, 4, 5, 6, 7, 8})[0].pictures,
                        pictures.astype(DType::f32)));
}

TEST(PictureStream, StopsAtTheFirstBadPictureOrSkipsThemAll) {
  const TemporaryFolder folder;
  auto files = write_pictures(folder, 8);
  folder.write("3.png", "hello");
  folder.write("6.png", "");
  const Indices order = {0, 1, 2, 6, 3, 4, 5, 7};
  const PictureStreamOptions stop{.size = {.height = 4, .width = 4}, .batch_size = 4};
  PictureStream stopping(files, stop);
  stopping.start(0, order);
  EXPECT_NE(message_of<FileError>([&] { (void)stopping.next(); }).find("6.png: expected a PNG"),
            std::string::npos);
  PictureStreamOptions skip = stop;
  skip.on_bad_sample = OnBadSample::skip;
  PictureStream skipping(files, skip);
  const auto batches = all_batches(skipping, 0, order);
  EXPECT_EQ(batches[0].indices, (Indices{0, 1, 2}));
  EXPECT_EQ(batches[0].pictures.shape(), (Shape{3, 4, 4, 3}));
  EXPECT_EQ(batches[1].indices, (Indices{4, 5, 7}));
  ASSERT_EQ(skipping.skipped().size(), 2U);
  EXPECT_NE(skipping.skipped()[1].find("3.png"), std::string::npos);
  (void)all_batches(skipping, 1, {0, 1});
  EXPECT_TRUE(skipping.skipped().empty());
}

TEST(PictureStream, MayBeLeftInTheMiddle) {
  const TemporaryFolder folder;
  const auto files = write_pictures(folder, 10);
  for (int i = 0; i < 20; ++i) {
    PictureStream stream(files, {.size = {.height = 4, .width = 4}, .batch_size = 2, .threads = 3});
    stream.start(0, {0, 1, 2, 3, 4, 5, 6, 7});
    EXPECT_TRUE(i % 2 == 1 || stream.next().has_value());
    const auto again = all_batches(stream, 1, {9, 8, 7});
    ASSERT_EQ(again.size(), 2U);
    EXPECT_EQ(again[0].indices, (Indices{9, 8}));
    EXPECT_GE(stream.seconds_waited(), 0);
    stream.start(2, {0, 1, 2, 3, 4, 5});
  }
}

TEST(PictureStream, RefusesOptionsAndIndices) {
  const Array pictures = noise_picture({2, 4, 4, 3});
  EXPECT_THROW(PictureStream(pictures, {.batch_size = 0}), ValueError);
  EXPECT_THROW(PictureStream(pictures, {.prefetch = 0}), ValueError);
  EXPECT_THROW(PictureStream(pictures, {.dtype = DType::i32}), ValueError);
  EXPECT_THROW(PictureStream(pictures, {.mean = {0.5}}), ValueError);
  EXPECT_THROW(PictureStream(pictures, {.std = {0.5, 0.5, 0}}), ValueError);
  EXPECT_THROW(PictureStream(std::vector<fs::path>{"a"}, {}), ValueError);
  EXPECT_THROW(PictureStream(noise_picture({4, 4, 3}), {}), ShapeError);
  PictureStream stream(pictures, {});
  EXPECT_FALSE(stream.next().has_value());
  EXPECT_THROW(stream.start(0, {2}), ValueError);
  EXPECT_THROW(stream.start(0, {-1}), ValueError);
  EXPECT_TRUE(all_batches(stream, 0, {}).empty());
}

TEST(PictureStream, ReadsRealArchives) {
  const auto cifar = real_data("cifar10-jpeg-subset") / "cifar10_jpeg_subset.tar";
  if (is_missing(cifar)) GTEST_SKIP() << cifar << " is not there";
  const Samples samples = picture_folder(cifar).samples;
  const auto& files = std::get<FileColumn>(samples.column("picture").values).files;
  PictureStream stream(files, {.size = {.height = 32, .width = 32}, .batch_size = 64});
  Indices order;
  for (std::int64_t i = 0; i < 640; ++i) order.push_back(37 * i);
  std::int64_t seen = 0;
  for (const PictureBatch& batch : all_batches(stream, 0, order)) seen += batch.pictures.shape()[0];
  EXPECT_EQ(seen, 640);
}

}  // namespace
}  // namespace saem
