#include "saem/nn/initializers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/call_text.h"
#include "saem/nn/names.h"
#include "saem/nn/orthogonal_matrix.h"
#include "saem/nn/stft_kernel.h"

namespace saem {
namespace {

struct Fans {
  double in = 1;
  double out = 1;
};

Fans fans_of(const Shape& shape) {
  if (shape.rank() == 0) return {};
  if (shape.rank() == 1) return {static_cast<double>(shape[0]), static_cast<double>(shape[0])};
  double taps = 1;
  for (const std::int64_t extent : shape.slice(0, -2)) taps *= static_cast<double>(extent);
  return {taps * static_cast<double>(shape[-2]), taps * static_cast<double>(shape[-1])};
}

template <class Draw>
Array filled(const Shape& shape, Draw&& draw) {
  Array array = Array::uninitialized(shape, DType::f32);
  for (float& x : array.mutable_data<float>()) x = static_cast<float>(draw());
  return array;
}

Array uniform_within(const Shape& shape, Generator& g, double limit) {
  return filled(shape, [&] { return g.uniform(-limit, limit); });
}

/// Standard normal, without what lies beyond ±2.
double cut_normal(Generator& g) {
  double z = g.normal();
  while (std::abs(z) > 2) z = g.normal();
  return z;
}

Array truncated_normal(const Shape& shape, Generator& g, double deviation) {
  // The standard deviation of a standard normal that is cut at ±2.
  constexpr double after_cut = 0.87962566103423978;
  const double scale = deviation / after_cut;
  return filled(shape, [&] { return scale * cut_normal(g); });
}

/// What "variance scaling" divides by.
using FanRule = double (*)(const Fans&);
double fan_in(const Fans& fans) { return fans.in; }
double fan_out(const Fans& fans) { return fans.out; }
double fan_mean(const Fans& fans) { return (fans.in + fans.out) / 2; }

enum class Distribution { uniform, truncated_normal, untruncated_normal };

/// Variance scale / fan: a uniform distribution within ±a has the variance a²/3.
Initializer variance_scaling(double scale, FanRule fan, Distribution distribution) {
  return [=](const Shape& shape, Generator& g) {
    // A shape with an extent of 0 has no elements, and may have no fans either.
    const double variance = scale / std::max(fan(fans_of(shape)), 1.0);
    if (distribution == Distribution::uniform) return uniform_within(shape, g, std::sqrt(3 * variance));
    if (distribution == Distribution::truncated_normal)
      return truncated_normal(shape, g, std::sqrt(variance));
    return filled(shape, [&] { return std::sqrt(variance) * g.normal(); });
  };
}

Initializer constant(double value) {
  return [=](const Shape& shape, Generator&) { return Array::full(shape, value); };
}

// ---- From texts ----

using InitializerMaker = Initializer (*)(detail::CallText&);

Initializer constant_from(detail::CallText& call) { return constant(call.real("value", 0)); }

Initializer uniform_from(detail::CallText& call) {
  const double low = call.real("minval", -0.05);
  const double high = call.real("maxval", 0.05);
  if (low > high) call.reject("minval to be no more than maxval");
  return
      [=](const Shape& shape, Generator& g) { return filled(shape, [&] { return g.uniform(low, high); }); };
}

double deviation_of(detail::CallText& call) {
  const double deviation = call.real("stddev", 0.05);
  if (deviation < 0) call.reject(fmt::format("stddev of 0 or more, received {}", deviation));
  return deviation;
}

Initializer normal_from(detail::CallText& call) {
  const double mean = call.real("mean", 0);
  const double deviation = deviation_of(call);
  return [=](const Shape& shape, Generator& g) {
    return filled(shape, [&] { return mean + deviation * g.normal(); });
  };
}

Initializer truncated_from(detail::CallText& call) {
  const double mean = call.real("mean", 0);
  const double deviation = deviation_of(call);
  return [=](const Shape& shape, Generator& g) {
    return filled(shape, [&] { return mean + deviation * cut_normal(g); });
  };
}

Initializer scaling_from(detail::CallText& call) {
  const double scale = call.real("scale", 1);
  const std::string mode = call.text("mode", "fan_in");
  const std::string distribution = call.text("distribution", "truncated_normal");
  if (scale <= 0) call.reject(fmt::format("a scale above 0, received {}", scale));
  if (mode != "fan_in" && mode != "fan_out" && mode != "fan_avg")
    call.reject("a mode of fan_in, fan_out or fan_avg, received " + mode);
  const FanRule fan = mode == "fan_in" ? fan_in : mode == "fan_out" ? fan_out : fan_mean;
  if (distribution == "uniform") return variance_scaling(scale, fan, Distribution::uniform);
  if (distribution == "untruncated_normal")
    return variance_scaling(scale, fan, Distribution::untruncated_normal);
  if (distribution != "truncated_normal")
    call.reject("a distribution of truncated_normal, untruncated_normal or uniform, received " +
                distribution);
  return variance_scaling(scale, fan, Distribution::truncated_normal);
}

Initializer orthogonal_from(detail::CallText& call) {
  const double gain = call.real("gain", 1);
  return [=](const Shape& shape, Generator& g) { return detail::orthogonal_matrix(shape, gain, g); };
}

Initializer identity_from(detail::CallText& call) {
  const double gain = call.real("gain", 1);
  return [=](const Shape& shape, Generator&) {
    if (shape.rank() != 2) {
      fail<ShapeError>({"identity",
                        fmt::format("expected a weight with two axes, received {}", shape.to_string()),
                        {},
                        "Use another initializer for this weight."});
    }
    Array array(shape);
    for (std::int64_t i = 0; i < std::min(shape[0], shape[1]); ++i)
      array.mutable_data<float>()[static_cast<std::size_t>(i * shape[1] + i)] = static_cast<float>(gain);
    return array;
  };
}

Initializer stft_from(detail::CallText& call) {
  const std::string side = call.text("side", "real");
  const std::string window = call.text("window", "hann");
  const std::string scaling = call.text("scaling", "density");
  const std::string periodic = call.text("periodic", "false");
  if (side != "real" && side != "imag") call.reject("a side of real or imag, received " + side);
  if (periodic != "true" && periodic != "false")
    call.reject("periodic to be true or false, received " + periodic);
  detail::require_scaling("stft", scaling);
  const detail::StftKernelOptions options{.imaginary = side == "imag",
                                          .window = detail::window_of("stft", window),
                                          .periodic = periodic == "true",
                                          .scaling = scaling};
  return [=](const Shape& shape, Generator&) { return detail::stft_kernel(shape, options); };
}

template <int gain, FanRule fan, Distribution distribution>
Initializer scaled(detail::CallText&) {
  return variance_scaling(gain, fan, distribution);
}
template <int value>
Initializer always(detail::CallText&) {
  return constant(value);
}

const std::vector<std::pair<std::string, InitializerMaker>>& initializer_table() {
  constexpr auto uniform = Distribution::uniform;
  constexpr auto normal = Distribution::truncated_normal;
  static const std::vector<std::pair<std::string, InitializerMaker>> rows = {
      {"glorot_uniform", scaled<1, fan_mean, uniform>},
      {"glorot_normal", scaled<1, fan_mean, normal>},
      {"he_uniform", scaled<2, fan_in, uniform>},
      {"he_normal", scaled<2, fan_in, normal>},
      {"lecun_uniform", scaled<1, fan_in, uniform>},
      {"lecun_normal", scaled<1, fan_in, normal>},
      {"zeros", always<0>},
      {"ones", always<1>},
      {"random_uniform", uniform_from},
      {"random_normal", normal_from},
      {"constant", constant_from},
      {"truncated_normal", truncated_from},
      {"variance_scaling", scaling_from},
      {"orthogonal", orthogonal_from},
      {"identity", identity_from},
      {"stft", stft_from},
      {"uniform", uniform_from},
      {"normal", normal_from},
      {"zero", always<0>},
      {"one", always<1>},
  };
  return rows;
}

bool is_random(std::string_view name) {
  static constexpr std::array constants = {"zeros", "ones", "zero", "one", "constant", "identity", "stft"};
  return std::ranges::count(constants, name) == 0;
}

/// Draws from the seed, if there is one: the same values for each weight of one shape.
Initializer with_seed(const Initializer& draw, const std::optional<std::int64_t>& seed) {
  if (!seed) return draw;
  return [=](const Shape& shape, Generator&) {
    Generator own(static_cast<std::uint64_t>(*seed));
    return draw(shape, own);
  };
}

}  // namespace

Initializer initializer(std::string_view text, std::string_view place) {
  detail::CallText call(text, place, "initializer");
  for (const auto& [known, make] : initializer_table()) {
    if (!detail::same_name(known, call.name())) continue;
    Initializer result = make(call);
    if (is_random(known)) result = with_seed(result, call.integer("seed"));
    call.finish();
    return result;
  }
  detail::unknown_name(place, "initializer", call.name(), initializer_names());
}

namespace {

/// name(arguments, seed=…).
std::string call_text(const char* name, const std::string& arguments, const Seed& seed) {
  const std::string last = seed ? fmt::format("seed={}", *seed) : "";
  if (arguments.empty() && last.empty()) return name;
  return fmt::format("{}({}{}{})", name, arguments, arguments.empty() || last.empty() ? "" : ", ", last);
}

}  // namespace

std::string Constant(double value) { return fmt::format("constant(value={})", value); }
std::string IdentityInitializer(double gain) { return fmt::format("identity(gain={})", gain); }
std::string RandomUniform(double minval, double maxval, const Seed& seed) {
  return call_text("random_uniform", fmt::format("minval={}, maxval={}", minval, maxval), seed);
}
std::string RandomNormal(double mean, double stddev, const Seed& seed) {
  return call_text("random_normal", fmt::format("mean={}, stddev={}", mean, stddev), seed);
}
std::string TruncatedNormal(double mean, double stddev, const Seed& seed) {
  return call_text("truncated_normal", fmt::format("mean={}, stddev={}", mean, stddev), seed);
}
std::string VarianceScaling(double scale, const std::string& mode, const std::string& distribution,
                            const Seed& seed) {
  return call_text("variance_scaling",
                   fmt::format("scale={}, mode={}, distribution={}", scale, mode, distribution), seed);
}
std::string Orthogonal(double gain, const Seed& seed) {
  return call_text("orthogonal", fmt::format("gain={}", gain), seed);
}
std::string STFTInitializer(const std::string& side, const std::string& window, const std::string& scaling,
                            bool periodic) {
  return fmt::format("stft(side={}, window={}, scaling={}, periodic={})", side, window, scaling, periodic);
}
std::string GlorotUniform(const Seed& seed) { return call_text("glorot_uniform", "", seed); }
std::string GlorotNormal(const Seed& seed) { return call_text("glorot_normal", "", seed); }
std::string HeUniform(const Seed& seed) { return call_text("he_uniform", "", seed); }
std::string HeNormal(const Seed& seed) { return call_text("he_normal", "", seed); }
std::string LecunUniform(const Seed& seed) { return call_text("lecun_uniform", "", seed); }
std::string LecunNormal(const Seed& seed) { return call_text("lecun_normal", "", seed); }

const std::vector<std::string>& initializer_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const auto& row : initializer_table()) list.push_back(row.first);
    return list;
  }();
  return names;
}

}  // namespace saem
