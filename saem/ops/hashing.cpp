// hash_bucket and hash_cross. Declared in hashing.h.
#include "saem/ops/hashing.h"

#include <fmt/format.h>

#include <bit>

#include "saem/core/error.h"
#include "saem/graph/op.h"

namespace saem {
namespace detail {
namespace {

using Word = std::uint64_t;

/// Up to eight bytes, the first one lowest.
Word bytes_at(std::string_view text, std::size_t place, std::size_t count) {
  Word word = 0;
  for (std::size_t i = 0; i < count; ++i)
    word |= static_cast<Word>(static_cast<unsigned char>(text[place + i])) << (8 * i);
  return word;
}

// The odd constants of FarmHash (and CityHash).
constexpr Word k0 = 0xc3a5c85c97cb3127;
constexpr Word k1 = 0xb492b66fbe98f273;
constexpr Word k2 = 0x9ae16a3b2f90404f;

Word folded(Word x) { return x ^ (x >> 47); }
Word mixed(Word u, Word v, Word factor) {
  const Word a = folded((u ^ v) * factor);
  return folded((v ^ a) * factor) * factor;
}

void sip_round(std::array<Word, 4>& v) {
  v[0] += v[1];
  v[2] += v[3];
  v[1] = std::rotl(v[1], 13) ^ v[0];
  v[3] = std::rotl(v[3], 16) ^ v[2];
  v[0] = std::rotl(v[0], 32);
  v[2] += v[1];
  v[0] += v[3];
  v[1] = std::rotl(v[1], 17) ^ v[2];
  v[3] = std::rotl(v[3], 21) ^ v[0];
  v[2] = std::rotl(v[2], 32);
}

}  // namespace

std::uint64_t fingerprint(std::string_view text) {
  const std::size_t n = text.size();
  const Word factor = k2 + 2 * n;
  if (n > 32)
    fail<ValueError>(
        {"fingerprint", fmt::format("expected up to 32 bytes, received {}", n), {}, "Shorten the text."});
  if (n > 16) {
    const Word a = bytes_at(text, 0, 8) * k1;
    const Word b = bytes_at(text, 8, 8);
    const Word c = bytes_at(text, n - 8, 8) * factor;
    const Word d = bytes_at(text, n - 16, 8) * k2;
    return mixed(std::rotr(a + b, 43) + std::rotr(c, 30) + d, a + std::rotr(b + k2, 18) + c, factor);
  }
  if (n >= 8) {
    const Word a = bytes_at(text, 0, 8) + k2;
    const Word b = bytes_at(text, n - 8, 8);
    return mixed(std::rotr(b, 37) * factor + a, (std::rotr(a, 25) + b) * factor, factor);
  }
  if (n >= 4) return mixed(n + (bytes_at(text, 0, 4) << 3), bytes_at(text, n - 4, 4), factor);
  if (n == 0) return k2;
  const Word y = bytes_at(text, 0, 1) + (bytes_at(text, n / 2, 1) << 8);
  const Word z = n + (bytes_at(text, n - 1, 1) << 2);
  return folded(y * k2 ^ z * k0) * k2;
}

std::uint64_t joined_fingerprints(std::uint64_t a, std::uint64_t b) {
  constexpr Word factor = 0xc6a4a7935bd1e995;  // MurmurHash's
  return folded(folded((a ^ factor ^ (folded(b * factor) * factor)) * factor) * factor);
}

std::uint64_t sip_hash(std::string_view text, const HashSalt& salt) {
  std::array<Word, 4> v = {salt[0] ^ 0x736f6d6570736575, salt[1] ^ 0x646f72616e646f6d,
                           salt[0] ^ 0x6c7967656e657261, salt[1] ^ 0x7465646279746573};
  const std::size_t whole = text.size() / 8 * 8;
  for (std::size_t place = 0; place <= whole; place += 8) {
    const bool last = place == whole;
    const Word word = last ? bytes_at(text, whole, text.size() - whole) | static_cast<Word>(text.size()) << 56
                           : bytes_at(text, place, 8);
    v[3] ^= word;
    sip_round(v);
    sip_round(v);
    v[0] ^= word;
  }
  v[2] ^= 0xff;
  for (int i = 0; i < 4; ++i) sip_round(v);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

}  // namespace detail

namespace {

void hash_all(ReferenceCall& call) {
  const auto x = call.in<std::int64_t>(0);
  const auto y = call.out<std::int64_t>();
  const auto bins = static_cast<std::uint64_t>(call.attributes.integer("bins"));
  const std::vector<std::int64_t>& salt = call.attributes.integers("salt");
  for (std::size_t i = 0; i < x.size(); ++i) {
    const fmt::format_int text(x[i]);
    const std::string_view view(text.data(), text.size());
    const std::uint64_t hash = salt.empty() ? detail::fingerprint(view)
                                            : detail::sip_hash(view, {static_cast<std::uint64_t>(salt[0]),
                                                                      static_cast<std::uint64_t>(salt[1])});
    y[i] = static_cast<std::int64_t>(hash % bins);
  }
}

Sampler integers_to_hash(std::vector<std::int64_t> salt) {
  return [salt = std::move(salt)](Generator& g, int) {
    const Shape shape = random_shape(g, 0, 3);
    Array x = Array::uninitialized(shape, DType::i64);
    for (std::int64_t& each : x.mutable_data<std::int64_t>())
      each = (g.integer(2) == 0 ? 1 : -1) * (g.integer(std::int64_t{1} << (1 + g.integer(60))));
    return Sample{.inputs = {x}, .attributes = {{"bins", 1 + g.integer(1000)}, {"salt", salt}}};
  };
}

void cross_all(ReferenceCall& call) {
  const auto x = call.in<std::int64_t>(0);
  const auto y = call.out<std::int64_t>();
  const auto bins = static_cast<std::uint64_t>(call.attributes.integer("bins"));
  const auto k = static_cast<std::size_t>(call.shape(0)[-1]);
  for (std::size_t row = 0; row < y.size(); ++row) {
    std::uint64_t hash = detail::crossing_seed;
    for (const std::int64_t each : x.subspan(row * k, k))
      hash = detail::joined_fingerprints(hash, static_cast<std::uint64_t>(each));
    y[row] = static_cast<std::int64_t>(hash % bins);
  }
}

PerOutput<DType> of_integers(const Signature& s) {
  if (is_integer(s.dtype(0))) return DType::i64;
  fail<DTypeError>({s.op.name,
                    fmt::format("expected integers, received {}", name(s.dtype(0))),
                    {},
                    "Convert them with cast."});
}

Sample rows_to_cross(Generator& g, int) {
  Array x = Array::uninitialized(random_shape(g, 0, 2).concat({1 + g.integer(4)}), DType::i64);
  for (std::int64_t& each : x.mutable_data<std::int64_t>())
    each = (g.integer(2) == 0 ? 1 : -1) * g.integer(std::int64_t{1} << (1 + g.integer(60)));
  return Sample{.inputs = {x}, .attributes = {{"bins", 1 + g.integer(1000)}}};
}

void require_bins(const char* op, std::int64_t bins) {
  if (bins >= 1) return;
  fail<ValueError>({op,
                    fmt::format("expected 1 bin or more, received {}", bins),
                    {},
                    "It is the number of different results."});
}

}  // namespace

const Op& hash_bucket_op = define({
    .name = "hash_bucket",
    .arity = 1,
    .shape = same_as_input,
    .dtype = of_integers,
    .gradient = not_differentiable,
    .reference = {.run = hash_all},
    .samples = {integers_to_hash({}), integers_to_hash({133, 137})},
    .doc = "A number in [0, bins) from the decimal text of each integer, by FarmHash or SipHash.",
});

Tensor hash_bucket(const Tensor& x, std::int64_t bins, const std::optional<HashSalt>& salt) {
  require_bins("hash_bucket", bins);
  std::vector<std::int64_t> words;
  if (salt) words = {static_cast<std::int64_t>((*salt)[0]), static_cast<std::int64_t>((*salt)[1])};
  return record(hash_bucket_op, {x}, {{"bins", bins}, {"salt", words}});
}

const Op& hash_cross_op = define({
    .name = "hash_cross",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const Shape& x = s.shape(0);
      if (x.rank() == 0 || x[-1] < 1)
        s.reject_shape("expected rows of one number or more along the last axis", "Stack features along it.");
      return x.erased(-1);
    },
    .dtype = of_integers,
    .gradient = not_differentiable,
    .reference = {.run = cross_all},
    .samples = {rows_to_cross},
    .doc = "A number in [0, bins) for each row of integers, by FarmHash's mix.",
});

Tensor hash_cross(const Tensor& x, std::int64_t bins) {
  require_bins("hash_cross", bins);
  return record(hash_cross_op, {x}, {{"bins", bins}});
}

namespace detail {
void link_hashing() {}
}  // namespace detail

}  // namespace saem
