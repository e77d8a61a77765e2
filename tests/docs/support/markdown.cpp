#include "tests/docs/support/markdown.h"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <regex>
#include <sstream>

namespace saem::docs {
namespace {

const std::string fence = "```";

/// The numbers of a text with decimals, and the text with a mark in their places.
struct Parts {
  std::string words;
  std::vector<std::string> numbers;
};

Parts parts_of(std::string_view text) {
  // Bars are as wide as what stands beside them; times, rates and memory are the machine's.
  static const std::regex machine(
      "━+|^(memory|machine) .*|^most confused: .*|[0-9][0-9.,]* "
      "?(µs|ms|s|min)\\b(/step|/epoch)?|[0-9][0-9.,]* "
      "?(img|rows|examples)/s|data wait [0-9]+%");
  static const std::regex decimal("-?[0-9]+(\\.[0-9]+)?(e[-+]?[0-9]+)?");
  const std::string masked = std::regex_replace(std::string(text), machine, "~");
  Parts parts{.words = std::regex_replace(masked, decimal, "#"), .numbers = {}};
  for (std::sregex_iterator it(masked.begin(), masked.end(), decimal), end; it != end; ++it)
    parts.numbers.push_back(it->str());
  return parts;
}

/// One unit of the number's last digit.
double last_digit(const std::string& number) {
  const std::size_t e = number.find('e'), point = number.find('.');
  const std::string mantissa = number.substr(0, e);
  if (point == std::string::npos && e == std::string::npos) return 0;  // counts are exact
  const double decimals = point == std::string::npos ? 0 : static_cast<double>(mantissa.size() - point - 1);
  return std::pow(10.0, (e == std::string::npos ? 0 : std::stod(number.substr(e + 1))) - decimals);
}

}  // namespace

std::string read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string join_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

std::vector<Block> blocks_of(const std::vector<std::string>& lines) {
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool hidden = lines[i].starts_with("<!-- cpp");
    if (!hidden && !lines[i].starts_with(fence)) continue;
    Block block;
    block.begin = i;
    std::istringstream(lines[i].substr(hidden ? 5 : 3)) >> block.language >> block.tag;
    for (++i; i < lines.size() && !lines[i].starts_with(hidden ? "-->" : fence); ++i)
      block.lines.push_back(lines[i]);
    block.end = i + 1;
    blocks.push_back(block);
  }
  return blocks;
}

std::optional<std::string> difference(std::string_view recorded, std::string_view now, double tolerance) {
  const std::vector<std::string> a = split_lines(recorded), b = split_lines(now);
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const Parts x = parts_of(i < a.size() ? a[i] : ""), y = parts_of(i < b.size() ? b[i] : "");
    bool same = x.words == y.words && x.numbers.size() == y.numbers.size() && i < a.size() && i < b.size();
    for (std::size_t k = 0; same && k < x.numbers.size(); ++k) {
      const double p = std::stod(x.numbers[k]), q = std::stod(y.numbers[k]);
      const double digit = std::max(last_digit(x.numbers[k]), last_digit(y.numbers[k]));
      same = std::abs(p - q) <= std::max(1.01 * digit, tolerance * std::max(1.0, std::abs(p)));
    }
    if (!same)
      return fmt::format("line {}:\n  recorded: {}\n  now:      {}", i + 1, i < a.size() ? a[i] : "(nothing)",
                         i < b.size() ? b[i] : "(nothing)");
  }
  return {};
}

std::filesystem::path repository() {
  return std::filesystem::absolute(__FILE__).parent_path().parent_path().parent_path().parent_path();
}

}  // namespace saem::docs
