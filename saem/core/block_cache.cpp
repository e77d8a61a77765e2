#include "saem/core/block_cache.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <thread>

namespace saem {
namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;

std::size_t round_up(std::size_t bytes, std::size_t unit) noexcept {
  return (bytes + unit - 1) / unit * unit;
}

/// `bytes` are whole granules.
Block from_system(std::size_t bytes) noexcept {
  const std::size_t alignment = bytes >= huge_page ? huge_page : BlockCache::granule;
  const std::size_t all = bytes + alignment;
  void* const place = mmap(nullptr, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) return {};
  auto* const begin = static_cast<std::byte*>(place);
  const auto address = reinterpret_cast<std::uintptr_t>(begin);
  const std::size_t before = round_up(address, alignment) - address;
  if (before > 0) munmap(begin, before);
  if (before < alignment) munmap(begin + before + bytes, alignment - before);
#ifdef MADV_HUGEPAGE
  if (bytes >= huge_page) madvise(begin + before, bytes, MADV_HUGEPAGE);  // only a wish: it may be refused
#endif
  return {begin + before, bytes};
}

void to_system(Block block) noexcept { munmap(block.memory, block.bytes); }

/// Holds the flag unless another thread does.
class TryLock {
 public:
  explicit TryLock(std::atomic<bool>& flag) noexcept
      : flag_(flag), owns_(!flag.exchange(true, std::memory_order_acquire)) {}
  ~TryLock() {
    if (owns_) flag_.store(false, std::memory_order_release);
  }
  TryLock(const TryLock&) = delete;
  TryLock& operator=(const TryLock&) = delete;
  explicit operator bool() const noexcept { return owns_; }

 private:
  std::atomic<bool>& flag_;
  bool owns_;
};

}  // namespace

Block BlockCache::take(std::size_t bytes) noexcept {
  constexpr std::size_t most = std::numeric_limits<std::size_t>::max() / 2;
  if (bytes > most) return {};  // rounded up, it would be too large a number
  const std::size_t rounded = round_up(bytes, granule);
  if (const TryLock lock(is_busy_); lock) {
    if (const Block block = find(rounded); block.memory != nullptr) return block;
  }
  if (const Block block = from_system(rounded); block.memory != nullptr) return block;
  if (const TryLock lock(is_busy_); lock) release_down_to(0);
  return from_system(rounded);
}

void BlockCache::give_back(Block block) noexcept {
  const std::size_t limit = limit_;
  const TryLock lock(is_busy_);
  if (!lock || block.bytes > limit) return to_system(block);
  release_down_to(limit - block.bytes);
  if (count_ == most_blocks) release_oldest();
  kept_[count_++] = {block, requested_};
  kept_bytes_ += block.bytes;
}

void BlockCache::set_limit(std::size_t bytes) noexcept {
  limit_ = bytes;
  for (;;) {
    if (const TryLock lock(is_busy_); lock) return release_down_to(bytes);
    std::this_thread::yield();
  }
}

/// The smallest that fits; of equal ones the youngest, which the processor's caches may still hold.
Block BlockCache::find(std::size_t bytes) noexcept {
  requested_ += bytes;
  std::size_t best = count_;
  for (std::size_t k = count_; k-- > 0;) {
    const std::size_t size = kept_[k].block.bytes;
    if (size >= bytes && size - bytes <= bytes / 4 && (best == count_ || size < kept_[best].block.bytes))
      best = k;
  }
  Block block;
  if (best < count_) {
    block = kept_[best].block;
    erase(best);
  }
  while (count_ > 0 && requested_ - kept_[0].since > lifetime * limit_) release_oldest();
  return block;
}

void BlockCache::erase(std::size_t number) noexcept {
  kept_bytes_ -= kept_[number].block.bytes;
  const auto at = kept_.begin() + static_cast<std::ptrdiff_t>(number);
  std::move(at + 1, kept_.begin() + static_cast<std::ptrdiff_t>(count_), at);
  --count_;
}

void BlockCache::release_oldest() noexcept {
  to_system(kept_[0].block);
  erase(0);
}

void BlockCache::release_down_to(std::size_t bytes) noexcept {
  while (kept_bytes_ > bytes) release_oldest();
}

}  // namespace saem
