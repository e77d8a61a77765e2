#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "saem/passes/schedule.h"

namespace saem {

/// A task made ready: everything that depends on shapes has been decided, running it only computes.
class Kernel {
 public:
  virtual ~Kernel() = default;
  /// inputs and outputs are the memory of the task's inputs and outputs, in order, contiguous and row-major,
  /// at least 64-byte aligned if they come from the arena (a user's arrays are too).
  virtual void run(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch) = 0;
  /// Bytes of working memory that `run` wants at `scratch` (64-byte aligned).
  [[nodiscard]] virtual std::size_t scratch_bytes() const { return 0; }
  /// True if output 0 may be the memory of an input of the same shape and dtype.
  [[nodiscard]] virtual bool can_run_in_place() const { return false; }
};

/// Makes kernels. Kernels of one backend may run after those of another: memory is the host's, rows are
/// contiguous.
class Backend {
 public:
  virtual ~Backend() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// A kernel for the task, or null if this backend has none (the reference backend then computes it, node by
  /// node).
  [[nodiscard]] virtual std::unique_ptr<Kernel> make_kernel(const Task& task) = 0;
  /// The groups that this backend has kernels for.
  [[nodiscard]] virtual GroupingRules grouping() const { return {}; }
};

/// "cpu" or "reference". Throws ValueError for another name.
[[nodiscard]] Backend& find_backend(std::string_view name);

}  // namespace saem
