#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "saem/nn/layer.h"

namespace saem {

struct SpectralNormalizationOptions {
  std::int64_t power_iterations = 1;  ///< per training step
  std::string name = {};
};

/// A layer whose kernel (or table of embeddings), as a matrix (…, last axis), is divided by its largest
/// singular value in each training step; that value comes from steps of the power method, which goes on from
/// step to step. Source: Miyato, Kataoka, Koyama, Yoshida 2018, arXiv 1802.05957.
///
/// As in Keras, the kernel itself is replaced, and its gradient is that of the kernel after the division.
/// Input, output: the layer's.
/// Weights: the layer's, as "<name>/<layer>/kernel", and "vector_u" (1, last extent of the kernel).
/// Throws: ValueError for a number of iterations below 1, and for a layer without kernel or embeddings.
class SpectralNormalization final : public LayerBase<SpectralNormalization> {
 public:
  static constexpr const char* type = "SpectralNormalization";
  explicit SpectralNormalization(const AnyLayer& layer, const SpectralNormalizationOptions& options = {});
  [[nodiscard]] static SpectralNormalization from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  [[nodiscard]] Variable kernel() const;
  void normalize() const;
  std::shared_ptr<Layer> layer_;
  std::int64_t power_iterations_;
};

}  // namespace saem
