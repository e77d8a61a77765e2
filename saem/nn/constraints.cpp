#include "saem/nn/constraints.h"

#include <fmt/format.h>

#include "saem/nn/call_text.h"
#include "saem/nn/names.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"

namespace saem {
namespace {

constexpr double shortest_norm = 1e-7;  // Keras's: no vector of length 0 is divided by 0

Tensor lengths(const Tensor& w, const Axes& axes) { return sqrt(sum(square(w), axes, {.keepdims = true})); }

double bound(detail::CallText& call, const char* argument, double otherwise) {
  const double value = call.real(argument, otherwise);
  if (value < 0) call.reject(fmt::format("{} of 0 or more, received {}", argument, value));
  return value;
}

Constraint max_norm(detail::CallText& call) {
  const double largest = bound(call, "max_value", 2);
  const Axes axes = call.integers("axis", {0});
  return [=](const Tensor& w) {
    const Tensor norms = lengths(w, axes);
    return w * (minimum(norms, largest) / (shortest_norm + norms));
  };
}

Constraint unit_norm(detail::CallText& call) {
  const Axes axes = call.integers("axis", {0});
  return [=](const Tensor& w) { return w / (shortest_norm + lengths(w, axes)); };
}

Constraint min_max_norm(detail::CallText& call) {
  const double smallest = bound(call, "min_value", 0);
  const double largest = bound(call, "max_value", 1);
  const double rate = call.real("rate", 1);
  const Axes axes = call.integers("axis", {0});
  if (smallest > largest) call.reject("min_value to be no more than max_value");
  return [=](const Tensor& w) {
    const Tensor norms = lengths(w, axes);
    const Tensor wanted = rate * clip(norms, smallest, largest) + (1 - rate) * norms;
    return w * (wanted / (shortest_norm + norms));
  };
}

std::string axes_text(const std::vector<int>& axes) {
  return axes.size() == 1 ? fmt::format("{}", axes[0]) : fmt::format("[{}]", fmt::join(axes, ", "));
}

}  // namespace

const std::vector<std::string>& constraint_names() {
  static const std::vector<std::string> names = {"max_norm", "non_neg", "unit_norm", "min_max_norm"};
  return names;
}

Constraint constraint(std::string_view text, std::string_view place) {
  if (text.empty()) return {};
  detail::CallText call(text, place, "constraint");
  const auto is = [&](const char* known) { return detail::same_name(call.name(), known); };
  Constraint result;
  if (is("max_norm")) {
    result = max_norm(call);
  } else if (is("non_neg")) {
    result = [](const Tensor& w) { return maximum(w, 0.0); };
  } else if (is("unit_norm")) {
    result = unit_norm(call);
  } else if (is("min_max_norm")) {
    result = min_max_norm(call);
  } else {
    detail::unknown_name(place, "constraint", call.name(), constraint_names());
  }
  call.finish();
  return result;
}

std::string MaxNorm(double max_value, const std::vector<int>& axis) {
  return fmt::format("max_norm(max_value={}, axis={})", max_value, axes_text(axis));
}
std::string NonNeg() { return "non_neg"; }
std::string UnitNorm(const std::vector<int>& axis) {
  return fmt::format("unit_norm(axis={})", axes_text(axis));
}
std::string MinMaxNorm(double min_value, double max_value, double rate, const std::vector<int>& axis) {
  return fmt::format("min_max_norm(min_value={}, max_value={}, rate={}, axis={})", min_value, max_value, rate,
                     axes_text(axis));
}

}  // namespace saem
