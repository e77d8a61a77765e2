#include "saem/report/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "saem/report/axis.h"
#include "saem/report/text.h"

namespace saem {

using namespace detail;

namespace {

constexpr double left_margin = 58.0, right_margin = 16.0, top_margin = 62.0, bottom_margin = 46.0;
constexpr std::size_t max_dots = 60;  // with more epochs the dots would hide the line

// Okabe and Ito's colours (2008) first, which people with colour vision deficiency can tell apart.
constexpr std::array<const char*, 6> colors = {"#0072b2", "#d55e00", "#009e73",
                                               "#cc79a7", "#8a6d00", "#56b4e9"};
constexpr std::array<const char*, 6> dashes = {"none", "7 4", "2 3", "10 3 2 3", "4 2", "1 4"};

struct Plot {
  Axis x, y;
  double width, height;  // of the whole picture

  double right() const { return width - right_margin; }
  double bottom() const { return height - bottom_margin; }
  double px(double value) const { return left_margin + x.position(value) * (right() - left_margin); }
  double py(double value) const { return bottom() - y.position(value) * (bottom() - top_margin); }
};

std::string color(std::size_t series) {
  return fmt::format("var(--series-{}, {})", series % colors.size() + 1, colors[series % colors.size()]);
}

Plot make_plot(const LineChart& chart) {
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
  Plot plot{make_axis(1.0, static_cast<double>(epochs), 8, true), make_axis(low, high, 5),
            static_cast<double>(chart.width), static_cast<double>(chart.height)};
  // Epochs begin at 1 and end at the last one; round numbers between.
  plot.x.low = 1.0;
  plot.x.high = std::max(2.0, static_cast<double>(epochs));
  return plot;
}

std::string text(double x, double y, const std::string& anchor, const std::string& style,
                 const std::string& content) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" style=\"{}\">{}</text>\n", x, y,
                     anchor, style, escape_markup(content));
}

const std::string muted = "fill:var(--muted, #5b6470)";

std::string line(double x1, double y1, double x2, double y2, const std::string& style) {
  return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" style=\"{}\"/>\n", x1, y1,
                     x2, y2, style);
}

std::string draw_axes(const LineChart& chart, const Plot& p) {
  std::string out;
  for (std::size_t i = 0; i < p.y.ticks.size(); ++i) {
    const double y = p.py(p.y.ticks[i]);
    out += line(left_margin, y, p.right(), y, "stroke:var(--grid, #dfe3e8)");
    out += text(left_margin - 8.0, y + 4.0, "end", muted, p.y.labels[i]);
  }
  for (std::size_t i = 0; i < p.x.ticks.size(); ++i) {
    const double tick = p.x.ticks[i];
    if (tick < p.x.low || tick > p.x.high) continue;
    out += line(p.px(tick), p.bottom(), p.px(tick), p.bottom() + 5.0, "stroke:var(--muted, #5b6470)");
    out += text(p.px(tick), p.bottom() + 19.0, "middle", muted, p.x.labels[i]);
  }
  out += line(left_margin, p.bottom(), p.right(), p.bottom(), "stroke:var(--muted, #5b6470)");
  out += text((left_margin + p.right()) / 2.0, p.height - 8.0, "middle", muted, chart.x_label);
  const double middle = (top_margin + p.bottom()) / 2.0;
  out += fmt::format(
      "<text transform=\"translate(14 {:.1f}) rotate(-90)\" text-anchor=\"middle\" style=\"{}\">{}</text>\n",
      middle, muted, escape_markup(chart.y_label));
  return out;
}

std::string draw_legend(const LineChart& chart) {
  std::string out;
  double x = left_margin;
  for (std::size_t s = 0; s < chart.series.size(); ++s) {
    out += line(
        x, 40.0, x + 26.0, 40.0,
        fmt::format("stroke:{};stroke-width:2.5;stroke-dasharray:{}", color(s), dashes[s % dashes.size()]));
    out += text(x + 32.0, 44.0, "start", "fill:var(--ink, #1c2430)", chart.series[s].name);
    x += 52.0 + 7.0 * static_cast<double>(character_count(chart.series[s].name));
  }
  return out;
}

std::string draw_mark(const LineChart& chart, const Plot& p) {
  if (!chart.marked || static_cast<double>(*chart.marked) + 1.0 > p.x.high) return {};
  const double x = p.px(static_cast<double>(*chart.marked) + 1.0);
  const bool on_the_right = x > (left_margin + p.right()) / 2.0;
  return line(x, top_margin, x, p.bottom(), "stroke:var(--muted, #5b6470);stroke-dasharray:3 3") +
         text(x + (on_the_right ? -6.0 : 6.0), top_margin + 10.0, on_the_right ? "end" : "start", muted,
              chart.mark_label);
}

std::string draw_series(const Series& series, std::size_t index, const Plot& p) {
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
          "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"><title>{}, epoch {}: {:.4g}</title></circle>\n", x, y,
          escape_markup(series.name), i + 1, value);
    }
  }
  if (path.empty()) return {};
  return fmt::format(
      "<path d=\"{}\" "
      "style=\"fill:none;stroke:{};stroke-width:2.5;stroke-linejoin:round;stroke-dasharray:{}\"/>\n"
      "<g style=\"fill:{}\">\n{}</g>\n",
      path, color(index), dashes[index % dashes.size()], color(index), dots);
}

}  // namespace

std::string line_chart_svg(const LineChart& chart) {
  const Plot plot = make_plot(chart);
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
      "role=\"img\" "
      "style=\"max-width:100%;height:auto;font:12px system-ui,sans-serif\">\n<title>{2}</title>\n",
      chart.width, chart.height, escape_markup(chart.title));
  if (!chart.description.empty()) out += fmt::format("<desc>{}</desc>\n", escape_markup(chart.description));
  out += "<rect width=\"100%\" height=\"100%\" style=\"fill:var(--paper, #ffffff)\"/>\n";
  out += text(left_margin, 20.0, "start", "fill:var(--ink, #1c2430);font-weight:600;font-size:14px",
              chart.title);
  out += draw_legend(chart) + draw_axes(chart, plot) + draw_mark(chart, plot);
  for (std::size_t s = 0; s < chart.series.size(); ++s) out += draw_series(chart.series[s], s, plot);
  return out + "</svg>\n";
}

}  // namespace saem
