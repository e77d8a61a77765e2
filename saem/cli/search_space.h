#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "saem/cli/option_table.h"
#include "saem/interop/toml.h"

namespace saem::cli {

/// The values of an option that `saem tune` tries.
struct SearchRange {
  std::string option;                ///< without dashes
  std::vector<std::string> choices;  ///< as words of the command line; empty: all from low to high
  double low = 0, high = 0;
  bool log = false;    ///< are the logarithms evenly spread?
  bool whole = false;  ///< whole numbers only
};
using SearchSpace = std::vector<SearchRange>;

/// Options with a value each: ("learning-rate", "0.0012").
using Configuration = std::vector<std::pair<std::string, std::string>>;

/// Keys of [tune] that are no ranges.
[[nodiscard]] const std::vector<std::string>& tune_keys();

/// The ranges of a [tune] section, in its order: `width = [64, 128]`, `dropout = {low = 0, high = 0.5}`,
/// `learning_rate = {low = 1e-4, high = 1e-2, scale = "log"}`.
/// @param table  the options of `saem train`.
/// Throws UsageError, naming line, column and key, for an option that cannot be searched, values that it does
/// not take, or ends that are no range.
[[nodiscard]] SearchSpace parse_search_space(const TomlValue& tune, const std::filesystem::path& path,
                                             const OptionTable& table);

/// What is searched where nothing is said: rate, size of the network and of batches.
/// @param is_task  the data are no pictures in IDX files.
[[nodiscard]] SearchSpace usual_search_space(bool is_task);

/// As many different configurations as asked for, if there are so many; the first n are the same whatever
/// `count` is.
[[nodiscard]] std::vector<Configuration> draw_configurations(const SearchSpace& space, std::int64_t count,
                                                             std::uint64_t seed);

/// The range as parse_search_space reads it, and its key.
[[nodiscard]] TomlEntry to_toml(const SearchRange& range, const OptionTable& table);

}  // namespace saem::cli
