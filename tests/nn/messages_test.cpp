// For a user the message is the interface: full texts, of mistakes that people make.
#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "tests/core/support/thrown_message.h"

namespace saem {
namespace {

template <class Body>
std::string shape_error(Body&& body) {
  return test::thrown_message<ShapeError>(std::forward<Body>(body));
}
template <class Body>
std::string value_error(Body&& body) {
  return test::thrown_message<ValueError>(std::forward<Body>(body));
}

TEST(Messages, KernelLargerThanThePicture) {
  EXPECT_EQ(shape_error([] {
              Sequential model{Input({28, 28, 1}), Conv2D(64, 3), MaxPooling2D(8, {.name = "pool1"}),
                               Conv2D(64, 5, {.name = "conv2"})};
            }),
            "Conv2D 'conv2' cannot take this input: kernel 5×5 is larger than the picture, 3×3\n"
            "(input (batch, 3, 3, 64) from MaxPooling2D 'pool1'; padding \"valid\").\n"
            "Use padding = \"same\", a smaller kernel, or one pooling fewer.");
}

TEST(Messages, DilatedKernelLargerThanThePicture) {
  EXPECT_EQ(shape_error([] {
              Sequential model{Input({9, 9, 1}), Conv2D(8, 5, {.dilation_rate = 3})};
            }),
            "Conv2D 'conv2d' cannot take this input: kernel 5×5 with dilation 3×3 spans 13×13, more than the "
            "picture, 9×9\n"
            "(input (batch, 9, 9, 1) from Input; padding \"valid\").\n"
            "Use padding = \"same\", a smaller kernel, or one pooling fewer.");
}

TEST(Messages, ConvolutionAfterFlatten) {
  EXPECT_EQ(shape_error([] {
              Sequential model{Input({28, 28, 1}), Flatten(), Conv2D(8, 5)};
            }),
            "Conv2D 'conv2d' cannot take this input: expected pictures (batch, height, width, channels), "
            "received rank 2\n"
            "(input (batch, 784) from Flatten 'flatten').\n"
            "Put Conv2D before Flatten, or Reshape({28, 28, 1}) in front of it.");
}

TEST(Messages, SequencesThatDoNotFit) {
  EXPECT_EQ(
      shape_error([] {
        Sequential model{Input({100}), Conv1D(8, 5)};
      }),
      "Conv1D 'conv1d' cannot take this input: expected sequences (batch, steps, channels), received rank 2\n"
      "(input (batch, 100) from Input).\n"
      "Put Reshape({100, 1}) in front of it: sequences have a channel axis.");
  EXPECT_EQ(shape_error([] {
              Sequential model{Input({4, 2}), Conv1D(8, 5, {.padding = "valid"})};
            }),
            "Conv1D 'conv1d' cannot take this input: kernel 5 is larger than the sequence, 4\n"
            "(input (batch, 4, 2) from Input; padding \"valid\").\n"
            "Use padding = \"same\", a smaller kernel, or one pooling fewer.");
}

TEST(Messages, GlobalPoolingAfterFlatten) {
  EXPECT_EQ(shape_error([] {
              Sequential model{Input({28, 28, 1}), Flatten(), GlobalAveragePooling2D()};
            }),
            "GlobalAveragePooling2D 'global_average_pooling2d' cannot take this input: expected pictures "
            "(batch, height, width, channels), received rank 2\n"
            "(input (batch, 784) from Flatten 'flatten').\n"
            "Put GlobalAveragePooling2D before Flatten, or Reshape({28, 28, 1}) in front of it.");
}

TEST(Messages, PicturesWithoutChannels) {
  EXPECT_EQ(shape_error([] {
              Sequential model{Input({28, 28}), Conv2D(8, 5)};
            }),
            "Conv2D 'conv2d' cannot take this input: expected pictures (batch, height, width, channels), "
            "received rank 3\n"
            "(input (batch, 28, 28) from Input).\n"
            "Put Reshape({28, 28, 1}) in front of it: pictures have a channel axis.");
}

TEST(Messages, ChannelsAndGroups) {
  EXPECT_EQ(shape_error([] {
              Sequential model{Input({28, 28, 3}), Conv2D(8, 5, {.groups = 2})};
            }),
            "Conv2D 'conv2d' cannot take this input: its 3 channels cannot be split into 2 groups\n"
            "(input (batch, 28, 28, 3) from Input; groups = 2).\n"
            "Use a number of groups that divides the channels.");
}

TEST(Messages, FiltersAndGroups) {
  EXPECT_EQ(value_error([] { Conv2D(9, 5, {.groups = 2, .name = "c"}); }),
            "Conv2D 'c': 9 filters cannot be split into 2 groups.\nUse a number of filters that is a "
            "multiple of groups.");
}

TEST(Messages, PoolingLargerThanThePicture) {
  EXPECT_EQ(shape_error([] {
              Sequential model{Input({1, 5, 3}), MaxPooling2D(2)};
            }),
            "MaxPooling2D 'max_pooling2d' cannot take this input: pooling window 2×2 is larger than the "
            "picture, 1×5\n"
            "(input (batch, 1, 5, 3) from Input; padding \"valid\").\n"
            "Use padding = \"same\", a smaller pooling window, or one pooling fewer.");
}

TEST(Messages, ConcatenateMismatch) {
  const Symbol a = Input({3, 4}, DType::f32, "a");
  const Symbol b = Input({5, 5}, DType::f32, "b");
  EXPECT_EQ(
      shape_error([&] {
        (void)Concatenate()({a, b});
      }),
      "Concatenate cannot take these inputs: (batch, 3, 4) and (batch, 5, 5) differ in more than axis 2\n"
      "(inputs (batch, 3, 4) from Input 'a', (batch, 5, 5) from Input 'b'; axis = -1).\n"
      "Bring the other axes to equal extents first, or join along another axis.");
}

TEST(Messages, AddMismatch) {
  const Symbol a = Input({3, 4});
  const Symbol b = Dense(5, {.name = "wide"})(a);
  EXPECT_EQ(
      shape_error([&] {
        (void)Add()({a, b});
      }),
      "Add cannot take these inputs: expected inputs of one shape, received (batch, 3, 4) and (batch, 3, 5)\n"
      "(inputs (batch, 3, 4) from Input, (batch, 3, 5) from Dense 'wide').\n"
      "Bring them to one shape first: Dense or a 1×1 Conv2D changes the last axis.");
  EXPECT_EQ(shape_error([&] { (void)Add({.name = "sum"})(a); }),
            "Add 'sum' cannot take this input: expected two or more inputs, received one\n"
            "(input (batch, 3, 4) from Input).\n"
            "Call it on a list: Add()({a, b}).");
}

TEST(Messages, SeveralInputsForOne) {
  const Symbol a = Input({4});
  EXPECT_EQ(shape_error([&] {
              (void)Dense(3)({a, a});
            }),
            "Dense cannot take these inputs: expected one input, received 2\n"
            "(inputs (batch, 4) from Input, (batch, 4) from Input).\n"
            "Join them first, with Add or Concatenate.");
}

TEST(Messages, DropoutRate) {
  EXPECT_EQ(value_error([] { Dropout(25); }),
            "Dropout: expected a rate in [0, 1), received 25.\nThe rate is the fraction of elements to drop: "
            "0.25 for a quarter.");
}

TEST(Messages, Units) {
  EXPECT_EQ(value_error([] { Dense(0, {.name = "logits"}); }),
            "Dense 'logits': expected units of 1 or more, received 0.\nIt is the number of outputs: "
            "Dense(10) for ten classes.");
}

TEST(Messages, UnknownActivation) {
  EXPECT_EQ(value_error([] { Dense(3, {.activation = "rleu", .name = "hidden"}); }),
            "Dense 'hidden': unknown activation \"rleu\"\n"
            "(known: \"linear\", \"relu\", \"sigmoid\", \"tanh\", \"softmax\", \"softplus\", \"elu\", "
            "\"gelu\", \"silu\", "
            "\"swish\", \"leaky_relu\", \"relu6\", \"selu\", \"celu\", \"mish\", \"softsign\", "
            "\"log_sigmoid\", \"hard_sigmoid\", \"hard_silu\", \"hard_swish\", \"hard_tanh\", "
            "\"exponential\", \"tanh_shrink\", \"hard_shrink\", \"soft_shrink\", \"squareplus\", "
            "\"threshold\", \"sparse_plus\", \"sparse_sigmoid\", \"log_softmax\", \"sparsemax\", "
            "\"glu\").\n"
            "Did you mean \"relu\"?");
}

TEST(Messages, UnknownPadding) {
  EXPECT_EQ(value_error([] { Conv2D(3, 3, {.padding = "sane"}); }),
            "Conv2D: unknown padding \"sane\"\n(known: \"valid\", \"same\").\nDid you mean \"same\"?");
}

TEST(Messages, KernelSize) {
  EXPECT_EQ(value_error([] {
              Conv2D(3, {3, 0});
            }),
            "Conv2D: expected kernel_size of 1 or more, received 0.\n"
            "It is the height and width of the window in pixels: 3, or {3, 5}.");
}

TEST(Messages, ReshapeCount) {
  EXPECT_EQ(shape_error([] {
              Sequential model{Input({28, 28}), Reshape({28, 29})};
            }),
            "Reshape 'reshape' cannot take this input: 784 elements per example cannot become (28, 29), "
            "which has 812\n"
            "(input (batch, 28, 28) from Input).\n"
            "Leave the batch out of the target shape; one extent may be -1, and is computed then.");
  EXPECT_EQ(
      shape_error([] {
        Sequential model{Input({28, 28}), Reshape({-1, 29})};
      }),
      "Reshape 'reshape' cannot take this input: 784 elements per example do not fill (-1, 29): they are no "
      "multiple of 29\n"
      "(input (batch, 28, 28) from Input).\n"
      "Leave the batch out of the target shape; one extent may be -1, and is computed then.");
}

TEST(Messages, DenseOnNumbers) {
  EXPECT_EQ(
      shape_error([] {
        Sequential model{Input({}), Dense(3)};
      }),
      "Dense 'dense' cannot take this input: expected (batch, features), received one number per example\n"
      "(input (batch,) from Input).\n"
      "Begin with Input({1}), and give the data a second axis of 1.");
}

TEST(Messages, InputWithBatch) {
  EXPECT_EQ(shape_error([] {
              (void)Input({-1, 28, 28, 1});
            }),
            "Input: expected the shape of one example, with all extents known, received (-1, 28, 28, 1).\n"
            "Leave the batch out: Input({28, 28, 1}) takes batches of pictures.");
}

TEST(Messages, SharedLayerOnAnotherShape) {
  const Dense shared(3, {.name = "shared"});
  (void)shared(Input({4}));
  EXPECT_EQ(shape_error([&] { (void)shared(Input({5}, DType::f32, "b")); }),
            "Dense 'shared' cannot take this input: it was built for inputs of shape (batch, 4), and has "
            "weights to match\n"
            "(input (batch, 5) from Input 'b'; its kernel has shape (4, 3), this input needs (5, 3)).\n"
            "Use a new layer for inputs of this shape.");
}

TEST(Messages, TooLargeForMemory) {
  const std::string message = test::thrown_message<Error>([] {
    Sequential model{Input({1 << 29}), Dense(1 << 29)};
  });
  EXPECT_EQ(message.substr(0, 15), "Dense 'dense': ") << message;
}

TEST(Messages, DenseOnAPictureIsNoMistake) {
  const Sequential model{Input({28, 28, 1}), Dense(3)};
  EXPECT_EQ(model.output_shapes().front(), (Shape{-1, 28, 28, 3}));
}

}  // namespace
}  // namespace saem
