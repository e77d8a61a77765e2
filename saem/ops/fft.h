#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "saem/graph/tensor.h"

namespace saem {

// Fourier transforms. A complex array z of shape (…) is a floating tensor (…, 2): its last axis holds real
// and imaginary part. `axis` counts the axes of the complex array, without that last one; -1 is the axis
// before it. All are linear, with exact gradients. Each throws ShapeError for an axis that does not exist, an
// axis without elements, or a complex argument whose last axis is not 2; ValueError for a length below 1.

/// Z[k] = Σⱼ z[j] · exp(-2πi jk / n) along one axis.
[[nodiscard]] Tensor fft(const Tensor& z, int axis = -1);
/// z[j] = Σₖ Z[k] · exp(2πi jk / n) / n: undoes fft.
[[nodiscard]] Tensor ifft(const Tensor& z, int axis = -1);
/// fft along the last two axes of the complex array.
[[nodiscard]] Tensor fft2(const Tensor& z);
/// ifft along the last two axes of the complex array: undoes fft2.
[[nodiscard]] Tensor ifft2(const Tensor& z);
/// The first ⌊n / 2⌋ + 1 numbers of the transform of a real array, which hold all of it: x (…, n, …) →
/// complex (…, ⌊n / 2⌋ + 1, …). With `length`, x is first cut or filled with zeros to that many elements.
[[nodiscard]] Tensor rfft(const Tensor& x, int axis = -1, std::optional<std::int64_t> length = {});
/// Undoes rfft: complex (…, m, …) → real (…, length, …); without `length`, 2 (m - 1). z is first cut or
/// filled with zeros to ⌊length / 2⌋ + 1 numbers; imaginary parts of the first and, for even lengths, the
/// last of them do not count.
[[nodiscard]] Tensor irfft(const Tensor& z, int axis = -1, std::optional<std::int64_t> length = {});

/// The complex array x + iy from two real ones of one shape.
[[nodiscard]] Tensor make_complex(const Tensor& real, const Tensor& imaginary);
/// The real parts: complex (…, 2) → real (…).
[[nodiscard]] Tensor real_part(const Tensor& z);
/// The imaginary parts: complex (…, 2) → real (…).
[[nodiscard]] Tensor imaginary_part(const Tensor& z);
/// |z|; gradient 0 where z is 0.
[[nodiscard]] Tensor complex_abs(const Tensor& z);
/// z · w, number by number; shapes stretch.
[[nodiscard]] Tensor complex_multiply(const Tensor& z, const Tensor& w);

}  // namespace saem
