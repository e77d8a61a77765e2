#include "saem/backend/cpu/fft_kernel.h"

#include <algorithm>
#include <complex>
#include <memory>
#include <numbers>
#include <vector>

// The library's header does not pass our warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <unsupported/Eigen/FFT>
#pragma GCC diagnostic pop

#include "saem/backend/cpu/node_checks.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

using Complex = std::complex<float>;

constexpr std::int64_t most_blocks = 16;
constexpr std::int64_t transformed_per_task = 8192;
// The library's time is proportional to the largest prime factor of the length.
constexpr std::int64_t largest_factor = 64;

std::int64_t largest_prime_factor(std::int64_t n) {
  std::int64_t largest = 1;
  for (std::int64_t p = 2; p * p <= n; ++p) {
    for (; n % p == 0; n /= p) largest = p;
  }
  return std::max(largest, n);
}

/// a · b; the operator looks for infinities, which takes several times as long.
Complex product(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

std::int64_t power_of_two_from(std::int64_t n) {
  std::int64_t power = 1;
  while (power < n) power *= 2;
  return power;
}

/// One transform at a time, with working memory of its own. Lengths with large prime factors are transformed
/// by a convolution, whose length is a power of two: with w[j] = exp(∓πi j² / n),
/// Z[k] = w[k] Σ (z[j] w[j]) / w[k - j]. Source: Bluestein 1970, "A linear filtering approach to the
/// computation of discrete Fourier transform".
class Transform {
 public:
  Transform(std::int64_t n, bool inverse) : n_(n), inverse_(inverse) {
    library_.SetFlag(Eigen::FFT<float>::Unscaled);
    if (largest_prime_factor(n) > largest_factor) make_chirp();
    // The first transform makes the library's plan; later ones take no memory.
    std::vector<Complex> trial(static_cast<std::size_t>(n));
    std::vector<Complex> result(static_cast<std::size_t>(n));
    run(trial.data(), result.data());
  }

  void run(const Complex* x, Complex* y) {
    if (n_ == 1) {
      *y = *x;  // the library cannot
    } else if (!chirp_.empty()) {
      convolve(x, y);
    } else if (inverse_) {
      library_.inv(y, x, n_);
    } else {
      library_.fwd(y, x, n_);
    }
  }

 private:
  void make_chirp() {
    const std::int64_t m = power_of_two_from(2 * n_ - 1);
    a_.resize(static_cast<std::size_t>(m));
    b_.resize(static_cast<std::size_t>(m));
    response_.resize(static_cast<std::size_t>(m));
    for (std::int64_t j = 0; j < n_; ++j) {
      const double turn = static_cast<double>(j * j % (2 * n_)) / static_cast<double>(n_);
      const std::complex<double> w = std::polar(1.0, (inverse_ ? 1 : -1) * std::numbers::pi * turn);
      chirp_.emplace_back(w);
      a_[j] = Complex(std::conj(w) / static_cast<double>(m));
      if (j > 0) a_[m - j] = a_[j];
    }
    library_.fwd(response_.data(), a_.data(), m);
  }

  void convolve(const Complex* x, Complex* y) {
    const auto m = static_cast<std::int64_t>(a_.size());
    for (std::int64_t j = 0; j < n_; ++j) a_[j] = product(x[j], chirp_[j]);
    std::fill(a_.begin() + n_, a_.end(), Complex());
    library_.fwd(b_.data(), a_.data(), m);
    for (std::int64_t k = 0; k < m; ++k) b_[k] = product(b_[k], response_[k]);
    library_.inv(a_.data(), b_.data(), m);
    for (std::int64_t k = 0; k < n_; ++k) y[k] = product(a_[k], chirp_[k]);
  }

  std::int64_t n_;
  bool inverse_;
  Eigen::FFT<float> library_;
  std::vector<Complex> chirp_, response_, a_, b_;
};

/// Rows (…, n) of complex numbers. A block of rows has a transform of its own.
class FftKernel final : public Kernel {
 public:
  FftKernel(const Shape& z, bool inverse) : rows_(z.slice(0, z.rank() - 2).count()), n_(z[-2]) {
    block_ = std::max({std::int64_t{1}, (rows_ + most_blocks - 1) / most_blocks, transformed_per_task / n_});
    for (std::int64_t first = 0; first < rows_; first += block_) transforms_.emplace_back(n_, inverse);
  }

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    const auto* x = static_cast<const Complex*>(inputs[0]);
    auto* y = static_cast<Complex*>(outputs[0]);
    parallel_for(rows_, block_, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t row = begin; row < end; ++row)
        transforms_[begin / block_].run(x + row * n_, y + row * n_);
    });
  }

  [[nodiscard]] std::string describe() const override { return "Eigen FFT"; }

 private:
  std::int64_t rows_, n_, block_ = 1;
  std::vector<Transform> transforms_;
};

}  // namespace

std::unique_ptr<Kernel> make_fft_kernel(const Node& node) {
  if (!is_float32(node)) return nullptr;
  return std::make_unique<FftKernel>(node.input(0).shape(), node.attributes().flag("inverse"));
}

}  // namespace saem::cpu
