#pragma once

#include <cstdint>

#include "saem/ops/random_ops.h"

namespace saem {

// Each is a function of a key, int64 (2,) from RandomState::next, and of the place of an element: the same on
// every backend and number of threads. A key is for one draw; two draws from one key are not independent.
// None has a gradient with respect to the key; results are float32 where nothing else is said. They are made
// of random_uniform's 24 bits per number, so an event with a probability below 2⁻²⁴ is never or rarely seen.
// Each throws ShapeError or DTypeError for what is no key, ValueError for parameters out of range.

/// low + (high - low) · u in [low, high). Throws ValueError unless low < high, both finite.
[[nodiscard]] Tensor random_uniform(const Tensor& key, const Shape& shape, double low, double high);
/// mean + stddev · z, z standard normal. Throws ValueError unless stddev ≥ 0.
[[nodiscard]] Tensor random_normal(const Tensor& key, const Shape& shape, double mean, double stddev);
/// The normal distribution without what lies more than two standard deviations from the mean, as Keras has
/// it: mean + stddev · Φ⁻¹(Φ(-2) + u · (Φ(2) - Φ(-2))). Its own standard deviation is 0.8796 · stddev.
/// Throws ValueError unless stddev ≥ 0.
[[nodiscard]] Tensor random_truncated_normal(const Tensor& key, const Shape& shape, double mean = 0,
                                             double stddev = 1);
/// Uniform integers in [low, high): low + ⌊w · (high - low) / 2⁶⁴⌋ with the 64 bits w that words 2i (low
/// half) and 2i + 1 of the key's stream make. Each has its probability within 2⁻⁶⁴. Throws ShapeError unless
/// low < high, DTypeError unless `dtype` is of integers; what does not fit into it is clipped by `cast`.
[[nodiscard]] Tensor random_integers(const Tensor& key, const Shape& shape, std::int64_t low,
                                     std::int64_t high, DType dtype = DType::i64);
/// True (bool) with the given probability. Throws ValueError unless it is in [0, 1].
[[nodiscard]] Tensor random_bernoulli(const Tensor& key, const Shape& shape, double probability);
/// True with the probability that the element of `probabilities` (floating) says.
[[nodiscard]] Tensor random_bernoulli(const Tensor& key, const Tensor& probabilities);
/// Exponential with mean 1 / rate: -log(1 - u) / rate. Throws ValueError unless rate > 0.
[[nodiscard]] Tensor random_exponential(const Tensor& key, const Shape& shape, double rate = 1);
/// Standard Gumbel, -log(-log(1 - u)), finite.
[[nodiscard]] Tensor random_gumbel(const Tensor& key, const Shape& shape);
/// Class numbers (int64) with probabilities softmax(logits): the largest of logits + Gumbel numbers.
/// logits (…, classes) → (…, samples), drawn with replacement; log p serves as logits, -∞ is never drawn.
/// Throws ShapeError for logits without a class, DTypeError unless they are floating, ValueError unless
/// samples ≥ 1. Source: Gumbel 1954; Maddison, Tarlow, Minka 2014, "A* sampling".
[[nodiscard]] Tensor random_categorical(const Tensor& key, const Tensor& logits, std::int64_t samples = 1);
/// 0 … size - 1 (int64) in random order (Fisher and Yates). Throws ShapeError for a negative size.
[[nodiscard]] Tensor random_permutation(const Tensor& key, std::int64_t size);
/// The slices of x along `axis` in random order; its gradient puts them back.
[[nodiscard]] Tensor shuffle(const Tensor& key, const Tensor& x, int axis = 0);

}  // namespace saem
