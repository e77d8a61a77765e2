#pragma once

#include "saem/task/encoder.h"

namespace saem::detail {

/// Sounds as log-mel spectrograms: how loud each of 40 pitches is, a hundred times a second, brought to mean
/// 0 and deviation 1. Several channels become their mean; longer sounds are cut, shorter ones end in silence.
class SoundEncoder final : public Encoder {
 public:
  [[nodiscard]] std::string_view type() const noexcept override { return "sound"; }
  void fit(const Samples& samples, const Samples::Column& column) override;
  [[nodiscard]] Array encode(const Samples& samples, const Samples::Column& column) const override;
  [[nodiscard]] Output output() const override;
  [[nodiscard]] nlohmann::ordered_json to_json() const override;
  [[nodiscard]] static std::unique_ptr<Encoder> from_json(const nlohmann::ordered_json& json);
  [[nodiscard]] std::string describe() const override;

 private:
  [[nodiscard]] std::int64_t window() const noexcept { return rate_ / 40; }  // 25 ms
  [[nodiscard]] std::int64_t step() const noexcept { return rate_ / 100; }   // 10 ms
  [[nodiscard]] Array spectrograms(const Samples& samples, const Samples::Column& column) const;

  std::int64_t rate_ = 16'000;
  std::int64_t length_ = 16'000;  ///< samples
  double mean_ = 0, deviation_ = 1;
};

}  // namespace saem::detail
