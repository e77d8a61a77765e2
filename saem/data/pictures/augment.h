#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "saem/core/array.h"
#include "saem/core/random.h"
#include "saem/data/image_reader.h"

/// Random changes of pictures, for training. Names and defaults are torchvision's (transforms.v2) where
/// nothing else is said.
///
/// A picture is an Array (height, width, 1 or 3): u8 from 0 to 255, or float32 from 0 to 1. What comes out
/// has the dtype and channels of what went in; only crops change the size. Every transform throws ShapeError
/// or DTypeError for another array, and its constructor ValueError for an option outside its range. Layers of
/// some of these names (saem/nn) change pictures inside a network: those are Keras's.
namespace saem::transforms {

/// The random numbers for one picture in one epoch: the same ones on any number of threads.
/// @param epoch  below 2²⁴; `index` of the picture, below 2⁴⁰
[[nodiscard]] Generator picture_random(std::uint64_t seed, std::int64_t epoch, std::int64_t index) noexcept;

class PictureTransform {
 public:
  virtual ~PictureTransform() = default;
  [[nodiscard]] virtual Array apply(Array picture, Generator& random) const = 0;
};

struct Range {
  double low = 0;
  double high = 0;
};

enum class PictureInterpolation : std::uint8_t { nearest, bilinear };

/// Pads each side with `padding` pixels, and cuts a window of a fixed size out of a random place.
/// Throws ShapeError if the padded picture is smaller than the window.
class RandomCrop final : public PictureTransform {
 public:
  struct Options {
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::int64_t padding = 0;
    double fill = 0;  ///< of the padding: from 0 (black) to 1 (white)
  };
  explicit RandomCrop(const Options& options);
  [[nodiscard]] Array apply(Array picture, Generator& random) const override;

 private:
  Options options_;
};

/// Cuts out a part of random area and shape, and resizes it with anti-aliasing. float32 pictures are rounded
/// to 8 bits for that. PictureStream decodes no more of a JPEG file than this part, if this comes first.
/// Source: Szegedy et al., "Going deeper with convolutions", 2015, section 6.
class RandomResizedCrop final : public PictureTransform {
 public:
  struct Options {
    std::int64_t height = 0;
    std::int64_t width = 0;
    Range scale = {0.08, 1.0};             ///< of the area
    Range ratio = {3.0 / 4.0, 4.0 / 3.0};  ///< width / height, drawn on a logarithmic scale
  };
  explicit RandomResizedCrop(const Options& options);
  [[nodiscard]] Array apply(Array picture, Generator& random) const override;
  /// The part that `apply` would take. If ten draws give none that fits, it is the largest in the middle with
  /// a ratio in the range.
  [[nodiscard]] ImageBox choose(std::int64_t height, std::int64_t width, Generator& random) const;
  [[nodiscard]] const Options& options() const noexcept { return options_; }

 private:
  Options options_;
};

/// With probability p.
struct Chance {
  double p = 0.5;
};

class RandomHorizontalFlip final : public PictureTransform {
 public:
  explicit RandomHorizontalFlip(Chance chance = {});
  [[nodiscard]] Array apply(Array picture, Generator& random) const override;

 private:
  Chance chance_;
};

class RandomVerticalFlip final : public PictureTransform {
 public:
  explicit RandomVerticalFlip(Chance chance = {});
  [[nodiscard]] Array apply(Array picture, Generator& random) const override;

 private:
  Chance chance_;
};

/// White becomes black.
class RandomInvert final : public PictureTransform {
 public:
  explicit RandomInvert(Chance chance = {});
  [[nodiscard]] Array apply(Array picture, Generator& random) const override;

 private:
  Chance chance_;
};

/// 0.299 R + 0.587 G + 0.114 B in every channel; with p < 1 it is torchvision's RandomGrayscale.
class Grayscale final : public PictureTransform {
 public:
  explicit Grayscale(Chance chance = {.p = 1.0});
  [[nodiscard]] Array apply(Array picture, Generator& random) const override;

 private:
  Chance chance_;
};

/// Turns, moves, enlarges and shears about the middle. Angles are in degrees; positive ones turn clockwise
/// (as torchvision's do here, and the other way in RandomRotation). What comes from outside is filled.
class RandomAffine final : public PictureTransform {
 public:
  struct Options {
    Range degrees = {0, 0};
    double translate_x = 0;  ///< at most, as a part of the width
    double translate_y = 0;  ///< at most, as a part of the height
    Range scale = {1, 1};
    Range shear_x = {0, 0};
    Range shear_y = {0, 0};
    PictureInterpolation interpolation = PictureInterpolation::bilinear;  ///< torchvision: nearest
    double fill = 0;                                                      ///< from 0 (black) to 1 (white)
  };
  explicit RandomAffine(const Options& options);
  [[nodiscard]] Array apply(Array picture, Generator& random) const override;

