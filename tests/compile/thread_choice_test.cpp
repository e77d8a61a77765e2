#include "saem/compile/thread_choice.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace saem {
namespace {

class Threads : public ::testing::Test {
 protected:
  void SetUp() override { set_thread_count(2); }
  void TearDown() override { set_thread_count(former_); }
  int former_ = thread_count();
};

/// True if a loop inside `choice` still reaches another thread: each block waits a while for one.
bool is_shared(ThreadChoice& choice, std::chrono::milliseconds patience) {
  std::atomic<int> begun = 0;
  choice.run([&] {
    parallel_for(2, 1, [&](std::int64_t, std::int64_t) {
      ++begun;
      const auto deadline = std::chrono::steady_clock::now() + patience;
      while (begun < 2 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
      // Whoever is alone has waited in vain, and then begins the second block.
      if (begun < 2) begun = 10;
    });
  });
  return begun == 2;
}

TEST_F(Threads, LongWorkIsSharedFromTheFirstRunOn) {
  ThreadChoice choice;
  for (int i = 0; i < 20; ++i) {
    choice.run([] { std::this_thread::sleep_for(std::chrono::microseconds(200)); });
  }
  EXPECT_TRUE(is_shared(choice, std::chrono::seconds(10)));
}

TEST_F(Threads, WorkThatIsFasterAloneStaysAlone) {
  using Clock = std::chrono::steady_clock;
  // Runs until at least one timing of each kind was undisturbed: then the choice is certain.
  for (int attempt = 0; attempt < 20; ++attempt) {
    ThreadChoice choice;
    for (int i = 0; i < 20; ++i) {
      choice.run([&] {
        bool helped = false;
        {
          std::atomic<bool> other = false;
          const auto caller = std::this_thread::get_id();
          parallel_for(2, 1, [&](std::int64_t, std::int64_t) {
            if (std::this_thread::get_id() != caller) other = true;
          });
          helped = other;
        }
        const auto end = Clock::now() + std::chrono::microseconds(helped ? 40 : 1);
        while (Clock::now() < end) {
        }
      });
    }
    if (!is_shared(choice, std::chrono::milliseconds(20))) return;
  }
  FAIL() << "always shared";
}

TEST_F(Threads, EveryRunIsDoneOnce) {
  ThreadChoice choice;
  int runs = 0;
  for (int i = 0; i < 20; ++i) choice.run([&] { ++runs; });
  EXPECT_EQ(runs, 20);
}

}  // namespace
}  // namespace saem
