#pragma once

#include <nlohmann/json_fwd.hpp>

namespace saem::cli {

/// For a run's record: version, commit, compiler and libraries of this program.
[[nodiscard]] nlohmann::ordered_json build_json();
/// Processor, its features, threads, and the most memory that this process has held.
[[nodiscard]] nlohmann::ordered_json machine_json();

}  // namespace saem::cli
