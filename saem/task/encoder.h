#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "saem/core/array.h"
#include "saem/data/samples.h"
#include "saem/task/feature.h"

namespace saem {

/// How the values of a column become an input of a network: learned from the training part alone, kept in the
/// model file, and run again on what is predicted from.
class Encoder {
 public:
  virtual ~Encoder();

  /// What a network gets.
  struct Output {
    enum class Kind : std::uint8_t {
      numbers,   ///< float32 (n, k): k numbers of about unit size
      category,  ///< int32 (n,): which of `vocabulary`
      /// int32 (n, steps): which of `vocabulary`, 0 after the end; the last `characters` of the steps are not
      /// words but characters, which of `character_vocabulary`
      tokens,
      series,   ///< float32 (n, steps, channels)
      picture,  ///< float32, or uint8, (n, height, width, channels)
    };
    Kind kind = Kind::numbers;
    Shape shape = {};             ///< of one example
    std::int64_t vocabulary = 0;  ///< ids are in [0, vocabulary)
    double scale = 1;             ///< what the network multiplies the numbers by first
    std::int64_t characters = 0, character_vocabulary = 0;  ///< of tokens
  };

  /// "number": the name of the class in files.
  [[nodiscard]] virtual std::string_view type() const noexcept = 0;
  /// Learns from the examples of the training part. Throws ValueError, FileError if they cannot be used.
  virtual void fit(const Samples& samples, const Samples::Column& column) = 0;
  /// (n, …). Throws as `fit`, naming the example's place.
  [[nodiscard]] virtual Array encode(const Samples& samples, const Samples::Column& column) const = 0;
  /// Whether `encode` takes this text for a cell that is not missing; true where cells may be any text.
  [[nodiscard]] virtual bool takes(std::string_view /*text*/) const { return true; }
  [[nodiscard]] virtual Output output() const = 0;
  /// What it learned: read by read_encoder.
  [[nodiscard]] virtual nlohmann::ordered_json to_json() const = 0;
  /// "quantiles of 712 numbers; missing ones become 28": for people.
  [[nodiscard]] virtual std::string describe() const = 0;
};

/// How numbers are brought to unit size.
enum class NumberScale : std::uint8_t {
  quantile,  ///< what a normal variable would have at the same share of smaller values: outliers do no harm
  standard,  ///< (x - mean) / standard deviation
};

struct EncoderOptions {
  NumberScale scale = NumberScale::quantile;
  std::int64_t most_quantiles = 1'000;    ///< that a column of numbers is described by, at least 2
  std::int64_t most_categories = 10'000;  ///< the most frequent ones; others are "unknown"
  std::int64_t most_one_hot = 0;          ///< up to so many become a row of 0 and 1, not a number of a vector
  std::int64_t most_words = 20'000;
  std::int64_t most_steps = 2'048;  ///< of texts and recordings; longer ones are cut
  std::int64_t picture_height = 0;  ///< 0: as the pictures are, at most 64
  std::int64_t picture_width = 0;
};

/// A new encoder for a kind of column, not fitted. Throws UnsupportedError for FeatureKind::ignored.
[[nodiscard]] std::unique_ptr<Encoder> make_encoder(FeatureKind kind, const EncoderOptions& options = {});
/// What to_json gave, with "type". Throws FileError naming `place` for anything else.
[[nodiscard]] std::unique_ptr<Encoder> read_encoder(const nlohmann::ordered_json& json,
                                                    std::string_view place);

}  // namespace saem
