#include "tests/compile/support/allocations.h"

#include <dlfcn.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>

namespace {

std::atomic<bool> counting = false;
std::atomic<std::size_t> count = 0;

thread_local bool inside_onednn = false;

void note() noexcept {
  if (!inside_onednn && counting.load(std::memory_order_relaxed))
    count.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

// The program's own definitions stand before those of the C library, for shared libraries too; operator new
// comes here as well.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t n, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) {
  note();
  return __libc_malloc(size);
}
void* calloc(std::size_t n, std::size_t size) {
  note();
  return __libc_calloc(n, size);
}
void* realloc(void* memory, std::size_t size) {
  note();
  return __libc_realloc(memory, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
  note();
  return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  note();
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  note();
  *memory = __libc_memalign(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}

// Stands before the library's function, and calls it.
int dnnl_primitive_execute(const void* primitive, void* stream, int count, const void* arguments) {
  using Function = int (*)(const void*, void*, int, const void*);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "dnnl_primitive_execute"));
  inside_onednn = true;
  const int status = real(primitive, stream, count, arguments);
  inside_onednn = false;
  return status;
}
}

bool saem::test::can_count_allocations() noexcept { return true; }

#else

bool saem::test::can_count_allocations() noexcept { return false; }

#endif

std::size_t saem::test::allocations_of(const std::function<void()>& body) {
  count = 0;
  counting = true;
  body();
  counting = false;
  return count;
}
