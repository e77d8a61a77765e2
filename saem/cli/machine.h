#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace saem::cli {

/// "AMD EPYC 9V74 80-Core Processor"; "unknown" where the system does not say.
[[nodiscard]] std::string processor_name();
/// Bytes that programs may still take; 0 where the system does not say.
[[nodiscard]] std::uint64_t available_memory();
/// The most memory that this process has held so far, in bytes.
[[nodiscard]] std::uint64_t peak_memory();
/// "AVX-512", "AVX2" or "baseline": the vector instructions in use.
[[nodiscard]] std::string vector_instructions();
/// Shared libraries in this process by file name, which ends in the version: "libz.so.1.2.13", ….
[[nodiscard]] std::vector<std::string> loaded_libraries();
/// "GCC 12.2.0".
[[nodiscard]] std::string compiler();

}  // namespace saem::cli
