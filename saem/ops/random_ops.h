#pragma once

#include <cstdint>

#include "saem/graph/tensor.h"
#include "saem/graph/variable.h"

namespace saem {

/// Where graph randomness comes from: a seed, and a counter that each draw moves on. Its variable is part of
/// a model's state, so a resumed run draws what the uninterrupted one would have drawn.
class RandomState {
 public:
  explicit RandomState(std::uint64_t seed = 0);
  /// A tensor (seed, counter), int64 (2,), that no other draw gets.
  [[nodiscard]] Tensor next();
  [[nodiscard]] const Variable& variable() const noexcept { return counter_; }
  /// Starts anew: counter 0 under another seed.
  void reset(std::uint64_t seed);

 private:
  Variable counter_;
};

/// Float32 in [0, 1), multiples of 2⁻²⁴. `key` is int64 (2,) from RandomState::next: element i is word i mod
/// 4 of Philox4x32-10 at counter (i / 4, key[1]) under key key[0]; the same on every backend and number of
/// threads.
[[nodiscard]] Tensor random_uniform(const Tensor& key, const Shape& shape);
/// Float32, standard normal, by Box and Muller from the same words: elements 4b and 4b + 1 come from words 0
/// and 1 of block b, elements 4b + 2 and 4b + 3 from words 2 and 3. With u = (⌊w₀ / 2⁸⌋ + 1) · 2⁻²⁴ in (0, 1]
/// and v = ⌊w₁ / 2⁸⌋ · 2⁻²⁴, the pair is √(-2 ln u) · cos 2πv and √(-2 ln u) · sin 2πv.
[[nodiscard]] Tensor random_normal(const Tensor& key, const Shape& shape);
/// x · m / (1 - rate) with m ~ Bernoulli(1 - rate). Throws ValueError unless 0 ≤ rate < 1.
/// Source: Srivastava et al. 2014, JMLR 15 (there the weights are scaled at test time instead).
[[nodiscard]] Tensor dropout(const Tensor& x, double rate, const Tensor& key);

}  // namespace saem
