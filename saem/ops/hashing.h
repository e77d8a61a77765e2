#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "saem/graph/tensor.h"

namespace saem {

/// Two words that make a hash a secret of its own.
using HashSalt = std::array<std::uint64_t, 2>;

/// A number in [0, bins) for each element (i64), from its decimal text, as Keras's Hashing has it: Google's
/// FarmHash fingerprint, or, with a salt, SipHash-2-4, modulo `bins`. x: integers. Throws DTypeError for
/// others, ValueError for bins below 1.
/// Source: Aumasson and Bernstein 2012, "SipHash: a fast short-input PRF".
[[nodiscard]] Tensor hash_bucket(const Tensor& x, std::int64_t bins,
                                 const std::optional<HashSalt>& salt = {});

/// A number in [0, bins) (i64) for each row of integers, as Keras's HashedCrossing has it: FarmHash's mix of
/// the numbers of a row, one after the other, modulo `bins`. x (…, k), k ≥ 1 → (…). Throws ShapeError for
/// rows of nothing, DTypeError unless x are integers, ValueError for bins below 1.
[[nodiscard]] Tensor hash_cross(const Tensor& x, std::int64_t bins);

namespace detail {

/// FarmHash's 64-bit fingerprint of up to 32 bytes. Throws ValueError for more.
[[nodiscard]] std::uint64_t fingerprint(std::string_view text);
/// FarmHash's mix of two fingerprints, as TensorFlow has it.
[[nodiscard]] std::uint64_t joined_fingerprints(std::uint64_t a, std::uint64_t b);
/// What crossings begin with, before the first number is mixed in.
inline constexpr std::uint64_t crossing_seed = 0xDECAFCAFFE;
/// SipHash-2-4 of any text.
[[nodiscard]] std::uint64_t sip_hash(std::string_view text, const HashSalt& salt);

}  // namespace detail
}  // namespace saem
