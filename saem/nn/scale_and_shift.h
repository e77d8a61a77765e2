#pragma once

#include <string>

#include "saem/nn/weight_recipe.h"

namespace saem::detail {

/// What the normalization layers learn: gamma, which scales, and beta, which shifts.
struct ScaleAndShift {
  bool center;
  bool scale;
  WeightRecipe beta;
  WeightRecipe gamma;

  template <class Options>
  [[nodiscard]] static ScaleAndShift of(const Options& o) {
    return {.center = o.center,
            .scale = o.scale,
            .beta = {o.beta_initializer, o.beta_regularizer, o.beta_constraint},
            .gamma = {o.gamma_initializer, o.gamma_regularizer, o.gamma_constraint}};
  }
  /// The options of a config.
  template <class Options>
  static void read(const Attributes& config, Options& o) {
    o.center = flag_in(config, "center", true);
    o.scale = flag_in(config, "scale", true);
    WeightRecipe::read(config, "beta", "zeros")
        .copy_to(o.beta_initializer, o.beta_regularizer, o.beta_constraint);
    WeightRecipe::read(config, "gamma", "ones")
        .copy_to(o.gamma_initializer, o.gamma_regularizer, o.gamma_constraint);
  }
  void write(Attributes& config) const {
    config.set("center", center);
    config.set("scale", scale);
    beta.write(config, "beta");
    gamma.write(config, "gamma");
  }
  void require_valid(const std::string& title) const {
    beta.require_valid(title);
    gamma.require_valid(title);
  }
};

/// Throws ValueError, in the name of `title`, unless epsilon is finite and 0 or more.
void require_epsilon(const std::string& title, double epsilon, const char* usual);

}  // namespace saem::detail
