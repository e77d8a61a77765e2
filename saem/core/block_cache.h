#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace saem {

/// A piece of memory of its own from the system.
struct Block {
  std::byte* memory = nullptr;
  std::size_t bytes = 0;
};

/// Large blocks of memory. What is given back is kept for the next request of about the same size: memory
/// that is fresh from the system must be cleared by it, page by page, when it is first touched, which takes
/// several times longer than to fill it with numbers.
///
/// Kept are at most `limit` bytes in at most `most_blocks` blocks, each until it is used again or requests
/// for `lifetime` times the limit have passed it over; the oldest go first. Everything else goes back to the
/// system at once. Blocks begin at a multiple of 64 KiB; large ones at a border of the system's huge pages (2
/// MiB), which it is asked to use.
///
/// Any number of threads may use it at the same time. None ever waits: a thread that finds another one inside
/// turns to the system, so that a child process forked meanwhile cannot hang either.
///
/// It needs no destructor, for arrays may outlive all static objects: `set_limit(0)` gives back what it
/// keeps.
class BlockCache {
 public:
  static constexpr std::size_t granule = std::size_t{64} << 10;  ///< a multiple of every usual page size
  static constexpr std::size_t most_blocks = 256;
  static constexpr std::size_t lifetime = 4;

  explicit constexpr BlockCache(std::size_t limit) noexcept : limit_(limit) {}

  /// A block of at least `bytes` > 0, and at most a quarter more than that rounded up to a granule; what is
  /// in it is not defined. Null memory if the system has none.
  [[nodiscard]] Block take(std::size_t bytes) noexcept;
  void give_back(Block block) noexcept;

  /// How much may be kept, from now on; what is too much goes back to the system.
  void set_limit(std::size_t bytes) noexcept;
  [[nodiscard]] std::size_t limit() const noexcept { return limit_; }
  /// How much is kept.
  [[nodiscard]] std::size_t kept_bytes() const noexcept { return kept_bytes_; }

 private:
  struct Kept {
    Block block;
    std::uint64_t since = 0;  ///< `requested_` when it was given back
  };
  Block find(std::size_t bytes) noexcept;
  void erase(std::size_t number) noexcept;
  void release_oldest() noexcept;
  void release_down_to(std::size_t bytes) noexcept;

  std::atomic<std::size_t> limit_;
  std::atomic<std::size_t> kept_bytes_ = 0;
  std::atomic<bool> is_busy_ = false;  ///< guards what follows
  std::uint64_t requested_ = 0;        ///< bytes, in all
  std::size_t count_ = 0;
  std::array<Kept, most_blocks> kept_{};  ///< the first `count_`, in the order in which they came
};

}  // namespace saem
