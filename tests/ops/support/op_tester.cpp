#include "tests/ops/support/op_tester.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "saem/compile/program.h"
#include "saem/graph/autodiff.h"

namespace saem::testing {
namespace {

constexpr double step = 1e-5;             // error of the central difference: about step² and 1e-16 / step
constexpr double first_tolerance = 1e-6;  // relative to the largest gradient, or to 1 if that is smaller
constexpr double second_tolerance = 1e-5;
constexpr std::int64_t elements_per_input = 24;  // places where differences are taken, of every input

/// An op applied to arguments of these types, and those arguments.
struct Application {
  Tensors parameters;
  Tensors outputs;
};

Application apply(const Op& op, const std::vector<Array>& inputs, const Attributes& attributes) {
  Application application;
  for (const Array& input : inputs) {
    application.parameters.emplace_back(Node::leaf(parameter_op, TensorType{input.dtype(), input.shape()}));
  }
  application.outputs = record_all(op, application.parameters, attributes);
  return application;
}

Program compiled(const Application& application, const Tensors& outputs, const char* backend) {
  return Program(Graph{application.parameters, outputs, {}}, {.backend = backend});
}

/// The inputs with floating ones in another dtype.
std::vector<Array> floating_as(DType dtype, const std::vector<Array>& inputs) {
  std::vector<Array> converted;
  for (const Array& input : inputs)
    converted.push_back(is_floating(input.dtype()) ? input.astype(dtype) : input);
  return converted;
}

double largest_magnitude(const Array& array) {
  double largest = 0;
  for (std::int64_t i = 0; i < array.size(); ++i) {
    if (std::isfinite(array.at(i))) largest = std::max(largest, std::abs(array.at(i)));
  }
  return largest;
}

bool agree(double a, double b, double tolerance) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return std::abs(a - b) <= tolerance;
}

std::string describe(const Op& op, const Sample& sample) {
  std::string shapes;
  for (const Array& input : sample.inputs) shapes += (shapes.empty() ? "" : ", ") + input.shape().to_string();
  return fmt::format("  {} of {} with {}\n", op.name, shapes, sample.attributes.to_string());
}

std::string compare(const std::string& what, const Array& fast, const Array& reference, double tolerance) {
  if (fast.dtype() != reference.dtype() && !(is_floating(fast.dtype()) && is_floating(reference.dtype()))) {
    return fmt::format("{}: {} on cpu, {} on reference\n", what, name(fast.dtype()), name(reference.dtype()));
  }
  if (!(fast.shape() == reference.shape())) {
    return fmt::format("{}: {} on cpu, {} on reference\n", what, fast.shape().to_string(),
                       reference.shape().to_string());
  }
  for (std::int64_t i = 0; i < fast.size(); ++i) {
    if (agree(fast.at(i), reference.at(i), tolerance)) continue;
    return fmt::format("{}[{}] is {:.9g} on cpu, {:.9g} on reference (tolerance {:.3g})\n", what, i,
                       fast.at(i), reference.at(i), tolerance);
  }
  return {};
}

DType loop_dtype(DType dtype) { return is_floating(dtype) ? DType::f64 : DType::i64; }

double dot(const Array& a, const Array& b) {
  double total = 0;
  for (std::int64_t i = 0; i < a.size(); ++i) total += a.at(i) * b.at(i);
  return total;
}

/// Which inputs can have a gradient.
std::vector<std::size_t> floating_inputs(const std::vector<Array>& inputs) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (is_floating(inputs[i].dtype())) indices.push_back(i);
  }
  return indices;
}

/// Compares `gradient` (one array per entry of `floating`) with central differences of `f`.
std::string compare_with_differences(const std::string& derivative, const std::vector<Array>& inputs,
                                     const std::vector<std::size_t>& floating,
                                     const std::vector<Array>& gradient,
                                     const std::function<double(const std::vector<Array>&)>& f,
                                     double tolerance, Generator& g) {
  std::string findings;
  for (std::size_t j = 0; j < floating.size(); ++j) {
    const std::size_t input = floating[j];
    const double scale = std::max(1.0, largest_magnitude(gradient[j]));
    std::vector<std::int64_t> places = g.permutation(inputs[input].size());
    places.resize(static_cast<std::size_t>(std::min(inputs[input].size(), elements_per_input)));
    for (const std::int64_t place : places) {
      std::vector<Array> moved = inputs;
      double& x = moved[input].mutable_data<double>()[place];
      const double at = x;
      x = at + step;
      const double above = f(moved);
      x = at - step;
      const double below = f(moved);
      const double difference = (above - below) / (2 * step);
      const double found = gradient[j].at(place);
      if (agree(found, difference, tolerance * scale)) continue;
      findings += fmt::format(
          "{} / d x{}[{}] is {:.9g}, central difference {:.9g} at x = {:.9g} (tolerance {:.3g})\n",
          derivative, input, place, found, difference, at, tolerance * scale);
      break;  // the next elements would say the same
    }
  }
  return findings;
}

bool has_gradient(const Sample& sample, const Application& application) {
  return sample.check_gradient && application.outputs.size() == 1 &&
         is_floating(application.outputs[0].dtype()) && !floating_inputs(sample.inputs).empty();
}

Tensors pick(const Tensors& tensors, const std::vector<std::size_t>& indices) {
  Tensors picked;
  for (const std::size_t i : indices) picked.push_back(tensors[i]);
  return picked;
}

}  // namespace

