#include "saem/ops/einsum_equation.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"

namespace saem::detail {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

[[noreturn]] void reject(std::string_view text, const std::string& problem, const std::string& advice) {
  fail<ValueError>({"einsum", problem, fmt::format("equation \"{}\"", text), advice});
}

std::vector<std::string> separated(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// Labels of one operand or of the result, "..." replaced by `stretched` axes.
Labels spelled_out(std::string_view text, std::string_view term, int stretched) {
  Labels labels;
  bool has_dots = false;
  for (std::size_t i = 0; i < term.size(); ++i) {
    if (term.substr(i, 3) == "..." && !has_dots) {
      for (int axis = stretched - 1; axis >= 0; --axis) labels += static_cast<char>('0' + axis);
      has_dots = true;
      i += 2;
    } else if (is_letter(term[i])) {
      labels += term[i];
    } else {
      reject(text, fmt::format("expected letters and at most one \"...\", received \"{}\"", term),
             "Write one letter per axis, for example \"bij,bjk->bik\".");
    }
  }
  return labels;
}

/// The result of an equation without "->".
Labels implicit_result(const std::vector<Labels>& operands, int stretched) {
  Labels result = spelled_out("", "...", stretched);
  Labels letters;
  for (const Labels& operand : operands) letters += operand;
  std::ranges::sort(letters);
  for (const char c : letters) {
    if (is_letter(c) && std::ranges::count(letters, c) == 1) result += c;
  }
  return result;
}

/// How many axes "..." stands for in an operand; 0 if it is not there.
int axes_of_dots(std::string_view text, std::string_view term, const Shape& shape, std::size_t operand) {
  const bool has_dots = term.find("...") != std::string_view::npos;
  const int letters = static_cast<int>(std::ranges::count_if(term, is_letter));
  const int rest = shape.rank() - letters;
  if (has_dots ? rest >= 0 : rest == 0) return rest;
  fail<ShapeError>({"einsum",
                    fmt::format("operand {} is written \"{}\" with {}{} axes, but has shape {}", operand,
                                term, has_dots ? "at least " : "", letters, shape.to_string()),
                    fmt::format("equation \"{}\"", text),
                    "Each axis of an operand needs a letter; \"...\" stands for axes that are not named."});
}

}  // namespace

Equation parse_equation(std::string_view text, std::span<const Shape> shapes) {
  std::string equation(text);
  std::erase(equation, ' ');
  const std::size_t arrow = equation.find("->");
  const std::vector<std::string> terms = separated(equation.substr(0, arrow), ',');
  if (terms.size() != shapes.size()) {
    reject(text, fmt::format("expected {} operands, received {}", terms.size(), shapes.size()),
           "The equation has one term per operand, separated by commas.");
  }
  int stretched = 0;
  std::vector<int> dots;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    // Wrong characters are told before wrong counts.
    static_cast<void>(spelled_out(text, terms[i], 0));
    dots.push_back(axes_of_dots(text, terms[i], shapes[i], i));
    stretched = std::max(stretched, dots.back());
  }
  Equation parsed;
  for (std::size_t i = 0; i < terms.size(); ++i)
    parsed.operands.push_back(spelled_out(text, terms[i], dots[i]));
  if (arrow == std::string::npos) {
    parsed.result = implicit_result(parsed.operands, stretched);
    return parsed;
  }

  const std::string result = equation.substr(arrow + 2);
  parsed.result = spelled_out(text, result, stretched);
  for (const char c : parsed.result) {
    if (is_letter(c) && std::ranges::count(parsed.result, c) > 1)
      reject(text, fmt::format("the result names axis '{}' twice", c), "Name each axis of the result once.");
    const auto has = [&](const Labels& operand) { return operand.find(c) != Labels::npos; };
    if (std::ranges::none_of(parsed.operands, has)) {
      reject(text, fmt::format("axis '{}' of the result is in no operand", c),
             "The result can only have axes of its operands.");
    }
  }
  if (stretched > 0 && result.find("...") == std::string::npos) {
    reject(text, "operands have \"...\", the result has not", "Write \"...\" in the result, too.");
  }
  return parsed;
}

std::int64_t extent_of(char label, const Equation& equation, std::span<const Shape> shapes,
                       std::string_view text) {
  std::int64_t extent = 1;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    for (std::size_t axis = 0; axis < equation.operands[i].size(); ++axis) {
      if (equation.operands[i][axis] != label) continue;
      const std::int64_t found = shapes[i][static_cast<int>(axis)];
      if (found == 1 || found == extent) continue;
      if (extent != 1) {
        fail<ShapeError>({"einsum",
                          fmt::format("axis '{}' is {} long in one operand and {} in operand {}",
                                      is_letter(label) ? std::string(1, label) : "...", extent, found, i),
                          fmt::format("equation \"{}\"", text),
                          "Axes of one letter must have one extent; only an extent of 1 stretches."});
      }
      extent = found;
    }
  }
  return extent;
}

}  // namespace saem::detail
