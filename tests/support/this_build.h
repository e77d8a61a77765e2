#pragma once

#include <string>

// What the linker adds to a program under a sanitizer. Declared weak: in any other program they are null.
extern "C" {
[[gnu::weak]] void __asan_init();
[[gnu::weak]] void __tsan_init();
}

namespace saem::test {

/// The path of the command line that was built with the tests.
[[nodiscard]] const std::string& saem_binary();

/// The path of the program that runs the tutorials' code.
[[nodiscard]] const std::string& docs_run();

/// Whether this program was linked with the address sanitizer. Asked when it runs: the same objects of tests
/// are linked with an optimised and with an instrumented library (tests/CMakeLists.txt).
[[nodiscard]] inline bool has_address_sanitizer() noexcept { return __asan_init != nullptr; }

/// Whether this program was linked with the thread sanitizer.
[[nodiscard]] inline bool has_thread_sanitizer() noexcept { return __tsan_init != nullptr; }

}  // namespace saem::test
