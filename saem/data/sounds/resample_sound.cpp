#include "saem/data/sounds/resample_sound.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <vector>

#include "saem/core/error.h"

namespace saem {
namespace {

constexpr double zeros = 64;      // of the sinc, on each side
constexpr double beta = 8;        // of the Kaiser window: about 80 dB
constexpr double cutoff = 0.955;  // of half the lower rate; the window widens the edge by as much as is left
constexpr std::int64_t most_table = std::int64_t{1} << 24;

/// I₀, the modified Bessel function of the first kind of order 0, by its power series.
double bessel_i0(double x) {
  double sum = 1;
  double term = 1;
  for (int k = 1; term > sum * 1e-17; ++k) {
    term *= (x / (2 * k)) * (x / (2 * k));
    sum += term;
  }
  return sum;
}

/// A filter for one pair of rates. Output i lies at input time i·down/up: `down·i / up` whole samples and one
/// of `up` phases.
class PhaseFilter {
 public:
  PhaseFilter(std::int64_t from, std::int64_t to)
      : up_(to / std::gcd(from, to)),
        down_(from / std::gcd(from, to)),
        scale_(cutoff * std::min(1.0, static_cast<double>(to) / static_cast<double>(from))),
        half_(static_cast<std::int64_t>(std::ceil(zeros / scale_))) {}

  [[nodiscard]] std::int64_t up() const { return up_; }
  [[nodiscard]] std::int64_t down() const { return down_; }
  /// A phase weighs the samples from -half + 1 to half, counted from the whole sample before its time.
  [[nodiscard]] std::int64_t half() const { return half_; }

  /// The weights [first, last) of a phase, of 2·half.
  void weights(std::int64_t phase, std::int64_t first, std::int64_t last, std::span<float> to) const {
    const double part = static_cast<double>(phase) / static_cast<double>(up_);
    double sum = 0;
    for (std::int64_t i = first; i < last; ++i) {
      const double weight = at(static_cast<double>(i - half_ + 1) - part);
      sum += weight;
      to[static_cast<std::size_t>(i - first)] = static_cast<float>(weight);
    }
    if (first != 0 || last != 2 * half_) sum = 1 / scale_;  // not the whole: what it is but for rounding
    for (float& weight : to) weight = static_cast<float>(static_cast<double>(weight) / sum);
  }

 private:
  /// The filter at a time, in input samples; its sum over the samples is about 1/scale.
  [[nodiscard]] double at(double time) const {
    const double x = time * scale_;
    if (std::abs(x) >= zeros) return 0;
    const double angle = std::numbers::pi * x;
    const double sinc = x == 0 ? 1 : std::sin(angle) / angle;
    const double edge = x / zeros;
    static const double at_centre = bessel_i0(beta);
    return sinc * bessel_i0(beta * std::sqrt(1 - edge * edge)) / at_centre;
  }

  std::int64_t up_, down_;
  double scale_;  // cutoff as a part of half the input rate
  std::int64_t half_;
};

/// The dot product, in eight sums, which compilers turn into vectors.
float dot(const float* a, const float* b, std::int64_t n) {
  constexpr std::int64_t lanes = 8;
  std::array<float, lanes> sums{};
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
      sums[static_cast<std::size_t>(lane)] += a[i + lane] * b[i + lane];
    }
  }
  float rest = 0;
  for (; i < n; ++i) rest += a[i] * b[i];
  return std::accumulate(sums.begin(), sums.end(), rest);
}

/// The weights of every phase, or of the last that was asked for where all would be too many.
class PhaseTable {
 public:
  explicit PhaseTable(const PhaseFilter& filter, std::int64_t outputs)
      : filter_(filter), taps_(2 * filter.half()) {
    const std::int64_t phases = std::min(filter.up(), outputs);
    is_whole_ = taps_ <= most_table / std::max<std::int64_t>(phases, 1) && filter.up() <= outputs;
    if (!is_whole_) return;
    table_.resize(static_cast<std::size_t>(filter.up() * taps_));
    for (std::int64_t phase = 0; phase < filter.up(); ++phase) {
      filter.weights(phase, 0, taps_,
                     std::span(table_).subspan(static_cast<std::size_t>(phase * taps_),
                                               static_cast<std::size_t>(taps_)));
    }
  }

  const float* weights(std::int64_t phase, std::int64_t first, std::int64_t last) {
    if (is_whole_) return table_.data() + phase * taps_ + first;
    table_.resize(static_cast<std::size_t>(last - first));
    filter_.weights(phase, first, last, table_);
    return table_.data();
  }

 private:
  const PhaseFilter& filter_;
  std::int64_t taps_;
  bool is_whole_ = false;
  std::vector<float> table_;
};

}  // namespace

Array resample_sound(const Array& samples, std::int64_t from, std::int64_t to) {
  if (samples.shape().rank() != 2 || samples.dtype() != DType::f32) {
    fail<ShapeError>({"resample_sound",
                      fmt::format("expected float32 (samples, channels), received {} {}",
                                  name(samples.dtype()), samples.shape().to_string()),
                      "", "Give the samples of a Sound."});
  }
  constexpr std::int64_t highest = std::int64_t{1} << 32;
  if (from < 1 || to < 1 || from > highest || to > highest) {
    fail<ValueError>({"resample_sound",
                      fmt::format("expected rates from 1 to 2³², received {} and {}", from, to), "",
                      "Give the samples a second before and after, as 44100 and 16000."});
  }
  if (from == to || samples.size() == 0) return samples;
  const PhaseFilter filter(from, to);
  const std::int64_t count = samples.shape()[0];
  const std::int64_t channels = samples.shape()[1];
  const std::int64_t outputs = count / filter.down() * filter.up() +
                               (count % filter.down() * filter.up() + filter.down() - 1) / filter.down();
  Array result = Array::uninitialized(Shape{outputs, channels}, DType::f32);
  const std::span<const float> source = samples.data<float>();
  const std::span<float> target = result.mutable_data<float>();
  std::vector<float> channel(static_cast<std::size_t>(count));
  PhaseTable table(filter, outputs);
  for (std::int64_t c = 0; c < channels; ++c) {
    for (std::int64_t i = 0; i < count; ++i) {
      channel[static_cast<std::size_t>(i)] = source[static_cast<std::size_t>(i * channels + c)];
    }
    std::int64_t whole = 0;
    std::int64_t phase = 0;
    for (std::int64_t i = 0; i < outputs; ++i) {
      const std::int64_t begin = whole - filter.half() + 1;  // the sample of the first weight
      const std::int64_t first = std::max<std::int64_t>(-begin, 0);
      const std::int64_t last = std::min(2 * filter.half(), count - begin);
      target[static_cast<std::size_t>(i * channels + c)] =
          dot(table.weights(phase, first, last), channel.data() + begin + first, last - first);
      phase += filter.down();
      whole += phase / filter.up();
      phase %= filter.up();
    }
  }
  return result;
}

}  // namespace saem
