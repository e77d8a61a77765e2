#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace saem {

/// Philox4x32-10: four random words for a (counter, key) pair, with no state in between.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;
[[nodiscard]] PhiloxCounter philox(PhiloxCounter counter, PhiloxKey key) noexcept;

/// 24 random bits as a float in [0, 1): exact multiples of 2⁻²⁴.
[[nodiscard]] constexpr float unit_float(std::uint32_t word) noexcept {
  return static_cast<float>(word >> 8) * 0x1p-24F;
}

/// A stream of random numbers on the host (initial weights, shuffling), addressed by (seed, stream): the n-th
/// draw of a stream depends on nothing else.
class Generator {
 public:
  explicit Generator(std::uint64_t seed, std::uint64_t stream = 0) noexcept;
  [[nodiscard]] std::uint32_t bits();
  /// In [0, 1), 53 bits.
  [[nodiscard]] double uniform();
  [[nodiscard]] double uniform(double low, double high);
  /// Standard normal (Box and Muller 1958).
  [[nodiscard]] double normal();
  /// In [0, n), without bias. n > 0.
  [[nodiscard]] std::int64_t integer(std::int64_t n);
  /// 0 … n-1 in random order (Fisher and Yates).
  [[nodiscard]] std::vector<std::int64_t> permutation(std::int64_t n);

 private:
  PhiloxKey key_;
  PhiloxCounter counter_;
  PhiloxCounter words_{};
  int used_ = 4;
};

}  // namespace saem
