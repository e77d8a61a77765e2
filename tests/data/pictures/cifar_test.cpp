#include "saem/data/pictures/cifar.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/data/read_samples.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::has_text;
using test::message_of;

/// A record whose picture has these three colours, but for its second pixel, which is black.
std::string cifar_record(const std::vector<int>& labels, char red, char green, char blue) {
  std::string record;
  for (const int label : labels) record += static_cast<char>(label);
  for (const char colour : {red, green, blue}) {
    record += std::string(1024, colour);
    record[record.size() - 1023] = 0;
  }
  return record;
}

class Cifar : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
};

TEST_F(Cifar, TenClassesAreReadAsTheyAreDivided) {
  folder_.write("test_batch.bin", cifar_record({9}, 1, 2, 3));
  folder_.write("data_batch_2.bin", cifar_record({1}, 7, 8, 9));
  folder_.write("data_batch_1.bin", cifar_record({0}, 4, 5, 6) + cifar_record({3}, 4, 5, 6));
  folder_.write("batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nship\n\n");
  ASSERT_TRUE(is_cifar(folder_.path()));
  const Samples samples = read_samples(folder_.path()).samples;
  EXPECT_EQ(std::get<TextColumn>(samples.column("class").values).to_strings(),
            (std::vector<std::string>{"a", "d", "b", "ship"}));
  EXPECT_EQ(samples.parts, (std::vector{Part::train, Part::train, Part::train, Part::test}));
  const Array& pictures = std::get<ArrayColumn>(samples.column("picture").values).values;
  EXPECT_EQ(pictures.shape(), Shape({4, 32, 32, 3}));
  const auto bytes = pictures.data<std::uint8_t>();
  EXPECT_EQ(std::vector<int>(bytes.begin(), bytes.begin() + 9),
            (std::vector<int>{4, 5, 6, 0, 0, 0, 4, 5, 6}));
  EXPECT_EQ(samples.places[1], "data_batch_1.bin picture 1");
}

TEST_F(Cifar, OfAHundredClassesTheFineLabelCounts) {
  folder_.write("train.bin", cifar_record({19, 99}, 1, 2, 3) + cifar_record({0, 5}, 1, 2, 3));
  const Samples samples = read_samples(folder_.path() / "train.bin").samples;
  EXPECT_EQ(std::get<TextColumn>(samples.column("class").values).to_strings(),
            (std::vector<std::string>{"99", "5"}));
  EXPECT_TRUE(samples.parts.empty());
}

TEST_F(Cifar, DamageIsNamedWithItsByte) {
  folder_.write("data_batch_1.bin", cifar_record({1}, 1, 2, 3) + cifar_record({77}, 1, 2, 3));
  const auto read = [&](OnBadSample rule) { return read_cifar(folder_.path(), rule); };
  EXPECT_TRUE(has_text(message_of<FileError>([&] { (void)read(OnBadSample::stop); }),
                       "byte 3073: expected a label from 0 to 9, received 77"));
  const ReaderResult rest = read(OnBadSample::skip);
  EXPECT_EQ(rest.samples.size(), 1);
  EXPECT_EQ(rest.skipped.size(), 1U);
  folder_.write("data_batch_1.bin", cifar_record({1}, 1, 2, 3) + "x");
  EXPECT_TRUE(has_text(message_of<FileError>([&] { (void)read(OnBadSample::skip); }),
                       "expected records of 3073 bytes, but byte 3074 is the last one"));
  folder_.write("data_batch_1.bin", "");
  EXPECT_THROW((void)read(OnBadSample::stop), FileError);
}

TEST_F(Cifar, OtherFoldersAreNone) {
  EXPECT_FALSE(is_cifar(folder_.path()));
  folder_.write("train.bin", "tokens of a text");
  EXPECT_FALSE(is_cifar(folder_.path()));
  EXPECT_FALSE(is_cifar(folder_.path() / "train.bin"));
  folder_.write("fine_label_names.txt", "apple\n");
  EXPECT_TRUE(is_cifar(folder_.path())) << "a damaged one";
  std::filesystem::remove(folder_.path() / "train.bin");
  folder_.write("test.bin", "x");
  EXPECT_FALSE(is_cifar(folder_.path())) << "nothing to learn from";
  EXPECT_FALSE(is_cifar(folder_.path() / "nothing.bin"));
}

}  // namespace
}  // namespace saem
