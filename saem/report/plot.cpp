#include "saem/report/plot.h"

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

constexpr double least_left = 66.0, least_right = 18.0, plot_bottom = 46.0, plot_body = 250.0;
constexpr double legend_top = 34.0, legend_row = 18.0;

/// What the legend says, and where each entry stands.
struct LegendEntry {
  std::string name;
  std::string sample;  // markup at (0, 0)
  double x = 0.0, y = 0.0;
};

struct Frame {
  Axis x, y;
  double width = 0.0, height = 0.0, top = 0.0;
  double left = least_left, right_margin = least_right;
  double bottom() const { return height - plot_bottom; }
  double right() const { return width - right_margin; }
  double px(double v) const { return left + std::clamp(x.position(v), 0.0, 1.0) * (right() - left); }
  double py(double v) const { return bottom() - std::clamp(y.position(v), 0.0, 1.0) * (bottom() - top); }
};

/// The smallest and largest finite value, and what is asked for.
class Extent {
 public:
  void add(double v) {
    if (!std::isfinite(v)) return;
    low_ = std::min(low_, v);
    high_ = std::max(high_, v);
  }
  Axis axis(std::pair<double, double> wanted, int intervals) const {
    if (wanted.first < wanted.second) return make_axis(wanted.first, wanted.second, intervals);
    return low_ > high_ ? make_axis(0.0, 1.0, intervals) : make_axis(low_, high_, intervals);
  }

 private:
  double low_ = std::numeric_limits<double>::infinity(), high_ = -low_;
};

std::string style_of_line(const Plot::Points& p, std::size_t color) {
  if (p.quiet) return "fill:none;stroke:var(--muted, #5b6470);stroke-width:1.5;stroke-dasharray:3 4";
  return fmt::format("fill:none;stroke:{};stroke-width:2.2;stroke-linejoin:round;stroke-dasharray:{}",
                     series_color(color), series_dash(color));
}

std::vector<LegendEntry> legend_of(const Plot& plot) {
  std::vector<LegendEntry> entries;
  std::size_t color = 0;
  for (const Plot::Bars& b : plot.bars) {
    entries.push_back(
        {b.name,
         fmt::format("<rect y=\"-5\" width=\"22\" height=\"10\" style=\"fill:{};fill-opacity:0.55\"/>",
                     series_color(color++))});
  }
  for (const Plot::Points& p : plot.points) {
    const std::size_t own = p.quiet ? 0 : color++;
    entries.push_back(
        {p.name, p.connected
                     ? fmt::format("<path d=\"M0 0h24\" style=\"{}\"/>", style_of_line(p, own))
                     : fmt::format("<circle cx=\"12\" r=\"3\" style=\"fill:{}\"/>", series_color(own))});
  }
  std::erase_if(entries, [](const LegendEntry& e) { return e.name.empty(); });
  double x = least_left, y = legend_top + 6.0;
  for (LegendEntry& e : entries) {
    const double width = 48.0 + svg_text_width(e.name);
    if (x > least_left && x + width > plot.width) x = least_left, y += legend_row;
    e.x = x;
    e.y = y;
    x += width;
  }
  return entries;
}

Frame frame_of(const Plot& plot, const std::vector<LegendEntry>& legend) {
  Extent x, y;
  for (const Plot::Bars& b : plot.bars) {
    for (const double e : b.edges) x.add(e);
    for (const double h : b.heights) y.add(h);
    y.add(0.0);
  }
  for (const Plot::Points& p : plot.points) {
    for (const double v : p.x) x.add(v);
    for (const double v : p.y) y.add(v);
  }
  Frame f{x.axis(plot.x_range, 6), y.axis(plot.y_range, 5)};
  f.width = plot.width;
  for (const std::string& label : f.y.labels) f.left = std::max(f.left, 30.0 + svg_text_width(label));
  f.right_margin = std::max(least_right, svg_text_width(f.x.labels.back()) / 2.0 + 4.0);
  f.top = legend.empty() ? 36.0 : legend.back().y + 18.0;
  f.height = plot.height > 0 ? plot.height : f.top + plot_body + plot_bottom;
  return f;
}

