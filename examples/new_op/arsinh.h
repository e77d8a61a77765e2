#pragma once

#include <saem/graph/tensor.h>

/// The inverse hyperbolic sine: about x near 0, about ±log(2|x|) far away. Elementwise; floating.
[[nodiscard]] saem::Tensor arsinh(const saem::Tensor& x);
