#pragma once

#include <iosfwd>

namespace saem {

/// What may be written to a stream: where it ends up decides.
struct Terminal {
  bool redraws = false;  ///< a line can be drawn over with \r; otherwise write whole lines only
  bool colors = false;   ///< ANSI colours and bold are wanted
  int columns = 0;       ///< width in characters, 0 if not known
};

/// The rules behind `detect_terminal`, on plain values: a file or pipe gets whole lines without colours, and
/// so does TERM=dumb or no TERM at all; NO_COLOR, set to anything but "", removes colours
/// (https://no-color.org).
/// @param term, no_color  values of the environment variables; nullptr if not set.
[[nodiscard]] Terminal terminal_for(bool is_tty, const char* term, const char* no_color,
                                    int columns) noexcept;

/// Looks at what std::cout, std::cerr or std::clog is connected to. Any other stream counts as a file.
[[nodiscard]] Terminal detect_terminal(const std::ostream& out) noexcept;

}  // namespace saem
