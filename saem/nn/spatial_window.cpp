#include "saem/nn/spatial_window.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "saem/core/error.h"
#include "saem/nn/names.h"

namespace saem::detail {
namespace {

using Extents = std::vector<std::int64_t>;

constexpr std::int64_t too_large = std::int64_t{1} << 30;  // so that no sum or product of two sizes overflows

/// What messages call an input of one to three spatial axes.
struct Words {
  std::string one, all, axes, axes_first, reshape, size_meaning, strides_meaning, dilation_meaning;
};
const Words& words_for(int axes) {
  static const std::array<Words, 3> words = {
      Words{"sequence", "sequences", "(batch, steps, channels)", "(batch, channels, steps)",
            "Reshape({steps, channels})", "It is the number of steps that the window sees: 3.",
            "They are how many steps the window moves each time: 2.",
            "It is the distance between the steps that a kernel looks at; 1 is the usual one."},
      Words{"picture", "pictures", "(batch, height, width, channels)", "(batch, channels, height, width)",
            "Reshape({height, width, channels})",
            "It is the height and width of the window in pixels: 3, or {3, 5}.",
            "They are how many pixels the window moves each time: 2, or {2, 1}.",
            "It is the distance between the pixels that a kernel looks at; 1 is the usual one."},
      Words{"volume", "volumes", "(batch, depth, height, width, channels)",
            "(batch, channels, depth, height, width)", "Reshape({depth, height, width, channels})",
            "It is the depth, height and width of the window: 3, or {1, 3, 3}.",
            "They are how many places the window moves each time: 2, or {1, 2, 2}.",
            "It is the distance between the places that a kernel looks at; 1 is the usual one."}};
  return words[static_cast<std::size_t>(axes - 1)];
}

/// The extents of a dilated window.
Extents spans_of(const SpatialWindow& w) {
  Extents spans;
  for (std::size_t i = 0; i < w.size.size(); ++i) spans.push_back(w.dilation[i] * (w.size[i] - 1) + 1);
  return spans;
}

/// The Reshape that would most likely make sequences or pictures of it.
std::string reshape_for(const Shape& input, int axes) {
  if (axes == 1 && input.rank() == 2) return fmt::format("Reshape({{{}, 1}})", input[1]);
  if (axes == 2 && input.rank() == 3) return fmt::format("Reshape({{{}, {}, 1}})", input[1], input[2]);
  if (axes == 3 && input.rank() == 4)
    return fmt::format("Reshape({{{}, {}, {}, 1}})", input[1], input[2], input[3]);
  if (axes == 2 && input.rank() == 2) {
    for (const std::int64_t channels : {1, 3}) {
      const auto side = static_cast<std::int64_t>(
          std::llround(std::sqrt(static_cast<double>(input[1]) / static_cast<double>(channels))));
      if (side > 1 && side * side * channels == input[1])
        return fmt::format("Reshape({{{}, {}, {}}})", side, side, channels);
    }
  }
  return words_for(axes).reshape;
}

std::string advice_for_rank(const Shape& input, int axes, const std::string& layer) {
  const Words& words = words_for(axes);
  if (input.rank() == axes + 1)
    return fmt::format("Put {} in front of it: {} have a channel axis.", reshape_for(input, axes), words.all);
  if (input.rank() == 2)
    return fmt::format("Put {} before Flatten, or {} in front of it.", layer, reshape_for(input, axes));
  return fmt::format("Bring the input to these {} axes with Reshape.", axes == 1   ? "three"
                                                                       : axes == 2 ? "four"
                                                                                   : "five");
}

}  // namespace

std::string extents_text(const Extents& extents) { return fmt::format("{}", fmt::join(extents, "×")); }

const Extents& require_axes(const Extents& list, int axes, const char* what) {
  if (static_cast<int>(list.size()) == axes) return list;
  fail<ValueError>({what,
                    fmt::format("expected {}, received {}",
                                axes == 1   ? "one number"
                                : axes == 2 ? "two numbers, height and width"
                                            : "three numbers, depth, height and width",
                                list.size()),
                    {},
                    "Leave out what is too much, or give one number for all axes."});
}

SpatialWindow::Refusal spatial_refusal(const Shape& input, int axes, const std::string& layer,
                                       const std::string& data_format) {
  const Words& words = words_for(axes);
  if (input.rank() != axes + 2) {
    const bool first = data_format == "channels_first";
    return {fmt::format("expected {} {}, received rank {}", words.all, first ? words.axes_first : words.axes,
                        input.rank()),
            {},
            first ? "Bring the input to these axes with Reshape." : advice_for_rank(input, axes, layer)};
  }
  const Shape extents = input.slice(1, input.rank());
  if (std::ranges::any_of(extents, [](std::int64_t e) { return e >= too_large; }))
    return {fmt::format("the {} is too large", words.one), {}, "Extents must be below 2³⁰."};
  if (std::ranges::any_of(extents, [](std::int64_t e) { return e < 1; })) {
    const Extents sides(extents.begin(), extents.end() - 1);
    return {fmt::format("the {} is empty: {} with {} channels", words.one, extents_text(sides), input[-1]),
            {},
            {}};
  }
  return {};
}

void SpatialWindow::require_valid(const std::string& title, const char* size_name, bool may_be_causal) const {
  const Words& words = words_for(axes());
  const auto check = [&](const char* option, const Extents& values, const std::string& meaning) {
    require_positive(title, option, *std::ranges::min_element(values), meaning);
    require_positive(title, option, *std::ranges::max_element(values), meaning);
  };
  check(size_name, size, words.size_meaning);
  check("strides", strides, words.strides_meaning);
  check("dilation_rate", dilation, words.dilation_meaning);
  std::vector<std::string> known = {"valid", "same"};
  if (may_be_causal) known.emplace_back("causal");
  if (std::ranges::find(known, padding) == known.end()) unknown_name(title, "padding", padding, known);
}

SpatialWindow::Refusal SpatialWindow::refusal(const Shape& input, const std::string& window) const {
  const Extents spans = spans_of(*this);
  const Extents sides(input.begin() + 1, input.end() - 1);
  if (padding != "valid" || std::ranges::equal(spans, sides, std::less_equal<>())) return {};
  const std::string& whole = words_for(axes()).one;
  const bool dilated = std::ranges::any_of(dilation, [](std::int64_t d) { return d != 1; });
  const std::string what = dilated ? fmt::format("{} {} with dilation {} spans {}, more than the {}, {}",
                                                 window, extents_text(size), extents_text(dilation),
                                                 extents_text(spans), whole, extents_text(sides))
                                   : fmt::format("{} {} is larger than the {}, {}", window,
                                                 extents_text(size), whole, extents_text(sides));
  return {what, "padding \"valid\"",
          fmt::format("Use padding = \"same\", a smaller {}, or one pooling fewer.", window)};
}

PaddingPairs SpatialWindow::padding_pairs(const Shape& input) const {
  if (padding == "valid") return {};
  if (padding == "same") return same_padding(input, size, strides, dilation);
  // "causal": all zeros come first, so that no output depends on later steps.
  PaddingPairs pairs;
  for (const std::int64_t span : spans_of(*this)) pairs.emplace_back(span - 1, 0);
  return pairs;
}

}  // namespace saem::detail
