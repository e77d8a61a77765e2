#include "saem/core/parallel.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "tests/core/support/thrown_message.h"
#include "tests/support/this_build.h"

namespace saem {
namespace {

using test::thrown_message;
using Block = std::pair<std::int64_t, std::int64_t>;

// Sets the number of threads, and puts the former one back at the end of the test.
class Threads {
 public:
  explicit Threads(int threads) : former_(thread_count()) { set_thread_count(threads); }
  ~Threads() { set_thread_count(former_); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

 private:
  int former_;
};

std::vector<Block> blocks_of(std::int64_t n, std::int64_t block) {
  std::vector<Block> blocks;
  std::mutex mutex;
  parallel_for(n, block, [&](std::int64_t begin, std::int64_t end) {
    const std::lock_guard lock(mutex);
    blocks.emplace_back(begin, end);
  });
  std::ranges::sort(blocks);
  return blocks;
}

TEST(ParallelFor, BlocksDoNotDependOnThreads) {
  const std::vector<Block> expected = {{0, 4}, {4, 8}, {8, 10}};
  for (const int threads : {1, 2, 3, 8}) {
    const Threads scope(threads);
    EXPECT_EQ(blocks_of(10, 4), expected);
    EXPECT_EQ(blocks_of(4, 4), (std::vector<Block>{{0, 4}}));
    EXPECT_EQ(blocks_of(3, 100), (std::vector<Block>{{0, 3}}));
    EXPECT_TRUE(blocks_of(0, 4).empty());
    EXPECT_TRUE(blocks_of(-5, 4).empty());
  }
}

TEST(ParallelFor, ExtremeLengthsDoNotOverflow) {
  const Threads scope(2);
  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(blocks_of(largest, largest), (std::vector<Block>{{0, largest}}));
  EXPECT_EQ(blocks_of(largest, largest - 1), (std::vector<Block>{{0, largest - 1}, {largest - 1, largest}}));
}

TEST(ParallelFor, RefusesEmptyBlocks) {
  EXPECT_THROW(parallel_for(1, 0, [](std::int64_t, std::int64_t) {}), ValueError);
  EXPECT_THROW(parallel_for(1, -1, [](std::int64_t, std::int64_t) {}), ValueError);
}

TEST(ParallelFor, ReallyUsesTheThreads) {
  const Threads scope(3);
  // Each block waits until all have begun, or for ten seconds: blocks that end at once one thread may finish
  // alone.
  std::atomic<int> begun = 0;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  parallel_for(3, 1, [&](std::int64_t, std::int64_t) {
    ++begun;
    while (begun < 3 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  });
  EXPECT_EQ(begun, 3);
  EXPECT_LT(std::chrono::steady_clock::now(), deadline);
}

TEST(ParallelFor, SumsPerBlockHaveTheSameBitsOnAnyNumberOfThreads) {
  std::vector<float> numbers(100'000);
  Generator generator(1);
  for (float& x : numbers) x = static_cast<float>(generator.normal());
  const auto sum = [&](int threads) {
    const Threads scope(threads);
    constexpr std::int64_t block = 4096;
    std::vector<float> partial(numbers.size() / block + 1);
    parallel_for(static_cast<std::int64_t>(numbers.size()), block, [&](std::int64_t begin, std::int64_t end) {
      partial[static_cast<std::size_t>(begin / block)] =
          std::accumulate(numbers.begin() + begin, numbers.begin() + end, 0.0F);
    });
    return std::accumulate(partial.begin(), partial.end(), 0.0F);
  };
  const float one = sum(1);
  EXPECT_EQ(sum(2), one);
  EXPECT_EQ(sum(7), one);
}

TEST(ParallelFor, NestedCallsRunOnTheSameThread) {
  const Threads scope(4);
  std::atomic<int> strangers = 0;
  std::atomic<int> inner_blocks = 0;
  parallel_for(8, 1, [&](std::int64_t, std::int64_t) {
    const auto me = std::this_thread::get_id();
    parallel_for(10, 1, [&](std::int64_t, std::int64_t) {
      ++inner_blocks;
      if (std::this_thread::get_id() != me) ++strangers;
    });
  });
  EXPECT_EQ(inner_blocks, 80);
  EXPECT_EQ(strangers, 0);
  EXPECT_EQ(blocks_of(10, 4).size(), 3U) << "and afterwards loops are parallel again";
}

TEST(ParallelFor, RunsOnTheCallerAloneInASerialScope) {
  const Threads scope(4);
  const auto me = std::this_thread::get_id();
  std::atomic<int> strangers = 0;
  const auto loop = [&] {
    parallel_for(100, 1, [&](std::int64_t, std::int64_t) { strangers += std::this_thread::get_id() != me; });
  };
  {
    const SerialScope serial;
    {
      const SerialScope inner;
      loop();
    }
    loop();
  }
  EXPECT_EQ(strangers, 0);
}

TEST(ParallelFor, NestedInHostThreadsWhichNest) {
  const Threads scope(3);
  std::atomic<std::int64_t> sum = 0;
  std::vector<std::thread> hosts;
  for (int h = 0; h < 3; ++h) {
    hosts.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        parallel_for(8, 1, [&](std::int64_t, std::int64_t) {
          parallel_for(10, 3, [&](std::int64_t begin, std::int64_t end) { sum += end - begin; });
        });
      }
    });
  }
  for (std::thread& host : hosts) host.join();
  EXPECT_EQ(sum, 3 * 20 * 80);
}

TEST(ParallelFor, SeveralHostThreadsAtOnce) {
  const Threads scope(2);
  std::array<std::int64_t, 4> sums{};
  std::vector<std::thread> hosts;
  for (std::size_t h = 0; h < sums.size(); ++h) {
    hosts.emplace_back([&, h] {
      for (int round = 0; round < 50; ++round) {
        std::atomic<std::int64_t> sum = 0;
        parallel_for(1000, 10, [&](std::int64_t begin, std::int64_t end) {
          for (std::int64_t i = begin; i < end; ++i) sum += i;
        });
        sums[h] += sum;
      }
    });
  }
  for (std::thread& host : hosts) host.join();
  for (const std::int64_t sum : sums) EXPECT_EQ(sum, 50 * 499'500);
}

TEST(ParallelFor, ExceptionOfTheLowestBlockComesOutAfterAllBlocksHaveRun) {
  for (const int threads : {1, 4}) {
    const Threads scope(threads);
    std::atomic<int> ran = 0;
    const std::string message = thrown_message<std::runtime_error>([&] {
      parallel_for(20, 1, [&](std::int64_t begin, std::int64_t) {
        ++ran;
        if (begin % 6 == 5) throw std::runtime_error("block " + std::to_string(begin));
      });
    });
    EXPECT_EQ(message, "block 5");
    EXPECT_EQ(ran, 20);
  }
}

TEST(ParallelFor, WorksAfterAnException) {
  const Threads scope(2);
  EXPECT_THROW(parallel_for(4, 1, [](std::int64_t, std::int64_t) { throw ValueError("no"); }), ValueError);
  std::atomic<int> ran = 0;
  parallel_for(4, 1, [&](std::int64_t, std::int64_t) { ++ran; });
  EXPECT_EQ(ran, 4);
}

TEST(ParallelFor, WorksAndEndsInAForkedProcess) {
  if (test::has_thread_sanitizer())
    GTEST_SKIP() << "the sanitizer knows nothing of the threads before the fork, and ends the process that "
                    "detaches them";
  const Threads scope(3);
  std::atomic<int> ran = 0;
  parallel_for(100, 1, [&](std::int64_t, std::int64_t) { ++ran; });
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);  // a hang must not hang the tests
    std::atomic<int> in_child = 0;
    parallel_for(100, 1, [&](std::int64_t, std::int64_t) { ++in_child; });
    std::exit(in_child == 100 ? 0 : 1);  // runs the destructors of the child's copy of the pool
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

TEST(ParallelFor, BodyIsNotCopied) {
  struct Counting {
    std::atomic<int> calls = 0;
    void operator()(std::int64_t, std::int64_t) { ++calls; }
  } body;
  parallel_for(5, 1, body);
  EXPECT_EQ(body.calls, 5);
  const auto constant = [](std::int64_t, std::int64_t) {};
  parallel_for(5, 1, constant);
}

TEST(ThreadCount, RefusesNonsense) {
  const int before = thread_count();
  EXPECT_GE(before, 1);
  EXPECT_EQ(
      thrown_message<ValueError>([] { set_thread_count(0); }),
      "threads: expected a number from 1 to 1024, received 0.\nThe number of processors is a good choice.");
  EXPECT_THROW(set_thread_count(-3), ValueError);
  EXPECT_THROW(set_thread_count(1'000'000), ValueError);
  EXPECT_EQ(thread_count(), before);
}

// The number is read from the environment once per process, so each case needs a process of its own.
class ThreadCountFromEnvironmentDeathTest : public ::testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }

