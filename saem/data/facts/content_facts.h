#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saem/data/samples.h"

namespace saem {

/// Of numbers such as lengths: what people want to see of them. All 0 for none.
struct Spread {
  double least = 0, median = 0, mean = 0, most = 0;
};
[[nodiscard]] Spread spread_of(std::vector<double> numbers);

/// What recordings are.
struct SeriesFacts {
  struct Channel {
    std::string name;
    double least = 0, mean = 0, most = 0;  ///< of the finite values
    std::int64_t missing = 0;              ///< values
  };
  Spread steps;
  std::vector<Channel> channels;
  std::int64_t values = 0, missing = 0;
  std::vector<std::int64_t> constant = {};  ///< recordings in which nothing ever changes
};
[[nodiscard]] SeriesFacts series_facts(const SeriesColumn& column);

/// What texts are. Words are runs of characters without blanks; where there are none between them, as in
/// Chinese or Japanese, a text is few words, and characters say more.
struct TextFacts {
  Spread characters;  ///< of UTF-8
  Spread words;
  std::int64_t missing = 0;
  std::int64_t longest = -1;  ///< the example with most characters
};
[[nodiscard]] TextFacts text_facts(const TextColumn& column);

/// What arrays are.
struct ArrayFacts {
  Shape shape;  ///< of one example
  double least = 0, mean = 0, most = 0;
  std::int64_t not_finite = 0;              ///< values
  std::vector<std::int64_t> constant = {};  ///< examples all of whose values are the same
};
[[nodiscard]] ArrayFacts array_facts(const ArrayColumn& column);

/// A number for each example that differs, but by a chance of 10⁻¹⁰ or so, unless the values of these columns
/// do; texts without the blanks around them. Columns of files have none: 0 for all.
[[nodiscard]] std::vector<std::uint64_t> example_hashes(const Samples& samples,
                                                        const std::vector<std::string>& columns);

}  // namespace saem
