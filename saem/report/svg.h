#pragma once

#include <cstddef>
#include <string>

/// Pieces that the drawings of the report share.
namespace saem::detail {

inline constexpr const char* ink_fill = "fill:var(--ink, #1c2430)";
inline constexpr const char* muted_fill = "fill:var(--muted, #5b6470)";
inline constexpr const char* muted_stroke = "stroke:var(--muted, #5b6470)";
inline constexpr const char* grid_stroke = "stroke:var(--grid, #dfe3e8)";

/// Colour of the n-th of several things, as a CSS value; they begin again after six. Okabe and Ito's colours
/// (2008) first, which people with colour vision deficiency can tell apart.
[[nodiscard]] std::string series_color(std::size_t index);
/// The dash pattern that goes with it, so that print keeps lines apart.
[[nodiscard]] const char* series_dash(std::size_t index);

/// Opens a picture of that size, with a background. All texts are escaped here and below.
[[nodiscard]] std::string svg_begin(double width, double height, const std::string& title,
                                    const std::string& description);
[[nodiscard]] std::string svg_text(double x, double y, const char* anchor, const std::string& style,
                                   const std::string& content);
/// Text that reads upwards.
[[nodiscard]] std::string svg_upright(double x, double y, const std::string& style,
                                      const std::string& content);
[[nodiscard]] std::string svg_line(double x1, double y1, double x2, double y2, const std::string& style);
/// Width of a text of 12 px, roughly: characters of Hangul and the like are twice as wide.
[[nodiscard]] double svg_text_width(const std::string& content);

}  // namespace saem::detail
