#include "resnet50.h"

#include <array>
#include <string>

#include "saem/nn/layers.h"

namespace bench {

using namespace saem;

namespace {

// Zeros on all sides, as in the original: "same" would put the odd one at the end where there is a stride.
Symbol normalized_conv(const Symbol& x, const std::string& name, std::int64_t filters, int kernel,
                       int stride) {
  const Symbol padded = kernel == 1 ? x : ZeroPadding2D(kernel / 2)(x);
  const Symbol y =
      Conv2D(filters, kernel, {.strides = stride, .use_bias = false, .name = name + "_conv"})(padded);
  return BatchNormalization({.momentum = 0.9, .epsilon = 1e-5, .name = name + "_bn"})(y);
}

Symbol relu_of(const Symbol& x) { return Activation("relu")(x); }

Symbol bottleneck(const Symbol& x, const std::string& name, std::int64_t width, int stride) {
  const std::int64_t outputs = 4 * width;
  const bool projects = stride != 1 || x.shape()[-1] != outputs;
  const Symbol shortcut = projects ? normalized_conv(x, name + "_0", outputs, 1, stride) : x;
  Symbol y = relu_of(normalized_conv(x, name + "_1", width, 1, 1));
  y = relu_of(normalized_conv(y, name + "_2", width, 3, stride));
  y = normalized_conv(y, name + "_3", outputs, 1, 1);
  return relu_of(Add()({y, shortcut}));
}

}  // namespace

Model resnet50() {
  const Symbol input = Input({224, 224, 3});
  Symbol x = relu_of(normalized_conv(input, "stem", 64, 7, 2));
  x = MaxPooling2D(3, {.strides = 2})(ZeroPadding2D(1)(x));  // after a ReLU a zero never wins over a value
  std::int64_t width = 64;
  int stage = 2;
  for (const int blocks : std::array{3, 4, 6, 3}) {
    for (int i = 1; i <= blocks; ++i) {
      const int stride = i == 1 && stage > 2 ? 2 : 1;
      x = bottleneck(x, "stage" + std::to_string(stage) + "_block" + std::to_string(i), width, stride);
    }
    width *= 2;
    ++stage;
  }
  return {input, Dense(1000, {.activation = "softmax", .name = "classes"})(GlobalAveragePooling2D()(x))};
}

}  // namespace bench
