#include "saem/nn/activations.h"

#include <numbers>
#include <utility>

#include "saem/nn/names.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/softmax.h"

namespace saem {
namespace {

Tensor elu(const Tensor& x) {
  // expm1 sees no large x: where the other branch is taken, its gradient must not become ∞ · 0.
  return where(greater(x, 0.0), x, expm1(minimum(x, 0.0)));
}
Tensor gelu(const Tensor& x) { return x * (0.5 * (erf(x * (1 / std::numbers::sqrt2)) + 1.0)); }
Tensor silu(const Tensor& x) { return x * sigmoid(x); }
Tensor leaky_relu(const Tensor& x) { return where(greater(x, 0.0), x, 0.2 * x); }

using Activation = Tensor (*)(const Tensor&);

const std::vector<std::pair<std::string, Activation>>& table() {
  static const std::vector<std::pair<std::string, Activation>> rows = {
      {"linear", [](const Tensor& x) { return x; }},
      {"relu", relu},
      {"sigmoid", sigmoid},
      {"tanh", [](const Tensor& x) { return tanh(x); }},
      {"softmax", softmax},
      {"softplus", softplus},
      {"elu", elu},
      {"gelu", gelu},
      {"silu", silu},
      {"swish", silu},
      {"leaky_relu", leaky_relu},
  };
  return rows;
}

Activation find(std::string_view name, std::string_view place) {
  for (const auto& [known, function] : table()) {
    if (known == name) return function;
  }
  detail::unknown_name(place, "activation", name, activation_names());
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
