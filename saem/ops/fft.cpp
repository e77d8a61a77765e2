#include "saem/ops/fft.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "saem/graph/op.h"
#include "saem/ops/axes.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;

constexpr std::int64_t most_points = std::int64_t{1} << 30;

/// Σⱼ z[j] · exp(∓2πi jk / n), as it is written: n² products.
void dft_loop(ReferenceCall& call) {
  const std::int64_t n = call.shape(0)[-2];
  const double sign = call.attributes.flag("inverse") ? 1 : -1;
  std::vector<double> cosines;
  std::vector<double> sines;
  for (std::int64_t i = 0; i < n; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n);
    cosines.push_back(std::cos(angle));
    sines.push_back(sign * std::sin(angle));
  }
  const auto x = call.in<double>(0);
  const auto y = call.out<double>();
  for (std::int64_t first = 0; first < static_cast<std::int64_t>(x.size()); first += 2 * n) {
    for (std::int64_t k = 0; k < n; ++k) {
      double real = 0;
      double imaginary = 0;
      for (std::int64_t j = 0, turn = 0; j < n; ++j, turn = (turn + k) % n) {
        const double a = x[first + 2 * j];
        const double b = x[first + 2 * j + 1];
        real += a * cosines[turn] - b * sines[turn];
        imaginary += a * sines[turn] + b * cosines[turn];
      }
      y[first + 2 * k] = real;
      y[first + 2 * k + 1] = imaginary;
    }
  }
}

Tensor dft(const Tensor& z, bool inverse) { return record(find_op("dft"), {z}, {{"inverse", inverse}}); }

Sampler transform(Shape shape, bool inverse) { return shaped({std::move(shape)}, {{"inverse", inverse}}); }

void require_complex(const char* place, const Tensor& z) {
  if (z.rank() >= 1 && z.shape()[-1] == 2) return;
  fail<ShapeError>({place,
                    fmt::format("expected a complex array (…, 2), received shape {}", z.shape().to_string()),
                    {},
                    "Real and imaginary part are the last axis: see make_complex."});
}

void require_elements(const char* place, const Tensor& x, int axis) {
  if (x.shape()[axis] >= 1) return;
  fail<ShapeError>({place, fmt::format("axis {} has no elements to transform", axis),
                    fmt::format("input {}", x.shape().to_string()),
                    "Give at least one element, or another axis."});
}

void require_length(const char* place, std::int64_t length) {
  if (length >= 1 && length < most_points) return;
  fail<ValueError>({place,
                    fmt::format("expected a length of 1 or more, received {}", length),
                    {},
                    "It is the number of elements that are transformed."});
}

/// The axis of a complex array, checked.
int complex_axis(const char* place, const Tensor& z, int axis) {
  require_complex(place, z);
  const int normalized = detail::normalized_axis(place, z.shape().slice(0, -1), axis);
  require_elements(place, z, normalized);
  return normalized;
}

/// f(z with `axis` and `place` exchanged), exchanged back.
template <class F>
Tensor with_axis_at(const Tensor& z, int axis, int place, F&& f) {
  if (axis == place) return f(z);
  std::vector<int> order(static_cast<std::size_t>(z.rank()));
  std::iota(order.begin(), order.end(), 0);
  std::swap(order[axis], order[place]);
  return transpose(f(transpose(z, order)), order);
}

/// Cut, or filled with zeros, to `length` elements along the axis.
Tensor fitted(const Tensor& x, int axis, std::int64_t length) {
  const std::int64_t extent = x.shape()[axis];
  if (extent == length) return x;
  const Integers none(static_cast<std::size_t>(x.rank()), 0);
  if (extent > length) {
    const Shape end = x.shape().with(axis, length);
    return slice(x, none, Integers(end.begin(), end.end()));
  }
  Integers high = none;
  high[axis] = length - extent;
  return pad(x, none, high);
}

Tensor part(const char* place, const Tensor& z, std::int64_t which) {
  require_complex(place, z);
  Integers begin(static_cast<std::size_t>(z.rank()), 0);
  Integers end(z.shape().begin(), z.shape().end());
  begin.back() = which;
  end.back() = which + 1;
  return squeeze(slice(z, begin, end), -1);
}

Tensor floating_input(const Tensor& x) { return is_floating(x.dtype()) ? x : cast(x, DType::f32); }

}  // namespace

