#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace saem::cli {

/// So many configurations are trained for so many epochs; the best of them go on to the next rung.
struct Rung {
  std::int64_t configurations = 0;
  std::int64_t epochs = 0;  ///< 0: as many as any training has

  friend bool operator==(const Rung&, const Rung&) = default;
};
using Bracket = std::vector<Rung>;

/// Hyperband's brackets, from the one that tries most configurations to the one that trains all of them
/// longest. Each costs about as many epochs.
/// @param most_epochs  R of the paper, at least 1.  @param eta  1/eta of a rung go on; at least 2.
/// Source: Li, Jamieson, DeSalvo, Rostamizadeh, Talwalkar, "Hyperband", JMLR 18 (2018), algorithm 1.
[[nodiscard]] std::vector<Bracket> hyperband_brackets(std::int64_t most_epochs, std::int64_t eta = 3);

/// A training that a search needs.
struct SearchStep {
  std::int64_t configuration = 0;
  std::int64_t epochs = 0;

  friend bool operator==(const SearchStep&, const SearchStep&) = default;
};
/// How a training ended.
struct SearchResult {
  SearchStep step;
  std::optional<double> loss;  ///< smaller is better; none: it failed
};

/// The trainings that are known to be needed, after these results: all of the first rungs, and of a later
/// rung, once the one before is complete, the best. Configurations are numbered through the brackets; those
/// from `configurations` on do not exist. Which they are does not depend on the order of the results.
[[nodiscard]] std::vector<SearchStep> needed_steps(const std::vector<Bracket>& brackets,
                                                   const std::vector<SearchResult>& results,
                                                   std::int64_t configurations);

}  // namespace saem::cli
