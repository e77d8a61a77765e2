#include "saem/train/learning_rate.h"

#include <fmt/format.h>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"

namespace saem {

Tensor LearningRate::operator()(const Tensor& step) const {
  if (!schedule_) return Tensor::scalar(rate_, DType::f64);
  const Tensor rate = schedule_(cast(step, DType::f64));
  if (!rate.defined() || rate.shape().rank() != 0) {
    fail<ShapeError>({"learning_rate",
                      fmt::format("expected the schedule to give a scalar, received {}",
                                  rate.defined() ? rate.shape().to_string() : "nothing"),
                      {},
                      "Its argument is the number of steps done so far, a scalar."});
  }
  if (!is_floating(rate.dtype())) {
    fail<DTypeError>(
        {"learning_rate",
         fmt::format("expected the schedule to give a floating number, received {}", name(rate.dtype())),
         {},
         "Convert it with cast."});
  }
  return cast(rate, DType::f64);
}

double LearningRate::at(std::int64_t step) const {
  return (*this)(Tensor::scalar(static_cast<double>(step), DType::f64)).item();
}

}  // namespace saem
