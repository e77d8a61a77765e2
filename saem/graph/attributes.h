#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "saem/core/dtype.h"
#include "saem/core/shape.h"

namespace saem {

/// A compile-time argument of an op or a layer option: bool, integer, real, text, list of integers, or dtype.
struct AttributeValue {
  using Variant = std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>, DType>;

  AttributeValue(bool v) : value(v) {}  // NOLINT: meant to be implicit
  template <std::integral T>
  requires(!std::same_as<T, bool>) AttributeValue(T v) : value(static_cast<std::int64_t>(v)) {}  // NOLINT
  template <std::floating_point T>
  AttributeValue(T v) : value(static_cast<double>(v)) {}                                    // NOLINT
  AttributeValue(const char* v) : value(std::string(v)) {}                                  // NOLINT
  AttributeValue(std::string v) : value(std::move(v)) {}                                    // NOLINT
  AttributeValue(std::vector<std::int64_t> v) : value(std::move(v)) {}                      // NOLINT
  AttributeValue(const Shape& v) : value(std::vector<std::int64_t>(v.begin(), v.end())) {}  // NOLINT
  AttributeValue(DType v) : value(v) {}                                                     // NOLINT

  friend bool operator==(const AttributeValue&, const AttributeValue&) = default;
  Variant value;
};

/// Named values, sorted by name; what identifies an op application besides its inputs, and a layer besides
/// its weights.
class Attributes {
 public:
  using Entry = std::pair<std::string, AttributeValue>;

  Attributes() = default;
  Attributes(std::initializer_list<Entry> entries);

  void set(std::string name, AttributeValue value);
  [[nodiscard]] bool has(std::string_view name) const noexcept;
  [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }

  // Each throws ValueError if the name is absent or holds another kind (an integer is accepted as a real).
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] std::int64_t integer(std::string_view name) const;
  [[nodiscard]] double real(std::string_view name) const;
  [[nodiscard]] const std::string& text(std::string_view name) const;
  [[nodiscard]] const std::vector<std::int64_t>& integers(std::string_view name) const;
  [[nodiscard]] Shape shape(std::string_view name) const;
  [[nodiscard]] DType dtype(std::string_view name) const;

  /// "axis=1, keepdims=true".
  [[nodiscard]] std::string to_string() const;
  friend bool operator==(const Attributes&, const Attributes&) = default;

 private:
  [[nodiscard]] const AttributeValue& at(std::string_view name) const;
  std::vector<Entry> entries_;
};

}  // namespace saem
