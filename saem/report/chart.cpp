#include "saem/report/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "saem/report/axis.h"
#include "saem/report/svg.h"
#include "saem/report/text.h"

namespace saem {

using namespace detail;

namespace {

/// Keeps words readable where they cross a line.
constexpr const char* halo =
    "paint-order:stroke;stroke:var(--paper, #ffffff);stroke-width:4px;stroke-linejoin:round";

constexpr double left_margin = 58.0, right_margin = 16.0, top_margin = 62.0, bottom_margin = 46.0;
constexpr std::size_t max_dots = 60;  // with more epochs the dots would hide the line

struct EpochPlot {
  Axis x, y;
  double width, height;  // of the whole picture

  double right() const { return width - right_margin; }
  double bottom() const { return height - bottom_margin; }
  double px(double value) const { return left_margin + x.position(value) * (right() - left_margin); }
  double py(double value) const { return bottom() - y.position(value) * (bottom() - top_margin); }
};

EpochPlot epoch_plot(const LineChart& chart) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  std::size_t epochs = 1;
  for (const auto& s : chart.series) {
    epochs = std::max(epochs, s.values.size());
    for (const double v : s.values) {
      if (!std::isfinite(v)) continue;
      low = std::min(low, v);
      high = std::max(high, v);
    }
  }
  if (low > high) low = 0.0, high = 1.0;  // nothing finite to show
  EpochPlot plot{make_axis(1.0, static_cast<double>(epochs), 8, true), make_axis(low, high, 5),
                 static_cast<double>(chart.width), static_cast<double>(chart.height)};
  // Epochs begin at 1 and end at the last one; round numbers between.
  plot.x.low = 1.0;
  plot.x.high = std::max(2.0, static_cast<double>(epochs));
  return plot;
}

std::string draw_axes(const LineChart& chart, const EpochPlot& p) {
  std::string out;
  for (std::size_t i = 0; i < p.y.ticks.size(); ++i) {
    const double y = p.py(p.y.ticks[i]);
    out += svg_line(left_margin, y, p.right(), y, grid_stroke);
    out += svg_text(left_margin - 8.0, y + 4.0, "end", muted_fill, p.y.labels[i]);
  }
  for (std::size_t i = 0; i < p.x.ticks.size(); ++i) {
    const double tick = p.x.ticks[i];
    if (tick < p.x.low || tick > p.x.high) continue;
    out += svg_line(p.px(tick), p.bottom(), p.px(tick), p.bottom() + 5.0, muted_stroke);
    out += svg_text(p.px(tick), p.bottom() + 19.0, "middle", muted_fill, p.x.labels[i]);
  }
  out += svg_line(left_margin, p.bottom(), p.right(), p.bottom(), muted_stroke);
  out += svg_text((left_margin + p.right()) / 2.0, p.height - 8.0, "middle", muted_fill, chart.x_label);
  out += svg_upright(14.0, (top_margin + p.bottom()) / 2.0, muted_fill, chart.y_label);
  return out;
}

std::string draw_legend(const LineChart& chart) {
  std::string out;
  double x = left_margin;
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    out += svg_line(
        x, 40.0, x + 26.0, 40.0,
        fmt::format("stroke:{};stroke-width:2.5;stroke-dasharray:{}", series_color(s), series_dash(s)));
    out += svg_text(x + 32.0, 44.0, "start", ink_fill, chart.series[s].name);
    x += 52.0 + svg_text_width(chart.series[s].name);
  }
  return out;
}

std::string draw_mark(const LineChart& chart, const EpochPlot& p) {
  if (!chart.marked || static_cast<double>(*chart.marked) + 1.0 > p.x.high) return {};
  const double x = p.px(static_cast<double>(*chart.marked) + 1.0);
  const bool on_the_right = x > (left_margin + p.right()) / 2.0;
  return svg_line(x, top_margin, x, p.bottom(), "stroke:var(--muted, #5b6470);stroke-dasharray:3 3") +
         svg_text(x + (on_the_right ? -6.0 : 6.0), top_margin + 10.0, on_the_right ? "end" : "start",
                  std::string(muted_fill) + ";" + halo, chart.mark_label);
}

std::string draw_series(const Series& series, std::size_t index, const EpochPlot& p,
                        const std::string& x_label) {
  std::string path, dots;
  bool pen_down = false;
  for (std::size_t i = 0; i < series.values.size(); ++i) {
    const double value = series.values[i];
    if (!std::isfinite(value)) {
      pen_down = false;
      continue;
    }
    const double x = p.px(static_cast<double>(i) + 1.0), y = p.py(value);
    path += fmt::format("{}{:.1f} {:.1f}", pen_down ? " L" : path.empty() ? "M" : " M", x, y);
    pen_down = true;
    if (series.values.size() <= max_dots) {
      dots += fmt::format(
          "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"><title>{}, {} {}: {:.4g}</title></circle>\n", x, y,
          escape_markup(series.name), escape_markup(x_label), i + 1, value);
    }
  }
  if (path.empty()) return {};
  return fmt::format(
      "<path d=\"{}\" "
      "style=\"fill:none;stroke:{};stroke-width:2.5;stroke-linejoin:round;stroke-dasharray:{}\"/>\n"
      "<g style=\"fill:{}\">\n{}</g>\n",
      path, series_color(index), series_dash(index), series_color(index), dots);
}

}  // namespace

std::string line_chart_svg(const LineChart& chart) {
  const EpochPlot plot = epoch_plot(chart);
  std::string out = svg_begin(chart.width, chart.height, chart.title, chart.description);
  out += svg_text(left_margin, 20.0, "start", "fill:var(--ink, #1c2430);font-weight:600;font-size:14px",
                  chart.title);
  out += draw_legend(chart) + draw_axes(chart, plot);
  for (std::size_t s = 0; s < chart.series.size(); ++s)
    out += draw_series(chart.series[s], s, plot, chart.x_label);
  return out + draw_mark(chart, plot) + "</svg>\n";
}

}  // namespace saem
