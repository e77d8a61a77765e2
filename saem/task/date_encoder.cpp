#include "saem/task/encoders.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "saem/core/error.h"
#include "saem/data/tables/dates.h"
#include "saem/data/tables/numbers.h"
#include "saem/task/encoder_support.h"
#include "saem/task/number_scaling.h"

namespace saem::detail {
namespace {

constexpr double seconds_per_day = 86'400;

std::optional<Date> date_in(const Samples& samples, const std::string& column, const TextColumn& texts,
                            std::int64_t row, DateOrder order) {
  if (is_missing_text(texts[row])) return {};
  const std::optional<Date> date = parse_date(texts[row], order);
  if (date) return date;
  fail<ValueError>(unexpected_cell(samples, row, column, "date", texts[row]));
}

/// Two numbers for where a moment lies in a cycle, so that its end is next to its beginning.
void write_cycle(double share, float* to) {
  to[0] = static_cast<float>(std::sin(2 * std::numbers::pi * share));
  to[1] = static_cast<float>(std::cos(2 * std::numbers::pi * share));
}

double share_of(double seconds, double cycle) { return seconds / cycle - std::floor(seconds / cycle); }

/// A date as numbers: the time itself, and where it lies in the year, the week and the day.
class DateEncoder final : public Encoder {
 public:
  [[nodiscard]] std::string_view type() const noexcept override { return "date"; }
  void fit(const Samples& samples, const Samples::Column& column) override {
    const TextColumn& texts = texts_of(samples, column);
    order_ = find_date_order(texts);
    std::vector<double> seconds;
    for (std::int64_t row = 0; row < texts.size(); ++row) {
      if (const auto date = date_in(samples, column.name, texts, row, order_))
        seconds.push_back(seconds_since_1970(*date));
    }
    scaling_.fit(std::move(seconds), NumberScale::standard);
  }

  [[nodiscard]] Array encode(const Samples& samples, const Samples::Column& column) const override {
    const TextColumn& texts = texts_of(samples, column);
    constexpr std::int64_t width = 8;
    Array out({texts.size(), width}, DType::f32);
    float* to = out.mutable_data<float>().data();
    for (std::int64_t row = 0; row < texts.size(); ++row, to += width) {
      const auto date = date_in(samples, column.name, texts, row, order_);
      if (!date) {
        to[7] = 1;  // missing; the other numbers stay 0
        continue;
      }
      const double seconds = seconds_since_1970(*date);
      to[0] = static_cast<float>(scaling_.apply(seconds));
      write_cycle(share_of(seconds, 365.2425 * seconds_per_day), to + 1);
      write_cycle(share_of(seconds, 7 * seconds_per_day), to + 3);
      write_cycle(share_of(seconds, seconds_per_day), to + 5);
    }
    return out;
  }

  [[nodiscard]] bool takes(std::string_view text) const override {
    return parse_date(text, order_).has_value();
  }
  [[nodiscard]] Output output() const override { return {.shape = {8}}; }
  [[nodiscard]] nlohmann::ordered_json to_json() const override {
    return {{"type", "date"}, {"scaling", scaling_.to_json()}, {"order", static_cast<int>(order_)}};
  }

  [[nodiscard]] static std::unique_ptr<Encoder> from_json(const nlohmann::ordered_json& json) {
    auto encoder = std::make_unique<DateEncoder>();
    encoder->scaling_ = NumberScaling::from_json(json.at("scaling"));
    const int order = json.at("order").get<int>();
    if (order < 0 || order > 2)
      fail<ValueError>({"order", fmt::format("expected 0, 1 or 2, received {}", order), "", ""});
    encoder->order_ = static_cast<DateOrder>(order);
    return encoder;
  }

  [[nodiscard]] std::string describe() const override {
    return "a date: the time, and its place in year, week and day";
  }

 private:
  NumberScaling scaling_;
  DateOrder order_ = DateOrder::year_first;
};

}  // namespace

std::unique_ptr<Encoder> make_date_encoder() { return std::make_unique<DateEncoder>(); }

std::unique_ptr<Encoder> read_date_encoder(const nlohmann::ordered_json& json) {
  return DateEncoder::from_json(json);
}

}  // namespace saem::detail
