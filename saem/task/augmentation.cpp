#include "saem/task/augmentation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "saem/core/error.h"
#include "saem/data/tables/numbers.h"

namespace saem {
namespace {

/// torchvision's names for what has a shorter one here.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> other_names{{
    {"RandomCrop", "crop"},
    {"RandomResizedCrop", "resized-crop"},
    {"RandomHorizontalFlip", "flip"},
    {"RandomVerticalFlip", "vertical-flip"},
    {"RandomRotation", "rotate"},
    {"RandomAffine", "affine"},
    {"ColorJitter", "colour"},
    {"color", "colour"},
    {"RandomErasing", "erase"},
    {"GaussianBlur", "blur"},
    {"RandAugment", "randaugment"},
    {"TrivialAugmentWide", "trivialaugment"},
    {"MixUp", "mixup"},
    {"CutMix", "cutmix"},
}};

double strength_of(const AugmentationStep& step, AugmentationKind kind) {
  if (step.strength) return *step.strength;
  for (const AugmentationChoice& c : augmentation_choices())
    if (c.name == step.name && c.kind == kind) return c.strength;
  return 0;
}

void require_strength(bool valid, const AugmentationStep& step, std::string_view expected, double received) {
  if (valid) return;
  fail<ValueError>({fmt::format("augmentation {}", step.name),
                    fmt::format("expected {}, received {:g}", expected, received), "",
                    fmt::format("Leave the number out for the usual one: {}.", step.name)});
}

void add_picture_step(Augmentation& all, const AugmentationStep& step, std::int64_t height,
                      std::int64_t width) {
  const double s = strength_of(step, AugmentationKind::picture);
  const auto share = [&] { require_strength(s > 0 && s <= 1, step, "a number above 0 and at most 1", s); };
  if (step.name == "crop") {
    share();
    const auto side = static_cast<double>(std::max(height, width));
    const std::int64_t padding = std::max<std::int64_t>(1, std::llround(s * side));
    all.add(transforms::RandomCrop({.height = height, .width = width, .padding = padding}));
  } else if (step.name == "resized-crop") {
    share();
    all.add(transforms::RandomResizedCrop({.height = height, .width = width, .scale = {s, 1}}));
  } else if (step.name == "flip") {
    share();
    all.add(transforms::RandomHorizontalFlip({.p = s}));
  } else if (step.name == "vertical-flip") {
    share();
    all.add(transforms::RandomVerticalFlip({.p = s}));
  } else if (step.name == "rotate") {
    require_strength(s > 0 && s <= 180, step, "degrees above 0 and at most 180", s);
    all.add(transforms::RandomRotation({.degrees = {-s, s}}));
  } else if (step.name == "affine") {
    require_strength(s > 0 && s <= 180, step, "degrees above 0 and at most 180", s);
    all.add(transforms::RandomAffine({.degrees = {-s, s},
                                      .translate_x = 0.08,
                                      .translate_y = 0.08,
                                      .scale = {0.9, 1.1},
                                      .shear_x = {-s / 2, s / 2}}));
  } else if (step.name == "colour") {
    share();
    all.add(transforms::ColorJitter({.brightness = s, .contrast = s, .saturation = s, .hue = s / 5}));
  } else if (step.name == "erase") {
    share();
    all.add(transforms::RandomErasing({.p = s}));
  } else if (step.name == "blur") {
    share();
    all.add(transforms::GaussianBlur({.kernel_size = 5, .sigma = {0.1, 2 * s}}));
  } else if (step.name == "randaugment") {
    require_strength(s >= 1 && s <= 30, step, "a strength from 1 to 30", s);
    all.add(transforms::RandAugment({.magnitude = static_cast<int>(s)}));
  } else if (step.name == "trivialaugment") {
    all.add(transforms::TrivialAugmentWide());
  }
}

/// A smooth curve around 1 along the time: cosines between a few random heights.
std::vector<double> smooth_curve(std::int64_t steps, double deviation, Generator& random) {
  constexpr int knots = 5;
  std::array<double, knots> heights{};
  for (double& h : heights) h = 1 + deviation * random.normal();
  std::vector<double> curve;
  for (std::int64_t t = 0; t < steps; ++t) {
    const double at =
        static_cast<double>(t) / static_cast<double>(std::max<std::int64_t>(1, steps - 1)) * (knots - 1);
    const auto left = std::min<std::size_t>(static_cast<std::size_t>(at), knots - 2);
    const double part = (1 - std::cos((at - static_cast<double>(left)) * 3.14159265358979)) / 2;
    curve.push_back(heights[left] * (1 - part) + heights[left + 1] * part);
  }
  return curve;
}

