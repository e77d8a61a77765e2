// align_corners, Keys's a, and the element at the border.
#include <cmath>

#include "saem/graph/autodiff.h"
#include "saem/ops/resize.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(ResizeOptions, AlignedCorners) {
  const Tensor x = tensor({1, 3, 1}, {0, 2, 8});
  const ResizeOptions options{.align_corners = true};
  expect_values(resize(x, {5}, options), {1, 5, 1}, {0, 1, 2, 5, 8});
  expect_values(resize(x, {2}, options), {1, 2, 1}, {0, 8});
  expect_values(resize(x, {1}, options), {1, 1, 1}, {0});
  expect_values(resize(tensor({1, 1, 1}, {3}), {4}, options), {1, 4, 1}, {3, 3, 3, 3});
  expect_values(grad(resize(x, {5}, options), x, counting({1, 5, 1})), {1, 3, 1}, {0.5, 4, 5.5});
}

/// Values of torch.nn.functional.interpolate(x, size, mode="bicubic") on one row.
TEST(ResizeOptions, CubicOfPyTorch) {
  const Tensor x = tensor({1, 4, 1}, {1, 2, 4, 8});
  const ResizeOptions options{.interpolation = Interpolation::bicubic, .cubic = -0.75, .repeat_border = true};
  expect_values(resize(x, {2}, options), {1, 2, 1}, {1.3125, 6.1875}, 1e-5);
  const Array twice = resize(x, {8}, options).value();
  // Place -1/4: elements 0, 0, 0 and 1, with the weights of Keys's formula.
  const auto keys = [](double d) {
    constexpr double a = -0.75;
    return d < 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
  };
  EXPECT_NEAR(twice.at(0), keys(1.75) + keys(0.75) + keys(0.25) + 2 * keys(1.25), 1e-6);
}

TEST(ResizeOptions, ThoseThatDoNotGoTogether) {
  const Tensor x = zeros({1, 3, 1});
  const auto message = [&](const ResizeOptions& options) {
    return message_of<ValueError>([&] { static_cast<void>(resize(x, {2}, options)); });
  };
  EXPECT_NE(message({.interpolation = Interpolation::nearest, .align_corners = true})
                .find("resize: align_corners is not for nearest"),
            std::string::npos);
  EXPECT_NE(message({.antialias = true, .align_corners = true}).find("antialias goes neither with"),
            std::string::npos);
  EXPECT_NE(message({.cubic = NAN}).find("expected a finite cubic"), std::string::npos);
}

}  // namespace
}  // namespace saem::testing
