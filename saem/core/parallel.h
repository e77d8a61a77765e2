#pragma once

#include <cstdint>
#include <type_traits>

namespace saem {

/// Threads that parallel loops and kernels use; at least 1. Starts as SAEM_THREADS or the number of
/// processors that this process may run on.
[[nodiscard]] int thread_count() noexcept;
void set_thread_count(int threads);

namespace detail {
void parallel_blocks(std::int64_t n, std::int64_t block, void* context,
                     void (*body)(void* context, std::int64_t begin, std::int64_t end));
}

/// Calls body(begin, end) for the blocks [0, block), [block, 2·block), … of [0, n), on all threads.
///
/// The blocks depend on n and `block` only, never on the number of threads: whatever is computed per block
/// gives the same bits on any number. An exception in a body is rethrown here after the other blocks have
/// ended. Nested calls run serially.
template <class Body>
void parallel_for(std::int64_t n, std::int64_t block, Body&& body) {
  using Plain = std::remove_reference_t<Body>;
  detail::parallel_blocks(n, block, const_cast<void*>(static_cast<const void*>(&body)),
                          [](void* context, std::int64_t begin, std::int64_t end) {
                            (*static_cast<Plain*>(context))(begin, end);
                          });
}

/// While alive, loops that this thread begins run on it alone: for work so short that to wake another thread
/// takes longer.
class SerialScope {
 public:
  SerialScope() noexcept;
  ~SerialScope();
  SerialScope(const SerialScope&) = delete;
  SerialScope& operator=(const SerialScope&) = delete;

 private:
  bool outer_;
};

}  // namespace saem
