#include "saem/task/task_source.h"

#include <gtest/gtest.h>

#include <numeric>

#include "saem/core/error.h"
#include "saem/data/image.h"
#include "saem/task/task_training.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/task/support/sine.h"

namespace saem::test {
namespace {

/// Grey pictures of two classes: bright on the left, or on the right.
Array pictures(std::int64_t n, std::int64_t side) {
  Array x({n, side, side, 1}, DType::u8);
  const std::span<std::uint8_t> bytes = x.mutable_data<std::uint8_t>();
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t p = 0; p < side * side; ++p) {
      const bool left = p % side < side / 2;
      bytes[static_cast<std::size_t>(i * side * side + p)] =
          static_cast<std::uint8_t>((left == (i % 2 == 0) ? 200 : 20) + i % 40);
    }
  }
  return x;
}

Samples picture_samples(std::int64_t n, std::int64_t side = 12) {
  Samples samples{.name = "sides", .target = "class", .classes = {"right", "left"}};
  samples.columns.push_back({"picture", ArrayColumn{pictures(n, side)}});
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < n; ++i) names.emplace_back(i % 2 == 0 ? "left" : "right");
  samples.columns.push_back({"class", TextColumn(names)});
  return samples;
}

struct Fitted {
  explicit Fitted(const Samples& samples) : task(find_task(samples)), answers(1) {
    inputs.fit(samples, task.features);
    answers[0].fit(samples, task.targets[0]);
  }
  LearningTask task;
  Inputs inputs;
  std::vector<Answers> answers;
};

TEST(TaskSource, BytesInMemoryArePictures) {
  const Samples samples = picture_samples(20);
  const Fitted f(samples);
  ASSERT_EQ(f.task.features[0].kind, FeatureKind::picture);
  EXPECT_EQ(f.answers[0].classes(), (std::vector<std::string>{"right", "left"}));  // in the data's order
  const TaskSource source(samples, f.inputs, f.answers);
  const std::vector<std::int64_t> rows{3, 0};
  const Examples batch = source.gather(rows, 0);
  const Array x = batch.x.values()[0], y = batch.y.values()[0];
  EXPECT_EQ(x.dtype(), DType::u8);
  EXPECT_TRUE(identical(x, pictures(20, 12).take(rows)));
  EXPECT_EQ(y.at(0), 0);
  EXPECT_EQ(y.at(1), 1);
  EXPECT_FALSE(source.arrays());
}

TEST(TaskSource, ChangesAreOfEachEpochAndNoneIsMeasuredWith) {
  const Samples samples = picture_samples(8);
  const Fitted f(samples);
  const TaskSource source(samples, f.inputs, f.answers, {.augmentation = {{"crop", 0.2}}, .seed = 4});
  const std::vector<std::int64_t> rows{1, 2, 5};
  const auto x = [&](std::int64_t epoch) { return source.gather(rows, epoch).x.values()[0]; };
  EXPECT_TRUE(identical(x(-1), pictures(8, 12).take(rows)));
  EXPECT_TRUE(identical(x(2), x(2)));
  EXPECT_FALSE(identical(x(2), x(3)));
  const std::vector<std::int64_t> other{5, 0};  // a picture's changes do not depend on its batch
  const Array again = source.gather(other, 2).x.values()[0];
  EXPECT_TRUE(identical(again.rows(0, 1), x(2).rows(2, 3)));
}

TEST(TaskSource, FilesThatDoNotFitAreReadWhenTheyAreNeeded) {
  const TemporaryFolder folder;
  Samples samples{.name = "files", .target = "class"};
  FileColumn files{.kind = FileColumn::Kind::picture, .files = {}};
  const Array all = pictures(6, 16);
  for (std::int64_t i = 0; i < 6; ++i) {
    folder.write(std::to_string(i) + ".png", encode_png(all.rows(i, i + 1).reshape({16, 16, 1})));
    files.files.push_back(folder.path() / (std::to_string(i) + ".png"));
  }
  samples.columns.push_back({"picture", files});
  samples.columns.push_back({"class", TextColumn(std::vector<std::string>{"a", "b", "a", "b", "a", "b"})});
  const Fitted f(samples);
  const TaskSource kept(samples, f.inputs, f.answers), read(samples, f.inputs, f.answers, {.most_bytes = 10});
  EXPECT_GT(kept.byte_size(), 6U * 16 * 16);
  EXPECT_LT(read.byte_size(), 100U);
  const std::vector<std::int64_t> rows{4, 1};
  EXPECT_TRUE(identical(kept.gather(rows, 0).x.values()[0], read.gather(rows, 0).x.values()[0]));
  std::filesystem::remove(files.files[1]);
  EXPECT_THROW((void)read.gather(rows, 0), FileError);
}

