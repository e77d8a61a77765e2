#include "saem/nn/activations.h"

#include <functional>
#include <limits>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/activation_functions.h"
#include "saem/nn/call_text.h"
#include "saem/nn/names.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/softmax.h"

namespace saem {
namespace {

using Function = std::function<Tensor(const Tensor&)>;
/// Reads the arguments of an activation.
using Maker = Function (*)(detail::CallText&);

int axis_of(detail::CallText& call) {
  const std::vector<int> axes = call.integers("axis", {-1});
  if (axes.size() != 1) call.reject("one axis");
  return axes[0];
}

Function relu_from(detail::CallText& call) {
  activations::ReluOptions options;
  options.negative_slope = call.real("negative_slope", 0);
  options.max_value = call.real("max_value", std::numeric_limits<double>::infinity());
  options.threshold = call.real("threshold", 0);
  if (options.max_value < 0 || options.negative_slope < 0 || options.threshold < 0)
    call.reject("arguments of 0 or more");
  return [=](const Tensor& x) { return activations::relu(x, options); };
}

Function gelu_from(detail::CallText& call) {
  const std::string approximate = call.text("approximate", "false");
  if (approximate != "true" && approximate != "false") call.reject("approximate to be true or false");
  return [=](const Tensor& x) { return activations::gelu(x, approximate == "true"); };
}

Function threshold_from(detail::CallText& call) {
  const double threshold = call.real("threshold", 0);
  const double otherwise = call.real("default_value", 0);
  return [=](const Tensor& x) { return activations::threshold(x, threshold, otherwise); };
}

/// A function without arguments.
template <Tensor (*f)(const Tensor&)>
Function plain(detail::CallText&) {
  return f;
}
/// A function with one argument.
template <Tensor (*f)(const Tensor&, double), const char* argument, int default_percent>
Function with_number(detail::CallText& call) {
  const double number = call.real(argument, default_percent / 100.0);
  return [=](const Tensor& x) { return f(x, number); };
}
template <Tensor (*f)(const Tensor&, int)>
Function with_axis(detail::CallText& call) {
  const int axis = axis_of(call);
  return [=](const Tensor& x) { return f(x, axis); };
}

Tensor linear(const Tensor& x) { return x; }
constexpr char alpha[] = "alpha";
constexpr char negative_slope[] = "negative_slope";
constexpr char threshold[] = "threshold";
constexpr char b[] = "b";

const std::vector<std::pair<std::string, Maker>>& table() {
  namespace a = activations;
  static const std::vector<std::pair<std::string, Maker>> rows = {
      {"linear", plain<linear>},
      {"relu", relu_from},
      {"sigmoid", plain<sigmoid>},
      {"tanh", plain<tanh>},
      {"softmax", with_axis<softmax>},
      {"softplus", plain<softplus>},
      {"elu", with_number<a::elu, alpha, 100>},
      {"gelu", gelu_from},
      {"silu", plain<a::silu>},
      {"swish", plain<a::silu>},
      {"leaky_relu", with_number<a::leaky_relu, negative_slope, 20>},
      {"relu6", plain<a::relu6>},
      {"selu", plain<a::selu>},
      {"celu", with_number<a::celu, alpha, 100>},
      {"mish", plain<a::mish>},
      {"softsign", plain<a::softsign>},
      {"log_sigmoid", plain<a::log_sigmoid>},
      {"hard_sigmoid", plain<a::hard_sigmoid>},
      {"hard_silu", plain<a::hard_silu>},
      {"hard_swish", plain<a::hard_silu>},
      {"hard_tanh", plain<a::hard_tanh>},
      {"exponential", plain<exp>},
      {"tanh_shrink", plain<a::tanh_shrink>},
      {"hard_shrink", with_number<a::hard_shrink, threshold, 50>},
      {"soft_shrink", with_number<a::soft_shrink, threshold, 50>},
      {"squareplus", with_number<a::squareplus, b, 400>},
      {"threshold", threshold_from},
      {"sparse_plus", plain<a::sparse_plus>},
      {"sparse_sigmoid", plain<a::sparse_sigmoid>},
      {"log_softmax", with_axis<log_softmax>},
      {"sparsemax", with_axis<sparsemax>},
      {"glu", with_axis<a::glu>},
  };
  return rows;
}

Function find(std::string_view text, std::string_view place) {
  detail::CallText call(text, place, "activation");
  for (const auto& [known, make] : table()) {
    if (!detail::same_name(known, call.name())) continue;
    Function function = make(call);
    call.finish();
    return function;
  }
  detail::unknown_name(place, "activation", call.name(), activation_names());
}

}  // namespace

Tensor apply_activation(std::string_view name, const Tensor& x) { return find(name, "activation")(x); }

void require_activation(std::string_view name, std::string_view place) {
  static_cast<void>(find(name, place));
}

const std::vector<std::string>& activation_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const auto& row : table()) list.push_back(row.first);
    return list;
  }();
  return names;
}

}  // namespace saem
