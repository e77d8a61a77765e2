#pragma once

#include <string>
#include <string_view>

namespace saem::cli {

/// How this program was called: "saem" if it was found on the PATH, otherwise its path; so that commands that
/// are suggested can be pasted.
void set_program(std::string called_as);
[[nodiscard]] const std::string& program();

/// Writes to stdout, where results go.
void print(std::string_view text);
/// Makes sure that everything printed has arrived. Throws FileError if it has not (a full disk, say); a
/// reader that went away (`saem summary m | head -1`) is no error.
void finish_printing();

/// What a person may want to know meanwhile: goes to stderr, or nowhere with --quiet.
class Log {
 public:
  explicit Log(bool quiet) : quiet_(quiet) {}
  /// A fact under a short name: "model    cnn, 1,199,882 parameters".
  void fact(std::string_view name, std::string_view text) const;
  void line(std::string_view text = {}) const;

 private:
  bool quiet_;
};

/// "saem: …" on stderr; further lines of the message are indented, to stand below the first.
void print_error(std::string_view message);

}  // namespace saem::cli
