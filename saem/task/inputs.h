#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "saem/task/encoder.h"

namespace saem {

/// Of more columns of names than this, those of few names become rows of 0 and 1 among the numbers.
inline constexpr std::int64_t most_columns_of_names = 200;

/// All columns that something is predicted from, and how they become the inputs of a network: one for all
/// columns that become numbers, and one for each other column.
class Inputs {
 public:
  /// Learns from the training part.
  void fit(const Samples& train, const std::vector<Feature>& features, const EncoderOptions& options = {});
  /// One array for each of `outputs`, of as many rows as there are samples. Throws ValueError if a column is
  /// missing.
  [[nodiscard]] std::vector<Array> encode(const Samples& samples) const;

  /// The same, without the columns whose encoder is not wanted.
  [[nodiscard]] std::vector<Array> encode_some(const Samples& samples,
                                               const std::function<bool(const Encoder&)>& wanted) const;

  struct Input {
    std::string name;  ///< "numbers", or the name of the column
    Encoder::Output output;
  };
  [[nodiscard]] std::vector<Input> outputs() const;
  struct Column {
    std::string name;
    std::shared_ptr<const Encoder> encoder;
  };
  [[nodiscard]] const std::vector<Column>& columns() const noexcept { return columns_; }
  /// How many examples take about so many bytes once they are encoded; at least 1.
  [[nodiscard]] std::int64_t examples_of(std::size_t bytes) const;

  [[nodiscard]] nlohmann::ordered_json to_json() const;
  /// Throws FileError naming `place`.
  [[nodiscard]] static Inputs from_json(const nlohmann::ordered_json& json, std::string_view place);

 private:
  std::vector<Column> columns_;
};

}  // namespace saem
