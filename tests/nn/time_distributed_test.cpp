#include "saem/nn/time_distributed.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/nn/conv_layers.h"
#include "saem/nn/dense.h"
#include "saem/nn/masking.h"
#include "saem/train/model.h"
#include "tests/core/support/thrown_message.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::run_layer;
using test::thrown_message;

TEST(TimeDistributed, DoesAtEachStepWhatTheLayerDoes) {
  const Array films = counting({2, 3, 6, 6, 1}, 0.01), kernel = counting({3, 3, 1, 2}, 0.1);
  TimeDistributed layer(Conv2D(2, 3), {.name = "film"});
  const Array y = run_layer(layer, {films}, {kernel, counting({2})});
  EXPECT_EQ(y.shape(), (Shape{2, 3, 4, 4, 2}));
  EXPECT_EQ(layer.variables()[0].name(), "film/conv2d/kernel");
  Conv2D alone(2, 3);
  const Array pictures = run_layer(alone, {films.reshape({6, 6, 6, 1})}, {kernel, counting({2})});
  EXPECT_EQ(elements(y), elements(pictures));
}

TEST(TimeDistributed, HandsTheMaskOn) {
  Symbol steps = Input({4, 2});
  const Model model(steps, TimeDistributed(Dense(2))(Masking()(steps)));
  CallContext context;
  const Array x = Array::of(std::vector<float>{1, 1, 0, 0, 1, 0, 0, 0}, {1, 4, 2});
  const Tensor y = model.apply({Tensor(x)}, context).front();
  ASSERT_TRUE(context.mask_of(y).defined());
  EXPECT_EQ(elements(context.mask_of(y).value()), (std::vector<double>{1, 0, 1, 0}));
}

TEST(TimeDistributed, RefusesWhatHasNoSteps) {
  TimeDistributed layer{Dense(2)};
  EXPECT_NE(thrown_message<ShapeError>([&] {
              (void)run_layer(layer, {counting({2, 3})});
            }).find("expected (batch, steps, …)"),
            std::string::npos);
  EXPECT_THROW((void)run_layer(layer, {Array(Shape{2, 0, 3})}), ShapeError);
  TimeDistributed pictures{Conv2D(2, 3)};
  EXPECT_NE(thrown_message<ShapeError>([&] {
              (void)run_layer(pictures, {counting({2, 3, 4})});
            }).find("Conv2D"),
            std::string::npos);
  const AnyLayer none{std::shared_ptr<Layer>()};
  EXPECT_THROW(TimeDistributed{none}, ValueError);
}

}  // namespace
}  // namespace saem