  [[noreturn]] static void report(const char* own, const char* openmp) {
    own == nullptr ? ::unsetenv("SAEM_THREADS") : ::setenv("SAEM_THREADS", own, 1);
    openmp == nullptr ? ::unsetenv("OMP_NUM_THREADS") : ::setenv("OMP_NUM_THREADS", openmp, 1);
    const int threads = thread_count();
    std::fprintf(stderr, "threads=%d again=%d;", threads, thread_count());
    std::_Exit(0);
  }
};

TEST_F(ThreadCountFromEnvironmentDeathTest, OwnVariableBeforeOpenMPs) {
  EXPECT_EXIT(report("3", "5"), ::testing::ExitedWithCode(0), "^threads=3 again=3;$");
  EXPECT_EXIT(report(nullptr, "5"), ::testing::ExitedWithCode(0), "^threads=5 again=5;$");
  EXPECT_EXIT(report("", "6,2"), ::testing::ExitedWithCode(0), "^threads=6 again=6;$");
}

TEST_F(ThreadCountFromEnvironmentDeathTest, BadValueIsReportedOnceAndNotUsed) {
  for (const char* bad : {"many", "0", "-1", "4x", " 4", "1025", "99999999999999999999"}) {
    EXPECT_EXIT(report(bad, "5"), ::testing::ExitedWithCode(0),
                std::string("^saem: SAEM_THREADS is \"") + bad +
                    "\", not a number from 1 to 1024; using 5 threads.\nthreads=5 again=5;$");
  }
}

TEST_F(ThreadCountFromEnvironmentDeathTest, DefaultIsTheNumberOfUsableProcessors) {
  const unsigned processors = std::thread::hardware_concurrency();  // from the affinity mask, with glibc
  EXPECT_EXIT(report(nullptr, nullptr), ::testing::ExitedWithCode(0),
              "^threads=" + std::to_string(processors) + " ");
}

}  // namespace
}  // namespace saem
