#pragma once

#include "saem/task/encoder.h"

namespace saem::detail {

/// Numbers that are arrays already, as float32. Bytes are brought to [0, 1]; other numbers to mean 0 and
/// deviation 1, all alike. Rows stay rows, (steps, channels) is a recording, (height, width, channels) a
/// picture.
class ArrayEncoder final : public Encoder {
 public:
  [[nodiscard]] std::string_view type() const noexcept override { return "array"; }
  void fit(const Samples& samples, const Samples::Column& column) override;
  [[nodiscard]] Array encode(const Samples& samples, const Samples::Column& column) const override;
  [[nodiscard]] Output output() const override;
  [[nodiscard]] nlohmann::ordered_json to_json() const override;
  [[nodiscard]] static std::unique_ptr<Encoder> from_json(const nlohmann::ordered_json& json);
  [[nodiscard]] std::string describe() const override;

 private:
  Shape shape_;
  double offset_ = 0, factor_ = 1;
};

}  // namespace saem::detail
