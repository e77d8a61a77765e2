#pragma once

#include "saem/train/loss.h"

namespace saem {

struct CosineSimilarityOptions {
  int axis = -1;
  std::string reduction = "sum_over_batch_size";
  std::string name = "cosine_similarity";
};
/// -Σ y p / (‖y‖ ‖p‖) over an axis: -1 for equal directions, 0 where a vector is 0. y_true: as the output.
/// (The metric of this name has the other sign.)
class CosineSimilarity final : public Loss {
 public:
  using Options = CosineSimilarityOptions;
  explicit CosineSimilarity(CosineSimilarityOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;

 private:
  int axis_;
};

struct TripletOptions {
  double margin = 1;                   ///< > 0
  std::string distance = "euclidean";  ///< ‖a - b‖; "squared_euclidean", ‖a - b‖²; "cosine", 1 - cos(a, b)
  std::string reduction = "sum_over_batch_size";
  std::string name = "triplet";
};
/// max(d(anchor, positive) - d(anchor, negative) + margin, 0). Schroff et al. 2015, equation 1.
///
/// y_pred: (n, 3, d), the embeddings of anchor, positive and negative in this order along axis 1, as Reshape
/// or a concatenation of three calls of one embedding model makes them. y_true: n rows of anything; it is
/// not read.
class Triplet final : public Loss {
 public:
  using Options = TripletOptions;
  explicit Triplet(TripletOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 private:
  Options options_;
};
/// The same from three tensors (n, d): one value per row. Throws ShapeError unless their shapes are equal.
[[nodiscard]] Tensor triplet_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                                  const TripletOptions& options = {});

struct ContrastiveOptions {
  double margin = 1;  ///< > 0: pairs that differ and are farther apart do not count
  std::string reduction = "sum_over_batch_size";
  std::string name = "contrastive";
};
/// (1 - y) · ½ d² + y · ½ max(margin - d, 0)². Hadsell, Chopra & LeCun 2006, equation 4; as there, y is 0 for
/// a pair that is alike and 1 for one that differs.
///
/// y_true: (n,) or (n, 1). y_pred: (n, 2, d), the embeddings of both along axis 1, of which the euclidean
/// distance is taken; or (n,) or (n, 1), the distances themselves.
class Contrastive final : public Loss {
 public:
  using Options = ContrastiveOptions;
  explicit Contrastive(ContrastiveOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 private:
  double margin_;
};

struct CircleOptions {
  double gamma = 80;            ///< > 0: scale of the similarities
  double margin = 0.4;          ///< in [0, 1]
  bool remove_diagonal = true;  ///< an example is no positive for itself
  std::string reduction = "sum_over_batch_size";
  std::string name = "circle";
};
/// softplus(log Σ exp(-γ α⁺ (Δ⁺ - d⁺)) + log Σ exp(γ α⁻ (Δ⁻ - d⁻))) for each example, over the cosine
/// distances d⁺, d⁻ to the batch's examples of its class and of the others, with α⁺ = m + d⁺, α⁻ = 1 + m -
/// d⁻, Δ⁺ = m, Δ⁻ = 1 - m. Sun et al. 2020, equation 6, as Keras writes it; values of 0 do not count in the
/// mean.
///
/// y_true: (n,) or (n, 1) class numbers. y_pred: (n, d) embeddings of length 1.
class Circle final : public Loss {
 public:
  using Options = CircleOptions;
  explicit Circle(CircleOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  [[nodiscard]] Tensor mask(const Tensor& y_true, const Tensor& y_pred) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 private:
  Options options_;
};

}  // namespace saem
