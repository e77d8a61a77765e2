#include "saem/nn/einsum_dense.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/activations.h"
#include "saem/ops/einsum.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

constexpr std::string_view dots = "...";

bool are_letters(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isalpha(c) != 0; });
}

}  // namespace

EinsumDense::EinsumDense(std::string equation, std::vector<std::int64_t> output_shape,
                         const EinsumDenseOptions& options)
    : LayerBase(type, options.name),
      equation_(std::move(equation)),
      output_shape_(std::move(output_shape)),
      bias_axes_(options.bias_axes),
      parts_(detail::KernelAndBias::of(options)) {
  std::erase(equation_, ' ');
  parse();
  for (const std::int64_t extent : output_shape_) {
    if (extent == Shape::unknown || (extent >= 1 && extent < std::int64_t{1} << 30)) continue;
    fail<ValueError>({title(),
                      fmt::format("expected extents of 1 or more in output_shape, received {}", extent),
                      {},
                      "Leave the batch out; -1 stands for the extent that the input has."});
  }
  const std::size_t extents = output_.size() - (ellipsis_ == Ellipsis::left ? 0 : 1);
  if (output_shape_.size() != extents) {
    fail<ValueError>(
        {title(),
         fmt::format("expected {} extents in output_shape, one for each letter of the output{}, "
                     "received {}",
                     extents, ellipsis_ == Ellipsis::left ? "" : " but the batch", output_shape_.size()),
         fmt::format("equation {}", equation_), "-1 stands for the extent that the input has."});
  }
  for (const char letter : bias_axes_) {
    if (output_.find(letter) != std::string::npos) continue;
    fail<ValueError>({title(), fmt::format("bias_axes has '{}', which is no axis of the output", letter),
                      fmt::format("equation {}", equation_),
                      "Name letters of the output, or none for no bias."});
  }
  parts_.require_valid(title());
  set_activity_regularizer(regularizer(parts_.activity_regularizer, title()));
}

void EinsumDense::parse() {
  const std::size_t comma = equation_.find(','), arrow = equation_.find("->");
  if (comma != std::string::npos && arrow != std::string::npos && comma < arrow) {
    input_ = equation_.substr(0, comma);
    weight_ = equation_.substr(comma + 1, arrow - comma - 1);
    output_ = equation_.substr(arrow + 2);
    if (input_.starts_with(dots) && output_.starts_with(dots)) {
      ellipsis_ = Ellipsis::left;
      input_.erase(0, dots.size());
      output_.erase(0, dots.size());
    } else if (input_.ends_with(dots) && output_.ends_with(dots) && input_.size() > dots.size() + 1) {
      ellipsis_ = Ellipsis::right;
      input_.resize(input_.size() - dots.size());
      output_.resize(output_.size() - dots.size());
    }
  }
  const auto is_once = [](const std::string& text) {
    return std::ranges::all_of(text, [&](char c) { return std::ranges::count(text, c) == 1; });
  };
  const bool valid = are_letters(input_) && are_letters(weight_) && are_letters(output_) && is_once(input_) &&
                     is_once(weight_) && is_once(output_);
  if (!valid) {
    fail<ValueError>(
        {title(),
         fmt::format("expected an equation \"input,kernel->output\", received \"{}\"", equation_),
         {},
         "Write a letter per axis: \"abc,cd->abd\"; \"...x,xy->...y\" for any axes in front."});
  }
  const auto reject = [&](char letter, const char* problem) {
    fail<ValueError>({title(), fmt::format("the axis '{}' {}", letter, problem),
                      fmt::format("equation {}", equation_),
                      "Each axis of the kernel is one of the input or of the output, and each axis of the "
                      "output one of the input or of the kernel."});
  };
  for (const char letter : output_) {
    if ((input_ + weight_).find(letter) == std::string::npos)
      reject(letter, "of the output is in neither the input nor the kernel");
  }
  for (const char letter : weight_) {
    if ((input_ + output_).find(letter) == std::string::npos)
      reject(letter, "of the kernel is in neither the input nor the output");
    if (ellipsis_ != Ellipsis::left && letter == input_.front())
      reject(letter, "of the kernel is the batch, whose extent may change");
  }
  if (ellipsis_ != Ellipsis::left && output_.front() != input_.front())
    reject(input_.front(), "is the batch, and must come first in the output too");
}

EinsumDense EinsumDense::from_config(const Attributes& config) {
  EinsumDenseOptions options;
  detail::KernelAndBias::read(config, options);
  options.bias_axes = detail::text_in(config, "bias_axes", "");
  return EinsumDense(config.text("equation"), config.integers("output_shape"), options);
}

Attributes EinsumDense::config() const {
  Attributes config = {{"equation", equation_}, {"output_shape", output_shape_}, {"bias_axes", bias_axes_}};
  parts_.write(config);
  return config;
}

