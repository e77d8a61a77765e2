#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"
#include "tests/data/support/make_files.h"

namespace saem::test {
namespace {

class TrainBadInput : public Session {
 protected:
  // Training on corners/ must fail with one message, and leave nothing behind.
  void expect_refused(const std::vector<std::string>& says) const {
    const Outcome o = saem({"train", "corners", "--epochs", "1", "--batch-size", "20"});
    EXPECT_EQ(o.exit_code, 1) << o.err;
    EXPECT_TRUE(starts(o.err, "saem: "));
    for (const std::string& text : says) EXPECT_TRUE(has(o.err, text));
    EXPECT_EQ(o.out, "");
    EXPECT_FALSE(exists("runs"));
  }
};

TEST_F(TrainBadInput, TruncatedArchive) {
  const std::string images = content("corners/train-images-idx3-ubyte");
  std::filesystem::remove(folder() / "corners/train-images-idx3-ubyte");
  const std::string packed = gzip(images);
  write("corners/train-images-idx3-ubyte.gz", packed.substr(0, packed.size() / 2));
  expect_refused({"train-images-idx3-ubyte.gz"});
}

TEST_F(TrainBadInput, TruncatedFile) {
  const std::string images = content("corners/t10k-images-idx3-ubyte");
  write("corners/t10k-images-idx3-ubyte", images.substr(0, images.size() - 100));
  expect_refused({"t10k-images-idx3-ubyte"});
}

TEST_F(TrainBadInput, MislabelledFile) {
  write("corners/train-labels-idx1-ubyte", small_picture(0));
  expect_refused({"train-labels-idx1-ubyte", "PGM"});
}

TEST_F(TrainBadInput, ImagesAndLabelsExchanged) {
  const std::string images = content("corners/train-images-idx3-ubyte");
  write("corners/train-images-idx3-ubyte", content("corners/train-labels-idx1-ubyte"));
  write("corners/train-labels-idx1-ubyte", images);
  expect_refused({"exchanged"});
}

TEST_F(TrainBadInput, CountsThatDiffer) {
  write("corners/train-labels-idx1-ubyte", make_idx(8, {3}, std::string(3, '\1')));
  expect_refused({"3 labels, but 200 pictures"});
}

TEST_F(TrainBadInput, MissingFile) {
  std::filesystem::remove(folder() / "corners/t10k-labels-idx1-ubyte");
  expect_refused({"t10k-labels"});
}

TEST_F(TrainBadInput, OneClassOnly) {
  write_small_data(folder() / "corners", {.classes = 1});
  expect_refused({"nothing to tell apart"});
}

TEST_F(TrainBadInput, PicturesTooSmallForTheNetwork) {
  write_small_data(folder() / "corners", {.size = 4});
  expect_refused(
      {"Conv2D cannot take this input: kernel 3×3 is larger than the picture, 2×2", "--model mlp"});
}

TEST_F(TrainBadInput, OutputThatCannotBeAFolder) {
  for (const std::string out :
       {"corners/train-images-idx3-ubyte", "corners/train-images-idx3-ubyte/a", "/proc/saem/a"}) {
    const Outcome o = saem({"train", "corners", "--out", out});
    EXPECT_EQ(o.exit_code, 1) << o.err;
    EXPECT_TRUE(starts(o.err, "saem: "));
    EXPECT_TRUE(has(o.err, "--out"));
  }
}

TEST_F(TrainBadInput, OutputThatMayNotBeWritten) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  std::filesystem::create_directory(folder() / "a");
  std::filesystem::permissions(folder() / "a",
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  const Outcome o = saem({"train", "corners", "--out", "a"});
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.err, "Permission denied"));
}

TEST_F(TrainBadInput, ALossThatIsNotANumberKeepsTheLastGoodModel) {
  const Outcome o = saem({"train", "corners", "--epochs", "3", "--batch-size", "20", "--optimizer", "sgd",
                          "--learning-rate", "1e30", "--out", "a"});
  EXPECT_EQ(o.exit_code, 1) << o.err;
  EXPECT_TRUE(has(o.err, "saem: training: "));
  EXPECT_TRUE(has(o.err, "(epoch 1)"));
  EXPECT_TRUE(has(o.err, "Lower the learning rate (now 1e+30)"));
  EXPECT_TRUE(has(o.err, "is saved in a/model.safetensors"));
  EXPECT_EQ(o.out, "");
  EXPECT_EQ(nlohmann::json::parse(content("a/run.json")).at("status"), "failed");
  EXPECT_EQ(saem({"evaluate", "a", "corners"}).exit_code, 0);
}

TEST_F(TrainBadInput, AFileTooLargeForItsDiskIsNeverHalfThere) {
  RunOptions options = here();
  options.before_start = [] {
    const rlimit limit{.rlim_cur = 100'000, .rlim_max = 100'000};  // the model has more
    setrlimit(RLIMIT_FSIZE, &limit);
  };
  const Outcome o =
      test::saem({"train", "corners", "--epochs", "1", "--batch-size", "20", "--out", "a"}, options);
  EXPECT_FALSE(o.signalled);
  EXPECT_EQ(o.exit_code, 1) << o.err;
  EXPECT_TRUE(has(o.err, "a/model.safetensors: cannot be written: File too large"));
  EXPECT_FALSE(exists("a/checkpoint.safetensors"));
  EXPECT_FALSE(exists("a/model.safetensors"));
}

TEST_F(TrainBadInput, AFullDiskLeavesNothingHalfWritten) {
  const std::filesystem::path disk = folder() / "disk";
  std::filesystem::create_directory(disk);
  if (mount("saem-test", disk.c_str(), "tmpfs", 0, "size=128k") != 0)
    GTEST_SKIP() << "mounting a small disk is not permitted here";
  const Outcome o = saem({"train", "corners", "--epochs", "1", "--batch-size", "20", "--out", "disk/a"});
  const bool is_model_there = exists("disk/a/model.safetensors");
  umount(disk.c_str());
  EXPECT_EQ(o.exit_code, 1) << o.err;
  EXPECT_TRUE(has(o.err, "No space left on device"));
  EXPECT_FALSE(is_model_there);
}

}  // namespace
}  // namespace saem::test
