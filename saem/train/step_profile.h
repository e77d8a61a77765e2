#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace saem {

struct ProfileOptions {
  std::int64_t batch_size = 32;
  bool training = false;  ///< a training step (the model must be compiled) instead of a prediction
  int repetitions = 10;   ///< of which the fastest counts, kernel by kernel
};

/// Where the time and the memory of a step go.
struct StepProfile {
  struct Kernel {
    std::string label;           ///< op(s), shape
    std::string layer;           ///< "Conv2D 'conv2d'"; empty outside layers
    std::string implementation;  ///< how it computes; empty if there is nothing to tell
    double milliseconds = 0;
    std::size_t output_bytes = 0;
    std::size_t arena_bytes = 0;  ///< of all intermediate values that exist while it runs
    int conversions = 0;          ///< pictures that it brings into another layout in a pass of its own
  };
  struct Layer {
    std::string name;
    double milliseconds = 0;
  };
  std::vector<Kernel> kernels;         ///< in the order in which they run
  std::size_t intermediate_bytes = 0;  ///< memory for all intermediate values
  std::size_t parameter_bytes = 0;     ///< of the model's weights
  std::size_t optimizer_bytes = 0;     ///< of its moments and counters; 0 for a prediction
  std::int64_t batch_size = 0;

  /// The sum over the kernels.
  [[nodiscard]] double milliseconds() const;
  /// The kernels of each layer (with what is inside it) together, the longest first; those outside layers
  /// under "".
  [[nodiscard]] std::vector<Layer> layers() const;
};

/// Memory that a model's steps take, in bytes.
struct StepMemory {
  std::size_t optimizer = 0;   ///< moments and counters
  std::size_t training = 0;    ///< intermediate values of a training step
  std::size_t prediction = 0;  ///< intermediate values of a prediction
};

}  // namespace saem
