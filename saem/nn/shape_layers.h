#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saem/nn/layer.h"
#include "saem/nn/layer_options.h"

namespace saem {

struct FlattenOptions {
  /// "channels_first": the input is (batch, channels, …), and is flattened as if the channels came last.
  std::string data_format = "channels_last";
  std::string name = {};
};

/// All elements of an example in one row.
///
/// Input:  (batch, …).     Output: (batch, product of the others).
/// Throws: ValueError for another data format.
class Flatten final : public LayerBase<Flatten> {
 public:
  static constexpr const char* type = "Flatten";
  explicit Flatten(const FlattenOptions& options = {});
  [[nodiscard]] static Flatten from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override { return {{"data_format", data_format_}}; }

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  std::string data_format_;
};

/// The same elements under another shape.
///
/// @param target  shape of one example, without the batch; one extent may be -1: it is computed from the
/// others. Input:  (batch, …).     Output: (batch, target…). Throws: ValueError if more than one extent is
/// -1; ShapeError when built on an input with another number of elements.
class Reshape final : public LayerBase<Reshape> {
 public:
  static constexpr const char* type = "Reshape";
  explicit Reshape(const Shape& target, const LayerOptions& options = {});
  [[nodiscard]] static Reshape from_config(const Attributes& config) {
    return Reshape(config.shape("target_shape"));
  }
  [[nodiscard]] Attributes config() const override { return {{"target_shape", target_}}; }

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  Shape target_;
};

/// The axes of each example in another order.
///
/// @param dims  axis dims[i] of an example becomes its axis i + 1; the first axis after the batch is 1.
/// Input:  (batch, …).     Output: (batch, the axes in that order).
/// Throws: ValueError unless dims are the numbers 1, 2, … in some order; ShapeError when built on an input of
/// another rank.
class Permute final : public LayerBase<Permute> {
 public:
  static constexpr const char* type = "Permute";
  explicit Permute(std::vector<std::int64_t> dims, const LayerOptions& options = {});
  [[nodiscard]] static Permute from_config(const Attributes& config) {
    return Permute(config.integers("dims"));
  }
  [[nodiscard]] Attributes config() const override { return {{"dims", dims_}}; }

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  std::vector<std::int64_t> dims_;
};

/// Each example n times, one after the other.
///
/// Input:  (batch, features).     Output: (batch, n, features).
/// Throws: ValueError for n below 1; ShapeError when built on an input of another rank.
class RepeatVector final : public LayerBase<RepeatVector> {
 public:
  static constexpr const char* type = "RepeatVector";
  explicit RepeatVector(std::int64_t n, const LayerOptions& options = {});
  [[nodiscard]] static RepeatVector from_config(const Attributes& config) {
    return RepeatVector(config.integer("n"));
  }
  [[nodiscard]] Attributes config() const override { return {{"n", n_}}; }

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  std::int64_t n_;
};

}  // namespace saem
