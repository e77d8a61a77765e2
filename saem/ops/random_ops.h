#pragma once

#include <cstdint>

#include "saem/graph/tensor.h"
#include "saem/graph/variable.h"

namespace saem {

/// Where graph randomness comes from: a seed, and a counter that each draw moves on. Its variable is part of a model's
/// state, so a resumed run draws what the uninterrupted one would have drawn.
class RandomState {
 public:
  explicit RandomState(std::uint64_t seed = 0);
  /// A tensor (seed, counter), int64 (2,), that no other draw gets.
  [[nodiscard]] Tensor next();
  [[nodiscard]] const Variable& variable() const noexcept { return counter_; }
  void reset(std::uint64_t seed);

 private:
  Variable counter_;
};

/// Float32 in [0, 1), multiples of 2⁻²⁴. `key` is int64 (2,) from RandomState::next: element i is word i mod 4 of
/// Philox4x32-10 at counter (i / 4, key[1]) under key key[0]; the same on every backend and number of threads.
[[nodiscard]] Tensor random_uniform(const Tensor& key, const Shape& shape);
/// Standard normal by Box and Muller from the same words.
[[nodiscard]] Tensor random_normal(const Tensor& key, const Shape& shape);
/// x · m / (1 - rate) with m ~ Bernoulli(1 - rate). Throws ValueError unless 0 ≤ rate < 1.
/// Source: Srivastava et al. 2014, JMLR 15 (there the weights are scaled at test time instead).
[[nodiscard]] Tensor dropout(const Tensor& x, double rate, const Tensor& key);

}  // namespace saem
