#pragma once

#include "saem/task/encoder.h"
#include "saem/task/encoder_support.h"

namespace saem::detail {

/// Words in order: 0 after the end, 1 for a word that training has not seen twice. Numbers that it has not
/// are known by their number of digits, if others of as many were seen. Behind them the first characters of
/// the text, with capitals and signs, numbered alike: what words that were not seen look like.
class TextEncoder final : public Encoder {
 public:
  TextEncoder(std::int64_t most_words, std::int64_t most_steps)
      : most_words_(most_words), steps_(most_steps) {}
  [[nodiscard]] std::string_view type() const noexcept override { return "text"; }
  void fit(const Samples& samples, const Samples::Column& column) override;
  [[nodiscard]] Array encode(const Samples& samples, const Samples::Column& column) const override;
  [[nodiscard]] Output output() const override {
    return {.kind = Output::Kind::tokens,
            .shape = {steps_ + character_steps_},
            .vocabulary = words_.end(),
            .characters = character_steps_,
            .character_vocabulary = character_steps_ > 0 ? characters_.end() : 0};
  }
  [[nodiscard]] nlohmann::ordered_json to_json() const override;
  [[nodiscard]] static std::unique_ptr<Encoder> from_json(const nlohmann::ordered_json& json);
  [[nodiscard]] std::string describe() const override;

 private:
  std::int64_t most_words_;
  std::int64_t steps_;
  std::int64_t character_steps_ = 0;  ///< 0 in files of before
  Vocabulary words_{2}, characters_{2};
};

}  // namespace saem::detail
