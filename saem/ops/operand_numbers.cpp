#include "saem/ops/operand_numbers.h"

#include <vector>

#include "saem/core/array.h"
#include "saem/ops/elementwise.h"

namespace saem::detail {

Tensor to_floating(const Tensor& x) { return is_floating(x.dtype()) ? x : cast(x, DType::f32); }

Tensor integer(std::int64_t value) { return Array::of(std::vector<std::int64_t>{value}, Shape{}); }

}  // namespace saem::detail
