#include "saem/nn/random_picture_layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <variant>

#include "saem/core/error.h"
#include "saem/nn/floating.h"
#include "saem/ops/random_distributions.h"
#include "saem/ops/shape_ops.h"

namespace saem {

Factor::Factor(std::vector<double> list) : numbers(std::move(list)) {
  if (numbers.size() == 1 || numbers.size() == 2) return;
  fail<ValueError>({"factor",
                    fmt::format("expected one number or two, received {}", numbers.size()),
                    {},
                    "Write 0.2, or both ends of a range: {-0.1, 0.2}."});
}

namespace detail {

RandomPictureLayer::RandomPictureLayer(const char* class_name, const RandomPictureOptions& options)
    : SpatialLayer(class_name, 2, options.data_format, options.name), seed_(options.seed) {}

Attributes RandomPictureLayer::config() const {
  Attributes config = SpatialLayer::config();
  config.set("seed", optional_value(seed_));
  return config;
}

Tensor RandomPictureLayer::call_spatial(const Tensor& input, CallContext& context) const {
  const Tensor x = floating(input);
  return context.training ? changed(x, context) : unchanged(x);
}

Tensor RandomPictureLayer::next_key(const CallContext& context) const {
  return detail::next_key(context, seed_);
}

Tensor RandomPictureLayer::draw(const Tensor& x, const DrawRange& range, const CallContext& context) const {
  const Shape shape{x.shape()[0], 1, 1, 1};
  if (range.low == range.high) return full(shape, range.low);
  return random_uniform(next_key(context), shape, range.low, range.high);
}

Tensor RandomPictureLayer::draw_choice(const Tensor& x, const DrawRange& probability,
                                       const CallContext& context) const {
  const Tensor wanted = draw(x, probability, context);
  return less(random_uniform(next_key(context), wanted.shape()), wanted);
}

DrawRange range_of(const std::string& title, const char* option, const Factor& factor, double lowest,
                   double highest) {
  for (const double number : factor.numbers) {
    if (number >= lowest && number <= highest) continue;
    fail<ValueError>(
        {title,
         fmt::format("expected a {} from {} to {}, received {}", option, lowest, highest, number),
         {},
         "It is one number, or both ends of a range: 0.2, or {0.1, 0.3}."});
  }
  const double one = factor.numbers[0];
  if (factor.numbers.size() == 1) return {std::max(-std::abs(one), lowest), std::abs(one)};
  return {std::min(one, factor.numbers[1]), std::max(one, factor.numbers[1])};
}

namespace {

/// The text that an option is, or null: it is something else, or not there.
const std::string* text_of(const Attributes& config, std::string_view option) {
  for (const auto& [name, value] : config.entries())
    if (name == option) return std::get_if<std::string>(&value.value);
  return nullptr;
}

}  // namespace

Factor factor_in(const Attributes& config, std::string_view option) {
  const std::string* text = text_of(config, option);
  return text == nullptr ? Factor(config.real(option)) : Factor(reals_of(*text, std::string(option).c_str()));
}

Factor factor_in(const Attributes& config, std::string_view option, const Factor& otherwise) {
  return config.has(option) ? factor_in(config, option) : otherwise;
}

AttributeValue factor_value(const Factor& factor) {
  if (factor.numbers.size() == 1) return factor.numbers[0];
  return reals_text(factor.numbers);
}

std::optional<Factor> optional_factor_in(const Attributes& config, std::string_view option) {
  const std::string* text = text_of(config, option);
  if (!config.has(option) || (text != nullptr && text->empty())) return std::nullopt;
  return factor_in(config, option);
}

AttributeValue optional_factor_value(const std::optional<Factor>& factor) {
  return factor ? factor_value(*factor) : AttributeValue("");
}

PixelRange value_range_in(const Attributes& config) {
  if (!config.has("value_range")) return {};
  const std::vector<double> ends = reals_of(config.text("value_range"), "value_range");
  if (ends.size() == 2) return {ends[0], ends[1]};
  fail<ValueError>({"value_range",
                    fmt::format("expected two numbers, received {}", ends.size()),
                    {},
                    "Write \"0, 255\", or \"0, 1\" after a Rescaling."});
}

AttributeValue value_range_value(const PixelRange& range) { return reals_text({range.low, range.high}); }

void require_value_range(const std::string& title, const PixelRange& range) {
  if (std::isfinite(range.low) && std::isfinite(range.high) && range.low < range.high) return;
  fail<ValueError>(
      {title,
       fmt::format("expected a value_range of two ascending numbers, received {} and {}", range.low,
                   range.high),
       {},
       "They are the smallest and the largest number of a pixel: {0, 255}, or {0, 1} after a Rescaling."});
}

}  // namespace detail
}  // namespace saem
