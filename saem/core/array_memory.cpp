#include "saem/core/array_memory.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string_view>

namespace saem {
namespace {

constexpr std::align_val_t alignment{64};
constexpr std::size_t mebibyte = std::size_t{1} << 20;
constexpr std::size_t usual_limit = 256 * mebibyte;
constexpr std::size_t large = BlockCache::granule;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool uses_blocks = false;
#elif defined(__has_feature)
constexpr bool uses_blocks = !__has_feature(address_sanitizer);
#else
constexpr bool uses_blocks = true;
#endif

std::size_t initial_limit() noexcept {
  const char* value = std::getenv("SAEM_ARRAY_CACHE");
  const std::string_view text = value == nullptr ? "" : value;
  if (text.empty()) return usual_limit;
  constexpr std::size_t most = std::size_t{1} << 24;
  std::size_t mebibytes = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mebibytes);
  if (error == std::errc{} && end == text.data() + text.size() && mebibytes <= most)
    return mebibytes * mebibyte;
  std::fprintf(stderr, "saem: SAEM_ARRAY_CACHE is \"%.*s\", not a number of MiB; keeping up to %zu.\n",
               static_cast<int>(std::min<std::size_t>(text.size(), 80)), text.data(), usual_limit / mebibyte);
  return usual_limit;
}

BlockCache& cache() noexcept {
  static BlockCache blocks(initial_limit());
  return blocks;
}

}  // namespace

Block allocate_array(std::size_t bytes) noexcept {
  if (uses_blocks && bytes >= large) return cache().take(bytes);
  auto* const memory = static_cast<std::byte*>(::operator new(bytes, alignment, std::nothrow));
  return {memory, memory == nullptr ? 0 : bytes};
}

void free_array(Block block) noexcept {
  if (uses_blocks && block.bytes >= large) {
    cache().give_back(block);
  } else {
    ::operator delete(block.memory, alignment);
  }
}

void set_array_cache_limit(std::size_t bytes) noexcept { cache().set_limit(bytes); }
std::size_t array_cache_limit() noexcept { return cache().limit(); }
std::size_t cached_array_bytes() noexcept { return cache().kept_bytes(); }

}  // namespace saem
