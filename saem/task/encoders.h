#pragma once

// The encoders of each kind of column. Not needed by programs: make_encoder gives them.

#include <string>
#include <unordered_map>
#include <vector>

#include "saem/data/tables/dates.h"
#include "saem/data/tables/numbers.h"
#include "saem/task/encoder.h"
#include "saem/task/number_scaling.h"

namespace saem::detail {

/// Texts of a column. Throws ValueError if it has something else.
[[nodiscard]] const TextColumn& texts_of(const Samples& samples, const Samples::Column& column);
/// "housing.csv, line 12: 'rooms'": for messages.
[[nodiscard]] std::string place_of(const Samples& samples, std::int64_t example, std::string_view column);

/// Names in the order in which they get numbers.
class Vocabulary {
 public:
  /// Ids begin at `first`.
  explicit Vocabulary(std::int64_t first) : first_(first) {}
  void set(std::vector<std::string> words);
  /// -1 for a word that it does not have.
  [[nodiscard]] std::int64_t find(std::string_view word) const;
  [[nodiscard]] const std::vector<std::string>& words() const noexcept { return words_; }
  /// One more than the largest id.
  [[nodiscard]] std::int64_t end() const noexcept {
    return first_ + static_cast<std::int64_t>(words_.size());
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };
  std::int64_t first_;
  std::vector<std::string> words_;
  std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> ids_;
};

/// A number as one of unit size, and a second that is 1 where it was missing, if any was in training.
class NumberEncoder final : public Encoder {
 public:
  explicit NumberEncoder(NumberScale scale) : scale_(scale) {}
  [[nodiscard]] std::string_view type() const noexcept override { return "number"; }
  void fit(const Samples& samples, const Samples::Column& column) override;
  [[nodiscard]] Array encode(const Samples& samples, const Samples::Column& column) const override;
  [[nodiscard]] Output output() const override { return {.shape = {has_missing_ ? 2 : 1}}; }
  [[nodiscard]] nlohmann::ordered_json to_json() const override;
  [[nodiscard]] static std::unique_ptr<Encoder> from_json(const nlohmann::ordered_json& json);
  [[nodiscard]] std::string describe() const override;

 private:
  NumberScale scale_;
  NumberScaling scaling_;
  NumberFormat format_;
  bool has_missing_ = false;
};

/// A date as numbers: the time itself, and where it lies in the year, the week and the day.
class DateEncoder final : public Encoder {
 public:
  [[nodiscard]] std::string_view type() const noexcept override { return "date"; }
  void fit(const Samples& samples, const Samples::Column& column) override;
  [[nodiscard]] Array encode(const Samples& samples, const Samples::Column& column) const override;
  [[nodiscard]] Output output() const override { return {.shape = {8}}; }
  [[nodiscard]] nlohmann::ordered_json to_json() const override;
  [[nodiscard]] static std::unique_ptr<Encoder> from_json(const nlohmann::ordered_json& json);
  [[nodiscard]] std::string describe() const override;

 private:
  NumberScaling scaling_;
  DateOrder order_ = DateOrder::year_first;
};

/// One of several names: 0 stands for one that training has not seen, or too rarely; missing is a name too.
class CategoryEncoder final : public Encoder {
 public:
  explicit CategoryEncoder(std::int64_t most) : most_(most) {}
  [[nodiscard]] std::string_view type() const noexcept override { return "category"; }
  void fit(const Samples& samples, const Samples::Column& column) override;
  [[nodiscard]] Array encode(const Samples& samples, const Samples::Column& column) const override;
  [[nodiscard]] Output output() const override {
    return {.kind = Output::Kind::category, .shape = {}, .vocabulary = names_.end()};
  }
  [[nodiscard]] nlohmann::ordered_json to_json() const override;
  [[nodiscard]] static std::unique_ptr<Encoder> from_json(const nlohmann::ordered_json& json);
  [[nodiscard]] std::string describe() const override;

 private:
  std::int64_t most_;
  Vocabulary names_{1};
};

/// Words in order: 0 after the end, 1 for a word that training has not seen twice. Numbers that it has not
/// are known by their number of digits, if others of as many were seen.
class TextEncoder final : public Encoder {
 public:
  TextEncoder(std::int64_t most_words, std::int64_t most_steps)
      : most_words_(most_words), steps_(most_steps) {}
  [[nodiscard]] std::string_view type() const noexcept override { return "text"; }
  void fit(const Samples& samples, const Samples::Column& column) override;
  [[nodiscard]] Array encode(const Samples& samples, const Samples::Column& column) const override;
  [[nodiscard]] Output output() const override {
    return {.kind = Output::Kind::tokens, .shape = {steps_}, .vocabulary = words_.end()};
  }
  [[nodiscard]] nlohmann::ordered_json to_json() const override;
  [[nodiscard]] static std::unique_ptr<Encoder> from_json(const nlohmann::ordered_json& json);
  [[nodiscard]] std::string describe() const override;

 private:
  std::int64_t most_words_;
  std::int64_t steps_;
  Vocabulary words_{2};
};

/// Recordings, each channel with mean 0 and deviation 1, cut or filled with zeros to the same number of
/// steps.
class SeriesEncoder final : public Encoder {
 public:
  explicit SeriesEncoder(std::int64_t most_steps) : steps_(most_steps) {}
  [[nodiscard]] std::string_view type() const noexcept override { return "series"; }
  void fit(const Samples& samples, const Samples::Column& column) override;
  [[nodiscard]] Array encode(const Samples& samples, const Samples::Column& column) const override;
  [[nodiscard]] Output output() const override;
  [[nodiscard]] nlohmann::ordered_json to_json() const override;
  [[nodiscard]] static std::unique_ptr<Encoder> from_json(const nlohmann::ordered_json& json);
  [[nodiscard]] std::string describe() const override;

 private:
  std::int64_t steps_;
  bool varies_ = false;  ///< recordings of several lengths: a further channel is 1 where there is one
  std::vector<double> means_, deviations_;
};

}  // namespace saem::detail
