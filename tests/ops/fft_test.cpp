#include "saem/ops/fft.h"

#include <complex>

#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "tests/ops/support/differences.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

using Complex = std::complex<double>;

Array sample(const Shape& shape, std::uint64_t seed = 1) {
  Generator g(seed);
  return random_array(g, shape);
}

/// Σⱼ z[j] exp(sign 2πi jk / n) of a vector.
std::vector<Complex> transformed(const std::vector<Complex>& z, double sign) {
  std::vector<Complex> result;
  const auto n = static_cast<double>(z.size());
  for (std::size_t k = 0; k < z.size(); ++k) {
    Complex total = 0;
    for (std::size_t j = 0; j < z.size(); ++j)
      total += z[j] * std::polar(1.0, sign * 2 * M_PI * static_cast<double>(j * k % z.size()) / n);
    result.push_back(total);
  }
  return result;
}

std::vector<Complex> numbers(const Array& z) {
  std::vector<Complex> result;
  for (std::int64_t i = 0; i < z.size(); i += 2) result.emplace_back(z.at(i), z.at(i + 1));
  return result;
}

void expect_complex(const Tensor& z, const std::vector<Complex>& expected, double tolerance) {
  const std::vector<Complex> found = numbers(z.value());
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    EXPECT_NEAR(std::abs(found[i] - expected[i]), 0, tolerance) << "number " << i;
}

TEST(Fft, ByHand) {
  const Tensor z = tensor({4, 2}, {1, 0, 2, 0, 3, 0, 4, 0});
  expect_values(fft(z), {4, 2}, {10, 0, -2, 2, -2, 0, -2, -2});
  expect_values(ifft(fft(z)), {4, 2}, {1, 0, 2, 0, 3, 0, 4, 0});
  expect_values(rfft(tensor({4}, {1, 2, 3, 4})), {3, 2}, {10, 0, -2, 2, -2, 0});
  expect_values(rfft(tensor({3}, {1, 2, 3})), {2, 2}, {6, 0, -1.5, std::sqrt(0.75)});
  expect_values(rfft(arange(4)), {3, 2}, {6, 0, -2, 2, -2, 0});
}

TEST(Fft, IsItsDefinitionForAnyLength) {
  for (const std::int64_t n : {1, 2, 3, 5, 8, 12, 17, 31, 60, 64, 67, 101, 134, 240, 1021}) {
    const Array z = sample({n, 2}).astype(DType::f32);
    const double tolerance = 1e-5 * std::sqrt(static_cast<double>(n));
    expect_complex(fft(z), transformed(numbers(z), -1), tolerance);
    expect_complex(ifft(z) * static_cast<double>(n), transformed(numbers(z), 1), tolerance);
  }
}

TEST(Fft, AlongAnyAxis) {
  const Array z = sample({3, 4, 5, 2});
  const Array y = fft(z, 1).value();
  for (std::int64_t a = 0; a < 3; ++a) {
    for (std::int64_t c = 0; c < 5; ++c) {
      const Tensor row = slice(z, {a, 0, c, 0}, {a + 1, 4, c + 1, 2});
      expect_complex(slice(y, {a, 0, c, 0}, {a + 1, 4, c + 1, 2}), transformed(numbers(row.value()), -1),
                     1e-12);
    }
  }
  EXPECT_TRUE(identical(fft(z, -2).value(), y));
  // Two dimensions, and back.
  const Tensor both = fft2(z);
  expect_values(ifft2(both), z.shape(), std::vector<double>(z.data<double>().begin(), z.data<double>().end()),
                1e-12);
  double total = 0;
  for (std::int64_t i = 0; i < 20; ++i) total += z.at(2 * i);
  EXPECT_NEAR(both.value().at(0), total, 1e-12);
}

TEST(Fft, RealTransformsAreHalvesOfComplexOnes) {
  for (const std::int64_t n : {1, 2, 3, 8, 9}) {
    const Array x = sample({2, n, 3});
    const Tensor whole = fft(make_complex(x, zeros_like(x)), 1);
    const Array half = slice(whole, {0, 0, 0, 0}, {2, n / 2 + 1, 3, 2}).value();
    const Tensor found = rfft(x, 1);
    expect_values(found, half.shape(),
                  std::vector<double>(half.data<double>().begin(), half.data<double>().end()), 1e-12);
    expect_values(irfft(found, 1, n), x.shape(),
                  std::vector<double>(x.data<double>().begin(), x.data<double>().end()), 1e-12);
  }
}

TEST(Fft, LengthsCutAndFill) {
  const Tensor x = tensor({4}, {1, 2, 3, 4});
  expect_values(rfft(x, -1, 2), {2, 2}, {3, 0, -1, 0});
  expect_values(rfft(x, -1, 6), rfft(tensor({6}, {1, 2, 3, 4, 0, 0})).shape(),
                {10, 0, -3.5, -std::sqrt(3.0) * 2.5, 2.5, std::sqrt(3.0) / 2, -2, 0});
  expect_values(irfft(tensor({3, 2}, {10, 5, -2, 2, -2, 7})), {4}, {1, 2, 3, 4});  // 5 and 7 do not count
  expect_values(irfft(tensor({3, 2}, {10, 0, -2, 2, -2, 0}), -1, 2), {2}, {4, 6});
}

TEST(Fft, GradientsAgreeWithDifferences) {
  expect_gradients([](const Tensors& t) { return fft(t[0], 0); }, {sample({5, 2, 2})});
  expect_gradients([](const Tensors& t) { return ifft(t[0]); }, {sample({2, 4, 2})});
  expect_gradients([](const Tensors& t) { return rfft(t[0], 0, 7); }, {sample({5, 2})});
  expect_gradients([](const Tensors& t) { return irfft(t[0], -1, 5); }, {sample({2, 4, 2})});
  expect_gradients([](const Tensors& t) { return complex_abs(complex_multiply(fft(t[0]), t[1])); },
                   {sample({4, 2}), sample({4, 2}, 2)});
}

TEST(Fft, Parts) {
  const Tensor z = tensor({2, 2}, {3, 4, 0, 0});
  expect_values(real_part(z), {2}, {3, 0});
  expect_values(imaginary_part(z), {2}, {4, 0});
  expect_values(complex_abs(z), {2}, {5, 0});
  expect_values(grad(complex_abs(z), z, ones({2})), {2, 2}, {0.6, 0.8, 0, 0});
  expect_values(complex_multiply(z, tensor({2}, {0, 1})), {2, 2}, {-4, 3, 0, 0});
}

TEST(Fft, Messages) {
  EXPECT_EQ(
      message_of<ShapeError>([] { static_cast<void>(fft(zeros({4}))); }),
      "fft: expected a complex array (…, 2), received shape (4,).\nReal and imaginary part are the last "
      "axis: see make_complex.");
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(fft(zeros({4, 2}), 1));
            }).find("fft: axis 1 does not exist in an input of rank 1"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(rfft(zeros({0})));
            }).find("rfft: axis 0 has no elements to transform"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(irfft(zeros({1, 2})));
            }).find("irfft: expected a length of 1 or more, received 0"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
