#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "saem/compile/compile.h"
#include "saem/compile/finite.h"
#include "saem/graph/graph.h"

namespace saem {

/// One kernel of a program: what it does, and the memory that it works on.
struct KernelReport {
  std::string label;             ///< op(s), shape, layer: a line of Program::to_string
  std::string layer;             ///< "Conv2D 'conv2d'"; empty outside layers
  std::string implementation;    ///< Kernel::describe
  std::size_t output_bytes = 0;  ///< of what it writes
  std::size_t arena_bytes = 0;   ///< of the arena that are in use while it runs
  bool is_steady = false;        ///< runs again only when a variable that it depends on was changed
  int conversions = 0;           ///< Kernel::conversions
};

/// A compiled step: a flat list of ready kernels over one arena. Running it shares nothing with other
/// programs but the variables it reads and writes. Not to be run by two threads at once.
class Program {
 public:
  Program(const Graph& graph, const CompileOptions& options);
  ~Program();
  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;

  /// Throws ShapeError or DTypeError if an input does not have its parameter's type.
  [[nodiscard]] std::vector<Array> run(std::span<const Array> inputs);
  /// The same into arrays that the caller keeps from call to call (resized on first use): a step then
  /// allocates nothing.
  void run(std::span<const Array> inputs, std::vector<Array>& outputs);

  /// In debug mode: what the kernels of the last run made, in their order, one entry per output, up to the
  /// first that was not finite.
  [[nodiscard]] const std::vector<ValueRange>& ranges() const noexcept;

  /// Bytes for intermediate values, known before the first run.
  [[nodiscard]] std::size_t arena_bytes() const noexcept;
  /// One line per kernel: op(s), shapes, layer.
  [[nodiscard]] std::string to_string() const;
  /// The same as data, one per kernel.
  [[nodiscard]] std::vector<KernelReport> report() const;
  /// Time per kernel of one run, in milliseconds, in the order of `to_string`.
  [[nodiscard]] std::vector<double> profile(std::span<const Array> inputs);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace saem
