#include "saem/ops/random_distributions.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

void require_deviation(const char* place, double stddev) {
  if (stddev >= 0 && std::isfinite(stddev)) return;
  fail<ValueError>({place,
                    fmt::format("expected a stddev of 0 or more, received {}", stddev),
                    {},
                    "It is the standard deviation: 1 for the standard normal distribution."});
}

/// √2 · erf⁻¹(x) for |x| ≤ 0.99, to a few units of float32's last place: a polynomial in log(1 - x²).
/// Source: Giles 2010, "Approximating the erfinv function", single precision, central part.
Tensor central_normal_quantile(const Tensor& x) {
  constexpr std::array coefficients = {3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087,
                                       -0.00125372503, -0.00417768164, 0.246640727,     1.50140941};
  const Tensor w = negative(log1p(negative(square(x)))) - 2.5;
  Tensor p = w * 2.81022636e-08 + coefficients.front();
  for (std::size_t i = 1; i < coefficients.size(); ++i) p = p * w + coefficients[i];
  return p * x * std::sqrt(2.0);
}

/// u in (0, 1): random_uniform's 0 is taken for half of its unit.
Tensor positive_uniform(const Tensor& key, const Shape& shape) {
  return maximum(random_uniform(key, shape), 0x1p-25);
}

}  // namespace

Tensor random_uniform(const Tensor& key, const Shape& shape, double low, double high) {
  if (!(low < high) || !std::isfinite(high - low)) {
    fail<ValueError>({"random_uniform",
                      fmt::format("expected finite limits with low < high, received {} and {}", low, high),
                      {},
                      "Numbers are drawn from low on, up to high."});
  }
  // The sum can round up to `high`, which does not belong to the interval.
  const auto limit = static_cast<float>(high);
  const float last = static_cast<double>(limit) < high ? limit : std::nextafter(limit, -HUGE_VALF);
  return minimum(random_uniform(key, shape) * (high - low) + low, static_cast<double>(last));
}

Tensor random_normal(const Tensor& key, const Shape& shape, double mean, double stddev) {
  require_deviation("random_normal", stddev);
  return random_normal(key, shape) * stddev + mean;
}

Tensor random_truncated_normal(const Tensor& key, const Shape& shape, double mean, double stddev) {
  require_deviation("random_truncated_normal", stddev);
  // Φ(-2) + u (Φ(2) - Φ(-2)) = (1 + x) / 2 with x = (2u - 1) erf √2; u is taken in the middle of its unit.
  const double edge = std::erf(std::sqrt(2.0));
  const Tensor x = (random_uniform(key, shape) * 2.0 - (1 - 0x1p-24)) * edge;
  return clip(central_normal_quantile(x), -2, 2) * stddev + mean;
}

Tensor random_bernoulli(const Tensor& key, const Shape& shape, double probability) {
  if (!(probability >= 0 && probability <= 1)) {
    fail<ValueError>({"random_bernoulli",
                      fmt::format("expected a probability in [0, 1], received {}", probability),
                      {},
                      "It is how often true is drawn: 0.5 for a coin."});
  }
  return less(random_uniform(key, shape), probability);
}

Tensor random_bernoulli(const Tensor& key, const Tensor& probabilities) {
  if (!is_floating(probabilities.dtype())) {
    fail<DTypeError>(
        {"random_bernoulli",
         fmt::format("expected floating probabilities, received {}", name(probabilities.dtype())),
         {},
         "Convert them with cast."});
  }
  return less(random_uniform(key, probabilities.shape()), cast(probabilities, DType::f32));
}

Tensor random_exponential(const Tensor& key, const Shape& shape, double rate) {
  if (!(rate > 0)) {
    fail<ValueError>({"random_exponential",
                      fmt::format("expected a rate above 0, received {}", rate),
                      {},
                      "It is 1 / mean."});
  }
  return log1p(negative(random_uniform(key, shape))) * (-1 / rate);
}

Tensor random_gumbel(const Tensor& key, const Shape& shape) {
  return negative(log(negative(log1p(negative(positive_uniform(key, shape))))));
}

Tensor random_categorical(const Tensor& key, const Tensor& logits, std::int64_t samples) {
  const char* place = "random_categorical";
  if (logits.rank() < 1 || logits.shape()[-1] < 1) {
    fail<ShapeError>({place,
                      fmt::format("expected logits (…, classes), received {}", logits.shape().to_string()),
                      {},
                      "Give one number for each class."});
  }
  if (!is_floating(logits.dtype())) {
    fail<DTypeError>({place,
                      fmt::format("expected floating logits, received {}", name(logits.dtype())),
                      {},
                      "Convert them with cast."});
  }
  if (samples < 1) {
    fail<ValueError>({place,
                      fmt::format("expected at least one sample, received {}", samples),
                      {},
                      "It is how many are drawn for each row of logits."});
  }
  const Shape drawn = logits.shape().with(-1, samples).concat({logits.shape()[-1]});
  return argmax(expand_dims(cast(logits, DType::f32), -2) + random_gumbel(key, drawn), -1);
}

}  // namespace saem