TEST(TaskSource, SoundsThatDoNotFitAreReadWhenTheyAreNeeded) {
  const TemporaryFolder folder;
  Samples samples{.name = "sounds", .target = "class"};
  FileColumn files{.kind = FileColumn::Kind::sound, .files = {}};
  std::vector<std::string> names;
  for (int i = 0; i < 6; ++i) {
    const std::string name = std::to_string(i) + ".wav";
    folder.write(name, sine(300.0 * (i + 1), 8'000, 2'000));
    files.files.push_back(folder.path() / name);
    names.emplace_back(i % 2 == 0 ? "a" : "b");
  }
  samples.columns.push_back({"sound", files});
  samples.columns.push_back({"class", TextColumn(names)});
  const Fitted f(samples);
  const std::vector<AugmentationStep> mask{{"mask", {}}};
  const TaskSource kept(samples, f.inputs, f.answers, {.augmentation = mask});
  const TaskSource read(samples, f.inputs, f.answers, {.augmentation = mask, .most_bytes = 1000});
  EXPECT_GT(kept.byte_size(), 6U * 20 * 40 * sizeof(float));
  EXPECT_LT(read.byte_size(), 100U);
  EXPECT_FALSE(TaskSource(samples, f.inputs, f.answers, {.most_bytes = 1000}).arrays());
  const std::vector<std::int64_t> rows{4, 1};
  for (const std::int64_t epoch : {-1, 0, 3}) {
    EXPECT_TRUE(identical(kept.gather(rows, epoch).x.values()[0], read.gather(rows, epoch).x.values()[0]));
  }
  std::filesystem::remove(files.files[1]);
  EXPECT_THROW((void)read.gather(rows, 0), FileError);
}

TEST(TaskSource, MixedPicturesHaveMixedLabels) {
  const Samples samples = picture_samples(16);
  const Fitted f(samples);
  for (const char* name : {"mixup", "cutmix"}) {
    const TaskSource source(samples, f.inputs, f.answers, {.augmentation = {{name, 1.0}}, .rows = true});
    std::vector<std::int64_t> rows(16);
    std::iota(rows.begin(), rows.end(), std::int64_t{0});
    bool mixed = false;
    for (std::int64_t epoch = 0; epoch < 5; ++epoch) {
      const Array y = source.gather(rows, epoch).y.values()[0];
      ASSERT_EQ(y.shape(), (Shape{16, 2}));
      for (std::int64_t i = 0; i < 16; ++i) {
        EXPECT_NEAR(y.at(2 * i) + y.at(2 * i + 1), 1, 1e-6);
        mixed |= y.at(2 * i) > 0.01 && y.at(2 * i) < 0.99;
      }
    }
    EXPECT_TRUE(mixed) << name;
    const Array plain = source.gather(rows, -1).y.values()[0];
    for (std::int64_t i = 0; i < plain.size(); ++i) EXPECT_TRUE(plain.at(i) == 0 || plain.at(i) == 1);
  }
  EXPECT_THROW(TaskSource(samples, f.inputs, f.answers, {.augmentation = {{"mixup"}}}), ValueError);
}

TEST(TaskSource, ColumnsOfATableLieInMemory) {
  Samples samples{.name = "table", .target = "y"};
  samples.columns.push_back({"a", TextColumn(std::vector<std::string>{"1", "2", "3", "4", "5", "7"})});
  samples.columns.push_back({"c", TextColumn(std::vector<std::string>{"u", "v", "u", "v", "u", "v"})});
  samples.columns.push_back({"y", TextColumn(std::vector<std::string>{"p", "q", "p", "q", "p", "q"})});
  const Fitted f(samples);
  const TaskSource source(samples, f.inputs, f.answers);
  const std::optional<Examples> arrays = source.arrays();
  ASSERT_TRUE(arrays);
  const std::vector<std::int64_t> rows{5, 2};
  for (std::size_t i = 0; i < arrays->x.values().size(); ++i) {
    EXPECT_TRUE(identical(arrays->x.values()[i].take(rows), source.gather(rows, 0).x.values()[i]));
  }
  EXPECT_THROW(TaskSource(samples, f.inputs, f.answers, {.augmentation = {{"jitter"}}}), ValueError);
}

TEST(TaskSource, ATrainingOnChangedPicturesLearns) {
  const Samples samples = picture_samples(120), test = picture_samples(40);
  for (const char* change : {"crop=0.1", "mixup"}) {
    TaskTrainingResult result = train_task(
        samples, {}, find_task(samples),
        {.network = {.network = "cnn"}, .augmentation = {parse_augmentation(change)}, .epochs = 5});
    const Predictions p = result.trained.predict(test)[0];
    int right = 0;
    for (std::int64_t i = 0; i < 40; ++i) right += p.labels.at(i) == (i % 2 == 0 ? 1 : 0);
    EXPECT_EQ(right, 40) << change;
  }
}

}  // namespace
}  // namespace saem::test
