#include "saem/cli/output.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <iostream>
#include <system_error>
#include <utility>

#include "saem/core/error.h"
#include "saem/core/printable.h"

namespace saem::cli {

namespace {

std::string& program_name() {
  static std::string name = "saem";
  return name;
}

}  // namespace

void set_program(std::string called_as) {
  if (called_as.find('/') != std::string::npos) program_name() = std::move(called_as);
}

const std::string& program() { return program_name(); }
namespace {

int first_print_error = 0;  // errno of the first failed write

void note_failure() {
  if (first_print_error == 0) first_print_error = errno == 0 ? EIO : errno;
}

}  // namespace

// Names and cells of data may hold what a terminal would take for commands: nothing of it leaves here.
void print(std::string_view raw) {
  const std::string text = detail::printable_lines(raw);
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) note_failure();
}

void finish_printing() {
  if (std::fflush(stdout) != 0) note_failure();
  if (first_print_error == 0 || first_print_error == EPIPE) return;
  fail<FileError>(
      {.place = "standard output",
       .problem = fmt::format("cannot be written: {}", std::generic_category().message(first_print_error)),
       .context = "",
       .advice = "Send it elsewhere, or free some space there."});
}

void Log::fact(std::string_view name, std::string_view text) const {
  line(fmt::format("{:<9}{}", name, text));
}

void Log::line(std::string_view text) const {
  if (!quiet_) std::cerr << detail::printable_lines(text) << '\n' << std::flush;
}

void print_error(std::string_view message) {
  std::string text = "saem: ";
  for (const char c : detail::printable_lines(message)) {
    text += c;
    if (c == '\n') text += "      ";
  }
  std::cerr << text << '\n' << std::flush;
}

}  // namespace saem::cli
