#include "saem/core/float_mode.h"

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace saem {

#if defined(__SSE__)
const std::uint32_t flush_denormals = 0x8040;  // flush to zero, denormals are zero

namespace {
// The exception flags (the low six bits) are a record of what happened, not a mode.
constexpr std::uint32_t flags = 0x3F;
}  // namespace

std::uint32_t float_mode() noexcept { return _mm_getcsr() & ~flags; }
FloatModeScope::FloatModeScope(std::uint32_t bits) noexcept : outer_(_mm_getcsr()) {
  if ((outer_ | bits) != outer_) _mm_setcsr(outer_ | bits);
}
FloatModeScope::~FloatModeScope() {
  if (float_mode() != (outer_ & ~flags)) _mm_setcsr(outer_);
}
#else
const std::uint32_t flush_denormals = 0;
std::uint32_t float_mode() noexcept { return 0; }
FloatModeScope::FloatModeScope(std::uint32_t) noexcept : outer_(0) {}
FloatModeScope::~FloatModeScope() = default;
#endif

}  // namespace saem
