#include "saem/backend/cpu/mask.h"

#include "saem/backend/cpu/dispatch.h"

namespace saem::cpu {
namespace {

struct Mask {
  SAEM_ALWAYS_INLINE static void run(const float* mask, float* x, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) x[i] = mask[i] > 0 ? x[i] : 0.0F;
  }
};

}  // namespace

MaskLoop mask_loop() noexcept { return Versions<Mask, const float*, float*, std::int64_t>::best(); }

}  // namespace saem::cpu
