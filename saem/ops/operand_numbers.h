#pragma once

#include <cstdint>

#include "saem/graph/tensor.h"

namespace saem::detail {

/// As it is if it is floating, else as float32: for functions whose results are no whole numbers.
[[nodiscard]] Tensor to_floating(const Tensor& x);

/// A scalar of int64.
[[nodiscard]] Tensor integer(std::int64_t value);

}  // namespace saem::detail
