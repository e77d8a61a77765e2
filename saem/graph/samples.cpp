// Sample inputs for the op tester.
#include <algorithm>
#include <cmath>

#include "saem/graph/op.h"

namespace saem {

Shape random_shape(Generator& g, int min_rank, int max_rank) {
  std::vector<std::int64_t> dims(static_cast<std::size_t>(min_rank + g.integer(max_rank - min_rank + 1)));
  for (auto& dim : dims) dim = 1 + g.integer(5);
  return Shape(std::span<const std::int64_t>(dims));
}

Array random_array(Generator& g, const Shape& shape, double low, double high) {
  Array array(shape, DType::f64);
  for (double& x : array.mutable_data<double>()) x = g.uniform(low, high);
  return array;
}

Sampler uniform(double low, double high, std::vector<double> kinks) {
  return [=](Generator& g, int arity) {
    constexpr double distance = 0.02;
    const Shape shape = random_shape(g);
    Sample sample;
    for (int i = 0; i < arity; ++i) {
      Array array = random_array(g, shape, low, high);
      for (double& x : array.mutable_data<double>()) {
        while (std::any_of(kinks.begin(), kinks.end(),
                           [&](double kink) { return std::abs(x - kink) < distance; }))
          x = g.uniform(low, high);
      }
      sample.inputs.push_back(array);
    }
    return sample;
  };
}

Sampler values(std::vector<double> list) {
  return [=](Generator&, int arity) {
    Sample sample;
    sample.inputs.assign(static_cast<std::size_t>(arity), Array::of(list));
    sample.check_gradient = false;
    return sample;
  };
}

Sampler shaped(std::vector<Shape> shapes, Attributes attributes, double low, double high) {
  return [=](Generator& g, int) {
    Sample sample;
    for (const Shape& shape : shapes) sample.inputs.push_back(random_array(g, shape, low, high));
    sample.attributes = attributes;
    return sample;
  };
}

}  // namespace saem
