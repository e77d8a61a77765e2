#include "saem/task/encoder.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"
#include "saem/task/encoders.h"
#include "saem/task/sound_encoder.h"
#include "saem/task/text_encoder.h"

namespace saem {

Encoder::~Encoder() = default;

std::unique_ptr<Encoder> make_encoder(FeatureKind kind, const EncoderOptions& o) {
  switch (kind) {
    case FeatureKind::number:
      return detail::make_number_encoder(o.scale, o.most_quantiles);
    case FeatureKind::date:
      return detail::make_date_encoder();
    case FeatureKind::category:
      return detail::make_category_encoder(o.most_categories, o.most_one_hot);
    case FeatureKind::text:
      return std::make_unique<detail::TextEncoder>(o.most_words, o.most_steps);
    case FeatureKind::series:
      return detail::make_series_encoder(o.most_steps);
    case FeatureKind::array:
      return detail::make_array_encoder();
    case FeatureKind::picture:
      return detail::make_picture_encoder(o.picture_height, o.picture_width);
    case FeatureKind::sound:
      return std::make_unique<detail::SoundEncoder>();
    case FeatureKind::ignored:
      break;
  }
  fail<UnsupportedError>({"make_encoder",
                          fmt::format("nothing makes inputs of a column of kind {}", name(kind)), "",
                          "Leave the column out, or give it another kind."});
}

std::unique_ptr<Encoder> read_encoder(const nlohmann::ordered_json& json, std::string_view place) {
  using Reader = std::unique_ptr<Encoder> (*)(const nlohmann::ordered_json&);
  static const std::map<std::string, Reader> readers{
      {"number", detail::read_number_encoder},     {"date", detail::read_date_encoder},
      {"category", detail::read_category_encoder}, {"text", detail::TextEncoder::from_json},
      {"series", detail::read_series_encoder},     {"array", detail::read_array_encoder},
      {"picture", detail::read_picture_encoder},   {"sound", detail::SoundEncoder::from_json}};
  std::string problem;
  try {
    const auto type = json.at("type").get<std::string>();
    const auto reader = readers.find(type);
    if (reader != readers.end()) return reader->second(json);
    problem = fmt::format("there is no encoder '{}'", type);
  } catch (const nlohmann::json::exception& error) {
    problem = error.what();
  } catch (const ValueError& error) {
    problem = error.what();
  }
  fail<FileError>({std::string(place), "how a column becomes an input cannot be read", problem,
                   "Train the model again, or use a newer saem."});
}

}  // namespace saem
