#include "saem/report/terminal.h"

#include <gtest/gtest.h>

#include <sstream>

namespace saem {
namespace {

TEST(Terminal, AnOrdinaryTerminal) {
  const Terminal t = terminal_for(true, "xterm-256color", nullptr, 80);
  EXPECT_TRUE(t.redraws);
  EXPECT_TRUE(t.colors);
  EXPECT_EQ(t.columns, 80);
}

TEST(Terminal, FilesAndDumbTerminalsGetWholeLines) {
  EXPECT_FALSE(terminal_for(false, "xterm", nullptr, 80).redraws);
  EXPECT_FALSE(terminal_for(false, "xterm", nullptr, 80).colors);
  EXPECT_FALSE(terminal_for(true, "dumb", nullptr, 80).redraws);
  EXPECT_FALSE(terminal_for(true, "", nullptr, 80).redraws);
  EXPECT_FALSE(terminal_for(true, nullptr, nullptr, 80).redraws);
  const std::ostringstream text;
  EXPECT_FALSE(detect_terminal(text).redraws);
}

TEST(Terminal, NoColor) {
  EXPECT_FALSE(terminal_for(true, "xterm", "1", 80).colors);
  EXPECT_TRUE(terminal_for(true, "xterm", "1", 80).redraws);
  EXPECT_TRUE(terminal_for(true, "xterm", "", 80).colors);  // the convention: an empty value does not count
}

}  // namespace
}  // namespace saem
