#include "saem/data/categorical.h"

#include <fmt/format.h>

#include "saem/core/error.h"

namespace saem {

Array to_categorical(const Array& labels, std::int64_t classes) {
  const Shape& shape = labels.shape();
  if (!is_integer(labels.dtype())) {
    fail<DTypeError>({"to_categorical",
                      fmt::format("expected integer labels, received {}", name(labels.dtype())), "",
                      "Convert them with astype(DType::i32)."});
  }
  if (shape.rank() != 1 && !(shape.rank() == 2 && shape[1] == 1)) {
    fail<ShapeError>({"to_categorical",
                      fmt::format("expected labels of shape (n,) or (n, 1), received {}", shape.to_string()),
                      "", "Give one label per example."});
  }
  if (classes < 1) {
    fail<ValueError>({"to_categorical", fmt::format("expected at least 1 class, received {}", classes), "",
                      "Give the number of classes."});
  }
  const Array indices = labels.astype(DType::i64);
  Array result(Shape{shape[0], classes}, DType::f32);
  const std::span<float> rows = result.mutable_data<float>();
  std::int64_t row = 0;
  for (const std::int64_t label : indices.data<std::int64_t>()) {
    if (label < 0 || label >= classes) {
      fail<ValueError>({"to_categorical",
                        fmt::format("label {} at index {} is outside [0, {})", label, row, classes), "",
                        "Give the number of classes that the labels have, or correct the label."});
    }
    rows[static_cast<std::size_t>(row * classes + label)] = 1.0F;
    ++row;
  }
  return result;
}

}  // namespace saem
