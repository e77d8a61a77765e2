#include "saem/train/interrupt.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

namespace saem {
namespace {

TEST(InterruptTest, TheFirstSignalSetsAFlag) {
  ASSERT_FALSE(interrupt_requested());
  {
    const InterruptGuard guard;
    std::raise(SIGINT);
    EXPECT_TRUE(interrupt_requested());
  }
  EXPECT_FALSE(interrupt_requested());
}

TEST(InterruptTest, TerminationCountsToo) {
  const InterruptGuard guard;
  std::raise(SIGTERM);
  EXPECT_TRUE(interrupt_requested());
}

TEST(InterruptTest, AProgramMayAskForItself) {
  request_interrupt();
  EXPECT_TRUE(interrupt_requested());
  clear_interrupt();
  EXPECT_FALSE(interrupt_requested());
}

TEST(InterruptTest, HandlersFromBeforeComeBack) {
  static volatile std::sig_atomic_t calls = 0;
  const auto before = std::signal(SIGINT, [](int) { calls = calls + 1; });
  {
    const InterruptGuard guard;
    const InterruptGuard nested;
    std::raise(SIGINT);
  }
  EXPECT_EQ(calls, 0);
  std::raise(SIGINT);
  EXPECT_EQ(calls, 1);
  std::signal(SIGINT, before);
}

TEST(InterruptTest, AnIgnoredSignalStaysIgnored) {
  const auto before = std::signal(SIGINT, SIG_IGN);
  {
    const InterruptGuard guard;
    std::raise(SIGINT);
    EXPECT_FALSE(interrupt_requested());
  }
  std::signal(SIGINT, before);
}

TEST(InterruptDeathTest, TheSecondSignalEndsTheProcess) {
  EXPECT_EXIT(
      {
        const InterruptGuard guard;
        std::raise(SIGINT);
        std::raise(SIGINT);
        ::_exit(0);
      },
      testing::ExitedWithCode(130), "finishing this step.*\n*.*stopped");
}

}  // namespace
}  // namespace saem
