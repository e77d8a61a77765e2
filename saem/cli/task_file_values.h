#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saem/cli/option_table.h"
#include "saem/interop/toml.h"

namespace saem::cli {

/// A value of a task file as a word of the command line; none if options of this type take no such value.
[[nodiscard]] std::optional<std::string> toml_word(const TomlValue& value, OptionInfo::Type type);
/// The same of all values: one, but of an option that may be given several times a list of them, too.
[[nodiscard]] std::optional<std::vector<std::string>> toml_words(const TomlValue& value,
                                                                 OptionInfo::Type type);
/// "a whole number", "a duration in quotes, such as "10m"": what they take, for messages.
[[nodiscard]] std::string_view toml_expectation(OptionInfo::Type type);
/// "a text: "12"": what stands there, cut to a line.
[[nodiscard]] std::string toml_received(const TomlValue& value);

}  // namespace saem::cli
