#include "saem/report/svg.h"

#include <fmt/format.h>

#include <array>

#include "saem/report/text.h"

namespace saem::detail {
namespace {

constexpr std::array<const char*, 6> colors = {"#0072b2", "#d55e00", "#009e73",
                                               "#cc79a7", "#8a6d00", "#56b4e9"};
constexpr std::array<const char*, 6> dashes = {"none", "7 4", "2 3", "10 3 2 3", "4 2", "1 4"};

}  // namespace

std::string series_color(std::size_t index) {
  return fmt::format("var(--series-{}, {})", index % colors.size() + 1, colors[index % colors.size()]);
}

const char* series_dash(std::size_t index) { return dashes[index % dashes.size()]; }

std::string svg_begin(double width, double height, const std::string& title, const std::string& description) {
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
      "height=\"{1:.0f}\" role=\"img\" style=\"max-width:100%;height:auto;font:12px "
      "system-ui,sans-serif\">\n<title>{2}</title>\n",
      width, height, escape_markup(title));
  if (!description.empty()) out += fmt::format("<desc>{}</desc>\n", escape_markup(description));
  return out + "<rect width=\"100%\" height=\"100%\" style=\"fill:var(--paper, #ffffff)\"/>\n";
}

std::string svg_text(double x, double y, const char* anchor, const std::string& style,
                     const std::string& content) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" style=\"{}\">{}</text>\n", x, y,
                     anchor, style, escape_markup(content));
}

std::string svg_upright(double x, double y, const std::string& style, const std::string& content) {
  return fmt::format(
      "<text transform=\"translate({:.0f} {:.1f}) rotate(-90)\" text-anchor=\"middle\" "
      "style=\"{}\">{}</text>\n",
      x, y, style, escape_markup(content));
}

std::string svg_line(double x1, double y1, double x2, double y2, const std::string& style) {
  return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" style=\"{}\"/>\n", x1, y1,
                     x2, y2, style);
}

double svg_text_width(const std::string& content) {
  std::size_t wide = 0;
  for (const char c : content) wide += (static_cast<unsigned char>(c) & 0xF0U) >= 0xE0U ? 1 : 0;
  return 7.0 * static_cast<double>(character_count(content)) + 5.0 * static_cast<double>(wide);
}

}  // namespace saem::detail
