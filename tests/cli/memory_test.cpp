// The memory of a training is told before it begins, and a training that does not fit is not begun.
#include <sys/resource.h>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"
#include "tests/support/this_build.h"

namespace saem::test {
namespace {

class Memory : public Session {
 protected:
  [[nodiscard]] static std::vector<std::string> words(std::vector<std::string> more = {}) {
    std::vector<std::string> all{"train", "corners", "--epochs", "1", "--batch-size", "200", "--out", "a"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  [[nodiscard]] RunOptions limited(const std::string& bytes) const {
    RunOptions options = here();
    options.environment = {"SAEM_MEMORY_LIMIT=" + bytes};
    return options;
  }
};

TEST_F(Memory, IsToldBeforeTheTraining) {
  const Outcome o = saem(words());
  EXPECT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(
      matches(o.err.substr(o.err.find("memory "), o.err.find("machine ") - o.err.find("memory ")),
              "memory   [0-9.]+ [kMG]B: data [0-9.]+ [kM]B, weights and moments [0-9.]+ [kM]B, a step's "
              "intermediate values [0-9.]+ [kMG]B, copies [0-9.]+ [kM]B; [0-9.]+ [MGT]B available\n"));
}

TEST_F(Memory, ATrainingThatDoesNotFitIsNotBegun) {
  const Outcome o = test::saem(words(), limited("1000000"));
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(starts(o.err, "saem: train: the training needs "));
  EXPECT_TRUE(has(o.err, "SAEM_MEMORY_LIMIT leaves 0 bytes"));
  EXPECT_TRUE(has(o.err, "smaller --batch-size"));
  EXPECT_TRUE(has(o.err, "--no-memory-check"));
  EXPECT_EQ(o.out, "");
  EXPECT_FALSE(exists("a"));
}

TEST_F(Memory, TheCheckCanBeLeftOut) {
  const Outcome o = test::saem(words({"--no-memory-check"}), limited("1000000"));
  EXPECT_EQ(o.exit_code, 0) << o.err;
}

TEST_F(Memory, TheLimitOnAddressesCounts) {
  if (has_address_sanitizer() || has_thread_sanitizer()) GTEST_SKIP() << "sanitizers take all addresses";
  write_small_data(folder() / "corners", {.train = 2000, .test = 100, .size = 32});
  RunOptions options = here();
  options.before_start = [] {
    const rlimit limit{.rlim_cur = 1'500'000'000, .rlim_max = 1'500'000'000};
    setrlimit(RLIMIT_AS, &limit);
  };
  const Outcome o =
      test::saem({"train", "corners", "--batch-size", "2000", "--epochs", "1", "--out", "a"}, options);
  EXPECT_FALSE(o.signalled);
  EXPECT_EQ(o.exit_code, 1) << o.err;
  EXPECT_TRUE(has(o.err, "of memory more, but the address space (ulimit -v) leaves "));
  EXPECT_FALSE(exists("a"));
}

}  // namespace
}  // namespace saem::test
