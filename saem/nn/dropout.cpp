#include "saem/nn/dropout.h"

#include <fmt/format.h>

#include "saem/core/error.h"

namespace saem {

Dropout::Dropout(double rate, const LayerOptions& options) : LayerBase(type, options.name), rate_(rate) {
  if (rate >= 0 && rate < 1) return;
  fail<ValueError>({title(),
                    fmt::format("expected a rate in [0, 1), received {}", rate),
                    {},
                    "The rate is the fraction of elements to drop: 0.25 for a quarter."});
}

Tensor Dropout::call(const Tensors& inputs, CallContext& context) const {
  if (!context.training) return inputs[0];
  if (!context.random) {
    fail<ValueError>({"call",
                      "training needs random numbers, but the CallContext has none",
                      {},
                      "Set CallContext::random, for example to &model.random_state()."});
  }
  return dropout(inputs[0], rate_, context.random->next());
}

}  // namespace saem
