#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saem/core/array.h"
#include "saem/core/random.h"

namespace saem {

/// Fills a new weight (float32) of a shape.
using Initializer = std::function<Array(const Shape& shape, Generator& generator)>;

/// The initializer that a text names:
///
/// text, with the defaults of its arguments         | values
/// -------------------------------------------------|---------------------------------------------------
/// "zeros", "ones", "constant(value=0)"             | constant; also "zero", "one"
/// "random_uniform(minval=-0.05, maxval=0.05)"      | uniform; also "uniform"
/// "random_normal(mean=0, stddev=0.05)"             | normal; also "normal"
/// "truncated_normal(mean=0, stddev=0.05)"          | normal, without what is beyond two deviations
/// "variance_scaling(scale=1, mode=fan_in, distribution=truncated_normal)" | σ² = scale / fan, with mode
///                                                  | fan_in, fan_out or fan_avg, and the distribution
///                                                  | truncated_normal, untruncated_normal or uniform
/// "glorot_uniform", "glorot_normal"                | σ² = 2 / (fan_in + fan_out)  Glorot, Bengio 2010
/// "he_uniform", "he_normal"                        | σ² = 2 / fan_in   He, Zhang, Ren, Sun, ICCV 2015
/// "lecun_uniform", "lecun_normal"                  | σ² = 1 / fan_in   LeCun, Bottou, Orr, Müller 1998
/// "orthogonal(gain=1)"                             | rows or columns orthogonal, all but the last axis
///                                                  | taken together  Saxe, McClelland, Ganguli, ICLR 2014
/// "identity(gain=1)"                               | gain on the diagonal; for two axes only
/// "stft(side=real, window=hann, scaling=density, periodic=false)" | the kernel (T, 1, F / 2 + 1) of a
///                                                  | short-time Fourier transform: w(t) cos(-2πtf / F) /
///                                                  | √Σw², or with the side imag the sine; scaling spectrum
///                                                  | divides by Σ|w|, none by 1
///
/// Arguments have Keras's names and order, and may be left out: "constant(0.5)". All that draw take a last
/// one, "seed": "glorot_uniform(seed=3)" gives each weight of one shape the same values, whatever the model's
/// seed. Letter case and underscores of names do not matter ("GlorotUniform"). Fans are Keras's: for a
/// shape (…, in, out), fan_in and fan_out are in and out times the product of the leading extents (the taps
/// of a kernel); for (n,) both are n. The truncated normals of the rows from variance_scaling on are widened
/// before the cut, so that σ is that of the result. Throws ValueError, with the nearest name, for another
/// name; `place` is who asks, for the message.
[[nodiscard]] Initializer initializer(std::string_view text, std::string_view place = "initializer");
[[nodiscard]] const std::vector<std::string>& initializer_names();  ///< all, without short forms

/// Where an initializer draws from, instead of the model's seed.
using Seed = std::optional<std::int64_t>;

// These texts from numbers: Dense(10, {.kernel_initializer = RandomNormal(0, 0.01)}).
[[nodiscard]] std::string Constant(double value = 0);  ///< one value everywhere
[[nodiscard]] std::string RandomUniform(double minval = -0.05, double maxval = 0.05,
                                        const Seed& seed = {});  ///< uniform
[[nodiscard]] std::string RandomNormal(double mean = 0, double stddev = 0.05,
                                       const Seed& seed = {});  ///< normal
[[nodiscard]] std::string TruncatedNormal(double mean = 0, double stddev = 0.05,
                                          const Seed& seed = {});  ///< cut
[[nodiscard]] std::string VarianceScaling(double scale = 1, const std::string& mode = "fan_in",
                                          const std::string& distribution = "truncated_normal",
                                          const Seed& seed = {});              ///< "variance_scaling"
[[nodiscard]] std::string Orthogonal(double gain = 1, const Seed& seed = {});  ///< "orthogonal"
[[nodiscard]] std::string IdentityInitializer(double gain = 1);                ///< "identity"
[[nodiscard]] std::string STFTInitializer(const std::string& side = "real",
                                          const std::string& window = "hann",
                                          const std::string& scaling = "density",
                                          bool periodic = false);  ///< "stft"
[[nodiscard]] std::string GlorotUniform(const Seed& seed = {});    ///< "glorot_uniform"
[[nodiscard]] std::string GlorotNormal(const Seed& seed = {});     ///< "glorot_normal"
[[nodiscard]] std::string HeUniform(const Seed& seed = {});        ///< "he_uniform"
[[nodiscard]] std::string HeNormal(const Seed& seed = {});         ///< "he_normal"
[[nodiscard]] std::string LecunUniform(const Seed& seed = {});     ///< "lecun_uniform"
[[nodiscard]] std::string LecunNormal(const Seed& seed = {});      ///< "lecun_normal"

}  // namespace saem
