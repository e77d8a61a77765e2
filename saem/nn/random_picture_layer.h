#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saem/nn/dropout.h"
#include "saem/nn/spatial_layer.h"
#include "saem/nn/weight_recipe.h"

namespace saem {

/// How much a layer may change a picture: one number, of which the layer says what it stands for (0.2: from
/// -0.2 to 0.2), or the two ends of the range that is drawn from.
struct Factor {
  Factor(std::floating_point auto one) : numbers{static_cast<double>(one)} {}  // NOLINT: a number is a factor
  Factor(std::integral auto one) : numbers{static_cast<double>(one)} {}        // NOLINT
  Factor(double low, double high) : numbers{low, high} {}
  /// One number or two. Throws ValueError for another count.
  explicit Factor(std::vector<double> list);
  std::vector<double> numbers;
};

/// The numbers that pixels have: 0 to 255, or 0 to 1 after a Rescaling.
struct PixelRange {
  double low = 0;
  double high = 255;
};

struct RandomPictureOptions {
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::optional<std::int64_t> seed = {};      ///< as for Dropout
  std::string name = {};
};

namespace detail {

/// Two ends, low ≤ high.
struct DrawRange {
  double low = 0;
  double high = 0;
};

/// What layers share that change pictures at random while training, each picture of a batch by draws of its
/// own, and hand them on otherwise. Derived layers see floating pictures (n, height, width, channels).
class RandomPictureLayer : public SpatialLayer {
 public:
  /// "data_format" and "seed"; derived layers add their own.
  [[nodiscard]] Attributes config() const override;

 protected:
  RandomPictureLayer(const char* class_name, const RandomPictureOptions& options);

  [[nodiscard]] Tensor call_spatial(const Tensor& x, CallContext& context) const final;
  [[nodiscard]] virtual Tensor changed(const Tensor& x, const CallContext& context) const = 0;
  /// What comes out when nothing is trained.
  [[nodiscard]] virtual Tensor unchanged(const Tensor& x) const { return x; }

  /// (n, 1, 1, 1), float32: a number from the range for each picture.
  [[nodiscard]] Tensor draw(const Tensor& x, const DrawRange& range, const CallContext& context) const;
  /// (n, 1, 1, 1), bool: true with a probability that is itself drawn from the range.
  [[nodiscard]] Tensor draw_choice(const Tensor& x, const DrawRange& probability,
                                   const CallContext& context) const;
  [[nodiscard]] Tensor next_key(const CallContext& context) const;

  [[nodiscard]] static RandomPictureOptions options_in(const Attributes& config) {
    return {.data_format = data_format_in(config), .seed = optional_in(config, "seed")};
  }

 private:
  std::optional<std::int64_t> seed_;
};

/// The range of a factor within [lowest, highest]: one number f stands for [max(-f, lowest), f]. Throws
/// ValueError, in the name of `title`, for numbers outside.
[[nodiscard]] DrawRange range_of(const std::string& title, const char* option, const Factor& factor,
                                 double lowest, double highest);
/// In a config a factor is a number or the text "-0.1, 0.2". Throws ValueError for other values.
[[nodiscard]] Factor factor_in(const Attributes& config, std::string_view option, const Factor& otherwise);
[[nodiscard]] Factor factor_in(const Attributes& config, std::string_view option);
[[nodiscard]] AttributeValue factor_value(const Factor& factor);
/// A factor that may be left out is the text "" in a config, or none.
[[nodiscard]] std::optional<Factor> optional_factor_in(const Attributes& config, std::string_view option);
[[nodiscard]] AttributeValue optional_factor_value(const std::optional<Factor>& factor);
/// The text "0, 255" in a config.
[[nodiscard]] PixelRange value_range_in(const Attributes& config);
[[nodiscard]] AttributeValue value_range_value(const PixelRange& range);
/// Throws ValueError, in the name of `title`, unless low < high, both finite.
void require_value_range(const std::string& title, const PixelRange& range);

}  // namespace detail
}  // namespace saem
