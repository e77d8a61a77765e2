#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/cli/support/program.h"
#include "tests/cli/support/small_data.h"
#include "tests/data/support/temporary_folder.h"

namespace saem::test {

/// A folder to work in, with the small dataset in corners/.
class Session : public testing::Test {
 protected:
  void SetUp() override { write_small_data(folder() / "corners"); }

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] RunOptions here() const { return {.folder = folder()}; }
  Outcome saem(const std::vector<std::string>& words) const { return test::saem(words, here()); }
  /// Trains for two epochs into `out`, and checks that it went well.
  Outcome train(const std::string& out, std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"train", "corners", "--epochs", "2", "--batch-size", "20", "--out", out};
    words.insert(words.end(), more.begin(), more.end());
    Outcome outcome = saem(words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome;
  }
  void write(const std::string& name, std::string_view content) const { folder_.write(name, content); }
  [[nodiscard]] bool exists(const std::string& name) const {
    return std::filesystem::exists(folder() / name);
  }
  [[nodiscard]] std::string content(const std::string& name) const { return content_of(folder() / name); }

 private:
  TemporaryFolder folder_;
};

}  // namespace saem::test
