#pragma once

#include "saem/core/array.h"
#include "saem/core/random.h"

namespace saem::transforms {

/// Pictures made of two each, and what share of which class they are.
struct MixedBatch {
  Array x;
  Array y;
};

/// λ times each picture of a batch plus 1 - λ times the one before it (the last one, for the first), and the
/// labels likewise. λ is drawn from Beta(α, α), once for the batch.
/// Source: Zhang et al., "mixup: beyond empirical risk minimization", ICLR 2018.
class MixUp {
 public:
  struct Options {
    double alpha = 1.0;
  };
  explicit MixUp(const Options& options);
  MixUp() : MixUp(Options{}) {}
  /// @param x  (n, height, width, channels), u8 or float32
  /// @param y  (n, classes), float32: a weight for each class, as to_categorical gives
  /// Output: of the same shapes and dtypes. Throws ShapeError or DTypeError for other arrays.
  [[nodiscard]] MixedBatch apply(const Array& x, const Array& y, Generator& random) const;

 private:
  Options options_;
};

/// A box of each picture of a batch is replaced by that of the picture before it, and the labels are mixed by
/// area. The area is 1 - λ of the picture, with λ from Beta(α, α), less what leaves the picture.
/// Source: Yun et al., "CutMix: regularization strategy to train strong classifiers with localizable
/// features", ICCV 2019.
class CutMix {
 public:
  struct Options {
    double alpha = 1.0;
  };
  explicit CutMix(const Options& options);
  CutMix() : CutMix(Options{}) {}
  /// As MixUp::apply.
  [[nodiscard]] MixedBatch apply(const Array& x, const Array& y, Generator& random) const;

 private:
  Options options_;
};

}  // namespace saem::transforms
