#pragma once

#include "saem/train/model.h"

namespace bench {

/// ResNet-50 (He, Zhang, Ren, Sun, CVPR 2016) for 224×224 pictures and 1000 classes, in its version 1.5: a
/// stage's stride is in the 3×3 convolution of its first block. Weights are named as in works.py.
[[nodiscard]] saem::Model resnet50();

}  // namespace bench
