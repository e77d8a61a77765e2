#include "saem/train/weight_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/core/error.h"

namespace saem {

void WeightCheck::before_step(std::span<const Variable> weights, const std::function<std::string()>& moment) {
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Variable& weight = weights[i];
    const bool is_known =
        i < seen_.size() && seen_[i].first == weight.state() && seen_[i].second == weight.state()->version;
    if (is_known || weight.dtype() != DType::f32) continue;
    const Array& value = weight.value();
    const auto numbers = value.data<float>();
    const auto bad = std::ranges::find_if(numbers, [](float x) { return !std::isfinite(x); });
    if (bad == numbers.end()) continue;
    fail<NonFiniteError>({"training",
                          fmt::format("the weight '{}' holds {} before {}", weight.name(), *bad, moment()),
                          fmt::format("element {} of {}", bad - numbers.begin(), weight.shape().to_string()),
                          "No step made it so: it was assigned or loaded. Give it finite values."});
  }
  after_step(weights);
}

void WeightCheck::after_step(std::span<const Variable> weights) {
  seen_.resize(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (seen_[i].first != weights[i].state()) seen_[i].first = weights[i].state();
    seen_[i].second = weights[i].state()->version;
  }
}

}  // namespace saem
