#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "saem/saem.h"

namespace saem::docs {

/// Numbers in nested braces: {{1, 2}, {3, 4}}.
struct Values {
  Values(double number) : numbers{number} {}  // NOLINT: meant to be implicit
  Values(std::initializer_list<Values> parts);
  std::vector<double> numbers;
  Shape shape;
};

/// What a sample is called with: tensors of the dtype under test, and others.
struct Inputs {
  DType dtype = DType::f32;
  std::vector<std::pair<std::string, Tensor>> tensors;  ///< with their names, in their order
  Tensor let(const std::string& name, const Values& values);
  Tensor fixed(const std::string& name, const Values& values, DType type);
};

/// What a sample gives: tensors to show, or a text.
struct Result {
  Result(Tensors all) : tensors(std::move(all)) {}  // NOLINT: all of these are meant to be implicit
  Result(const Tensor& one) : tensors{one} {}       // NOLINT
  Result(const Array& one) : tensors{one} {}        // NOLINT
  Result(const std::pair<Tensor, Tensor>& two) : tensors{two.first, two.second} {}  // NOLINT
  Result(std::string words) : text(std::move(words)) {}                             // NOLINT
  Result(double number) : tensors{Tensor::scalar(number, DType::f64)} {}            // NOLINT
  Tensors tensors;
  std::string text;
};

struct Sample {
  std::string name;  ///< of the function that it shows
  std::string code;
  std::function<Result(Inputs&)> run;
};

/// The samples of tests/docs/samples/PAGE.txt, by page.
[[nodiscard]] std::vector<Sample>& samples(const std::string& page);

/// The code of the samples, and under each what comes out.
[[nodiscard]] std::string show(const std::vector<Sample>& of_one_function);
/// "gradient: x, y · dtypes: float32, float64 → the same; int32 → float32 · made of: max, exp", as found by
/// trying.
[[nodiscard]] std::string facts(const Sample& sample);

// ---- What the samples of training are made with ----

/// A metric after one batch.
[[nodiscard]] Result after(const MetricChoice& metric, const Tensor& y, const Tensor& p);
/// w after each of the first steps from w = 1 for the loss w².
[[nodiscard]] Tensor descend(const OptimizerChoice& optimizer, int steps = 4);
/// The learning rates of these steps.
[[nodiscard]] Tensor rates(const LearningRate& rate, const std::vector<std::int64_t>& steps);
/// What the schedule of `fit` multiplies the rate with, at these shares of the training.
[[nodiscard]] Tensor factors(const LearningRateSchedule& schedule, const std::vector<double>& progress);
/// A new weight of this shape.
[[nodiscard]] Tensor drawn(const std::string& initializer_name, const Shape& shape);
/// "(batch, 28, 28, 1) → (batch, 26, 26, 32), 320 weights".
[[nodiscard]] std::string shapes(const Layer& layer, const Shape& example, std::size_t inputs = 1);

}  // namespace saem::docs
