#pragma once

#include <cstddef>
#include <functional>

namespace saem::test {

/// False where the program's malloc cannot be replaced (under a sanitizer): nothing is counted then.
[[nodiscard]] bool can_count_allocations() noexcept;

/// How often `body` asks for memory, on any thread and in any library: operator new, malloc, calloc, realloc
/// and the aligned kinds. Not counted is what oneDNN asks for inside `dnnl_primitive_execute`: its version 2
/// makes a hash table of the arguments in every call, and copies of lambdas for its loops; there is no way
/// around that function.
[[nodiscard]] std::size_t allocations_of(const std::function<void()>& body);

}  // namespace saem::test
