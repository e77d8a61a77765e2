#pragma once

// The encoders of each kind of column: new ones, not fitted, and those that Encoder::to_json gave (which
// throw nlohmann::json::exception or ValueError for anything else). Programs use make_encoder and
// read_encoder.

#include "saem/task/encoder.h"

namespace saem::detail {

[[nodiscard]] std::unique_ptr<Encoder> make_number_encoder(NumberScale scale,
                                                           std::int64_t most_quantiles = 1'000);
[[nodiscard]] std::unique_ptr<Encoder> make_date_encoder();
[[nodiscard]] std::unique_ptr<Encoder> make_category_encoder(std::int64_t most_categories,
                                                             std::int64_t most_one_hot = 0);
[[nodiscard]] std::unique_ptr<Encoder> make_series_encoder(std::int64_t most_steps);
[[nodiscard]] std::unique_ptr<Encoder> make_array_encoder();
/// 0: a side is found out.
[[nodiscard]] std::unique_ptr<Encoder> make_picture_encoder(std::int64_t height, std::int64_t width);

[[nodiscard]] std::unique_ptr<Encoder> read_number_encoder(const nlohmann::ordered_json& json);
[[nodiscard]] std::unique_ptr<Encoder> read_date_encoder(const nlohmann::ordered_json& json);
[[nodiscard]] std::unique_ptr<Encoder> read_category_encoder(const nlohmann::ordered_json& json);
[[nodiscard]] std::unique_ptr<Encoder> read_series_encoder(const nlohmann::ordered_json& json);
[[nodiscard]] std::unique_ptr<Encoder> read_array_encoder(const nlohmann::ordered_json& json);
[[nodiscard]] std::unique_ptr<Encoder> read_picture_encoder(const nlohmann::ordered_json& json);

}  // namespace saem::detail
