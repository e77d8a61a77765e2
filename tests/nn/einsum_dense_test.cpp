#include "saem/nn/einsum_dense.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/nn/dense.h"
#include "tests/core/support/thrown_message.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::run_layer;
using test::thrown_message;

Array floats(const std::vector<float>& values, const Shape& shape) { return Array::of(values, shape); }

TEST(EinsumDense, IsDenseAtEachStep) {
  const Array x = counting({2, 5, 3}, 0.1), kernel = counting({3, 4}, 0.2), bias = counting({4});
  EinsumDense along_any("abc,cd->abd", {-1, 4}, {.activation = "tanh", .bias_axes = "d"});
  Dense dense(4, {.activation = "tanh"});
  EXPECT_EQ(elements(run_layer(along_any, {x}, {kernel, bias})),
            elements(run_layer(dense, {x}, {kernel, bias})));
}

TEST(EinsumDense, MixesOtherAxes) {
  // y[b, e, c] = Σ_t x[b, t, c] · k[t, e]
  EinsumDense layer("btc,te->bec", {1, -1});
  const Array y = run_layer(layer, {floats({1, 2, 3, 4, 5, 6}, {1, 3, 2})}, {floats({1, 10, 100}, {3, 1})});
  EXPECT_EQ(y.shape(), (Shape{1, 1, 2}));
  EXPECT_EQ(elements(y), (std::vector<double>{531, 642}));
}

TEST(EinsumDense, TakesAnyAxesWhereDotsAre) {
  EinsumDense left("...x,xy->...y", {3}, {.bias_axes = "y"});
  EXPECT_EQ(run_layer(left, {counting({2, 4, 5, 6})}).shape(), (Shape{2, 4, 5, 3}));
  EXPECT_EQ(left.parameter_count(), 6 * 3 + 3);
  EinsumDense right("bx...,xy->by...", {3}, {.bias_axes = "y"});
  EXPECT_EQ(run_layer(right, {counting({2, 4, 5, 6})}).shape(), (Shape{2, 3, 5, 6}));
  EXPECT_EQ(right.variables()[1].shape(), (Shape{3, 1, 1}));
}

TEST(EinsumDense, ABiasMayHaveSeveralAxes) {
  EinsumDense layer("abc,cd->abd", {-1, 4}, {.bias_axes = "bd"});
  (void)run_layer(layer, {counting({2, 5, 3})});
  EXPECT_EQ(layer.variables()[1].shape(), (Shape{5, 4}));
  EinsumDense middle("abc,cde->abde", {-1, 4, 6}, {.bias_axes = "d"});
  (void)run_layer(middle, {counting({2, 5, 3})});
  EXPECT_EQ(middle.variables()[1].shape(), (Shape{4, 1}));
}

TEST(EinsumDense, RefusesEquationsThatAreNone) {
  for (const char* equation : {"", "ab", "ab,bc", "ab->ac", "ab,->ac", ",bc->c", "a1,1c->ac", "aab,bc->ac",
                               "...b,bc->c", "b...,bc->c...", "ab,bc,cd->ad", "ab->ac,bc"}) {
    const std::string message = thrown_message<ValueError>([&] { EinsumDense(equation, {3}); });
    EXPECT_NE(message.find("expected an equation \"input,kernel->output\""), std::string::npos) << equation;
  }
  EXPECT_THROW(EinsumDense("ab,bc->ad", {3}), ValueError);     // d is nowhere else
  EXPECT_THROW(EinsumDense("ab,bcd->ac", {3}), ValueError);    // d is the kernel's alone
  EXPECT_THROW(EinsumDense("ab,ac->ac", {3}), ValueError);     // the kernel has the batch
  EXPECT_THROW(EinsumDense("ab,bc->ca", {3}), ValueError);     // the batch is not first
  EXPECT_THROW(EinsumDense("ab,bc->ac", {3, 4}), ValueError);  // one extent too many
  EXPECT_THROW(EinsumDense("ab,bc->ac", {0}), ValueError);
  EXPECT_THROW(EinsumDense("ab,bc->ac", {3}, {.bias_axes = "x"}), ValueError);
}

TEST(EinsumDense, RefusesInputsThatDoNotFit) {
  EinsumDense layer("abc,cd->abd", {7, 4});
  EXPECT_NE(thrown_message<ShapeError>([&] {
              (void)run_layer(layer, {counting({2, 3})});
            }).find("expected 3 axes, received 2"),
            std::string::npos);
  EXPECT_NE(thrown_message<ShapeError>([&] {
              (void)run_layer(layer, {counting({2, 5, 3})});
            }).find("output_shape has 7 for the axis 'b', of which the input has 5"),
            std::string::npos);
  EinsumDense unknown("abc,cd->abd", {-1, -1});
  EXPECT_NE(thrown_message<ShapeError>([&] {
              (void)run_layer(unknown, {counting({2, 5, 3})});
            }).find("the extent of the axis 'd' of the kernel is not known"),
            std::string::npos);
}

}  // namespace
}  // namespace saem
