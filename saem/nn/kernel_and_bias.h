#pragma once

#include <string>

#include "saem/nn/weight_recipe.h"

namespace saem::detail {

/// What Dense and EinsumDense learn, and what they do with the sum. Whether there is a bias, each says in its
/// own way.
struct KernelAndBias {
  std::string activation;
  WeightRecipe kernel;
  WeightRecipe bias;
  std::string activity_regularizer;

  template <class Options>
  [[nodiscard]] static KernelAndBias of(const Options& o) {
    return {.activation = o.activation,
            .kernel = {o.kernel_initializer, o.kernel_regularizer, o.kernel_constraint},
            .bias = {o.bias_initializer, o.bias_regularizer, o.bias_constraint},
            .activity_regularizer = o.activity_regularizer};
  }
  /// The options of a config.
  template <class Options>
  static void read(const Attributes& config, Options& o) {
    o.activation = text_in(config, "activation", "linear");
    o.activity_regularizer = text_in(config, "activity_regularizer", "");
    WeightRecipe::read(config, "kernel", "glorot_uniform")
        .copy_to(o.kernel_initializer, o.kernel_regularizer, o.kernel_constraint);
    WeightRecipe::read(config, "bias", "zeros")
        .copy_to(o.bias_initializer, o.bias_regularizer, o.bias_constraint);
  }
  void write(Attributes& config) const;
  /// Throws ValueError, in the name of `title`, for a text that names nothing.
  void require_valid(const std::string& title) const;
};

}  // namespace saem::detail
