#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "saem/train/model.h"

namespace saem {

/// What a training (or an evaluation or a prediction) holds at its most, in bytes.
struct MemoryNeed {
  std::size_t data = 0;          ///< examples, labels and their weights
  std::size_t state = 0;         ///< weights, moments and counters
  std::size_t intermediate = 0;  ///< intermediate values of a training step and, beside it, of a prediction
  std::size_t batches = 0;  ///< the batch that is being put together, and a checkpoint's copy of the state

  [[nodiscard]] std::size_t total() const { return data + state + intermediate + batches; }
  /// Without what is there already when the model is compiled and the data are loaded.
  [[nodiscard]] std::size_t still_to_take() const { return intermediate + batches; }
  /// "1.2 GB: data 376 MB, weights and moments 14 MB, …".
  [[nodiscard]] std::string to_string() const;
};

/// For a model that is built and compiled; none if it is not, or its loss is a program's own, whose labels
/// are unknown. @param data_bytes  of all data that are kept. A made-up batch is allocated to find out, and
/// no more.
[[nodiscard]] std::optional<MemoryNeed> memory_need(const Model& model, std::int64_t batch_size,
                                                    std::size_t data_bytes);

/// Throws ValueError, naming what is needed and what is available (core/available_memory.h), if the training
/// would not fit. @param place  who asks: "fit". @param advice  what to do about it. @param what  needs it.
void require_memory(const MemoryNeed& need, std::string_view place, const std::string& advice,
                    std::string_view what = "the training");

}  // namespace saem
