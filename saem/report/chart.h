#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace saem {

/// A line: one value per epoch. A value that is not finite leaves a gap.
struct Series {
  std::string name = {};
  std::vector<double> values = {};
};

struct LineChart {
  std::string title = {};
  std::string description = {};   ///< one sentence for people who cannot see the picture; may be empty
  std::string x_label = "epoch";  ///< the first value of a series stands at x = 1
  std::string y_label = {};
  std::vector<Series>
      series;  ///< drawn in different colours and dash patterns, so that print keeps them apart
  std::optional<std::size_t> marked = {};  ///< index of an epoch to mark with a vertical line
  std::string mark_label = {};             ///< what the line says: "best weights"
  int width = 480, height = 310;           ///< in CSS pixels; the picture scales
};

/// The chart as one SVG element that needs nothing else: it may stand alone in a file or inside an HTML page,
/// and follows the page's custom properties --ink, --muted, --grid, --paper and --series-1 … --series-6 where
/// defined.
[[nodiscard]] std::string line_chart_svg(const LineChart& chart);

}  // namespace saem