/// A random part of the time, stretched to the whole.
void stretch_window(std::span<float> values, std::int64_t steps, std::int64_t channels, double share,
                    Generator& random) {
  const double length = share * static_cast<double>(steps - 1);
  const double first = random.uniform() * (static_cast<double>(steps - 1) - length);
  const std::vector<float> old(values.begin(), values.end());
  for (std::int64_t t = 0; t < steps; ++t) {
    const double at =
        first + length * static_cast<double>(t) / static_cast<double>(std::max<std::int64_t>(1, steps - 1));
    const auto left =
        std::min<std::int64_t>(static_cast<std::int64_t>(at), std::max<std::int64_t>(0, steps - 2));
    const std::int64_t right = std::min(left + 1, steps - 1);
    const auto part = static_cast<float>(at - static_cast<double>(left));
    for (std::int64_t c = 0; c < channels; ++c) {
      const auto value = [&](std::int64_t row) { return old[static_cast<std::size_t>(row * channels + c)]; };
      values[static_cast<std::size_t>(t * channels + c)] = value(left) * (1 - part) + value(right) * part;
    }
  }
}

}  // namespace

const std::vector<AugmentationChoice>& augmentation_choices() {
  using enum AugmentationKind;
  static const std::vector<AugmentationChoice> all{
      {"crop", picture, 0.08, "moved by up to this share of the side"},
      {"resized-crop", picture, 0.35, "a part of at least this share of the area, resized"},
      {"flip", picture, 0.5, "left and right exchanged with this probability"},
      {"vertical-flip", picture, 0.5, "top and bottom exchanged with this probability"},
      {"rotate", picture, 15, "turned by up to so many degrees"},
      {"affine", picture, 10, "turned by up to so many degrees, moved, sheared and resized a little"},
      {"colour", picture, 0.3, "brightness, contrast and saturation changed by up to this share"},
      {"erase", picture, 0.5, "a box covered with this probability"},
      {"blur", picture, 1, "out of focus"},
      {"randaugment", picture, 9, "two changes of this strength, from 1 to 30, out of 14"},
      {"trivialaugment", picture, 1, "one change of random strength out of 14"},
      {"mixup", picture, 0.2, "two pictures and their labels averaged, by Beta(x, x)"},
      {"cutmix", picture, 1, "a box of another picture, and its share of the label, by Beta(x, x)"},
      {"jitter", series, 0.05, "noise of this deviation added"},
      {"scale", series, 0.1, "each channel times a number of this deviation around 1"},
      {"warp", series, 0.2, "times a smooth curve of this deviation around 1"},
      {"window", series, 0.9, "a part of this share of the time, stretched to the whole"},
      {"mask", sound, 0.15, "two stretches of up to this share of the time covered, and two of the pitches"},
      {"shift", sound, 0.1, "moved in time by up to this share"},
  };
  return all;
}

AugmentationStep parse_augmentation(std::string_view text) {
  const std::size_t equals = text.find('=');
  AugmentationStep step{.name = std::string(text.substr(0, equals))};
  for (const auto& [other, name] : other_names) {
    if (step.name == other) step.name = name;
  }
  const auto& all = augmentation_choices();
  if (std::ranges::find(all, step.name, &AugmentationChoice::name) == all.end()) {
    std::vector<std::string> names;
    for (const AugmentationChoice& c : all) names.push_back(c.name);
    const std::string_view near = nearest_name(step.name, names);
    fail<ValueError>({"augmentation", fmt::format("there is no '{}'", step.name),
                      fmt::format("there are {}", fmt::join(names, ", ")),
                      near.empty() ? "" : fmt::format("Did you mean '{}'?", near)});
  }
  if (equals == std::string_view::npos) return step;
  const std::string_view number = text.substr(equals + 1);
  step.strength = parse_number(number);
  if (step.strength && std::isfinite(*step.strength)) return step;
  fail<ValueError>({fmt::format("augmentation {}", step.name),
                    fmt::format("expected a number, received '{}'", number), "",
                    fmt::format("For example {}={:g}.", step.name,
                                std::ranges::find(all, step.name, &AugmentationChoice::name)->strength)});
}

