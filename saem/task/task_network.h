#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saem/task/answers.h"
#include "saem/task/inputs.h"
#include "saem/train/model.h"

namespace saem {

/// Of more numbers than this no periodic embeddings are made.
inline constexpr std::int64_t most_embedded_numbers = 1'000;

struct TaskNetworkOptions {
  /// "auto": a network for each kind of input, joined: periodic embeddings and dense layers for numbers (of
  /// more than 1,000 numbers dense layers alone), embeddings for categories, convolutions for texts,
  /// recordings and pictures. "mlp": dense layers only. "linear": one dense layer. "conv1d" and "cnn": the
  /// networks of lectures on recordings and on pictures, in place of the deeper ones.
  std::string network = "auto";
  std::int64_t width = 0;  ///< of dense layers; 0: 256, but 512 for mlp on pictures, and fewer on more than
                           ///< 31,250 numbers
  std::int64_t depth = 2;  ///< dense layers before the answer
  double dropout = 0.2;
  std::uint64_t seed = 0;
};

[[nodiscard]] const std::vector<std::string>& task_network_names();

/// A network from the inputs to the answers, one output each: probabilities of classes, or a number.
/// Throws ValueError for an unknown name or an option outside its range.
[[nodiscard]] Model build_task_network(const Inputs& inputs, const std::vector<Answers>& answers,
                                       const TaskNetworkOptions& options = {});

}  // namespace saem
