#include "saem/backend/cpu/random_kernel.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>

#include "saem/backend/cpu/dispatch.h"
#include "saem/core/parallel.h"
#include "saem/core/random.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

constexpr std::int64_t lanes = 16;        // Philox blocks that are computed side by side
constexpr std::int64_t tile = lanes * 4;  // the numbers that they give
constexpr std::int64_t task = 256 * tile;

struct Stream {
  std::uint32_t key[2];
  std::uint32_t counter[2];  // the upper half; the lower half counts blocks
};

Stream stream_of(const std::int64_t* key) {
  const auto seed = std::bit_cast<std::uint64_t>(key[0]);
  const auto counter = std::bit_cast<std::uint64_t>(key[1]);
  return {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
          {static_cast<std::uint32_t>(counter), static_cast<std::uint32_t>(counter >> 32)}};
}

// philox() of saem/core/random.h for `tiles` · 16 successive counters, written as loops over lanes that a
// compiler turns into vector instructions. Words come out in the order of the elements.
struct PhiloxTiles {
  SAEM_ALWAYS_INLINE static void run(const Stream& stream, std::int64_t first_block, std::int64_t tiles,
                                     std::uint32_t* words) {
    for (std::int64_t t = 0; t < tiles; ++t) {
      alignas(64) std::uint32_t a[lanes], b[lanes], c[lanes], d[lanes];
      for (std::int64_t i = 0; i < lanes; ++i) {
        const auto block = static_cast<std::uint64_t>(first_block + t * lanes + i);
        a[i] = static_cast<std::uint32_t>(block);
        b[i] = static_cast<std::uint32_t>(block >> 32);
        c[i] = stream.counter[0];
        d[i] = stream.counter[1];
      }
      std::uint32_t key_0 = stream.key[0];
      std::uint32_t key_1 = stream.key[1];
      for (int round = 0; round < 10; ++round) {
        for (std::int64_t i = 0; i < lanes; ++i) {
          const std::uint64_t product_0 = std::uint64_t{0xD2511F53U} * a[i];
          const std::uint64_t product_1 = std::uint64_t{0xCD9E8D57U} * c[i];
          const std::uint32_t next_a = static_cast<std::uint32_t>(product_1 >> 32) ^ b[i] ^ key_0;
          const std::uint32_t next_c = static_cast<std::uint32_t>(product_0 >> 32) ^ d[i] ^ key_1;
          b[i] = static_cast<std::uint32_t>(product_1);
          d[i] = static_cast<std::uint32_t>(product_0);
          a[i] = next_a;
          c[i] = next_c;
        }
        key_0 += 0x9E3779B9U;
        key_1 += 0xBB67AE85U;
      }
      std::uint32_t* out = words + t * tile;
      for (std::int64_t i = 0; i < lanes; ++i) {
        out[4 * i] = a[i];
        out[4 * i + 1] = b[i];
        out[4 * i + 2] = c[i];
        out[4 * i + 3] = d[i];
      }
    }
  }
};
using Philox = Versions<PhiloxTiles, const Stream&, std::int64_t, std::int64_t, std::uint32_t*>;

struct UnitFloats {
  SAEM_ALWAYS_INLINE static void run(const std::uint32_t* words, float* y, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i)
      y[i] = static_cast<float>(static_cast<std::int32_t>(words[i] >> 8)) * 0x1p-24F;
  }
};
using ToUnitFloats = Versions<UnitFloats, const std::uint32_t*, float*, std::int64_t>;

// By Box and Muller: see random_normal in saem/ops.
void to_normal(const std::uint32_t* words, float* y, std::int64_t n) {
  for (std::int64_t i = 0; i < n; i += 2) {
    const double u = static_cast<double>(unit_float(words[i])) + 0x1p-24;
    const double angle = 2 * std::numbers::pi * static_cast<double>(unit_float(words[i + 1]));
    const double radius = std::sqrt(-2 * std::log(u));
    y[i] = static_cast<float>(radius * std::cos(angle));
    if (i + 1 < n) y[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
}

class RandomKernel final : public Kernel {
 public:
  using Convert = void (*)(const std::uint32_t* words, float* y, std::int64_t n);
  RandomKernel(std::int64_t count, Convert convert)
      : count_(count), philox_(Philox::best()), convert_(convert) {}

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    const Stream stream = stream_of(static_cast<const std::int64_t*>(inputs[0]));
    auto* y = static_cast<float*>(outputs[0]);
    parallel_for(count_, task, [&](std::int64_t begin, std::int64_t end) {
      constexpr std::int64_t tiles = 16;
      alignas(64) std::array<std::uint32_t, tiles * tile> words;
      for (std::int64_t i = begin; i < end; i += tiles * tile) {
        philox_(stream, i / 4, tiles, words.data());
        convert_(words.data(), y + i, std::min(tiles * tile, end - i));
      }
    });
  }

 private:
  std::int64_t count_;
  Philox::Function philox_;
  Convert convert_;
};

}  // namespace

std::unique_ptr<Kernel> make_random_kernel(const Node& node) {
  const bool is_normal = node.op().name == "random_normal";
  return std::make_unique<RandomKernel>(node.outputs().front().shape.count(),
                                        is_normal ? to_normal : ToUnitFloats::best());
}

}  // namespace saem::cpu
