#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "saem/core/array.h"

namespace bench {

/// The arrays that the driver wrote for a work, by name: data, labels, first weights.
using Arrays = std::map<std::string, saem::Array>;
/// Reads PATH.txt ("name extent extent …" per line) and PATH.f32. Throws std::runtime_error if they do not
/// fit.
[[nodiscard]] Arrays read_arrays(const std::filesystem::path& path);

/// One step; returns what the driver compares: the loss, or the first outputs.
using Step = std::function<std::vector<double>()>;

struct WorkOptions {
  bool check = false;             ///< without dropout, so that all systems compute the same
  std::string precision = "f32";  ///< or "bf16"
  std::size_t memory_budget = 0;  ///< of a training step, in bytes; 0: none
};

/// This worker cannot do that work, or not in that precision.
struct Unsupported : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The work of this name, ready to run. Throws Unsupported.
[[nodiscard]] Step make_step(const std::string& work, const WorkOptions& options, const Arrays& arrays);

}  // namespace bench
