#include "tests/docs/support/samples.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "saem/core/error.h"

namespace saem::docs {
namespace {

/// For the reader of a page: dtype and shape where they are not plain from the numbers.
std::string shown(const Tensor& tensor) {
  const std::string numbers = to_text(tensor.value(), {.digits = 4, .most = 60, .lines = false});
  return fmt::format("{}  {} {}", numbers, name(tensor.dtype()), tensor.shape().to_string());
}

/// The names of the inputs on which the result depends smoothly: a gradient that is not zero comes back.
std::vector<std::string> differentiable(const Sample& sample) {
  Inputs in;
  const Result result = sample.run(in);
  std::vector<std::string> names;
  for (const auto& [name, x] : in.tensors) {
    const auto moves = [&, &input = x](const Tensor& y) {
      if (!is_floating(y.dtype()) || !is_floating(input.dtype())) return false;
      const Tensor weights = reshape(cast(arange(y.shape().count()) + 1, y.dtype()), y.shape());
      return count_nonzero(grad(y, input, weights)).item() > 0;
    };
    if (std::ranges::any_of(result.tensors, moves)) names.push_back(name);
  }
  return names;
}

std::string dtypes(const Sample& sample) {
  std::map<std::string, std::vector<std::string_view>> by_result;
  std::vector<std::string> order;
  for (int i = 0; i < dtype_count; ++i) {
    Inputs in;
    in.dtype = static_cast<DType>(i);
    std::string result = "refused";
    try {
      std::set<std::string_view> out;
      for (const Tensor& y : sample.run(in).tensors)
        out.insert(y.dtype() == in.dtype ? "the same" : name(y.dtype()));
      result = fmt::format("{}", fmt::join(out, ", "));
    } catch (const Error&) {
    }
    if (!by_result.contains(result)) order.push_back(result);
    by_result[result].push_back(name(in.dtype));
  }
  std::vector<std::string> texts;
  for (const std::string& result : order)
    texts.push_back(fmt::format("{} → {}", fmt::join(by_result[result], ", "), result));
  return fmt::format("{}", fmt::join(texts, "; "));
}

std::string ops(const Sample& sample) {
  Inputs in;
  std::set<std::string> names;
  const Result result = sample.run(in);
  for (const auto& node : topological_order(result.tensors)) {
    if (!node->op().is_leaf) names.insert(node->op().name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

Values::Values(std::initializer_list<Values> parts) {
  Shape inner;
  for (const Values& part : parts) {
    numbers.insert(numbers.end(), part.numbers.begin(), part.numbers.end());
    inner = part.shape;
  }
  shape = inner.inserted(0, static_cast<std::int64_t>(parts.size()));
}

Tensor Inputs::let(const std::string& name, const Values& values) { return fixed(name, values, dtype); }

Tensor Inputs::fixed(const std::string& name, const Values& values, DType type) {
  const Tensor tensor = Array::of(values.numbers, values.shape).astype(type);
  tensors.emplace_back(name, tensor);
  return tensor;
}

std::vector<Sample>& samples(const std::string& page) {
  static std::map<std::string, std::vector<Sample>> all;
  return all[page];
}

std::string show(const std::vector<Sample>& of_one_function) {
  std::string text;
  std::set<std::string> known;
  for (const Sample& sample : of_one_function) {
    Inputs in;
    const Result result = sample.run(in);
    for (const auto& [name, x] : in.tensors) {
      if (known.insert(name).second)
        text += fmt::format("{} = {}\n", name, to_text(x.value(), {.digits = 4, .most = 60, .lines = false}));
    }
    text += sample.code + "\n";
    for (const Tensor& y : result.tensors) text += "  " + shown(y) + "\n";
    if (!result.text.empty()) text += "  " + result.text + "\n";
  }
  return text;
}

std::string facts(const Sample& sample) {
  Inputs in;
  static_cast<void>(sample.run(in));
  const std::vector<std::string> smooth = differentiable(sample);
  std::string text =
      smooth.empty() ? "Gradient: none." : fmt::format("Gradient: for {}.", fmt::join(smooth, ", "));
  if (!in.tensors.empty()) text += fmt::format(" Dtypes: {}.", dtypes(sample));
  const std::string made_of = ops(sample);
  return made_of.empty() ? text : fmt::format("{} Ops: {}.", text, made_of);
}

Result after(const MetricChoice& metric, const Tensor& y, const Tensor& p) {
  MetricState state(metric);
  state.update_state(y.value(), p.value());
  return state.results();
}

Tensor descend(const OptimizerChoice& choice, int steps) {
  const auto optimizer = choice.get();
  Variable w(Array::full({1, 1}, 1), {.name = "w"});
  Tensors values;
  for (int i = 0; i < steps; ++i) {
    const Tensor x = w.read();
    optimizer->apply({grad(sum(square(x)), x)}, {&w, 1});
    values.push_back(reshape(w.value(), {}));
  }
  return stack(values);
}

Tensor rates(const LearningRate& rate, const std::vector<std::int64_t>& steps) {
  std::vector<double> values;
  for (const std::int64_t step : steps) values.push_back(rate.at(step));
  return Array::of(values).astype(DType::f32);
}

Tensor factors(const LearningRateSchedule& schedule, const std::vector<double>& progress) {
  std::vector<double> values;
  for (const double share : progress) values.push_back(schedule(share));
  return Array::of(values).astype(DType::f32);
}

Tensor drawn(const std::string& initializer_name, const Shape& shape) {
  Generator generator(0);
  return initializer(initializer_name)(shape, generator);
}

std::string shapes(const Layer& layer, const Shape& example, std::size_t inputs) {
  const Shape in = example.inserted(0, Shape::unknown);
  const AnyLayer built(layer.clone());
  const Symbol x = Input(example);
  const Symbol y = inputs == 1 ? (*built)(x) : (*built)(std::vector<Symbol>(inputs, x));
  const std::int64_t count = built->parameter_count();
  return fmt::format("{} → {}{}", in.to_string(), y.shape().to_string(),
                     count > 0 ? fmt::format(", {} numbers in its weights", count) : "");
}

}  // namespace saem::docs
