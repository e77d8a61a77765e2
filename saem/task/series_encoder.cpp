#include "saem/task/encoders.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"
#include "saem/task/encoder_support.h"

namespace saem::detail {
namespace {

constexpr std::int64_t least_steps_of_series = 8;

const SeriesColumn& series_of(const Samples& samples, const Samples::Column& column) {
  if (const auto* series = std::get_if<SeriesColumn>(&column.values)) return *series;
  fail<ValueError>({fmt::format("{}: '{}'", samples.name, column.name), "expected recordings", "",
                    "Give data laid out like those that the model was trained on."});
}

/// Recordings, each channel with mean 0 and deviation 1, cut or filled with zeros to the same number of
/// steps.
class SeriesEncoder final : public Encoder {
 public:
  explicit SeriesEncoder(std::int64_t most_steps) : steps_(most_steps) {}
  [[nodiscard]] std::string_view type() const noexcept override { return "series"; }
  void fit(const Samples& samples, const Samples::Column& column) override {
    const SeriesColumn& series = series_of(samples, column);
    const std::size_t channels = series.channels.size();
    means_.assign(channels, 0);
    deviations_.assign(channels, 1);
    std::vector<double> sums(channels), squares(channels), counts(channels);
    std::int64_t longest = 0, shortest = series.values.empty() ? 0 : series.values[0].shape()[0];
    for (int pass = 0; pass < 2; ++pass) {
      for (const Array& recording : series.values) {
        longest = std::max(longest, recording.shape()[0]);
        shortest = std::min(shortest, recording.shape()[0]);
        const std::span<const float> x = recording.data<float>();
        for (std::size_t i = 0; i < x.size(); ++i) {
          const std::size_t c = i % channels;
          if (!std::isfinite(x[i])) continue;
          const double value = static_cast<double>(x[i]);
          if (pass == 0) {
            sums[c] += value;
            ++counts[c];
          } else {
            squares[c] += (value - means_[c]) * (value - means_[c]);
          }
        }
      }
      for (std::size_t c = 0; c < channels; ++c) {
        if (counts[c] == 0) continue;
        if (pass == 0) {
          means_[c] = sums[c] / counts[c];
        } else if (squares[c] > 0) {
          deviations_[c] = std::sqrt(squares[c] / counts[c]);
        }
      }
    }
    varies_ = shortest != longest;
    steps_ = std::clamp(longest, least_steps_of_series, std::max(least_steps_of_series, steps_));
  }

  [[nodiscard]] Array encode(const Samples& samples, const Samples::Column& column) const override {
    const SeriesColumn& series = series_of(samples, column);
    const auto channels = static_cast<std::int64_t>(means_.size());
    const std::int64_t width = channels + (varies_ ? 1 : 0);
    const auto n = static_cast<std::int64_t>(series.values.size());
    Array out({n, steps_, width}, DType::f32);
    const std::span<float> to = out.mutable_data<float>();
    for (std::int64_t i = 0; i < n; ++i) {
      const Array& recording = series.values[static_cast<std::size_t>(i)];
      if (recording.shape()[1] != channels) {
        fail<ValueError>({place_of(samples, i, column.name),
                          fmt::format("expected {} channels, received {}", channels, recording.shape()[1]),
                          "",
                          "Give recordings of the same channels as those that the model was trained on."});
      }
      const std::span<const float> x = recording.data<float>();
      const std::int64_t steps = std::min(steps_, recording.shape()[0]);
      for (std::int64_t t = 0; t < steps; ++t) {
        for (std::int64_t c = 0; c < channels; ++c) {
          const auto channel = static_cast<std::size_t>(c);
          const float value = x[static_cast<std::size_t>(t * channels + c)];
          // A missing value becomes the mean.
          const double z = std::isfinite(value)
                               ? (static_cast<double>(value) - means_[channel]) / deviations_[channel]
                               : 0.0;
          to[static_cast<std::size_t>((i * steps_ + t) * width + c)] = static_cast<float>(z);
        }
        if (varies_) to[static_cast<std::size_t>((i * steps_ + t) * width + channels)] = 1;
      }
    }
    return out;
  }

  [[nodiscard]] Output output() const override {
    const auto width = static_cast<std::int64_t>(means_.size()) + (varies_ ? 1 : 0);
    return {.kind = Output::Kind::series, .shape = {steps_, width}};
  }

  [[nodiscard]] nlohmann::ordered_json to_json() const override {
    return {{"type", "series"},
            {"steps", steps_},
            {"varies", varies_},
            {"means", means_},
            {"deviations", deviations_}};
  }

  [[nodiscard]] static std::unique_ptr<Encoder> from_json(const nlohmann::ordered_json& json) {
    const auto steps = json.at("steps").get<std::int64_t>();
    if (steps < 1 || steps > (1 << 24))
      fail<ValueError>({"steps", fmt::format("expected steps in [1, 2^24], received {}", steps), "", ""});
    auto encoder = std::make_unique<SeriesEncoder>(steps);
    encoder->varies_ = json.at("varies").get<bool>();
    encoder->means_ = json.at("means").get<std::vector<double>>();
    encoder->deviations_ = json.at("deviations").get<std::vector<double>>();
    if (encoder->means_.empty() || encoder->means_.size() != encoder->deviations_.size())
      fail<ValueError>({"means", "expected a mean and a deviation for each channel", "", ""});
    return encoder;
  }

  [[nodiscard]] std::string describe() const override {
    return fmt::format("{} steps of {} channel{}{}", steps_, means_.size(), means_.size() == 1 ? "" : "s",
                       varies_ ? "; shorter ones are filled with zeros" : "");
  }

 private:
  std::int64_t steps_;
  bool varies_ = false;  ///< recordings of several lengths: a further channel is 1 where there is one
  std::vector<double> means_, deviations_;
};

}  // namespace

std::unique_ptr<Encoder> make_series_encoder(std::int64_t most_steps) {
  return std::make_unique<SeriesEncoder>(most_steps);
}

std::unique_ptr<Encoder> read_series_encoder(const nlohmann::ordered_json& json) {
  return SeriesEncoder::from_json(json);
}

}  // namespace saem::detail
