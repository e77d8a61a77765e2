#include "saem/task/encoders.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"
#include "saem/data/tables/numbers.h"
#include "saem/task/encoder_support.h"
#include "saem/task/number_scaling.h"

namespace saem::detail {
namespace {

/// NaN for a missing value. Throws ValueError for one that is no number.
double number_in(const Samples& samples, const std::string& column, const TextColumn& texts, std::int64_t row,
                 NumberFormat format) {
  const std::string_view text = texts[row];
  if (is_missing_text(text)) return std::numeric_limits<double>::quiet_NaN();
  const std::optional<double> number = parse_number(text, format);
  if (!number) fail<ValueError>(unexpected_cell(samples, row, column, "number", text));
  return std::isfinite(*number) ? *number : std::copysign(std::numeric_limits<double>::max(), *number);
}

/// A number as one of unit size, and a second that is 1 where it was missing, if any was in training.
class NumberEncoder final : public Encoder {
 public:
  explicit NumberEncoder(NumberScale scale, std::int64_t most_quantiles = 2)
      : scale_(scale), most_quantiles_(most_quantiles) {}
  [[nodiscard]] std::string_view type() const noexcept override { return "number"; }
  void fit(const Samples& samples, const Samples::Column& column) override {
    const TextColumn& texts = texts_of(samples, column);
    format_ = find_number_format(texts);
    std::vector<double> numbers;
    numbers.reserve(static_cast<std::size_t>(texts.size()));
    for (std::int64_t row = 0; row < texts.size(); ++row)
      numbers.push_back(number_in(samples, column.name, texts, row, format_));
    has_missing_ = std::ranges::any_of(numbers, [](double x) { return std::isnan(x); });
    scaling_.fit(std::move(numbers), scale_, most_quantiles_);
  }

  [[nodiscard]] Array encode(const Samples& samples, const Samples::Column& column) const override {
    const TextColumn& texts = texts_of(samples, column);
    const std::int64_t width = has_missing_ ? 2 : 1;
    Array out({texts.size(), width}, DType::f32);
    const std::span<float> values = out.mutable_data<float>();
    for (std::int64_t row = 0; row < texts.size(); ++row) {
      const double x = number_in(samples, column.name, texts, row, format_);
      const auto at = static_cast<std::size_t>(row * width);
      values[at] = static_cast<float>(scaling_.apply(std::isnan(x) ? scaling_.median() : x));
      if (has_missing_) values[at + 1] = std::isnan(x) ? 1.0F : 0.0F;
    }
    return out;
  }

  [[nodiscard]] bool takes(std::string_view text) const override {
    return parse_number(text, format_).has_value();
  }
  [[nodiscard]] Output output() const override { return {.shape = {has_missing_ ? 2 : 1}}; }
  [[nodiscard]] nlohmann::ordered_json to_json() const override {
    return {{"type", "number"},
            {"scaling", scaling_.to_json()},
            {"decimal", std::string(1, format_.decimal)},
            {"thousands", format_.thousands == '\0' ? std::string() : std::string(1, format_.thousands)},
            {"has_missing", has_missing_}};
  }

  [[nodiscard]] static std::unique_ptr<Encoder> from_json(const nlohmann::ordered_json& json) {
    auto encoder = std::make_unique<NumberEncoder>(NumberScale::quantile);
    encoder->scaling_ = NumberScaling::from_json(json.at("scaling"));
    const auto decimal = json.at("decimal").get<std::string>();
    const auto thousands = json.at("thousands").get<std::string>();
    if (decimal.size() != 1 || thousands.size() > 1)
      fail<ValueError>({"decimal", "expected one character", "", ""});
    encoder->format_ = {.decimal = decimal[0], .thousands = thousands.empty() ? '\0' : thousands[0]};
    encoder->has_missing_ = json.at("has_missing").get<bool>();
    return encoder;
  }

  [[nodiscard]] std::string describe() const override {
    return has_missing_
               ? fmt::format("a number; missing ones become {:g}, and are told apart", scaling_.median())
               : fmt::format("a number; missing ones become {:g}", scaling_.median());
  }

 private:
  NumberScale scale_;
  std::int64_t most_quantiles_;  // that it learns
  NumberScaling scaling_;
  NumberFormat format_;
  bool has_missing_ = false;
};

}  // namespace

std::unique_ptr<Encoder> make_number_encoder(NumberScale scale, std::int64_t most_quantiles) {
  return std::make_unique<NumberEncoder>(scale, most_quantiles);
}

std::unique_ptr<Encoder> read_number_encoder(const nlohmann::ordered_json& json) {
  return NumberEncoder::from_json(json);
}

}  // namespace saem::detail