Sample draw(const Op& op, std::size_t sampler, std::uint64_t seed) {
  Generator g(seed, sampler);
  return op.samples[sampler](g, std::max(op.arity, 1));
}

std::string check_backends(const Op& op, const Sample& sample) {
  // Both start from the same numbers: those that float32 can hold.
  const std::vector<Array> narrow = floating_as(DType::f32, sample.inputs);
  const std::vector<Array> wide = floating_as(DType::f64, narrow);
  const Application fast = apply(op, narrow, sample.attributes);
  const Application exact = apply(op, wide, sample.attributes);
  const std::vector<Array> fast_values = compiled(fast, fast.outputs, "cpu").run(narrow);
  const std::vector<Array> exact_values = compiled(exact, exact.outputs, "reference").run(wide);

  std::string findings;
  for (std::size_t i = 0; i < exact_values.size(); ++i) {
    double scale = largest_magnitude(exact_values[i]);
    // Where many terms are summed they may cancel; the rounding error is that of the terms.
    if (op.reference.tile == nullptr) {
      for (const Array& input : wide)
        scale = std::max(scale, is_floating(input.dtype()) ? largest_magnitude(input) : 0);
    }
    const double tolerance = is_floating(exact_values[i].dtype()) ? sample.tolerance * scale : 0;
    findings += compare(fmt::format("{}: y{}", op.name, i), fast_values[i], exact_values[i], tolerance);
  }
  return findings.empty() ? findings : findings + describe(op, sample);
}

std::string check_reference_writes_everything(const Op& op, const Sample& sample) {
  const Application application = apply(op, sample.inputs, sample.attributes);
  std::vector<Array> inputs;
  for (const Array& input : sample.inputs) inputs.push_back(input.astype(loop_dtype(input.dtype())));
  const auto outputs_over = [&](double rubbish) {
    std::vector<Array> outputs;
    for (const TensorType& type : application.outputs[0].node().outputs()) {
      outputs.push_back(Array::full(type.shape, rubbish, loop_dtype(type.dtype)));
    }
    ReferenceCall call{sample.attributes, inputs, outputs};
    op.reference.run(call);
    return outputs;
  };
  const std::vector<Array> first = outputs_over(-12345);
  const std::vector<Array> second = outputs_over(67890);
  std::string findings;
  for (std::size_t i = 0; i < first.size(); ++i) {
    for (std::int64_t k = 0; k < first[i].size(); ++k) {
      if (agree(first[i].at(k), second[i].at(k), 0)) continue;
      findings += fmt::format("{}: the reference loop does not write y{}[{}]\n", op.name, i, k);
      break;
    }
  }
  return findings.empty() ? findings : findings + describe(op, sample);
}

std::string check_gradient(const Op& op, const Sample& sample, Generator& g) {
  const Application application = apply(op, sample.inputs, sample.attributes);
  if (!has_gradient(sample, application)) return {};
  const std::vector<std::size_t> floating = floating_inputs(sample.inputs);
  const Tensor& y = application.outputs[0];
  const Array weights = random_array(g, y.shape());

  Program value = compiled(application, {y}, "reference");
  Program gradient =
      compiled(application, gradients(y, pick(application.parameters, floating), weights), "reference");
  const auto weighted = [&](const std::vector<Array>& inputs) { return dot(weights, value.run(inputs)[0]); };
  const std::string findings =
      compare_with_differences(op.name + ": d Σw·y", sample.inputs, floating, gradient.run(sample.inputs),
                               weighted, first_tolerance, g);
  return findings.empty() ? findings : findings + describe(op, sample);
}

std::string check_second_gradient(const Op& op, const Sample& sample, Generator& g) {
  const Application application = apply(op, sample.inputs, sample.attributes);
  if (!has_gradient(sample, application)) return {};
  const std::vector<std::size_t> floating = floating_inputs(sample.inputs);
  const Tensors xs = pick(application.parameters, floating);
  const Tensor& y = application.outputs[0];
  const Tensors first = gradients(y, xs, random_array(g, y.shape()));

  // The sum over i of d (vᵢ · gradientᵢ) / d x is added up here, not by an op under test.
  std::vector<Array> weights;
  Tensors parts;
  for (const Tensor& each : first) {
    weights.push_back(random_array(g, each.shape()));
    for (const Tensor& part : gradients(each, xs, weights.back())) parts.push_back(part);
  }
  const std::vector<Array> values = compiled(application, parts, "reference").run(sample.inputs);
  std::vector<Array> second;
  for (std::size_t j = 0; j < xs.size(); ++j) {
    Array total(xs[j].shape(), DType::f64);
    const auto data = total.mutable_data<double>();
    for (std::size_t i = 0; i < first.size(); ++i) {
      for (std::size_t k = 0; k < data.size(); ++k)
        data[k] += values[i * xs.size() + j].at(static_cast<std::int64_t>(k));
    }
    second.push_back(total);
  }

  Program gradient = compiled(application, first, "reference");
  const auto weighted = [&](const std::vector<Array>& inputs) {
    const std::vector<Array> all = gradient.run(inputs);
    double total = 0;
    for (std::size_t i = 0; i < all.size(); ++i) total += dot(weights[i], all[i]);
    return total;
  };
  const std::string findings = compare_with_differences(op.name + ": d Σv·gradient", sample.inputs, floating,
                                                        second, weighted, second_tolerance, g);
  return findings.empty() ? findings : findings + describe(op, sample);
}

}  // namespace saem::testing
