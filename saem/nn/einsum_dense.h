#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saem/nn/kernel_and_bias.h"
#include "saem/nn/layer.h"

namespace saem {

struct EinsumDenseOptions {
  std::string activation = "linear";
  std::string bias_axes = {};  ///< the letters of the output along which there is a bias; none without
  std::string kernel_initializer = "glorot_uniform";
  std::string bias_initializer = "zeros";
  std::string kernel_regularizer = {};
  std::string bias_regularizer = {};
  std::string activity_regularizer = {};
  std::string kernel_constraint = {};
  std::string bias_constraint = {};
  std::string name = {};
};

/// activation(einsum(equation, x, kernel) + bias): Dense along any axes. EinsumDense("abc,cd->abd", {-1, 64},
/// {.bias_axes = "d"}) is Dense(64) at each step.
///
/// @param equation  "input,kernel->output", a letter per axis, the batch first. "..." in front of input and
///                  output, or behind both, stands for any further axes; in front the batch is among them.
/// @param output_shape  extents of the output's letters, without the batch; -1 for those of the input.
/// Input:  (batch, …) with the equation's letters.     Output: likewise.
/// Weights: "kernel", with the equation's letters; "bias", of the extents along bias_axes.
/// Throws: ValueError for another equation, and options outside their range; ShapeError when built on an
///         input that does not fit. As Keras's layer of that name.
class EinsumDense final : public LayerBase<EinsumDense> {
 public:
  static constexpr const char* type = "EinsumDense";
  EinsumDense(std::string equation, std::vector<std::int64_t> output_shape,
              const EinsumDenseOptions& options = {});
  [[nodiscard]] static EinsumDense from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  enum class Ellipsis : std::uint8_t { none, left, right };
  void parse();
  [[nodiscard]] Shape whole_output(const Shape& input) const;
  [[nodiscard]] std::int64_t extent_in(const std::string& letters, char letter, const Shape& shape) const;
  [[nodiscard]] Shape kernel_shape(const Shape& input, const Shape& output) const;
  [[nodiscard]] Shape bias_shape(const Shape& output) const;

  std::string equation_;
  std::vector<std::int64_t> output_shape_;
  std::string bias_axes_;
  detail::KernelAndBias parts_;
  std::string input_, weight_, output_;  ///< letters
  Ellipsis ellipsis_ = Ellipsis::none;
};

}  // namespace saem
