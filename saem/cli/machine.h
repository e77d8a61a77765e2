#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saem::cli {

/// "AMD EPYC 9V74 80-Core Processor"; "unknown" where the system does not say.
[[nodiscard]] std::string processor_name();
/// The most memory that this process has held so far, in bytes.
[[nodiscard]] std::uint64_t peak_memory();
/// "AVX-512", "AVX2" or "baseline": the vector instructions in use.
[[nodiscard]] std::string vector_instructions();
/// The instruction sets that the processor has and that decide how saem and oneDNN compute, by the system's
/// names: "avx2", "avx512_bf16", "fma", ….
[[nodiscard]] std::vector<std::string> processor_features();
/// Shared libraries in this process by file name, which ends in the version: "libz.so.1.2.13", ….
[[nodiscard]] std::vector<std::string> loaded_libraries();
/// The commit that this program was built from, with "+" behind it if files were changed since; empty if it
/// was not built from a repository.
[[nodiscard]] std::string_view commit() noexcept;
/// Of the commit: "2026-11-21"; empty if it is unknown.
[[nodiscard]] std::string_view commit_date() noexcept;
/// "Release": CMake's.
[[nodiscard]] std::string_view build_type() noexcept;
/// "GCC 12.2.0".
[[nodiscard]] std::string compiler();

}  // namespace saem::cli
