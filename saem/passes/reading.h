#pragma once

#include "saem/graph/tensor.h"

// Nodes that are no work in a group, only ways of reading an input.
namespace saem {

/// True for `broadcast_to`.
[[nodiscard]] bool is_stretch(const Node& node);
/// True for what is only a way of reading an input: a stretch, or a cast from bfloat16 to float32.
[[nodiscard]] bool is_reading(const Node& node);
/// True for a stretched constant 0.
[[nodiscard]] bool is_zero(const Tensor& stretched);

/// True for an input that is a way of reading another value.
[[nodiscard]] bool is_read_through(const Tensor& input);
/// What is read from memory, or made in the group, for an input.
[[nodiscard]] const Tensor& behind_reading(const Tensor& input);
/// The node whose memory a tensor shows; a view is no node of the schedule.
[[nodiscard]] const Node& memory_of(const Tensor& tensor);

}  // namespace saem
