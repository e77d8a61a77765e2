#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "saem/core/array.h"

namespace saem {

/// Gathers rows of some arrays with equal numbers of rows into batches; an empty one, of shape (0,), stays
/// as it is, but for the first. The memory of a batch is used again for the next one of the same size.
class BatchGatherer {
 public:
  explicit BatchGatherer(std::vector<Array> arrays);
  /// The number of rows.
  [[nodiscard]] std::int64_t size() const;
  [[nodiscard]] std::span<const Array> arrays() const noexcept { return arrays_; }
  /// One array per array, holding these rows in their order; valid until the next call. Rows must lie in [0,
  /// size()).
  [[nodiscard]] std::span<const Array> gather(std::span<const std::int64_t> rows);

 private:
  std::vector<Array> arrays_;
  std::map<std::int64_t, std::vector<Array>>
      batches_;  // by number of rows: usually one size, and that of the last batch
};

/// Batches of an epoch: ⌈n / batch_size⌉, the last one smaller if need be.
[[nodiscard]] constexpr std::int64_t batch_count(std::int64_t n, std::int64_t batch_size) noexcept {
  return n / batch_size + (n % batch_size != 0 ? 1 : 0);
}

/// 0, 1, … n - 1.
[[nodiscard]] std::vector<std::int64_t> sequence(std::int64_t n);
/// The order of the examples in one epoch: depends on nothing but these arguments.
[[nodiscard]] std::vector<std::int64_t> shuffled(std::int64_t n, std::uint64_t seed, int epoch);

}  // namespace saem