// Unscaled in both directions. As a linear map of pairs of numbers, each direction is the other's transpose.
const Op& dft_op = define({
    .name = "dft",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const Shape& z = s.shape(0);
      if (z.rank() < 2 || z[-1] != 2 || z[-2] < 1 || z[-2] >= most_points)
        s.reject_shape("expected complex rows (…, n, 2) with n of 1 or more");
      return z;
    },
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      return {dft(call.dy(), !call.attributes().flag("inverse"))};
    },
    .reference = {.run = dft_loop},
    .samples = {transform({8, 2}, false), transform({3, 12, 2}, false), transform({2, 2, 15, 2}, true),
                transform({1, 2}, false), transform({5, 1, 2}, true), transform({40, 7, 2}, false),
                transform({2, 121, 2}, true), transform({3, 256, 2}, false), transform({2, 97, 2}, false),
                transform({0, 4, 2}, true)},
    .doc = "Fourier transform of complex rows (…, n, 2), unscaled; with `inverse`, the exponent's sign is "
           "positive.",
});

Tensor fft(const Tensor& z, int axis) {
  const int normalized = complex_axis("fft", z, axis);
  return with_axis_at(floating_input(z), normalized, z.rank() - 2,
                      [](const Tensor& rows) { return dft(rows, false); });
}

Tensor ifft(const Tensor& z, int axis) {
  const int normalized = complex_axis("ifft", z, axis);
  const auto n = static_cast<double>(z.shape()[normalized]);
  return with_axis_at(floating_input(z), normalized, z.rank() - 2,
                      [&](const Tensor& rows) { return dft(rows, true) * (1 / n); });
}

Tensor fft2(const Tensor& z) { return fft(fft(z, -1), -2); }
Tensor ifft2(const Tensor& z) { return ifft(ifft(z, -1), -2); }

Tensor rfft(const Tensor& x, int axis, std::optional<std::int64_t> length) {
  const int normalized = detail::normalized_axis("rfft", x.shape(), axis);
  if (length) require_length("rfft", *length);
  const Tensor real = length ? fitted(floating_input(x), normalized, *length) : floating_input(x);
  require_elements("rfft", real, normalized);
  // The pair of parts is an axis of its own, so the complex rows are one place further left than it.
  const Tensor z = pad(expand_dims(real, -1), Integers(static_cast<std::size_t>(x.rank()) + 1, 0), [&] {
    Integers high(static_cast<std::size_t>(x.rank()) + 1, 0);
    high.back() = 1;
    return high;
  }());
  return fitted(fft(z, normalized), normalized, real.shape()[normalized] / 2 + 1);
}

Tensor irfft(const Tensor& z, int axis, std::optional<std::int64_t> length) {
  const int normalized = complex_axis("irfft", z, axis);
  const std::int64_t n = length.value_or(2 * (z.shape()[normalized] - 1));
  require_length("irfft", n);
  // The numbers that are left out are conjugates of those that are there: x[j] is the real part of the sum
  // over the first half, in which all count twice that have such a partner.
  const std::int64_t half = n / 2 + 1;
  Array weights = Array::full({half}, 2.0 / static_cast<double>(n), DType::f64);
  weights.mutable_data<double>()[0] /= 2;
  if (n % 2 == 0) weights.mutable_data<double>()[half - 1] = 1.0 / static_cast<double>(n);
  const Tensor halves = fitted(floating_input(z), normalized, half);
  Shape along = {half};
  for (int i = normalized + 1; i < z.rank(); ++i) along = along.concat({1});
  const Tensor scaled = halves * reshape(Tensor(weights.astype(halves.dtype())), along);
  return real_part(with_axis_at(fitted(scaled, normalized, n), normalized, z.rank() - 2,
                                [](const Tensor& rows) { return dft(rows, true); }));
}

Tensor make_complex(const Tensor& real, const Tensor& imaginary) {
  const Tensor parts[] = {expand_dims(real, -1), expand_dims(imaginary, -1)};
  return concat(parts, -1);
}

Tensor real_part(const Tensor& z) { return part("real_part", z, 0); }
Tensor imaginary_part(const Tensor& z) { return part("imaginary_part", z, 1); }

Tensor complex_abs(const Tensor& z) {
  require_complex("complex_abs", z);
  return norm(z, {-1});
}

Tensor complex_multiply(const Tensor& z, const Tensor& w) {
  const Tensor a = real_part(z);
  const Tensor b = imaginary_part(z);
  const Tensor c = real_part(w);
  const Tensor d = imaginary_part(w);
  return make_complex(a * c - b * d, a * d + b * c);
}

namespace detail {
void link_fft() {}
}  // namespace detail

}  // namespace saem
