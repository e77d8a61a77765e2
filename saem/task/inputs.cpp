#include "saem/task/inputs.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"

namespace saem {
namespace {

constexpr const char* numbers_input = "numbers";

bool gives_numbers(const Inputs::Column& c) {
  return c.encoder->output().kind == Encoder::Output::Kind::numbers;
}

/// Numbers of several columns side by side.
Array side_by_side(const std::vector<Array>& blocks) {
  std::int64_t width = 0;
  for (const Array& block : blocks) width += block.size() / std::max<std::int64_t>(1, block.shape()[0]);
  const std::int64_t rows = blocks[0].shape()[0];
  Array out({rows, width}, DType::f32);
  const std::span<float> to = out.mutable_data<float>();
  std::int64_t first = 0;
  for (const Array& block : blocks) {
    const std::int64_t part = rows == 0 ? 0 : block.size() / rows;
    const std::span<const float> from = block.data<float>();
    for (std::int64_t row = 0; row < rows; ++row)
      std::copy_n(from.begin() + row * part, part, to.begin() + row * width + first);
    first += part;
  }
  return out;
}

}  // namespace

void Inputs::fit(const Samples& train, const std::vector<Feature>& features, const EncoderOptions& options) {
  columns_.clear();
  for (const Feature& feature : features) {
    if (feature.kind == FeatureKind::ignored) continue;
    std::shared_ptr<Encoder> encoder = make_encoder(feature.kind, options);
    encoder->fit(train, train.column(feature.column));
    columns_.push_back({feature.column, std::move(encoder)});
  }
}

std::vector<Inputs::Input> Inputs::outputs() const {
  std::vector<Input> inputs;
  std::int64_t numbers = 0;
  for (const Column& c : columns_) numbers += gives_numbers(c) ? c.encoder->output().shape.count() : 0;
  if (numbers > 0) inputs.push_back({numbers_input, {.shape = {numbers}}});
  for (const Column& c : columns_) {
    if (!gives_numbers(c)) inputs.push_back({c.name, c.encoder->output()});
  }
  return inputs;
}

std::vector<Array> Inputs::encode(const Samples& samples) const {
  return encode_some(samples, [](const Encoder& /*any*/) { return true; });
}

std::vector<Array> Inputs::encode_some(const Samples& samples,
                                       const std::function<bool(const Encoder&)>& wanted) const {
  std::vector<Array> numbers, arrays;
  for (const Column& c : columns_) {
    if (!wanted(*c.encoder)) continue;
    Array values = c.encoder->encode(samples, samples.column(c.name));
    (gives_numbers(c) ? numbers : arrays).push_back(std::move(values));
  }
  if (!numbers.empty()) arrays.insert(arrays.begin(), side_by_side(numbers));
  return arrays;
}

std::int64_t Inputs::examples_of(std::size_t bytes) const {
  std::int64_t one = 1;
  for (const Column& c : columns_)
    one += c.encoder->output().shape.count() * (c.encoder->type() == "picture" ? 1 : 4);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(bytes) / one);
}

nlohmann::ordered_json Inputs::to_json() const {
  auto json = nlohmann::ordered_json::array();
  for (const Column& c : columns_) json.push_back({{"column", c.name}, {"encoder", c.encoder->to_json()}});
  return json;
}

Inputs Inputs::from_json(const nlohmann::ordered_json& json, std::string_view place) {
  Inputs inputs;
  try {
    for (const auto& entry : json) {
      const auto name = entry.at("column").get<std::string>();
      inputs.columns_.push_back({name, read_encoder(entry.at("encoder"), place)});
    }
  } catch (const nlohmann::json::exception& error) {
    fail<FileError>({std::string(place), "what becomes an input cannot be read", error.what(),
                     "Train the model again, or use a newer saem."});
  }
  return inputs;
}

}  // namespace saem
