#include "saem/nn/weight_recipe.h"

#include <fmt/format.h>

#include <charconv>
#include <variant>

#include "saem/core/error.h"

namespace saem::detail {

void WeightRecipe::require_valid(const std::string& title) const {
  static_cast<void>(saem::initializer(initializer, title));
  static_cast<void>(saem::regularizer(regularizer, title));
  static_cast<void>(saem::constraint(constraint, title));
}

WeightOptions WeightRecipe::options() const {
  return {.regularizer = saem::regularizer(regularizer), .constraint = saem::constraint(constraint)};
}

void WeightRecipe::write(Attributes& config, const std::string& weight) const {
  config.set(weight + "_initializer", initializer);
  config.set(weight + "_regularizer", regularizer);
  config.set(weight + "_constraint", constraint);
}

WeightRecipe WeightRecipe::read(const Attributes& config, const std::string& weight,
                                const char* initializer) {
  return {text_in(config, weight + "_initializer", initializer), text_in(config, weight + "_regularizer", ""),
          text_in(config, weight + "_constraint", "")};
}

std::string text_in(const Attributes& config, std::string_view option, const char* otherwise) {
  return config.has(option) ? config.text(option) : otherwise;
}
bool flag_in(const Attributes& config, std::string_view option, bool otherwise) {
  return config.has(option) ? config.flag(option) : otherwise;
}
double real_in(const Attributes& config, std::string_view option, double otherwise) {
  return config.has(option) ? config.real(option) : otherwise;
}
std::int64_t integer_in(const Attributes& config, std::string_view option, std::int64_t otherwise) {
  return config.has(option) ? config.integer(option) : otherwise;
}
std::vector<std::int64_t> integers_in(const Attributes& config, std::string_view option,
                                      std::vector<std::int64_t> otherwise) {
  return config.has(option) ? config.integers(option) : std::move(otherwise);
}

std::optional<std::int64_t> optional_in(const Attributes& config, std::string_view option) {
  const std::vector<std::int64_t> list = integers_in(config, option, {});
  if (list.size() > 1) {
    fail<ValueError>({std::string(option),
                      fmt::format("expected one number or none, received {}", list.size()),
                      {},
                      "Leave it out, or give one."});
  }
  return list.empty() ? std::nullopt : std::optional(list[0]);
}

std::vector<std::int64_t> optional_value(const std::optional<std::int64_t>& number) {
  return number ? std::vector{*number} : std::vector<std::int64_t>();
}

std::optional<double> optional_real_in(const Attributes& config, std::string_view option) {
  for (const auto& [name, value] : config.entries()) {
    const auto* text = std::get_if<std::string>(&value.value);
    if (name == option && text != nullptr && text->empty()) return std::nullopt;
  }
  return config.has(option) ? std::optional(config.real(option)) : std::nullopt;
}

AttributeValue optional_real_value(const std::optional<double>& number) {
  return number ? AttributeValue(*number) : AttributeValue("");
}

namespace {

int checked_axis(std::string_view option, std::int64_t axis) {
  if (axis >= -Shape::max_rank && axis < Shape::max_rank) return static_cast<int>(axis);
  fail<ValueError>({std::string(option),
                    fmt::format("there is no axis {}", axis),
                    {},
                    "Axes are counted with the batch: -1 is the last one."});
}

}  // namespace

std::vector<int> axes_in(const Attributes& config, std::string_view option, std::vector<int> otherwise) {
  if (!config.has(option)) return otherwise;
  std::vector<int> axes;
  for (const std::int64_t axis : config.integers(option)) axes.push_back(checked_axis(option, axis));
  return axes;
}

int axis_in(const Attributes& config, std::string_view option, int otherwise) {
  return config.has(option) ? checked_axis(option, config.integer(option)) : otherwise;
}

std::vector<std::int64_t> axes_value(const std::vector<int>& axes) { return {axes.begin(), axes.end()}; }

std::string reals_text(const std::vector<double>& numbers) {
  return fmt::format("{}", fmt::join(numbers, ", "));
}

std::vector<double> reals_of(const std::string& text, const char* option) {
  std::vector<double> numbers;
  const char* next = text.data();
  const char* end = next + text.size();
  while (next != end) {
    const auto [after, error] = std::from_chars(next, end, numbers.emplace_back());
    if (error != std::errc() || (after != end && *after != ','))
      fail<ValueError>({option,
                        fmt::format("expected numbers with commas between, received \"{}\"", text),
                        {},
                        "Write for example \"0.5, 1, 2\"."});
    next = after;
    while (next != end && (*next == ',' || *next == ' ')) ++next;
  }
  return numbers;
}

}  // namespace saem::detail
