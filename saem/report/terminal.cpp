#include "saem/report/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace saem {

Terminal terminal_for(bool is_tty, const char* term, const char* no_color, int columns) noexcept {
  const bool capable = term != nullptr && *term != '\0' && std::string_view(term) != "dumb";
  if (!is_tty || !capable) return {};
  return {.redraws = true, .colors = no_color == nullptr || *no_color == '\0', .columns = columns};
}

Terminal detect_terminal(const std::ostream& out) noexcept {
  const int descriptor = &out == &std::cout                         ? STDOUT_FILENO
                         : &out == &std::cerr || &out == &std::clog ? STDERR_FILENO
                                                                    : -1;
  if (descriptor < 0 || isatty(descriptor) == 0) return {};
  winsize size{};
  const int columns = ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
  return terminal_for(true, std::getenv("TERM"), std::getenv("NO_COLOR"), columns);
}

}  // namespace saem
