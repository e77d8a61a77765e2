#include "saem/task/encoders.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"

namespace saem::detail {
namespace {

const Array& array_of(const Samples& samples, const Samples::Column& column) {
  if (const auto* array = std::get_if<ArrayColumn>(&column.values)) return array->values;
  fail<ValueError>({fmt::format("{}: '{}'", samples.name, column.name), "expected an array", "",
                    "Give data laid out like those that the model was trained on."});
}

/// Numbers that are arrays already, as float32. Bytes are brought to [0, 1]; other numbers to mean 0 and
/// deviation 1, all alike. Rows stay rows, (steps, channels) is a recording, (height, width, channels) a
/// picture.
class ArrayEncoder final : public Encoder {
 public:
  [[nodiscard]] std::string_view type() const noexcept override { return "array"; }
  void fit(const Samples& samples, const Samples::Column& column) override {
    const Array& x = array_of(samples, column);
    shape_ = x.shape().slice(1, x.shape().rank());
    if (shape_.rank() == 0) shape_ = {1};
    offset_ = 0;
    factor_ = 1;
    if (x.dtype() == DType::u8) {
      factor_ = 1.0 / 255;
      return;
    }
    double sum = 0, count = 0;
    for (std::int64_t i = 0; i < x.size(); ++i) {
      if (!std::isfinite(x.at(i))) continue;
      sum += x.at(i);
      ++count;
    }
    if (count == 0) return;
    offset_ = -sum / count;
    double squares = 0;
    for (std::int64_t i = 0; i < x.size(); ++i) {
      if (std::isfinite(x.at(i))) squares += (x.at(i) + offset_) * (x.at(i) + offset_);
    }
    if (squares > 0) factor_ = 1 / std::sqrt(squares / count);
  }

  [[nodiscard]] Array encode(const Samples& samples, const Samples::Column& column) const override {
    const Array& x = array_of(samples, column);
    const Shape expected = Shape{x.shape()[0]}.concat(shape_);
    if (x.size() != expected.count()) {
      fail<ShapeError>({fmt::format("{}: '{}'", samples.name, column.name),
                        fmt::format("expected {}, received {}", expected.to_string(), x.shape().to_string()),
                        "", "Give arrays of the shape that the model was trained on."});
    }
    Array out = x.astype(DType::f32).reshape(expected);
    for (float& value : out.mutable_data<float>()) {
      const double y = (static_cast<double>(value) + offset_) * factor_;
      value = std::isfinite(y) ? static_cast<float>(y) : 0.0F;
    }
    return out;
  }

  [[nodiscard]] Output output() const override {
    using Kind = Output::Kind;
    if (shape_.rank() == 1) return {.kind = Kind::numbers, .shape = shape_};
    if (shape_.rank() == 2) return {.kind = Kind::series, .shape = shape_};
    if (shape_.rank() == 3) return {.kind = Kind::picture, .shape = shape_};
    return {.kind = Kind::numbers, .shape = {shape_.count()}};
  }

  [[nodiscard]] nlohmann::ordered_json to_json() const override {
    std::vector<std::int64_t> shape;
    for (int i = 0; i < shape_.rank(); ++i) shape.push_back(shape_[i]);
    return {{"type", "array"}, {"shape", shape}, {"offset", offset_}, {"factor", factor_}};
  }

  [[nodiscard]] static std::unique_ptr<Encoder> from_json(const nlohmann::ordered_json& json) {
    auto encoder = std::make_unique<ArrayEncoder>();
    const auto shape = json.at("shape").get<std::vector<std::int64_t>>();
    for (const std::int64_t extent : shape) {
      if (extent < 0 || extent > (std::int64_t{1} << 31))
        fail<ValueError>({"shape", fmt::format("an extent of {}", extent), "", ""});
    }
    encoder->shape_ = Shape(std::span<const std::int64_t>(shape));
    encoder->offset_ = json.at("offset").get<double>();
    encoder->factor_ = json.at("factor").get<double>();
    return encoder;
  }

  [[nodiscard]] std::string describe() const override {
    return fmt::format("numbers of shape {}", shape_.to_string());
  }

 private:
  Shape shape_;
  double offset_ = 0, factor_ = 1;
};

}  // namespace

std::unique_ptr<Encoder> make_array_encoder() { return std::make_unique<ArrayEncoder>(); }

std::unique_ptr<Encoder> read_array_encoder(const nlohmann::ordered_json& json) {
  return ArrayEncoder::from_json(json);
}

}  // namespace saem::detail