std::string to_string(const AugmentationStep& step) {
  return step.strength ? fmt::format("{}={}", step.name, *step.strength) : step.name;
}

Augmentation picture_augmentation(const std::vector<AugmentationStep>& steps, std::int64_t height,
                                  std::int64_t width) {
  Augmentation all;
  for (const AugmentationStep& step : steps) add_picture_step(all, step, height, width);
  return all;
}

void augment_series(Array& recording, const std::vector<AugmentationStep>& steps, Generator& random) {
  const std::int64_t length = recording.shape()[0], channels = recording.shape()[1];
  const std::span<float> values = recording.mutable_data<float>();
  for (const AugmentationStep& step : steps) {
    const double s = strength_of(step, AugmentationKind::series);
    if (step.name == "jitter") {
      for (float& value : values) value += static_cast<float>(s * random.normal());
    } else if (step.name == "scale") {
      for (std::int64_t c = 0; c < channels; ++c) {
        const auto factor = static_cast<float>(1 + s * random.normal());
        for (std::int64_t t = 0; t < length; ++t)
          values[static_cast<std::size_t>(t * channels + c)] *= factor;
      }
    } else if (step.name == "warp") {
      const std::vector<double> curve = smooth_curve(length, s, random);
      for (std::size_t i = 0; i < values.size(); ++i)
        values[i] *= static_cast<float>(curve[i / static_cast<std::size_t>(channels)]);
    } else if (step.name == "window" && length > 1) {
      stretch_window(values, length, channels, s, random);
    }
  }
}

void augment_sound(Array& spectrogram, const std::vector<AugmentationStep>& steps, Generator& random) {
  const std::int64_t length = spectrogram.shape()[0], bands = spectrogram.shape()[1];
  const std::span<float> values = spectrogram.mutable_data<float>();
  const auto draw = [&](double most) {
    return static_cast<std::int64_t>(random.uniform() * (std::floor(most) + 1));
  };
  const auto at = [&](std::int64_t t, std::int64_t b) -> float& {
    return values[static_cast<std::size_t>(t * bands + b)];
  };
  for (const AugmentationStep& step : steps) {
    const double s = strength_of(step, AugmentationKind::sound);
    if (step.name == "mask") {
      for (int repeat = 0; repeat < 2; ++repeat) {
        const std::int64_t time = draw(s * static_cast<double>(length));
        const std::int64_t from = draw(static_cast<double>(length - time));
        for (std::int64_t t = from; t < from + time; ++t)
          for (std::int64_t b = 0; b < bands; ++b) at(t, b) = 0;  // the mean of all spectrograms
        const std::int64_t pitch = draw(s * static_cast<double>(bands));
        const std::int64_t low = draw(static_cast<double>(bands - pitch));
        for (std::int64_t t = 0; t < length; ++t)
          for (std::int64_t b = low; b < low + pitch; ++b) at(t, b) = 0;
      }
    } else if (step.name == "shift") {
      const std::int64_t most = static_cast<std::int64_t>(s * static_cast<double>(length));
      const std::int64_t by = draw(2 * static_cast<double>(most)) - most;
      const std::int64_t turn = ((by % length) + length) % length;
      std::rotate(values.begin(), values.end() - turn * bands, values.end());
    }
  }
}

void require_for(const std::vector<AugmentationStep>& steps, const std::vector<AugmentationKind>& kinds) {
  for (const AugmentationStep& step : steps) {
    bool found = false;
    std::set<std::string> fitting;
    for (const AugmentationChoice& c : augmentation_choices()) {
      if (std::ranges::find(kinds, c.kind) == kinds.end()) continue;
      found |= c.name == step.name;
      fitting.insert(c.name);
    }
    if (found) {
      for (const AugmentationChoice& c : augmentation_choices()) {
        if (c.name != step.name || c.kind == AugmentationKind::picture || !step.strength) continue;
        require_strength(*step.strength > 0 && *step.strength <= 1, step, "a number above 0 and at most 1",
                         *step.strength);
      }
      continue;
    }
    fail<ValueError>({fmt::format("augmentation {}", step.name), "is for no column that is learned from",
                      fitting.empty() ? "there are no pictures, recordings or sounds"
                                      : fmt::format("for these data: {}", fmt::join(fitting, ", ")),
                      "Leave it out."});
  }
}

}  // namespace saem