std::string draw_frame(const Plot& plot, const Frame& f) {
  std::string out;
  for (std::size_t i = 0; i < f.y.ticks.size(); ++i) {
    const double y = f.py(f.y.ticks[i]);
    out += svg_line(f.left, y, f.right(), y, grid_stroke);
    out += svg_text(f.left - 8.0, y + 4.0, "end", muted_fill, f.y.labels[i]);
  }
  // Long labels would touch: then every second or third is drawn.
  double widest = 0.0;
  for (const std::string& l : f.x.labels) widest = std::max(widest, svg_text_width(l) + 8.0);
  const double room =
      (f.right() - f.left) / static_cast<double>(std::max<std::size_t>(f.x.ticks.size(), 2) - 1);
  const auto every = static_cast<std::size_t>(std::max(1.0, std::ceil(widest / room)));
  for (std::size_t i = 0; i < f.x.ticks.size(); ++i) {
    const double x = f.px(f.x.ticks[i]);
    out += svg_line(x, f.bottom(), x, f.bottom() + 5.0, muted_stroke);
    if (i % every == 0) out += svg_text(x, f.bottom() + 19.0, "middle", muted_fill, f.x.labels[i]);
  }
  out += svg_line(f.left, f.bottom(), f.right(), f.bottom(), muted_stroke);
  out += svg_text((f.left + f.right()) / 2.0, f.height - 8.0, "middle", muted_fill, plot.x_label);
  return out + svg_upright(14.0, (f.top + f.bottom()) / 2.0, muted_fill, plot.y_label);
}

std::string draw_bars(const Plot::Bars& b, std::size_t color, const Frame& f) {
  std::string out;
  for (std::size_t i = 0; i + 1 < b.edges.size() && i < b.heights.size(); ++i) {
    if (!std::isfinite(b.heights[i]) || b.heights[i] == 0.0) continue;
    const double x1 = f.px(b.edges[i]), x2 = f.px(b.edges[i + 1]);
    const double y1 = f.py(std::max(b.heights[i], 0.0)), y2 = f.py(std::min(b.heights[i], 0.0));
    out += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"><title>{:.4g} … {:.4g}: "
        "{:.4g}</title></rect>\n",
        x1 + 0.5, y1, std::max(x2 - x1 - 1.0, 0.5), y2 - y1, b.edges[i], b.edges[i + 1], b.heights[i]);
  }
  return fmt::format("<g style=\"fill:{};fill-opacity:0.55\">\n{}</g>\n", series_color(color), out);
}

std::string draw_points(const Plot::Points& p, std::size_t color, const Frame& f) {
  std::string path, dots;
  bool pen_down = false;
  for (std::size_t i = 0; i < std::min(p.x.size(), p.y.size()); ++i) {
    if (!std::isfinite(p.x[i]) || !std::isfinite(p.y[i])) {
      pen_down = false;
      continue;
    }
    const double x = f.px(p.x[i]), y = f.py(p.y[i]);
    if (p.connected) path += fmt::format("{}{:.1f} {:.1f}", pen_down ? "L" : "M", x, y);
    pen_down = true;
    // A line of length 0 with round ends is a dot, in far fewer bytes than a circle.
    if (!p.connected) path += fmt::format("M{:.1f} {:.1f}h0", x, y);
    if (p.connected && p.dotted)
      dots += fmt::format(
          "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\"><title>{:.4g}: {:.4g}</title></circle>\n", x, y,
          p.x[i], p.y[i]);
  }
  if (path.empty()) return {};
  if (!p.connected) {
    return fmt::format(
        "<path d=\"{}\" style=\"fill:none;stroke:{};stroke-width:4.5;stroke-linecap:round;"
        "stroke-opacity:{}\"/>\n",
        path, series_color(color), p.x.size() > 300 ? 0.4 : 0.7);
  }
  std::string out = fmt::format("<path d=\"{}\" style=\"{}\"/>\n", path, style_of_line(p, color));
  if (!dots.empty()) out += fmt::format("<g style=\"fill:{}\">\n{}</g>\n", series_color(color), dots);
  return out;
}

}  // namespace

std::string plot_svg(const Plot& plot) {
  const std::vector<LegendEntry> legend = legend_of(plot);
  const Frame frame = frame_of(plot, legend);
  std::string out = svg_begin(frame.width, frame.height, plot.title, plot.description);
  out += svg_text(least_left, 20.0, "start", "fill:var(--ink, #1c2430);font-weight:600;font-size:14px",
                  plot.title);
  for (const LegendEntry& e : legend) {
    out += fmt::format("<g transform=\"translate({:.1f} {:.1f})\">{}</g>", e.x, e.y, e.sample) +
           svg_text(e.x + 30.0, e.y + 4.0, "start", ink_fill, e.name);
  }
  out += draw_frame(plot, frame);
  std::size_t color = 0;
  for (const Plot::Bars& b : plot.bars) out += draw_bars(b, color++, frame);
  for (const Plot::Points& p : plot.points) out += draw_points(p, p.quiet ? 0 : color++, frame);
  return out + "</svg>\n";
}

}  // namespace saem
