#include "saem/compile/finite.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "saem/core/error.h"

namespace saem {
namespace {

Array copy_of(const void* memory, const TensorType& type) {
  Array array = Array::uninitialized(type.shape, type.dtype);
  if (array.byte_size() > 0) std::memcpy(array.mutable_bytes(), memory, array.byte_size());
  return array.astype(DType::f64);
}

std::string range_of(const void* memory, const TensorType& type) {
  if (type.dtype == DType::boolean || type.shape.count() == 0)
    return fmt::format("{} {}", name(type.dtype), type.shape.to_string());
  const Array array = copy_of(memory, type);
  const auto [low, high] = std::ranges::minmax(array.data<double>());
  return fmt::format("{} from {:.6g} to {:.6g}", type.shape.to_string(), low, high);
}

std::string index_text(std::int64_t flat, const Shape& shape) {
  std::vector<std::int64_t> index(static_cast<std::size_t>(shape.rank()));
  for (int axis = shape.rank(); axis-- > 0;) {
    index[static_cast<std::size_t>(axis)] = flat % shape[axis];
    flat /= shape[axis];
  }
  return fmt::format("[{}]", fmt::join(index, ", "));
}

}  // namespace

ValueRange range_of(const std::string& op, const std::string& scope, const void* memory,
                    const TensorType& type) {
  ValueRange range{op, scope, 0, 0};
  if (type.shape.count() == 0) return range;
  const Array array = copy_of(memory, type);
  const auto values = array.data<double>();
  const auto [low, high] = std::ranges::minmax(values);
  range.low = low;
  range.high = high;
  if (std::ranges::any_of(values, [](double x) { return std::isnan(x); }))
    range.low = range.high = std::numeric_limits<double>::quiet_NaN();
  return range;
}

void require_finite(const MadeBy& by, const void* memory, const TensorType& type) {
  if (!is_floating(type.dtype)) return;
  const Array array = copy_of(memory, type);
  const auto values = array.data<double>();
  const auto bad = std::find_if(values.begin(), values.end(), [](double x) { return !std::isfinite(x); });
  if (bad == values.end()) return;
  std::string inputs;
  for (std::size_t i = 0; i < by.inputs.size(); ++i)
    inputs += (i ? "; " : "") + range_of(by.inputs[i], by.input_types[i]);
  fail<NonFiniteError>({fmt::format("op '{}'{}", by.op, by.scope.empty() ? "" : " in " + by.scope),
                        fmt::format("first non-finite value: {} at {} of {}", *bad,
                                    index_text(bad - values.begin(), type.shape), type.shape.to_string()),
                        inputs.empty() ? "" : "its inputs: " + inputs,
                        {}});
}

}  // namespace saem
