#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saem/core/array.h"
#include "saem/core/random.h"
#include "saem/data/pictures/augment.h"

namespace saem {

/// A random change of the examples that are learned from, by its name: "rotate", or "rotate=15" with how
/// strong it is.
struct AugmentationStep {
  std::string name;
  std::optional<double> strength = {};  ///< none: the usual one
};

/// What examples are to an augmentation.
enum class AugmentationKind : std::uint8_t { picture, series, sound };

/// One that there is, for people: "rotate", "turned by up to 15 degrees".
struct AugmentationChoice {
  std::string name;
  AugmentationKind kind;
  double strength;  ///< the usual one
  std::string meaning;
};
/// All of them; names of pictures, series and sounds may be the same.
[[nodiscard]] const std::vector<AugmentationChoice>& augmentation_choices();

/// "rotate=15", or with torchvision's name "RandomRotation=15". Throws ValueError, with the nearest name, for
/// another text.
[[nodiscard]] AugmentationStep parse_augmentation(std::string_view text);

/// What parse_augmentation reads.
[[nodiscard]] std::string to_string(const AugmentationStep& step);

/// Those of these steps that are for pictures of this size, in their order; mixup and cutmix are not among
/// them, since they need two pictures. Throws ValueError for a strength outside its range.
[[nodiscard]] Augmentation picture_augmentation(const std::vector<AugmentationStep>& steps,
                                                std::int64_t height, std::int64_t width);

/// A recording, float32 (steps, channels), changed in place: jitter adds noise, scale makes each channel
/// larger or smaller, warp does so smoothly along the time, window stretches a random part to the whole.
/// Source: Um et al., "Data augmentation of wearable sensor data for Parkinson's disease monitoring using
/// convolutional neural networks", ICMI 2017.
void augment_series(Array& recording, const std::vector<AugmentationStep>& steps, Generator& random);

/// A spectrogram, float32 (steps, bands, 1), changed in place: mask covers two stretches of time and two of
/// pitch, shift moves the sound in time. Source: Park et al., "SpecAugment", Interspeech 2019.
void augment_sound(Array& spectrogram, const std::vector<AugmentationStep>& steps, Generator& random);

/// Throws ValueError if a step is for none of these kinds.
void require_for(const std::vector<AugmentationStep>& steps, const std::vector<AugmentationKind>& kinds);

}  // namespace saem
