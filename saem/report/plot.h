#pragma once

#include <string>
#include <utility>
#include <vector>

namespace saem {

/// A drawing of numbers over numbers: lines, points and bars in one pair of axes. Points that are not finite
/// are left out.
struct Plot {
  struct Points {
    std::string name = {};  ///< in the legend; empty: not there
    std::vector<double> x = {}, y = {};
    bool connected = true;  ///< a line, else dots
    bool dotted = false;    ///< of a line: dots on it, too
    bool quiet = false;     ///< grey and dashed: a line to compare with
  };
  /// Bars on the x axis, each over [edges[i], edges[i + 1]).
  struct Bars {
    std::string name = {};
    std::vector<double> edges = {}, heights = {};
  };

  std::string title = {};
  std::string description = {};  ///< one sentence for people who cannot see the picture
  std::string x_label = {}, y_label = {};
  std::vector<Bars> bars = {};      ///< drawn first, in the first colours
  std::vector<Points> points = {};  ///< in the next
  /// Ends of the axes; equal: found out.
  std::pair<double, double> x_range = {0, 0}, y_range = {0, 0};
  int width = 480, height = 0;  ///< in CSS pixels; the picture scales. Height 0: by the legend's rows
};

/// The drawing as one SVG element that needs nothing else (custom properties as in `line_chart_svg`).
[[nodiscard]] std::string plot_svg(const Plot& plot);

}  // namespace saem
