#include "saem/task/inputs.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"
#include "saem/data/column_index.h"

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

/// Of many columns of numbers each is described by fewer quantiles: all together must find room in the
/// model's file. Many columns of names become numbers side by side: a network of so many inputs would take
/// hours to build.
EncoderOptions for_many_columns(EncoderOptions options, const std::vector<Feature>& features) {
  constexpr std::int64_t most_in_all = 2'000'000, fewest = 5, most_names = 64;
  if (std::ranges::count(features, FeatureKind::category, &Feature::kind) > most_columns_of_names)
    options.most_one_hot = std::max(options.most_one_hot, most_names);
  const auto numbers = std::ranges::count(features, FeatureKind::number, &Feature::kind);
  if (numbers > 0)
    options.most_quantiles =
        std::min(options.most_quantiles, std::max<std::int64_t>(fewest, most_in_all / numbers));
  return options;
}

}  // namespace

void Inputs::fit(const Samples& train, const std::vector<Feature>& features, const EncoderOptions& options) {
  columns_.clear();
  const ColumnIndex index(train);
  const EncoderOptions fitting = for_many_columns(options, features);
  for (const Feature& feature : features) {
    if (feature.kind == FeatureKind::ignored) continue;
    std::shared_ptr<Encoder> encoder = make_encoder(feature.kind, fitting);
    encoder->fit(train, index.column(feature.column));
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
  const ColumnIndex index(samples);
  for (const Column& c : columns_) {
    if (!wanted(*c.encoder)) continue;
    Array values = c.encoder->encode(samples, index.column(c.name));
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