 private:
  Options options_;
};

/// Turns about the middle by an angle in degrees; positive ones counter-clockwise. The size stays.
class RandomRotation final : public PictureTransform {
 public:
  struct Options {
    Range degrees = {0, 0};
    PictureInterpolation interpolation = PictureInterpolation::bilinear;  ///< torchvision: nearest
    double fill = 0;                                                      ///< from 0 (black) to 1 (white)
  };
  explicit RandomRotation(const Options& options);
  [[nodiscard]] Array apply(Array picture, Generator& random) const override;

 private:
  Options options_;
};

/// Brightness, contrast and saturation times a factor from [max(0, 1 - x), 1 + x]; hue moved by up to ± x of
/// the circle. In random order. On grey pictures saturation and hue do nothing.
class ColorJitter final : public PictureTransform {
 public:
  struct Options {
    double brightness = 0;
    double contrast = 0;
    double saturation = 0;
    double hue = 0;  ///< at most 0.5
  };
  explicit ColorJitter(const Options& options);
  [[nodiscard]] Array apply(Array picture, Generator& random) const override;

 private:
  Options options_;
};

/// Fills a box of random area and shape. If ten draws give none that fits, nothing is changed.
/// Source: Zhong et al., "Random erasing data augmentation", AAAI 2020.
class RandomErasing final : public PictureTransform {
 public:
  struct Options {
    double p = 0.5;
    Range scale = {0.02, 0.33};
    Range ratio = {0.3, 3.3};
    double fill = 0;     ///< from 0 (black) to 1 (white)
    bool noise = false;  ///< fills with uniform random values instead
  };
  explicit RandomErasing(const Options& options);
  RandomErasing() : RandomErasing(Options{}) {}
  [[nodiscard]] Array apply(Array picture, Generator& random) const override;

 private:
  Options options_;
};

/// Convolves with a Gaussian whose standard deviation, in pixels, is drawn from a range. Beyond the border
/// the picture is mirrored.
class GaussianBlur final : public PictureTransform {
 public:
  struct Options {
    int kernel_size = 3;  ///< odd
    Range sigma = {0.1, 2.0};
  };
  explicit GaussianBlur(const Options& options);
  [[nodiscard]] Array apply(Array picture, Generator& random) const override;

 private:
  Options options_;
};

/// `num_ops` operations drawn from 14 (identity, shears, translations, rotation, brightness, colour,
/// contrast, sharpness, posterize, solarize, autocontrast, equalize), all of one strength. Source: Cubuk et
/// al., "RandAugment: practical automated data augmentation with a reduced search space", 2020.
class RandAugment final : public PictureTransform {
 public:
  struct Options {
    int num_ops = 2;
    int magnitude = 9;
    int num_magnitude_bins = 31;
    double fill = 0;  ///< from 0 (black) to 1 (white)
  };
  explicit RandAugment(const Options& options);
  RandAugment() : RandAugment(Options{}) {}
  [[nodiscard]] Array apply(Array picture, Generator& random) const override;

 private:
  Options options_;
};

/// One of RandAugment's operations, of a strength drawn from a wider range.
/// Source: Müller, Hutter, "TrivialAugment: tuning-free yet state-of-the-art data augmentation", ICCV 2021.
class TrivialAugmentWide final : public PictureTransform {
 public:
  struct Options {
    int num_magnitude_bins = 31;
    double fill = 0;  ///< from 0 (black) to 1 (white)
  };
  explicit TrivialAugmentWide(const Options& options);
  TrivialAugmentWide() : TrivialAugmentWide(Options{}) {}
  [[nodiscard]] Array apply(Array picture, Generator& random) const override;

 private:
  Options options_;
};

/// Transforms, one after the other: `Augmentation().add(RandomHorizontalFlip()).add(RandomErasing())`.
class Augmentation {
 public:
  template <class Transform>
  Augmentation& add(Transform transform) {
    transforms_.push_back(std::make_shared<const Transform>(std::move(transform)));
    return *this;
  }
  [[nodiscard]] bool empty() const noexcept { return transforms_.empty(); }
  /// The crop that stands first, if one does; else null.
  [[nodiscard]] const RandomResizedCrop* leading_crop() const noexcept;
  /// From the transform with number `first` on.
  [[nodiscard]] Array apply(Array picture, Generator& random, std::size_t first = 0) const;

 private:
  std::vector<std::shared_ptr<const PictureTransform>> transforms_;
};

/// Each of (n, height, width, channels) by itself, in parallel; the i-th with the random numbers of picture
/// indices[i]. Output: (n, …), of the dtype of `pictures`. Throws ShapeError where the results differ in
/// size, ValueError if there is not an index for each.
[[nodiscard]] Array augment_pictures(const Array& pictures, const std::vector<std::int64_t>& indices,
                                     const Augmentation& augmentation, std::uint64_t seed,
                                     std::int64_t epoch);

}  // namespace saem::transforms

namespace saem {
using transforms::augment_pictures;
using transforms::Augmentation;
using transforms::picture_random;
}  // namespace saem