/// The extent of a letter in a shape whose further axes are at the end where the dots are.
std::int64_t EinsumDense::extent_in(const std::string& letters, char letter, const Shape& shape) const {
  const auto place = static_cast<int>(letters.find(letter));
  return shape[ellipsis_ == Ellipsis::left ? place - static_cast<int>(letters.size()) : place];
}

/// The output's shape with the batch and the axes that the dots stand for.
Shape EinsumDense::whole_output(const Shape& input) const {
  const int further = input.rank() - static_cast<int>(input_.size());
  std::vector<std::int64_t> extents;
  if (ellipsis_ == Ellipsis::left) {
    extents.assign(input.begin(), input.begin() + further);
  } else {
    extents.push_back(input[0]);
  }
  extents.insert(extents.end(), output_shape_.begin(), output_shape_.end());
  if (ellipsis_ == Ellipsis::right) extents.insert(extents.end(), input.end() - further, input.end());
  return Shape(std::span<const std::int64_t>(extents));
}

Shape EinsumDense::kernel_shape(const Shape& input, const Shape& output) const {
  std::vector<std::int64_t> extents;
  for (const char letter : weight_) {
    const bool of_input = input_.find(letter) != std::string::npos;
    extents.push_back(extent_in(of_input ? input_ : output_, letter, of_input ? input : output));
    if (extents.back() > 0) continue;
    reject_input(fmt::format("the extent of the axis '{}' of the kernel is not known", letter),
                 fmt::format("equation {}", equation_), "Give it in output_shape.");
  }
  return Shape(std::span<const std::int64_t>(extents));
}

/// From the first of the bias axes on, 1 where there is one number for all.
Shape EinsumDense::bias_shape(const Shape& output) const {
  const std::size_t first = output_.find_first_of(bias_axes_);
  std::vector<std::int64_t> extents;
  for (const char letter : output_.substr(first)) {
    const bool has_bias = bias_axes_.find(letter) != std::string::npos;
    extents.push_back(has_bias ? extent_in(output_, letter, output) : 1);
    if (extents.back() > 0) continue;
    reject_input(fmt::format("the extent of the bias axis '{}' is not known", letter),
                 fmt::format("equation {}", equation_), "Give it in output_shape.");
  }
  if (ellipsis_ == Ellipsis::right)
    extents.resize(extents.size() + static_cast<std::size_t>(output.rank()) - output_.size(), 1);
  return Shape(std::span<const std::int64_t>(extents));
}

void EinsumDense::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  const std::string context = fmt::format("equation {}", equation_);
  const auto letters = static_cast<int>(input_.size());
  const int further = x.rank() - letters;
  const bool fits = ellipsis_ == Ellipsis::none   ? further == 0
                    : ellipsis_ == Ellipsis::left ? further >= 1
                                                  : further >= 0;
  if (!fits) {
    reject_input(
        fmt::format("expected {} axes{}, received {}", letters + (ellipsis_ == Ellipsis::left ? 1 : 0),
                    ellipsis_ == Ellipsis::none ? "" : " or more", x.rank()),
        context, "The batch is an axis too.");
  }
  if (output_.size() + static_cast<std::size_t>(further) > static_cast<std::size_t>(Shape::max_rank))
    reject_input("the result has too many axes", context, "Join some of them with Reshape.");
  Shape y = whole_output(x);
  for (const char letter : output_) {
    if (input_.find(letter) == std::string::npos) continue;
    const std::int64_t from = extent_in(input_, letter, x), to = extent_in(output_, letter, y);
    if (from == to || to == Shape::unknown) continue;
    reject_input(
        fmt::format("output_shape has {} for the axis '{}', of which the input has {}", to, letter, from),
        context, "Write -1 for axes of the input.");
  }
  // -1 is what the input has.
  for (std::size_t i = 0; i < output_.size(); ++i) {
    if (input_.find(output_[i]) == std::string::npos) continue;
    const int place = ellipsis_ == Ellipsis::left ? further + static_cast<int>(i) : static_cast<int>(i);
    y = y.with(place, extent_in(input_, output_[i], x));
  }
  add_weight("kernel", kernel_shape(x, y), initializer(parts_.kernel.initializer), parts_.kernel.options());
  if (!bias_axes_.empty())
    add_weight("bias", bias_shape(y), initializer(parts_.bias.initializer), parts_.bias.options());
}

Tensor EinsumDense::call(const Tensors& inputs, CallContext&) const {
  Tensor y = einsum(equation_, inputs[0], weight("kernel"));
  if (!bias_axes_.empty()) y = y + weight("bias");
  return apply_activation(parts_.activation, y);
}

}  // namespace saem
