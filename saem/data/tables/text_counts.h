#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "saem/data/text_column.h"

namespace saem::detail {

/// A 64-bit number that different texts have the same of hardly ever.
[[nodiscard]] std::uint64_t hash_of(std::string_view text) noexcept;
/// Of a sequence, whose hash so far is `seed`.
[[nodiscard]] std::uint64_t joined_hash(std::uint64_t seed, std::uint64_t next) noexcept;

/// Numbers different texts in the order in which they first come, up to a limit.
class TextNumbers {
 public:
  /// @param most  different texts; for more, `number` gives -1.
  explicit TextNumbers(std::int64_t most);

  /// The number of a text, from 0; a new one if it is new. -1 if it would be one too many.
  std::int64_t number(std::string_view text);
  [[nodiscard]] std::int64_t size() const noexcept { return static_cast<std::int64_t>(texts_.size()); }
  [[nodiscard]] const std::vector<std::string_view>& texts() const noexcept { return texts_; }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::int64_t number = -1;
  };
  void grow();

  std::size_t most_;
  std::vector<Slot> slots_;  // open addressing; a power of two
  std::vector<std::string_view> texts_;
};

/// The ranks of numbers, from 1; equal ones have the mean of theirs.
[[nodiscard]] std::vector<double> ranks_of(const std::vector<double>& numbers);
/// Pearson's correlation; 0 if one of the two is constant.
[[nodiscard]] double correlation(const std::vector<double>& x, const std::vector<double>& y);

}  // namespace saem::detail
