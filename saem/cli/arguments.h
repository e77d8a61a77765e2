#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saem/cli/option_table.h"

namespace saem::cli {

/// What follows the name of the command.
using Words = std::span<const std::string>;

/// The options of a command: `--epochs 12`, `--epochs=12` and `epochs=12` are the same. Of an option that is
/// given twice the last one counts. Targets hold the defaults until `parse`.
class Arguments {
 public:
  explicit Arguments(const CommandText& text);
  ~Arguments();
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;

  struct Help {
    std::string_view value;  ///< how the value is called in the help text: "N"
    std::string_view text;
  };
  struct Limits {
    std::int64_t least;
    std::int64_t most;
  };

  /// Words without a name, in this order. All are required; of the last there may be several.
  void word(std::string& target, const Help& help);
  void words(std::vector<std::string>& target, const Help& help);
  /// `name` is without the dashes.
  void text(std::string_view name, std::string& target, const Help& help);
  /// May be given several times: all count.
  void texts(std::string_view name, std::vector<std::string>& target, const Help& help);
  void integer(std::string_view name, std::int64_t& target, Limits limits, const Help& help);
  /// A finite number above 0 that fits into a float32.
  void positive(std::string_view name, std::optional<double>& target, const Help& help);
  /// A number in [least, most); `most` itself is refused.
  void number(std::string_view name, std::optional<double>& target, double least, double most,
              const Help& help);
  void choice(std::string_view name, std::string& target, const std::vector<std::string>& choices,
              const Help& help);
  /// An amount of memory with its unit: 200MB, 1.5GiB.
  void bytes(std::string_view name, std::size_t& target, const Help& help);
  /// A duration with its unit: 90s, 10m, 1h30m.
  void duration(std::string_view name, double& seconds, const Help& help);
  void flag(std::string_view name, bool& target, std::string_view text);
  /// Gets, when the words are read, the names of the options that are among them.
  void names_given(std::vector<std::string>& target);

  /// False if help was asked for, and printed. Throws UsageError, naming the option, for anything that does
  /// not fit.
  [[nodiscard]] bool parse(Words words);
  /// The same without printing: a call for help is fine.
  void check(Words words);
  /// Gives an option a value that comes from elsewhere, from a task file say, before the words are read:
  /// words count for more. Of a flag, "true" or "false". `origin` names the place of the value in messages.
  /// Throws UsageError as `parse` does, and for a name that was not declared.
  void preset(std::string_view name, std::string_view value, const std::string& origin);
  struct Setting {
    std::string name;                 ///< of the option, without dashes
    std::vector<std::string> values;  ///< as they could be given; none: as if it had not been given
  };
  /// The options and what their targets hold now.
  [[nodiscard]] std::vector<Setting> settings() const;
  /// What was declared, in this order; `--help` is the last.
  [[nodiscard]] const OptionTable& table() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace saem::cli
