#include "saem/nn/initializers.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "saem/nn/names.h"

namespace saem {
namespace {

struct Fans {
  double in = 1;
  double out = 1;
};

Fans fans_of(const Shape& shape) {
  if (shape.rank() == 0) return {};
  if (shape.rank() == 1) return {static_cast<double>(shape[0]), static_cast<double>(shape[0])};
  double taps = 1;
  for (const std::int64_t extent : shape.slice(0, -2)) taps *= static_cast<double>(extent);
  return {taps * static_cast<double>(shape[-2]), taps * static_cast<double>(shape[-1])};
}

template <class Draw>
Array filled(const Shape& shape, Draw&& draw) {
  Array array = Array::uninitialized(shape, DType::f32);
  for (float& x : array.mutable_data<float>()) x = static_cast<float>(draw());
  return array;
}

Array uniform_within(const Shape& shape, Generator& g, double limit) {
  return filled(shape, [&] { return g.uniform(-limit, limit); });
}

Array truncated_normal(const Shape& shape, Generator& g, double deviation) {
  // The standard deviation of a standard normal that is cut at ±2.
  constexpr double after_cut = 0.87962566103423978;
  const double scale = deviation / after_cut;
  return filled(shape, [&] {
    double z = g.normal();
    while (std::abs(z) > 2) z = g.normal();
    return scale * z;
  });
}

/// What "variance scaling" divides by.
using FanRule = double (*)(const Fans&);
double fan_in(const Fans& fans) { return fans.in; }
double fan_mean(const Fans& fans) { return (fans.in + fans.out) / 2; }

// A shape with an extent of 0 has no elements, and may have no fans either.
double variance(double gain, FanRule fan, const Shape& shape) {
  return gain / std::max(fan(fans_of(shape)), 1.0);
}

/// Variance gain / fan: a uniform distribution within ±a has the variance a²/3.
Initializer scaled_uniform(double gain, FanRule fan) {
  return [=](const Shape& shape, Generator& g) {
    return uniform_within(shape, g, std::sqrt(3 * variance(gain, fan, shape)));
  };
}
Initializer scaled_normal(double gain, FanRule fan) {
  return [=](const Shape& shape, Generator& g) {
    return truncated_normal(shape, g, std::sqrt(variance(gain, fan, shape)));
  };
}
Initializer constant(double value) {
  return [=](const Shape& shape, Generator&) { return Array::full(shape, value); };
}

const std::vector<std::pair<std::string, Initializer>>& table() {
  static const std::vector<std::pair<std::string, Initializer>> rows = {
      {"glorot_uniform", scaled_uniform(1, fan_mean)},
      {"glorot_normal", scaled_normal(1, fan_mean)},
      {"he_uniform", scaled_uniform(2, fan_in)},
      {"he_normal", scaled_normal(2, fan_in)},
      {"lecun_uniform", scaled_uniform(1, fan_in)},
      {"lecun_normal", scaled_normal(1, fan_in)},
      {"zeros", constant(0)},
      {"ones", constant(1)},
      {"random_uniform", [](const Shape& shape, Generator& g) { return uniform_within(shape, g, 0.05); }},
      {"random_normal",
       [](const Shape& shape, Generator& g) { return filled(shape, [&] { return 0.05 * g.normal(); }); }},
  };
  return rows;
}

}  // namespace

Initializer initializer(std::string_view name, std::string_view place) {
  for (const auto& [known, function] : table()) {
    if (known == name) return function;
  }
  detail::unknown_name(place, "initializer", name, initializer_names());
}

const std::vector<std::string>& initializer_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const auto& row : table()) list.push_back(row.first);
    return list;
  }();
  return names;
}

}  // namespace saem
