#include "saem/report/heat_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/report/svg.h"
#include "saem/report/text.h"
#include "saem/report/texts.h"

namespace saem {

using namespace detail;

namespace {

constexpr std::size_t max_classes_with_numbers = 20, max_classes_with_names = 60;
constexpr std::size_t max_name_length = 18;  // characters
constexpr double character_width = 6.6;      // of a 12 px label, roughly

struct Layout {
  std::size_t classes;
  double cell;           // side of a square
  double left, top;      // where the squares begin
  double width, height;  // of the whole picture
  double side() const { return cell * static_cast<double>(classes); }
};

Layout make_layout(const ConfusionMatrix& matrix) {
  const std::size_t classes = matrix.class_names.size();
  std::size_t longest = 1;
  for (const auto& n : matrix.class_names)
    longest = std::max(longest, std::min(character_count(n), max_name_length));
  const double label =
      classes <= max_classes_with_names ? character_width * static_cast<double>(longest) + 8.0 : 8.0;
  const double cell = std::clamp(620.0 / static_cast<double>(std::max<std::size_t>(classes, 1)), 4.0, 56.0);
  // Column names are slanted by 45 degrees: they need 0.71 of their length above, and as much to the right.
  const double slanted = 0.71 * label;
  Layout layout{classes, cell, 26.0 + label, 30.0 + slanted, 0.0, 0.0};
  layout.width = layout.left + layout.side() + std::max(slanted, 8.0);
  layout.height = layout.top + layout.side() + 8.0;
  return layout;
}

std::string draw_names(const ConfusionMatrix& matrix, const Layout& l, Language language) {
  std::string out =
      svg_text(l.left + l.side() / 2.0, 14.0, "middle", muted_fill, say(language, Text::map_columns)) +
      svg_upright(14.0, l.top + l.side() / 2.0, muted_fill, say(language, Text::map_rows));
  if (l.classes > max_classes_with_names) return out;
  const double size = std::min(12.0, std::max(l.cell - 1.0, 7.0));
  for (std::size_t c = 0; c < l.classes; ++c) {
    const std::string name = escape_markup(shorten(matrix.class_names[c], max_name_length));
    const double middle = (static_cast<double>(c) + 0.5) * l.cell;
    out += fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\" style=\"fill:var(--ink, "
        "#1c2430);font-size:{:.0f}px\">{}</text>\n",
        l.left - 6.0, l.top + middle + 4.0, size, name);
    out += fmt::format(
        "<text transform=\"translate({:.1f} {:.1f}) rotate(-45)\" style=\"fill:var(--ink, "
        "#1c2430);font-size:{:.0f}px\">{}</text>\n",
        l.left + middle + 2.0, l.top - 6.0, size, name);
  }
  return out;
}

std::string draw_cell(const ConfusionMatrix& matrix, const Layout& l, std::size_t t, std::size_t p,
                      std::int64_t count, double share, Language language) {
  const double x = l.left + static_cast<double>(p) * l.cell, y = l.top + static_cast<double>(t) * l.cell;
  // The square root makes rare mistakes visible: 1 % is drawn at a tenth of the full strength, not a
  // hundredth.
  const double strength = 0.06 + 0.94 * std::sqrt(share);
  const std::string color = t == p ? "var(--right, #0072b2)" : "var(--wrong, #d55e00)";
  std::string out = fmt::format(
      "<g><title>{}</title><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
      "height=\"{:.1f}\" "
      "style=\"fill:{};fill-opacity:{:.3f}\"/>",
      say(language, Text::map_cell, with_separators(count), escape_markup(matrix.class_names[t]),
          percent(share), escape_markup(matrix.class_names[p])),
      x, y, l.cell, l.cell, color, strength);
  if (l.classes <= max_classes_with_numbers) {
    const double size = std::min(
        13.0, 1.5 * l.cell / static_cast<double>(std::max<std::size_t>(fmt::format("{}", count).size(), 2)));
    out += fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\" "
        "style=\"fill:{};font-size:{:.1f}px\">{}</text>",
        x + l.cell / 2.0, y + l.cell / 2.0 + 0.35 * size,
        strength > 0.6 ? "var(--on-strong, #ffffff)" : "var(--ink, #1c2430)", size, count);
  }
  return out + "</g>\n";
}

}  // namespace

std::string heat_map_svg(const ConfusionMatrix& matrix, const std::string& title, Language language) {
  const Layout l = make_layout(matrix);
  std::string out = svg_begin(l.width, l.height, title, say(language, Text::map_description));
  out += draw_names(matrix, l, language);
  const auto counts = matrix.values();
  const Array normalized = matrix.normalized(Normalize::by_true);
  const auto shares = normalized.data<double>();
  for (std::size_t t = 0; t < l.classes; ++t) {
    for (std::size_t p = 0; p < l.classes; ++p) {
      const std::size_t i = t * l.classes + p;
      if (counts[i] > 0) out += draw_cell(matrix, l, t, p, counts[i], shares[i], language);
    }
  }
  for (std::size_t k = 0; k <= l.classes && l.cell >= 8.0; ++k) {
    const double offset = static_cast<double>(k) * l.cell;
    out += fmt::format(
        "<path d=\"M{0:.1f} {1:.1f}v{3:.1f}M{4:.1f} {2:.1f}h{3:.1f}\" style=\"stroke:var(--grid, "
        "#dfe3e8)\"/>\n",
        l.left + offset, l.top, l.top + offset, l.side(), l.left);
  }
  out += fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
      "style=\"fill:none;stroke:var(--muted, #5b6470)\"/>\n",
      l.left, l.top, l.side(), l.side());
  return out + "</svg>\n";
}

}  // namespace saem
