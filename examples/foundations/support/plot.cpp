#include "examples/foundations/support/plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace plot {
namespace {

// Okabe and Ito's colours, which people who see no red or green can tell apart too.
constexpr std::array colours{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};
constexpr int width = 440, height = 340;                      // of one picture
constexpr int left = 62, right = 16, upper = 38, lower = 52;  // margins around its axes
constexpr int plot_width = width - left - right, plot_height = height - upper - lower;

std::string colour(int index) { return colours.at(static_cast<std::size_t>(index) % colours.size()); }

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else
      result += c;
  }
  return result;
}

// Two decimals of a pixel are enough, and the same on all machines.
std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f", value);
  return text.data();
}

// 1, 2 or 5 times a power of ten, so that about five of them fill the axis.
double tick_distance(double low, double high) {
  const double rough = (high - low) / 5, power = std::pow(10, std::floor(std::log10(rough)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (step * power >= rough * 0.999) return step * power;
  }
  return 10 * power;
}

std::string tick_label(double value, double distance) {
  std::array<char, 32> text{};
  const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(distance) + 1e-9)));
  std::snprintf(text.data(), text.size(), "%.*f", decimals, std::abs(value) < distance / 1e6 ? 0.0 : value);
  return text.data();
}

// One picture, whose upper left corner is the origin.
class Canvas {
 public:
  Canvas(std::ostream& out, const Picture& picture, int index)
      : out_(out), picture_(picture), clip_("axes" + std::to_string(index)) {}

  void draw() {
    label(width / 2.0, 22, "middle", picture_.title, "font-weight='bold'");
    out_ << "<clipPath id='" << clip_ << "'><rect x='" << left << "' y='" << upper << "' width='"
         << plot_width << "' height='" << plot_height << "'/></clipPath>\n";
    if (picture_.field) draw_field();
    draw_axes();
    out_ << "<g clip-path='url(#" << clip_ << ")'>\n";
    for (const Line& line : picture_.lines) draw_line(line);
    for (const Points& points : picture_.points) draw_points(points);
    out_ << "</g>\n";
    draw_legend();
  }

 private:
  [[nodiscard]] double x(double value) const {
    return left + (value - picture_.range.left) / (picture_.range.right - picture_.range.left) * plot_width;
  }
  [[nodiscard]] double y(double value) const {
    return upper + (picture_.range.top - value) / (picture_.range.top - picture_.range.bottom) * plot_height;
  }

  void label(double at_x, double at_y, const std::string& anchor, const std::string& text,
             const std::string& more = "") {
    out_ << "<text x='" << number(at_x) << "' y='" << number(at_y) << "' text-anchor='" << anchor << "' "
         << more << ">" << escaped(text) << "</text>\n";
  }

  void draw_field() {
    constexpr int cells = 60;
    const Range& r = picture_.range;
    for (int row = 0; row < cells; ++row) {
      const double at_y = r.top - (row + 0.5) * (r.top - r.bottom) / cells;
      for (int column = 0; column < cells; ++column) {
        const int c = picture_.field(r.left + (column + 0.5) * (r.right - r.left) / cells, at_y);
        if (c < 0) continue;
        out_ << "<rect x='" << number(left + column * double{plot_width} / cells) << "' y='"
             << number(upper + row * double{plot_height} / cells) << "' width='"
             << number(double{plot_width} / cells + 0.5) << "' height='"
             << number(double{plot_height} / cells + 0.5) << "' fill='" << colour(c)
             << "' fill-opacity='0.2'/>\n";
      }
    }
  }

  void draw_axes() {
    const Range& r = picture_.range;
    out_ << "<rect x='" << left << "' y='" << upper << "' width='" << plot_width << "' height='"
         << plot_height << "' fill='none' stroke='#444'/>\n";
    const double low_y = std::min(r.bottom, r.top),
                 high_y = std::max(r.bottom, r.top);  // rows of pixels go down
    const double dx = tick_distance(r.left, r.right), dy = tick_distance(low_y, high_y);
    for (double t = std::ceil(r.left / dx - 1e-9) * dx; t <= r.right + dx * 1e-9; t += dx) {
      out_ << "<path d='M" << number(x(t)) << " " << upper + plot_height << "v5' stroke='#444'/>\n";
      label(x(t), upper + plot_height + 18, "middle", tick_label(t, dx));
    }
    for (double t = std::ceil(low_y / dy - 1e-9) * dy; t <= high_y + dy * 1e-9; t += dy) {
      out_ << "<path d='M" << left << " " << number(y(t)) << "h-5' stroke='#444'/>\n";
      label(left - 8, y(t) + 4, "end", tick_label(t, dy));
    }
    label(left + plot_width / 2.0, height - 12, "middle", picture_.x_label);
    const double middle = upper + plot_height / 2.0;
    label(14, middle, "middle", picture_.y_label, "transform='rotate(-90 14 " + number(middle) + ")'");
  }

