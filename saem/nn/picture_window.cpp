#include "saem/nn/picture_window.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <vector>

#include "saem/core/error.h"
#include "saem/nn/names.h"

namespace saem {

Size2 Size2::of(const std::vector<std::int64_t>& list, const char* what) {
  if (list.size() == 2) return {list[0], list[1]};
  fail<ValueError>(
      {what, fmt::format("expected two numbers, height and width, received {}", list.size()), {}, {}});
}

std::string Size2::to_string() const { return fmt::format("{}×{}", height, width); }

}  // namespace saem

namespace saem::detail {
namespace {

constexpr std::int64_t largest_picture = std::int64_t{1}
                                         << 30;  // so that no sum or product of two sizes overflows

/// The extent of a dilated window.
Size2 span_of(const PictureWindow& w) {
  return {w.dilation.height * (w.size.height - 1) + 1, w.dilation.width * (w.size.width - 1) + 1};
}

/// The Reshape that would most likely make pictures of it.
std::string reshape_for(const Shape& input) {
  if (input.rank() == 3) return fmt::format("Reshape({{{}, {}, 1}})", input[1], input[2]);
  if (input.rank() == 2) {
    for (const std::int64_t channels : {1, 3}) {
      const auto side = static_cast<std::int64_t>(
          std::llround(std::sqrt(static_cast<double>(input[1]) / static_cast<double>(channels))));
      if (side > 1 && side * side * channels == input[1])
        return fmt::format("Reshape({{{}, {}, {}}})", side, side, channels);
    }
  }
  return "Reshape({height, width, channels})";
}

}  // namespace

void PictureWindow::require_valid(const std::string& title, const char* size_name) const {
  const auto check = [&](const char* option, const Size2& value, const char* meaning) {
    require_positive(title, option, std::min(value.height, value.width), meaning);
    require_positive(title, option, std::max(value.height, value.width), meaning);
  };
  check(size_name, size, "It is the height and width of the window in pixels: 3, or {3, 5}.");
  check("strides", strides, "They are how many pixels the window moves each time: 2, or {2, 1}.");
  check("dilation_rate", dilation,
        "It is the distance between the pixels that a kernel looks at; 1 is the usual one.");
  static const std::vector<std::string> known = {"valid", "same"};
  if (padding != "valid" && padding != "same") unknown_name(title, "padding", padding, known);
}

PictureWindow::Refusal PictureWindow::refusal(const Shape& input, const std::string& layer,
                                              const std::string& window) const {
  if (input.rank() != 4) {
    const std::string advice =
        input.rank() == 3
            ? fmt::format("Put {} in front of it: pictures have a channel axis.", reshape_for(input))
        : input.rank() == 2
            ? fmt::format("Put {} before Flatten, or {} in front of it.", layer, reshape_for(input))
            : "Bring the input to these four axes with Reshape.";
    return {fmt::format("expected pictures (batch, height, width, channels), received rank {}", input.rank()),
            {},
            advice};
  }
  const Size2 picture{input[1], input[2]};
  if (picture.height >= largest_picture || picture.width >= largest_picture || input[3] >= largest_picture) {
    return {"the picture is too large", {}, "Extents must be below 2³⁰."};
  }
  if (picture.height < 1 || picture.width < 1 || input[3] < 1) {
    return {fmt::format("the picture is empty: {} with {} channels", picture.to_string(), input[3]), {}, {}};
  }
  const Size2 extent = span_of(*this);
  if (padding == "same" || (extent.height <= picture.height && extent.width <= picture.width)) return {};
  const std::string what =
      dilation == Size2(1)
          ? fmt::format("{} {} is larger than the picture, {}", window, size.to_string(), picture.to_string())
          : fmt::format("{} {} with dilation {} spans {}, more than the picture, {}", window,
                        size.to_string(), dilation.to_string(), extent.to_string(), picture.to_string());
  return {what, "padding \"valid\"",
          fmt::format("Use padding = \"same\", a smaller {}, or one pooling fewer.", window)};
}

PaddingPairs PictureWindow::padding_pairs(const Shape& input) const {
  if (padding == "valid") return {};
  const std::vector<std::int64_t> window = size.list();
  const std::vector<std::int64_t> steps = strides.list();
  const std::vector<std::int64_t> spacing = dilation.list();
  return same_padding(input, window, steps, spacing);
}

}  // namespace saem::detail
