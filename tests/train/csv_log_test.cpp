#include "saem/train/csv_log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"

namespace saem {
namespace {

class CsvLogTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("saem-csv-" + std::to_string(::getpid()));
};

TEST_F(CsvLogTest, HasAHeaderAndALinePerEpoch) {
  const std::filesystem::path path = folder_ / "history.csv";
  write_file(path, "from an earlier run\n");
  CsvLog log(path);
  EXPECT_EQ(read_file(path), "");
  log.append(0, {{"val_loss", 0.25}, {"loss", 1.0 / 3}, {"accuracy", 0.5}, {"val_accuracy", 1}});
  EXPECT_EQ(read_file(path), "epoch,accuracy,loss,val_accuracy,val_loss\n0,0.5,0.3333333333333333,1,0.25\n");
  log.append(1, {{"val_loss", 0.125}, {"loss", 1e-9}, {"accuracy", 0.75}, {"val_accuracy", 1}});
  EXPECT_EQ(
      read_file(path),
      "epoch,accuracy,loss,val_accuracy,val_loss\n0,0.5,0.3333333333333333,1,0.25\n1,0.75,1e-09,1,0.125\n");
}

TEST_F(CsvLogTest, RefusesAFolderThatDoesNotExistAtOnce) {
  EXPECT_THROW(CsvLog(folder_ / "nowhere" / "history.csv"), FileError);
}

}  // namespace
}  // namespace saem
