#include "saem/data/datasets.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <numeric>
#include <optional>

#include "saem/core/error.h"
#include "tests/data/support/make_files.h"
#include "tests/data/support/real_data.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::make_idx;
using test::message_of;
using test::TemporaryFolder;
using namespace std::string_literals;

/// Sets an environment variable for the time of a test; no value: unsets it.
class Environment {
 public:
  Environment(const char* variable, const std::optional<std::string>& value) : variable_(variable) {
    if (const char* before = std::getenv(variable)) before_ = before;
    set(value);
  }
  ~Environment() { set(before_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  void set(const std::optional<std::string>& value) const {
    value ? setenv(variable_, value->c_str(), 1) : unsetenv(variable_);
  }
  const char* variable_;
  std::optional<std::string> before_;
};

/// A folder with a set of 3 + 2 pictures of 2 × 1 pixels.
class IdxFolder : public testing::Test {
 protected:
  IdxFolder() {
    folder_.write("train-images-idx3-ubyte", make_idx(0x08, {3, 2, 1}, "\x00\xff\x33\x66\x99\xcc"s));
    folder_.write("train-labels-idx1-ubyte", make_idx(0x08, {3}, "\x00\x02\x01"s));
    folder_.write("t10k-images-idx3-ubyte", make_idx(0x08, {2, 2, 1}, "abcd"));
    folder_.write("t10k-labels-idx1-ubyte", make_idx(0x08, {2}, "\x01\x03"s));
  }
  [[nodiscard]] DatasetPair load() const { return datasets::idx_folder(folder_.path()); }
  [[nodiscard]] std::string refusal() const {
    const std::string message = message_of<FileError>([&] { (void)load(); });
    EXPECT_TRUE(message.starts_with(folder_.path().string())) << message;
    return message;
  }
  void remove(const std::string& name) const { std::filesystem::remove(folder_.path() / name); }

  TemporaryFolder folder_;
};

TEST_F(IdxFolder, ScalesPicturesAndNamesClassesByNumber) {
  const auto [train, test] = load();
  EXPECT_EQ(train.x.shape(), (Shape{3, 2, 1, 1}));
  EXPECT_TRUE(
      identical(train.x.reshape({6}), Array::of(std::vector<float>{0.0F, 1.0F, 0.2F, 0.4F, 0.6F, 0.8F})));
  EXPECT_TRUE(identical(train.y, Array::of(std::vector<std::int32_t>{0, 2, 1})));
  EXPECT_TRUE(identical(test.y, Array::of(std::vector<std::int32_t>{1, 3})));
  EXPECT_EQ(train.class_names, (std::vector<std::string>{"0", "1", "2", "3"}));
  EXPECT_EQ(test.class_names, train.class_names);
  EXPECT_EQ(train.name, folder_.path().filename().string() + " (train)");
  EXPECT_EQ(test.size(), 2);
}

TEST_F(IdxFolder, TakesTheOtherUsualNamesAndArchives) {
  for (const char* name : {"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", "train-labels-idx1-ubyte"})
    remove(name);
  folder_.write("test-images.idx3-ubyte.gz", test::gzip(make_idx(0x08, {2, 2, 1}, "abcd")));
  folder_.write("test-labels.idx1-ubyte", make_idx(0x08, {2}, "\x01\x03"s));
  folder_.write("train-labels.idx", make_idx(0x0C, {3}, "\0\0\0\1\0\0\0\2\0\0\0\0"s));
  folder_.write("train-images-idx3-ubyte.gz", "the plain file comes first, so this is not read");
  const auto [train, test] = load();
  EXPECT_TRUE(identical(train.y, Array::of(std::vector<std::int32_t>{1, 2, 0})));
  EXPECT_EQ(test.x.at(0), static_cast<double>(97.0F / 255.0F));
}

TEST_F(IdxFolder, FloatingPicturesStayAsTheyAreAndColourKeepsItsChannels) {
  folder_.write("train-images-idx3-ubyte", make_idx(0x0D, {3, 1, 1, 1}, "\xc0\x20\0\0\0\0\0\0\x3f\x80\0\0"s));
  folder_.write("t10k-images-idx3-ubyte",
                make_idx(0x0E, {2, 1, 1, 1}, "\xc0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0"s));
  const auto [train, test] = load();
  EXPECT_TRUE(identical(train.x, Array::of(std::vector<float>{-2.5F, 0, 1}, {3, 1, 1, 1})));
  EXPECT_TRUE(identical(test.x, Array::of(std::vector<float>{-2.5F, 0}, {2, 1, 1, 1})));
}

TEST_F(IdxFolder, ReadsClassNames) {
  folder_.write("labels.txt", "zero\r\none\ntwo three\nfour\n\n");
  EXPECT_EQ(load().train.class_names, (std::vector<std::string>{"zero", "one", "two three", "four"}));
  folder_.write("labels.txt", "zero\none\ntwo\n");
  EXPECT_NE(refusal().find("t10k-labels-idx1-ubyte: label 3 at index 1, but there are 3 class names"),
            std::string::npos);
}

TEST_F(IdxFolder, EachMissingFileIsNamed) {
  for (const char* name : {"train-images", "train-labels", "t10k-images", "t10k-labels"}) {
    const std::string file =
        std::string(name) + (std::string(name).ends_with("images") ? "-idx3-ubyte" : "-idx1-ubyte");
    const std::string content = test::content_of(folder_.path() / file);
    remove(file);
    EXPECT_NE(refusal().find("no file "s + name + "-idx* in this folder"), std::string::npos);
    folder_.write(file, content);
  }
}

TEST_F(IdxFolder, CountsThatDifferAreRefused) {
  folder_.write("train-labels-idx1-ubyte", make_idx(0x08, {2}, "\x00\x02"s));
  EXPECT_NE(refusal().find("2 labels, but 3 pictures in train-images-idx3-ubyte"), std::string::npos);
}

TEST_F(IdxFolder, SizesThatDifferAreRefused) {
  folder_.write("t10k-images-idx3-ubyte", make_idx(0x08, {2, 1, 2}, "abcd"));
  EXPECT_NE(refusal().find("training pictures are (2, 1, 1) but the test pictures (1, 2, 1)"),
            std::string::npos);
}

TEST_F(IdxFolder, EmptySetsAreRefused) {
  folder_.write("t10k-images-idx3-ubyte", make_idx(0x08, {0, 2, 1}, ""));
  folder_.write("t10k-labels-idx1-ubyte", make_idx(0x08, {0}, ""));
  EXPECT_NE(refusal().find("the set is empty: shape (0, 2, 1)"), std::string::npos);
}

TEST_F(IdxFolder, ExchangedAndUnusableFilesAreRefused) {
  folder_.write("train-images-idx3-ubyte", make_idx(0x08, {3}, "abc"));
  EXPECT_NE(refusal().find("expected pictures (n, height, width), found shape (3,)"), std::string::npos);
  folder_.write("train-images-idx3-ubyte", make_idx(0x0C, {3, 1, 1}, "abcdefghijkl"));
  EXPECT_NE(refusal().find("pictures of int32 have no known range"), std::string::npos);
  folder_.write("train-images-idx3-ubyte", make_idx(0x08, {3, 2, 1}, "abcdef"));
  folder_.write("train-labels-idx1-ubyte", make_idx(0x08, {3, 1}, "abc"));
  EXPECT_NE(refusal().find("expected labels (n,) of integers, found shape (3, 1)"), std::string::npos);
  folder_.write("train-labels-idx1-ubyte", make_idx(0x0C, {3}, "\0\0\0\0\xff\xff\xff\xff\0\0\0\0"s));
  EXPECT_NE(refusal().find("label -1 at index 1 is outside"), std::string::npos);
  folder_.write("train-labels-idx1-ubyte", make_idx(0x0C, {3}, "\0\0\0\0\x7f\xff\xff\xff\0\0\0\0"s));
  EXPECT_NE(refusal().find("label 2147483647 at index 1 is outside [0, 65536)"), std::string::npos);
}

TEST_F(IdxFolder, WhatIsNoFolderIsRefused) {
  EXPECT_NE(message_of<FileError>([&] {
              (void)datasets::idx_folder(folder_.path() / "none");
            }).find("there is no such folder"),
            std::string::npos);
  EXPECT_NE(message_of<FileError>([&] {
              (void)datasets::idx_folder(folder_.path() / "t10k-labels-idx1-ubyte");
            }).find("this is a file"),
            std::string::npos);
}

TEST_F(IdxFolder, LoadTakesNamesAndFolders) {
  const Environment fashion("SAEM_FASHION_MNIST", folder_.path().string());
  EXPECT_EQ(datasets::load("fashion_mnist").train.class_names.back(), "Ankle boot");
  EXPECT_EQ(datasets::load("fashion-mnist").train.name, "fashion-mnist (train)");
  EXPECT_EQ(datasets::load(folder_.path().string() + "/").train.name,
            folder_.path().filename().string() + " (train)");
  const std::string message = message_of<ValueError>([] { (void)datasets::load("fashion-mnsit"); });
  EXPECT_NE(message.find("'fashion-mnsit' is neither a folder nor the name of a dataset"), std::string::npos)
      << message;
  EXPECT_NE(message.find("Did you mean 'fashion-mnist'?"), std::string::npos) << message;
  EXPECT_NE(message_of<ValueError>([] {
              (void)datasets::load("/no/such/thing");
            }).find("known datasets: fashion-mnist, mnist"),
            std::string::npos);
}

TEST(Datasets, WhatIsNotInstalledIsSaidWithWhatToDo) {
  const Environment fashion("SAEM_FASHION_MNIST", "/no/such/folder");
  const Environment data("SAEM_DATA", "/no/such/folder");
  const std::string message = message_of<FileError>([] { (void)datasets::fashion_mnist(); });
  EXPECT_NE(message.find("looked in /no/such/folder"), std::string::npos) << message;
  EXPECT_NE(message.find("apt-get install dataset-fashion-mnist"), std::string::npos) << message;
  EXPECT_NE(message_of<FileError>([] { (void)datasets::mnist(); }).find("into /no/such/folder/mnist."),
            std::string::npos);
}

TEST(Datasets, UsersOwnFolderComesBeforeDebians) {
  const TemporaryFolder home;
  const auto folder = home.path() / "saem" / "fashion-mnist";
  std::filesystem::create_directories(folder);
  const Environment fashion("SAEM_FASHION_MNIST", std::nullopt);
  const Environment data_home("XDG_DATA_HOME", home.path().string());
  EXPECT_TRUE(message_of<FileError>([] {
                (void)datasets::fashion_mnist();
              }).starts_with(folder.string() + ": no file train-images"));
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::vector<std::int64_t> class_counts(const Dataset& data) {
  std::vector<std::int64_t> counts(data.class_names.size());
  for (const std::int32_t label : data.y.data<std::int32_t>()) ++counts[static_cast<std::size_t>(label)];
  return counts;
}

double mean_pixel(const Dataset& data) {
  const auto pixels = data.x.data<float>();
  return std::accumulate(pixels.begin(), pixels.end(), 0.0) / static_cast<double>(pixels.size());
}

TEST(Datasets, FashionMnistIsWhatItsAuthorsPublished) {
  const std::filesystem::path folder = "/usr/share/datasets/fashion-mnist";
  if (test::is_missing(folder)) GTEST_SKIP() << "Debian's dataset-fashion-mnist is not installed";
  const Environment fashion("SAEM_FASHION_MNIST", folder.string());
  const auto start = std::chrono::steady_clock::now();
  const auto [train, test] = datasets::fashion_mnist();
  RecordProperty("seconds", std::to_string(seconds_since(start)));
  EXPECT_EQ(train.x.shape(), (Shape{60'000, 28, 28, 1}));
  EXPECT_EQ(test.x.shape(), (Shape{10'000, 28, 28, 1}));
  EXPECT_EQ(class_counts(train), std::vector<std::int64_t>(10, 6'000));
  EXPECT_EQ(class_counts(test), std::vector<std::int64_t>(10, 1'000));
  EXPECT_EQ(train.class_names[static_cast<std::size_t>(train.y.at(0))], "Ankle boot");
  EXPECT_NEAR(mean_pixel(train), 0.2860, 0.0001);  // The mean that is used everywhere to normalise this set.
  EXPECT_EQ(datasets::idx_folder(folder).test.class_names, test.class_names);
}

TEST(Datasets, MnistIsWhatItsAuthorsPublished) {
  const auto folder = test::real_data("mnist");
  if (test::is_missing(folder)) GTEST_SKIP() << folder << " is not there";
  const Environment data("SAEM_DATA", folder.parent_path().string());
  const auto [train, test] = datasets::load("mnist");
  EXPECT_EQ(train.x.shape(), (Shape{60'000, 28, 28, 1}));
  EXPECT_EQ(class_counts(train),
            (std::vector<std::int64_t>{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}));
  EXPECT_EQ(class_counts(test),
            (std::vector<std::int64_t>{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}));
  EXPECT_EQ(train.y.at(0), 5.0);
  EXPECT_NEAR(mean_pixel(train), 0.1307, 0.0001);
  EXPECT_EQ(train.class_names.back(), "9");
}

}  // namespace
}  // namespace saem
