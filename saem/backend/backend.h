#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "saem/passes/choose_layouts.h"
#include "saem/passes/schedule.h"

namespace saem {

/// A task made ready: everything that depends on shapes has been decided, running it only computes.
class Kernel {
 public:
  virtual ~Kernel() = default;
  /// inputs and outputs are the memory of the task's inputs and outputs, in order, contiguous and in the
  /// task's layouts, at least 64-byte aligned if they come from the arena (a user's arrays are too).
  virtual void run(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch) = 0;
  /// Called before the first `run`, and again when a steady input (Task::is_steady) has changed: what only
  /// depends on steady inputs can be made once and kept in the kernel. `inputs` as in `run`.
  virtual void prepare(std::span<const void* const> inputs);
  /// Bytes of working memory that `run` wants at `scratch` (64-byte aligned).
  [[nodiscard]] virtual std::size_t scratch_bytes() const { return 0; }
  /// True if an output may be the memory of this input, where both have one type and layout: `run` then reads
  /// each element of it before it writes that element, and not afterwards.
  [[nodiscard]] virtual bool can_write_over(std::size_t) const { return false; }
  /// How many of the pictures that it reads and writes it brings into another layout in a pass of its own: in
  /// working memory, before it computes or afterwards.
  [[nodiscard]] virtual int conversions() const { return 0; }
  /// How it computes, for `saem profile`: "oneDNN jit:avx512_core". Empty: there is nothing to tell.
  [[nodiscard]] virtual std::string describe() const { return {}; }
};

/// Makes kernels. Kernels of one backend may run after those of another: memory is the host's, and whatever
/// is shared with a kernel of another backend is row-major.
class Backend {
 public:
  virtual ~Backend() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// A kernel for the task, or null if this backend has none (the reference backend then computes it, node by
  /// node).
  [[nodiscard]] virtual std::unique_ptr<Kernel> make_kernel(const Task& task) = 0;
  /// The layouts that `make_kernel` can take for the task; empty: row-major only.
  [[nodiscard]] virtual LayoutSupport layouts(const Task&) const { return {}; }
  /// The groups that this backend has kernels for.
  [[nodiscard]] virtual GroupingRules grouping() const { return {}; }
};

/// "cpu" or "reference". Throws ValueError for another name.
[[nodiscard]] Backend& find_backend(std::string_view name);

}  // namespace saem