  void draw_line(const Line& line) {
    out_ << "<polyline class='line' fill='none' stroke='" << colour(line.colour) << "' stroke-width='2'"
         << (line.dashed ? " stroke-dasharray='6 4'" : "") << " points='";
    for (std::size_t i = 0; i < line.x.size(); ++i)
      out_ << (i ? " " : "") << number(x(line.x[i])) << "," << number(y(line.y[i]));
    out_ << "'/>\n";
  }

  void draw_points(const Points& points) {
    for (std::size_t i = 0; i < points.x.size(); ++i) {
      out_ << "<circle class='point' cx='" << number(x(points.x[i])) << "' cy='" << number(y(points.y[i]))
           << "' r='4' fill='" << colour(points.colour) << "' stroke='white'/>\n";
    }
  }

  void draw_legend() {
    double at = upper + 16;
    const auto entry = [&](const std::string& name, const std::string& mark) {
      if (name.empty()) return;
      out_ << mark;
      label(left + 34, at + 4, "start", name, "paint-order='stroke' stroke='white' stroke-width='3'");
      at += 17;
    };
    for (const Points& p : picture_.points)
      entry(p.name, "<circle cx='" + number(left + 20) + "' cy='" + number(at) + "' r='4' fill='" +
                        colour(p.colour) + "'/>\n");
    for (const Line& l : picture_.lines)
      entry(l.name, "<path d='M" + number(left + 8) + " " + number(at) + "h22' stroke='" + colour(l.colour) +
                        "' stroke-width='2'" + (l.dashed ? " stroke-dasharray='6 4'" : "") + "/>\n");
  }

  std::ostream& out_;
  const Picture& picture_;
  std::string clip_;
};

}  // namespace

std::vector<double> spaced(double first, double last, int n) {
  std::vector<double> result;
  for (int i = 0; i < n; ++i) result.push_back(first + (last - first) * i / (n - 1));
  return result;
}

std::vector<double> values(const std::vector<double>& x, const std::function<double(double)>& f) {
  std::vector<double> result;
  for (const double value : x) result.push_back(f(value));
  return result;
}

std::string svg(const std::vector<Picture>& pictures) {
  const std::size_t columns = std::min<std::size_t>(pictures.size(), 2);
  const std::size_t rows = (pictures.size() + 1) / 2;
  std::ostringstream out;
  out << "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 " << columns * width << " " << rows * height
      << "' width='" << columns * width << "' height='" << rows * height
      << "' font-family='sans-serif' font-size='12'>\n<rect width='100%' height='100%' fill='white'/>\n";
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    out << "<g transform='translate(" << i % 2 * width << " " << i / 2 * height << ")'>\n";
    Canvas(out, pictures[i], static_cast<int>(i)).draw();
    out << "</g>\n";
  }
  out << "</svg>\n";
  return out.str();
}

void save(const std::string& file, const std::vector<Picture>& pictures) {
  std::ofstream out(file);
  if (!(out << svg(pictures) << std::flush)) throw std::runtime_error("cannot write " + file);
  std::size_t points = 0, lines = 0;
  for (const Picture& picture : pictures) {
    for (const Points& p : picture.points) points += p.x.size();
    lines += picture.lines.size();
  }
  std::printf("%s: %zu points, %zu lines\n", file.c_str(), points, lines);
}

std::string text(const Picture& picture, int columns, int rows) {
  const Range& r = picture.range;
  std::vector<std::vector<std::string>> cells(
      static_cast<std::size_t>(rows), std::vector<std::string>(static_cast<std::size_t>(columns), " "));
  const auto put = [&](double x, double y, const std::string& mark) {
    const auto column = std::floor((x - r.left) / (r.right - r.left) * (columns - 1) + 0.5);
    const auto row = std::floor((r.top - y) / (r.top - r.bottom) * (rows - 1) + 0.5);
    if (column >= 0 && column < columns && row >= 0 && row < rows)
      cells[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] = mark;
  };
  if (picture.field) {
    for (const double y : spaced(r.top, r.bottom, rows)) {
      for (const double x : spaced(r.left, r.right, columns)) {
        const int c = picture.field(x, y);
        if (c >= 0) put(x, y, c % 2 ? "▒" : "░");
      }
    }
  }
  for (const Line& line : picture.lines) {
    for (std::size_t i = 0; i + 1 < line.x.size(); ++i) {
      for (const double t : spaced(0, 1, columns))
        put(line.x[i] + t * (line.x[i + 1] - line.x[i]), line.y[i] + t * (line.y[i + 1] - line.y[i]), "·");
    }
  }
  for (const Points& points : picture.points) {
    for (std::size_t i = 0; i < points.x.size(); ++i)
      put(points.x[i], points.y[i], std::string(1, static_cast<char>('a' + points.colour)));
  }
  std::string result;
  for (const auto& row : cells) {
    std::string line = "  |";
    for (const std::string& cell : row) line += cell;
    result += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  result += "  +";
  for (int i = 0; i < columns; ++i) result += "-";
  return result + "\n";
}

}  // namespace plot
