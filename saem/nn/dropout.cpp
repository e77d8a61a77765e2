#include "saem/nn/dropout.h"

#include <fmt/format.h>

#include "saem/core/error.h"
#include "saem/nn/weight_recipe.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace detail {

void require_rate(const std::string& title, double rate) {
  if (rate >= 0 && rate < 1) return;
  fail<ValueError>({title,
                    fmt::format("expected a rate in [0, 1), received {}", rate),
                    {},
                    "The rate is the fraction of elements to drop: 0.25 for a quarter."});
}

Tensor next_key(const CallContext& context, const std::optional<std::int64_t>& seed) {
  if (!context.random) {
    fail<ValueError>({"call",
                      "training needs random numbers, but the CallContext has none",
                      {},
                      "Set CallContext::random, for example to &model.random_state()."});
  }
  const Tensor key = context.random->next();
  if (!seed) return key;
  return concat(Tensors{Array::of(std::vector{*seed}), slice(key, {1}, {2})}, 0);
}

std::string noise_problem(const std::vector<std::int64_t>& noise, const Shape& input) {
  if (noise.empty()) return {};
  if (static_cast<int>(noise.size()) != input.rank())
    return fmt::format("a noise_shape of {} axes does not fit it", noise.size());
  for (int axis = 0; axis < input.rank(); ++axis) {
    const std::int64_t extent = noise[static_cast<std::size_t>(axis)];
    if (extent == -1 || extent == 1 || extent == input[axis]) continue;
    return fmt::format("expected 1 or -1 on axis {} of the noise_shape, received {}", axis, extent);
  }
  return {};
}

Shape noise_shape(const std::vector<std::int64_t>& noise, const Shape& input) {
  Shape shape = input;
  for (std::size_t i = 0; i < noise.size(); ++i) {
    if (noise[i] == 1) shape = shape.with(static_cast<int>(i), 1);
  }
  return shape;
}

}  // namespace detail

Dropout::Dropout(double rate, const DropoutOptions& options)
    : LayerBase(type, options.name), rate_(rate), options_(options) {
  detail::require_rate(title(), rate);
}

Dropout Dropout::from_config(const Attributes& config) {
  return Dropout(config.real("rate"), {.noise_shape = detail::integers_in(config, "noise_shape", {}),
                                       .seed = detail::optional_in(config, "seed")});
}

Attributes Dropout::config() const {
  return {{"rate", rate_},
          {"noise_shape", options_.noise_shape},
          {"seed", detail::optional_value(options_.seed)}};
}

void Dropout::build(std::span<const Shape> inputs) {
  const std::string problem = detail::noise_problem(options_.noise_shape, only_input(inputs));
  if (!problem.empty()) reject_input(problem, {}, "Write 1 where an axis is kept or dropped as a whole.");
}

Tensor Dropout::call(const Tensors& inputs, CallContext& context) const {
  const Tensor& x = inputs[0];
  if (!context.training) return x;
  const Tensor key = detail::next_key(context, options_.seed);
  if (options_.noise_shape.empty()) return dropout(x, rate_, key);
  return x * dropout(ones(detail::noise_shape(options_.noise_shape, x.shape()), x.dtype()), rate_, key);
}

}  // namespace saem
