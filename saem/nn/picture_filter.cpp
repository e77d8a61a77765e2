#include "saem/nn/picture_filter.h"

#include "saem/ops/convolution.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/shape_ops.h"

namespace saem::detail {

Tensor filtered(const Tensor& pictures, const Tensor& kernel) {
  const Shape& s = pictures.shape();
  const std::int64_t rows = kernel.shape()[0];
  const std::int64_t columns = kernel.shape()[1];
  // Channels are pictures of their own here, so that there is one kernel for all.
  const Tensor single = reshape(transpose(pictures, {0, 3, 1, 2}), {s[0] * s[3], s[1], s[2], 1});
  const Tensor result = conv(single, reshape(cast(kernel, pictures.dtype()), {rows, columns, 1, 1}),
                             {.padding = {{rows / 2, rows / 2}, {columns / 2, columns / 2}}});
  return transpose(reshape(result, {s[0], s[3], s[1], s[2]}), {0, 2, 3, 1});
}

}  // namespace saem::detail
