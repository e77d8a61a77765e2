#pragma once

#include "saem/train/loss.h"

namespace saem {

struct BinaryFocalCrossentropyOptions {
  bool apply_class_balancing = false;  ///< weigh class 1 by alpha and class 0 by 1 - alpha
  double alpha = 0.25;                 ///< in [0, 1]
  double gamma = 2;                    ///< ≥ 0; 0 is the plain cross-entropy
  bool from_logits = false;
  double label_smoothing = 0;  ///< in [0, 1]: y · (1 - s) + s / 2
  int axis = -1;               ///< of the mean
  std::string reduction = "sum_over_batch_size";
  std::string name = "binary_focal_crossentropy";
};
/// (1 - p_t)^gamma · -(y log p + (1 - y) log(1 - p)), mean over an axis, where p_t = y p + (1 - y)(1 - p).
/// y_true: as for BinaryCrossentropy. Lin et al. 2017, equation 5.
class BinaryFocalCrossentropy final : public Loss {
 public:
  using Options = BinaryFocalCrossentropyOptions;
  explicit BinaryFocalCrossentropy(BinaryFocalCrossentropyOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 private:
  Options options_;
};

struct CategoricalFocalCrossentropyOptions {
  double alpha = 0.25;                    ///< weight of all classes
  std::vector<double> class_alphas = {};  ///< a weight for each class, in place of alpha
  double gamma = 2;                       ///< ≥ 0
  bool from_logits = false;
  double label_smoothing = 0;  ///< in [0, 1]: y · (1 - s) + s / classes
  int axis = -1;               ///< the axis of the classes
  std::string reduction = "sum_over_batch_size";
  std::string name = "categorical_focal_crossentropy";
};
/// -Σ alpha · (1 - p)^gamma · y · log p over the axis of the classes. y_true: as for CategoricalCrossentropy.
class CategoricalFocalCrossentropy final : public Loss {
 public:
  using Options = CategoricalFocalCrossentropyOptions;
  explicit CategoricalFocalCrossentropy(CategoricalFocalCrossentropyOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 private:
  Options options_;
};

}  // namespace saem
