#include "saem/backend/cpu/philox_words.h"

#include <algorithm>
#include <bit>

#include "saem/core/random.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "saem/backend/cpu/philox_words.cpp"
#include <hwy/foreach_target.h>  // compiles this file once per instruction set

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace saem::cpu::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR

// A vector of one lane cannot be halved.
void words_of_blocks(const PhiloxStream& stream, std::int64_t first_block, std::int64_t run,
                     std::int64_t step, std::int64_t blocks, std::uint32_t* words) {
  for (std::int64_t i = 0; i < blocks; ++i) {
    const auto block = static_cast<std::uint64_t>(first_block + i / run * step + i % run);
    const PhiloxCounter drawn =
        philox({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), stream.counter[0],
                stream.counter[1]},
               {stream.key[0], stream.key[1]});
    std::copy(drawn.begin(), drawn.end(), words + 4 * i);
  }
}

#else

// Each 64-bit lane holds a word in its lower half; what the upper half holds is ignored by MulEven, which
// multiplies lower halves to 64-bit products. Constants and rounds: see philox() in saem/core/random.cpp.
template <class V>
HWY_INLINE void philox_round(V& a, V& b, V& c, V& d, V key_0, V key_1) {
  const hn::DFromV<V> wide;
  const hn::Repartition<std::uint32_t, decltype(wide)> narrow;
  const V product_0 = hn::MulEven(hn::BitCast(narrow, hn::Set(wide, 0xD2511F53U)), hn::BitCast(narrow, a));
  const V product_1 = hn::MulEven(hn::BitCast(narrow, hn::Set(wide, 0xCD9E8D57U)), hn::BitCast(narrow, c));
  a = hn::Xor3(hn::ShiftRight<32>(product_1), b, key_0);
  b = product_1;
  c = hn::Xor3(hn::ShiftRight<32>(product_0), d, key_1);
  d = product_0;
}

// Pairs of words per lane, then the two lanes of each block side by side: a b c d in memory.
template <class V>
HWY_INLINE void store_words(V a, V b, V c, V d, std::uint32_t* words) {
  const hn::DFromV<V> wide;
  const V low = hn::Set(wide, 0xFFFFFFFFU);
  hn::StoreInterleaved2(hn::Or(hn::And(a, low), hn::ShiftLeft<32>(b)),
                        hn::Or(hn::And(c, low), hn::ShiftLeft<32>(d)), wide,
                        reinterpret_cast<std::uint64_t*>(words));
}

void words_of_blocks(const PhiloxStream& stream, std::int64_t first_block, std::int64_t run,
                     std::int64_t step, std::int64_t blocks, std::uint32_t* words) {
  const hn::CappedTag<std::uint64_t, philox_group / 2> wide;
  const hn::Repartition<std::uint32_t, decltype(wide)> narrow;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(wide));
  const auto in_run = hn::Set(wide, static_cast<std::uint64_t>(run - 1));
  const int run_bits = std::countr_zero(static_cast<std::uint64_t>(run));
  // The gap after each run; 0 · gap for blocks that follow each other. Runs count to less than 2³².
  const auto gap = hn::BitCast(narrow, hn::Set(wide, static_cast<std::uint64_t>(step - run)));
  const auto block = [&](std::int64_t i) {
    const auto number = hn::Iota(wide, static_cast<std::uint64_t>(i));
    const auto runs = hn::BitCast(narrow, hn::ShiftRightSame(hn::AndNot(in_run, number), run_bits));
    return hn::Add(hn::Add(number, hn::Set(wide, static_cast<std::uint64_t>(first_block))),
                   hn::MulEven(runs, gap));
  };
  // Two vectors at a time: a round waits for its products, and the other vector's fill the time.
  for (std::int64_t i = 0; i < blocks; i += 2 * lanes) {
    auto a = block(i), e = block(i + lanes);
    auto b = hn::ShiftRight<32>(a), f = hn::ShiftRight<32>(e);
    auto c = hn::Set(wide, stream.counter[0]), g = c;
    auto d = hn::Set(wide, stream.counter[1]), h = d;
    std::uint32_t key_0 = stream.key[0];
    std::uint32_t key_1 = stream.key[1];
    for (int round = 0; round < 10; ++round) {
      philox_round(a, b, c, d, hn::Set(wide, key_0), hn::Set(wide, key_1));
      philox_round(e, f, g, h, hn::Set(wide, key_0), hn::Set(wide, key_1));
      key_0 += 0x9E3779B9U;
      key_1 += 0xBB67AE85U;
    }
    store_words(a, b, c, d, words + 4 * i);
    store_words(e, f, g, h, words + 4 * (i + lanes));
  }
}

#endif

}  // namespace saem::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace saem::cpu {

HWY_EXPORT(words_of_blocks);

void philox_words(const PhiloxStream& stream, std::int64_t first_block, std::int64_t blocks,
                  std::uint32_t* words) noexcept {
  HWY_DYNAMIC_DISPATCH(words_of_blocks)(stream, first_block, philox_group, philox_group, blocks, words);
}

void philox_words_in_runs(const PhiloxStream& stream, std::int64_t first_block, std::int64_t run,
                          std::int64_t step, std::int64_t blocks, std::uint32_t* words) noexcept {
  HWY_DYNAMIC_DISPATCH(words_of_blocks)(stream, first_block, run, step, blocks, words);
}

}  // namespace saem::cpu
#endif
