// Pictures are brought into another layout at the program's edge only: where its input comes in.
#include <gtest/gtest.h>

#include "saem/nn/layers.h"
#include "saem/train/model.h"

namespace saem {
namespace {

Sequential lecture_cnn() {
  return {Input({28, 28, 1}),
          Conv2D(32, 3, {.activation = "relu", .name = "first"}),
          Conv2D(64, 3, {.activation = "relu"}),
          MaxPooling2D(2),
          Dropout(0.25),
          Flatten(),
          Dense(10, {.activation = "softmax"})};
}

Symbol convolved(const Symbol& x, std::int64_t filters, int kernel, int strides, const std::string& name) {
  const Symbol y = Conv2D(filters, kernel, {.strides = strides, .padding = "same", .name = name})(x);
  return BatchNormalization()(y);
}

Model small_resnet() {
  const Symbol input = Input({32, 32, 3});
  // Folded into one kernel in inference, which then bears the name of its end.
  Symbol x = Activation("relu", {.name = "first_relu"})(convolved(input, 32, 7, 2, "first"));
  x = MaxPooling2D(3, {.strides = 2})(ZeroPadding2D(1)(x));
  for (const int stride : {1, 2}) {
    const std::string name = "block" + std::to_string(stride);
    const std::int64_t filters = 32 * stride;
    Symbol y = Activation("relu")(convolved(x, filters, 1, 1, name + "_1"));
    y = Activation("relu")(convolved(y, filters, 3, stride, name + "_2"));
    y = convolved(y, 2 * filters, 1, 1, name + "_3");
    x = Activation("relu")(Add()({y, convolved(x, 2 * filters, 1, stride, name + "_0")}));
  }
  return {input, Dense(10, {.activation = "softmax"})(GlobalAveragePooling2D()(x))};
}

void expect_conversions_at_the_edge(Model model) {
  model.compile({.optimizer = "sgd", .loss = "sparse_categorical_crossentropy"});
  for (const bool training : {false, true}) {
    for (const std::int64_t batch : {1, 8}) {
      SCOPED_TRACE(std::string(training ? "training" : "inference") + ", batch " + std::to_string(batch));
      int at_the_edge = 0;
      const auto profile = model.profile({.batch_size = batch, .training = training, .repetitions = 1});
      for (const auto& kernel : profile.kernels) {
        if (kernel.conversions == 0) continue;
        EXPECT_NE(kernel.layer.find("'first"), std::string::npos)
            << kernel.layer << ", " << kernel.label << ": " << kernel.implementation;
        at_the_edge += kernel.conversions;
      }
      EXPECT_LE(at_the_edge, training ? 2 : 1) << "the input, and again for the kernel's gradient";
    }
  }
}

TEST(LayoutConversions, OfTheLectureCnn) { expect_conversions_at_the_edge(Model(lecture_cnn())); }
TEST(LayoutConversions, OfASmallResNet) { expect_conversions_at_the_edge(small_resnet()); }

}  // namespace
}  // namespace saem
