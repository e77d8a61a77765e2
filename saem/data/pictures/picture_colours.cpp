#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "saem/data/pictures/picture_ops.h"

namespace saem {
namespace {

/// ITU-R BT.601.
template <class T>
float luma(const T* pixel) {
  return 0.299F * static_cast<float>(pixel[0]) + 0.587F * static_cast<float>(pixel[1]) +
         0.114F * static_cast<float>(pixel[2]);
}

/// Hue of a pixel as a part of the circle of six colours, turned. Values from 0 to 1.
void turn_hue(std::array<float, 3>& rgb, float turn) {
  const float high = std::max({rgb[0], rgb[1], rgb[2]});
  const float low = std::min({rgb[0], rgb[1], rgb[2]});
  const float range = high - low;
  if (range <= 0) return;  // grey
  float sixth = high == rgb[0]   ? (rgb[1] - rgb[2]) / range
                : high == rgb[1] ? 2 + (rgb[2] - rgb[0]) / range
                                 : 4 + (rgb[0] - rgb[1]) / range;
  sixth += 6 * turn;
  // Each channel is high for two sixths of the circle, low for two, and between them in between.
  constexpr std::array<float, 3> centre = {0, 2, 4};
  for (std::size_t c = 0; c < 3; ++c) {
    float away = std::abs(sixth - centre[c]);
    away -= 6 * std::floor(away / 6);
    away = std::min(away, 6 - away);
    rgb[c] = low + range * std::clamp(2 - away, 0.0F, 1.0F);
  }
}

/// Calls change(values of a channel, as bytes): a table of what each becomes. Of float32, the nearest 256th
/// is looked up.
template <class MakeTable>
void look_up(Array& picture, MakeTable&& make_table) {
  const std::int64_t channels = picture.shape()[2];
  detail::with_samples(picture, [&](auto samples) {
    using T = typename decltype(samples)::value_type;
    const auto step = static_cast<std::size_t>(channels);
    const auto byte_of = [](T value) {
      return static_cast<std::size_t>(
          detail::to_sample<std::uint8_t>(static_cast<float>(value) * (255.0F / detail::white<T>)));
    };
    for (std::size_t c = 0; c < step; ++c) {
      std::array<std::int64_t, 256> counts{};
      for (std::size_t i = c; i < samples.size(); i += step) ++counts[byte_of(samples[i])];
      const std::array<std::uint8_t, 256> table = make_table(counts);
      for (std::size_t i = c; i < samples.size(); i += step)
        samples[i] =
            static_cast<T>(static_cast<float>(table[byte_of(samples[i])]) * (detail::white<T> / 255.0F));
    }
  });
}

}  // namespace

void detail::invert(Array& picture) {
  with_samples(picture, [](auto samples) {
    using T = typename decltype(samples)::value_type;
    for (T& value : samples) value = static_cast<T>(white<T> - static_cast<float>(value));
  });
}

void detail::grayscale(Array& picture) {
  if (picture.shape()[2] == 1) return;
  with_samples(picture, [](auto samples) {
    using T = typename decltype(samples)::value_type;
    for (std::size_t i = 0; i < samples.size(); i += 3) {
      const T grey = to_sample<T>(luma(&samples[i]));
      samples[i] = samples[i + 1] = samples[i + 2] = grey;
    }
  });
}

void detail::adjust_brightness(Array& picture, double factor) {
  const auto f = static_cast<float>(factor);
  with_samples(picture, [f](auto samples) {
    using T = typename decltype(samples)::value_type;
    for (T& value : samples) value = to_sample<T>(f * static_cast<float>(value));
  });
}

void detail::adjust_contrast(Array& picture, double factor) {
  const bool colour = picture.shape()[2] == 3;
  const auto f = static_cast<float>(factor);
  with_samples(picture, [&](auto samples) {
    using T = typename decltype(samples)::value_type;
    double sum = 0;
    const std::size_t step = colour ? 3 : 1;
    for (std::size_t i = 0; i < samples.size(); i += step)
      sum += colour ? luma(&samples[i]) : static_cast<float>(samples[i]);
    const auto mean = static_cast<float>(sum / static_cast<double>(samples.size() / step));
    for (T& value : samples) value = to_sample<T>(f * static_cast<float>(value) + (1 - f) * mean);
  });
}

void detail::adjust_saturation(Array& picture, double factor) {
  if (picture.shape()[2] == 1) return;
  const auto f = static_cast<float>(factor);
  with_samples(picture, [&](auto samples) {
    using T = typename decltype(samples)::value_type;
    for (std::size_t i = 0; i < samples.size(); i += 3) {
      const float grey = (1 - f) * luma(&samples[i]);
      for (std::size_t c = i; c < i + 3; ++c)
        samples[c] = to_sample<T>(f * static_cast<float>(samples[c]) + grey);
    }
  });
}

void detail::adjust_hue(Array& picture, double turn) {
  if (picture.shape()[2] == 1) return;
  with_samples(picture, [&](auto samples) {
    using T = typename decltype(samples)::value_type;
    for (std::size_t i = 0; i < samples.size(); i += 3) {
      std::array<float, 3> rgb{};
      for (std::size_t c = 0; c < 3; ++c) rgb[c] = static_cast<float>(samples[i + c]) / white<T>;
      turn_hue(rgb, static_cast<float>(turn));
      for (std::size_t c = 0; c < 3; ++c) samples[i + c] = to_sample<T>(rgb[c] * white<T>);
    }
  });
}

// Away from a picture smoothed with [1 1 1; 1 5 1; 1 1 1] / 13. Pixels at the border stay.
void detail::adjust_sharpness(Array& picture, double factor) {
  const std::int64_t height = picture.shape()[0];
  const std::int64_t width = picture.shape()[1];
  const std::int64_t channels = picture.shape()[2];
  if (height < 3 || width < 3) return;
  const auto f = static_cast<float>(factor);
  const Array before = picture;
  with_samples(picture, [&](auto samples) {
    using T = typename decltype(samples)::value_type;
    const T* const source = before.data<T>().data();
    const std::int64_t row = width * channels;
    for (std::int64_t y = 1; y < height - 1; ++y) {
      for (std::int64_t i = y * row + channels; i < (y + 1) * row - channels; ++i) {
        float sum = 4 * static_cast<float>(source[i]);
        for (const std::int64_t line : {i - row, i, i + row})
          for (const std::int64_t near : {line - channels, line, line + channels})
            sum += static_cast<float>(source[near]);
        samples[static_cast<std::size_t>(i)] =
            to_sample<T>(f * static_cast<float>(source[i]) + (1 - f) * sum / 13);
      }
    }
  });
}

void detail::posterize(Array& picture, int bits) {
  look_up(picture, [bits](const auto&) {
    std::array<std::uint8_t, 256> table{};
    for (unsigned i = 0; i < 256; ++i) table[i] = static_cast<std::uint8_t>(i >> (8 - bits) << (8 - bits));
    return table;
  });
}

void detail::solarize(Array& picture, double threshold) {
  with_samples(picture, [threshold](auto samples) {
    using T = typename decltype(samples)::value_type;
    const float limit = static_cast<float>(threshold) * white<T>;
    for (T& value : samples)
      if (static_cast<float>(value) >= limit) value = static_cast<T>(white<T> - static_cast<float>(value));
  });
}

// The darkest sample of each channel becomes black, the brightest white.
void detail::autocontrast(Array& picture) {
  const auto channels = static_cast<std::size_t>(picture.shape()[2]);
  with_samples(picture, [channels](auto samples) {
    using T = typename decltype(samples)::value_type;
    for (std::size_t c = 0; c < channels; ++c) {
      T low = samples[c];
      T high = samples[c];
      for (std::size_t i = c; i < samples.size(); i += channels) {
        low = std::min(low, samples[i]);
        high = std::max(high, samples[i]);
      }
      if (low == high) continue;
      const float scale = white<T> / (static_cast<float>(high) - static_cast<float>(low));
      for (std::size_t i = c; i < samples.size(); i += channels)
        samples[i] = to_sample<T>((static_cast<float>(samples[i]) - static_cast<float>(low)) * scale);
    }
  });
}

// Every value becomes the share of samples below it, as Pillow counts it: in steps that ignore the brightest
// value.
void detail::equalize(Array& picture) {
  look_up(picture, [](const std::array<std::int64_t, 256>& counts) {
    std::int64_t sum = 0;
    std::int64_t last = 0;
    for (const std::int64_t count : counts) {
      sum += count;
      if (count > 0) last = count;
    }
    const std::int64_t step = (sum - last) / 255;
    std::array<std::uint8_t, 256> table{};
    std::int64_t below = step / 2;
    for (std::size_t i = 0; i < 256; ++i) {
      table[i] = step == 0 ? static_cast<std::uint8_t>(i)
                           : static_cast<std::uint8_t>(std::min<std::int64_t>(255, below / step));
      below += counts[i];
    }
    return table;
  });
}

}  // namespace saem
