#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "saem/core/array.h"

namespace saem {

/// The inputs or outputs that something is given for, and how messages speak of it.
struct NamedPlaces {
  std::string_view place;              ///< the function that the user called: "fit"
  std::string what;                    ///< the argument: "x"
  std::string_view kind;               ///< "input" or "output"
  std::span<const std::string> names;  ///< of the inputs or outputs, in order
  bool one_for_all = false;            ///< a single value stands for each of them
  bool all_needed = false;             ///< by name, none may be missing
};

namespace detail {

/// Throws ShapeError: "fit: the model has 2 inputs ('left', 'right'), received 1 value as x".
[[noreturn]] void reject_count(const NamedPlaces& places, std::size_t received);
/// The place of each name. Throws ValueError for a name that is unknown, or given twice, or missing though it
/// is needed.
[[nodiscard]] std::vector<std::size_t> places_of(std::span<const std::string> given,
                                                 const NamedPlaces& places);

}  // namespace detail

/// What a model's inputs or outputs are given: one value; or a list in their order, `{a, b}`; or some of them
/// by name, `{{"left", a}, {"right", b}}`, where the names are those of Model::input_names or output_names.
template <class T>
class PerName {
 public:
  enum class Form : std::uint8_t { none, one, list, by_name };

  PerName() = default;
  template <std::convertible_to<T> U>
  PerName(const U& one) : form_(Form::one), values_{T(one)} {}                         // NOLINT: implicit
  PerName(std::initializer_list<T> list) : form_(Form::list), values_(list) {}         // NOLINT
  PerName(std::vector<T> list) : form_(Form::list), values_(std::move(list)) {}        // NOLINT
  PerName(std::initializer_list<std::pair<std::string, T>> named) { add_all(named); }  // NOLINT
  PerName(const std::map<std::string, T>& named) { add_all(named); }                   // NOLINT

  [[nodiscard]] Form form() const noexcept { return form_; }
  [[nodiscard]] bool given() const noexcept { return form_ != Form::none; }
  [[nodiscard]] const std::vector<T>& values() const noexcept { return values_; }

  /// One value per place, `missing` where there is none. Throws ShapeError or ValueError, in one message, for
  /// another number of values than places and for names that do not fit.
  [[nodiscard]] std::vector<T> in_order(const NamedPlaces& places, const T& missing = T()) const {
    const std::size_t n = places.names.size();
    if (form_ == Form::none) return std::vector<T>(n, missing);
    if (form_ == Form::one && (n == 1 || places.one_for_all)) return std::vector<T>(n, values_[0]);
    if (form_ == Form::by_name) {
      std::vector<T> result(n, missing);
      const std::vector<std::size_t> where = detail::places_of(names_, places);
      for (std::size_t i = 0; i < where.size(); ++i) result[where[i]] = values_[i];
      return result;
    }
    if (values_.size() != n) detail::reject_count(places, values_.size());
    return values_;
  }

 private:
  template <class Pairs>
  void add_all(const Pairs& named) {
    form_ = Form::by_name;
    for (const auto& [name, value] : named) {
      names_.push_back(name);
      values_.push_back(value);
    }
  }

  Form form_ = Form::none;
  std::vector<T> values_;
  std::vector<std::string> names_;  ///< by_name only
};

/// The arrays of a model's inputs, or of its outputs. Array() stands for none.
using Arrays = PerName<Array>;

}  // namespace saem
