#include "saem/backend/cpu/philox_words.h"

#include <algorithm>

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
void words_of_blocks(const PhiloxStream& stream, std::int64_t first_block, std::int64_t blocks,
                     std::uint32_t* words) {
  for (std::int64_t i = 0; i < blocks; ++i) {
    const auto block = static_cast<std::uint64_t>(first_block + i);
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
void words_of_blocks(const PhiloxStream& stream, std::int64_t first_block, std::int64_t blocks,
                     std::uint32_t* words) {
  const hn::CappedTag<std::uint64_t, philox_group> wide;
  const hn::Repartition<std::uint32_t, decltype(wide)> narrow;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(wide));
  const auto low = hn::Set(wide, 0xFFFFFFFFU);
  const auto multiplier_0 = hn::BitCast(narrow, hn::Set(wide, 0xD2511F53U));
  const auto multiplier_1 = hn::BitCast(narrow, hn::Set(wide, 0xCD9E8D57U));
  for (std::int64_t i = 0; i < blocks; i += lanes) {
    const auto block = hn::Iota(wide, static_cast<std::uint64_t>(first_block + i));
    auto a = block;
    auto b = hn::ShiftRight<32>(block);
    auto c = hn::Set(wide, stream.counter[0]);
    auto d = hn::Set(wide, stream.counter[1]);
    std::uint32_t key_0 = stream.key[0];
    std::uint32_t key_1 = stream.key[1];
    for (int round = 0; round < 10; ++round) {
      const auto product_0 = hn::MulEven(multiplier_0, hn::BitCast(narrow, a));
      const auto product_1 = hn::MulEven(multiplier_1, hn::BitCast(narrow, c));
      a = hn::Xor(hn::Xor(hn::ShiftRight<32>(product_1), b), hn::Set(wide, key_0));
      b = product_1;
      c = hn::Xor(hn::Xor(hn::ShiftRight<32>(product_0), d), hn::Set(wide, key_1));
      d = product_0;
      key_0 += 0x9E3779B9U;
      key_1 += 0xBB67AE85U;
    }
    // Pairs of words per lane, then the two lanes of each block side by side: a b c d in memory.
    const auto first = hn::Or(hn::And(a, low), hn::ShiftLeft<32>(b));
    const auto second = hn::Or(hn::And(c, low), hn::ShiftLeft<32>(d));
    hn::StoreInterleaved2(first, second, wide, reinterpret_cast<std::uint64_t*>(words + 4 * i));
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
  HWY_DYNAMIC_DISPATCH(words_of_blocks)(stream, first_block, blocks, words);
}

}  // namespace saem::cpu
#endif
