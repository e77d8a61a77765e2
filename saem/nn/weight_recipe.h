#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saem/nn/layer.h"

namespace saem::detail {

/// How a weight begins and is trained, as options and configs hold it.
struct WeightRecipe {
  std::string initializer;
  std::string regularizer = {};
  std::string constraint = {};

  /// Throws ValueError, in the name of `title`, for a text that names nothing.
  void require_valid(const std::string& title) const;
  [[nodiscard]] WeightOptions options() const;
  /// As "<weight>_initializer", "<weight>_regularizer" and "<weight>_constraint".
  void write(Attributes& config, const std::string& weight) const;
  [[nodiscard]] static WeightRecipe read(const Attributes& config, const std::string& weight,
                                         const char* initializer);
  /// Into a layer's options of this weight.
  void copy_to(std::string& its_initializer, std::string& its_regularizer,
               std::string& its_constraint) const {
    its_initializer = initializer;
    its_regularizer = regularizer;
    its_constraint = constraint;
  }
};

// The option of a config, or `otherwise` where the config leaves it out: a file from before the option.
[[nodiscard]] std::string text_in(const Attributes& config, std::string_view option, const char* otherwise);
[[nodiscard]] bool flag_in(const Attributes& config, std::string_view option, bool otherwise);
[[nodiscard]] double real_in(const Attributes& config, std::string_view option, double otherwise);
[[nodiscard]] std::int64_t integer_in(const Attributes& config, std::string_view option,
                                      std::int64_t otherwise);
[[nodiscard]] std::vector<std::int64_t> integers_in(const Attributes& config, std::string_view option,
                                                    std::vector<std::int64_t> otherwise);
/// A number that may be left out is stored as a list of one, or none.
[[nodiscard]] std::optional<std::int64_t> optional_in(const Attributes& config, std::string_view option);
[[nodiscard]] std::vector<std::int64_t> optional_value(const std::optional<std::int64_t>& number);
/// The same of a real number, which is stored as a number, or as the text "".
[[nodiscard]] std::optional<double> optional_real_in(const Attributes& config, std::string_view option);
[[nodiscard]] AttributeValue optional_real_value(const std::optional<double>& number);
/// Axes are stored as integers. Throws ValueError for a number that is no axis of any tensor.
[[nodiscard]] std::vector<int> axes_in(const Attributes& config, std::string_view option,
                                       std::vector<int> otherwise);
/// One axis, stored as an integer.
[[nodiscard]] int axis_in(const Attributes& config, std::string_view option, int otherwise);
[[nodiscard]] std::vector<std::int64_t> axes_value(const std::vector<int>& axes);

// Lists of real numbers are stored as text: "0.5, 1".
[[nodiscard]] std::string reals_text(const std::vector<double>& numbers);
/// Throws ValueError, in the name of `option`, for another text.
[[nodiscard]] std::vector<double> reals_of(const std::string& text, const char* option);

}  // namespace saem::detail
