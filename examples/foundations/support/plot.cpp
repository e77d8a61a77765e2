#include "examples/foundations/support/plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <utility>

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

using Attributes = std::vector<std::pair<const char*, std::string>>;

// <name attributes>, without the closing bracket.
std::string opened(const std::string& name, const Attributes& attributes) {
  std::string text = "<" + name;
  for (const auto& [key, value] : attributes) text += std::string(" ") + key + "=\"" + value + "\"";
  return text;
}
std::string tag(const std::string& name, const Attributes& attributes) {
  return opened(name, attributes) + "/>\n";
}
std::string group(const Attributes& attributes, const std::string& content) {
  return opened("g", attributes) + ">\n" + content + "</g>\n";
}

// One picture, whose upper left corner is the origin.
class Canvas {
 public:
  explicit Canvas(const Picture& picture) : picture_(picture), range_(picture.range) {}

  // `clip`: a name for the part between the axes, different for each picture of a file.
  [[nodiscard]] std::string draw(const std::string& clip) const {
    std::string inside;
    for (const Line& line : picture_.lines) inside += drawn(line);
    for (const Points& points : picture_.points) inside += drawn(points);
    return label(width / 2.0, 22, "middle", picture_.title, {{"font-weight", "bold"}}) +
           opened("clipPath", {{"id", clip}}) + ">" + tag("rect", frame()) + "</clipPath>\n" + field() +
           axes() + group({{"clip-path", "url(#" + clip + ")"}}, inside) + legend();
  }

 private:
  [[nodiscard]] double x(double value) const {
    return left + (value - range_.left) / (range_.right - range_.left) * plot_width;
  }
  [[nodiscard]] double y(double value) const {
    return upper + (range_.top - value) / (range_.top - range_.bottom) * plot_height;
  }

  static Attributes frame() {
    return {{"x", number(left)},
            {"y", number(upper)},
            {"width", number(plot_width)},
            {"height", number(plot_height)}};
  }
  static std::string label(double at_x, double at_y, const std::string& anchor, const std::string& text,
                           const Attributes& more = {}) {
    Attributes all{{"x", number(at_x)}, {"y", number(at_y)}, {"text-anchor", anchor}};
    all.insert(all.end(), more.begin(), more.end());
    return opened("text", all) + ">" + escaped(text) + "</text>\n";
  }
  static std::string stroke(const std::string& path, const std::string& colour) {
    return tag("path", {{"d", path}, {"stroke", colour}});
  }
  static Attributes line_style(const Line& line) {
    return {{"fill", "none"},
            {"stroke", colour(line.colour)},
            {"stroke-width", "2"},
            {"stroke-dasharray", line.dashed ? "6 4" : "none"}};
  }

  [[nodiscard]] std::string field() const {
    if (!picture_.field) return "";
    constexpr int cells = 60;
    constexpr double cell_width = double{plot_width} / cells, cell_height = double{plot_height} / cells;
    std::string result;
    for (int row = 0; row < cells; ++row) {
      const double at_y = range_.top - (row + 0.5) * (range_.top - range_.bottom) / cells;
      for (int column = 0; column < cells; ++column) {
        const int c =
            picture_.field(range_.left + (column + 0.5) * (range_.right - range_.left) / cells, at_y);
        if (c < 0) continue;
        result += tag("rect", {{"x", number(left + column * cell_width)},
                               {"y", number(upper + row * cell_height)},
                               {"width", number(cell_width)},
                               {"height", number(cell_height)},
                               {"fill", colour(c)},
                               {"fill-opacity", "0.2"},
                               {"shape-rendering", "crispEdges"}});
      }
    }
    return result;
  }

  [[nodiscard]] std::string axes() const {
    Attributes border = frame();
    border.insert(border.end(), {{"fill", "none"}, {"stroke", "#444"}});
    std::string result = tag("rect", border);
    const double low_y = std::min(range_.bottom, range_.top), high_y = std::max(range_.bottom, range_.top);
    const double dx = tick_distance(range_.left, range_.right), dy = tick_distance(low_y, high_y);
    constexpr int floor = upper + plot_height;
    for (double t = std::ceil(range_.left / dx - 1e-9) * dx; t <= range_.right + dx * 1e-9; t += dx) {
      result += stroke("M" + number(x(t)) + " " + number(floor) + "v5", "#444");
      result += label(x(t), floor + 18, "middle", tick_label(t, dx));
    }
    for (double t = std::ceil(low_y / dy - 1e-9) * dy; t <= high_y + dy * 1e-9; t += dy) {
      result += stroke("M" + number(left) + " " + number(y(t)) + "h-5", "#444");
      result += label(left - 8, y(t) + 4, "end", tick_label(t, dy));
    }
    const double middle = upper + plot_height / 2.0;
    return result + label(left + plot_width / 2.0, height - 12, "middle", picture_.x_label) +
           label(14, middle, "middle", picture_.y_label,
                 {{"transform", "rotate(-90 14 " + number(middle) + ")"}});
  }

  [[nodiscard]] std::string drawn(const Line& line) const {
    std::string places;
    for (std::size_t i = 0; i < line.x.size(); ++i)
      places += (i ? " " : "") + number(x(line.x[i])) + "," + number(y(line.y[i]));
    Attributes all{{"class", "line"}, {"points", places}};
    const Attributes style = line_style(line);
    all.insert(all.end(), style.begin(), style.end());
    return tag("polyline", all);
  }

  [[nodiscard]] std::string drawn(const Points& points) const {
    std::string result;
    for (std::size_t i = 0; i < points.x.size(); ++i) {
      result += tag("circle", {{"class", "point"},
                               {"cx", number(x(points.x[i]))},
                               {"cy", number(y(points.y[i]))},
                               {"r", "4"},
                               {"fill", colour(points.colour)},
                               {"stroke", "white"}});
    }
    return result;
  }

  // How many places of points and lines lie in a box: [x, x + box_width] × [y, y + box_height] in pixels.
  [[nodiscard]] int marks_in(double box_x, double box_y, double box_width, double box_height) const {
    int marks = 0;
    const auto look = [&](double at_x, double at_y) {
      const double dx = x(at_x) - box_x, dy = y(at_y) - box_y;
      marks += dx >= 0 && dx <= box_width && dy >= 0 && dy <= box_height;
    };
    for (const Points& p : picture_.points) {
      for (std::size_t i = 0; i < p.x.size(); ++i) look(p.x[i], p.y[i]);
    }
    for (const Line& l : picture_.lines) {
      for (std::size_t i = 0; i + 1 < l.x.size(); ++i) {
        for (const double t : spaced(0, 1, 20))
          look(l.x[i] + t * (l.x[i + 1] - l.x[i]), l.y[i] + t * (l.y[i + 1] - l.y[i]));
      }
    }
    return marks;
  }

  // In the corner where it hides least.
  [[nodiscard]] std::string legend() const {
    struct Entry {
      std::string name, shape;
      Attributes style;
    };
    std::vector<Entry> entries;
    for (const Points& p : picture_.points) {
      if (!p.name.empty()) entries.push_back({p.name, "circle", {{"r", "4"}, {"fill", colour(p.colour)}}});
    }
    for (const Line& l : picture_.lines) {
      if (!l.name.empty()) entries.push_back({l.name, "path", line_style(l)});
    }
    if (entries.empty()) return "";
    std::ptrdiff_t letters = 0;
    for (const Entry& e : entries)  // bytes that begin a character of UTF-8
      letters = std::max(
          letters, std::count_if(e.name.begin(), e.name.end(), [](char c) { return (c & 0xC0) != 0x80; }));
    const double box_width = 48 + 6.5 * static_cast<double>(letters);
    const double box_height = 8 + 17.0 * static_cast<double>(entries.size());
    const double right_x = left + plot_width - box_width - 4, lower_y = upper + plot_height - box_height - 4;
    double corner_x = 0, corner_y = 0;
    int fewest = std::numeric_limits<int>::max();
    for (const double try_y : {upper + 4.0, lower_y}) {
      for (const double try_x : {left + 4.0, right_x}) {
        const int marks = marks_in(try_x, try_y, box_width, box_height);
        if (marks >= fewest) continue;
        fewest = marks;
        corner_x = try_x;
        corner_y = try_y;
      }
    }
    std::string result = tag("rect", {{"x", number(corner_x)},
                                      {"y", number(corner_y)},
                                      {"width", number(box_width)},
                                      {"height", number(box_height)},
                                      {"fill", "white"},
                                      {"fill-opacity", "0.8"}});
    double at = corner_y + 12;
    for (const Entry& e : entries) {
      Attributes all = e.shape == "path"
                           ? Attributes{{"d", "M" + number(corner_x + 6) + " " + number(at) + "h24"}}
                           : Attributes{{"cx", number(corner_x + 18)}, {"cy", number(at)}};
      all.insert(all.end(), e.style.begin(), e.style.end());
      result += tag(e.shape, all) + label(corner_x + 38, at + 4, "start", e.name);
      at += 17;
    }
    return result;
  }

  const Picture& picture_;
  const Range& range_;
};

}  // namespace

std::string svg(const std::vector<Picture>& pictures) {
  const std::size_t columns = std::min<std::size_t>(pictures.size(), 2);
  const std::size_t rows = (pictures.size() + 1) / 2;
  const std::string whole_width = std::to_string(columns * width),
                    whole_height = std::to_string(rows * height);
  std::string content = tag("rect", {{"width", whole_width}, {"height", whole_height}, {"fill", "white"}});
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const std::string corner = std::to_string(i % 2 * width) + " " + std::to_string(i / 2 * height);
    content += group({{"transform", "translate(" + corner + ")"}},
                     Canvas(pictures[i]).draw("axes" + std::to_string(i)));
  }
  return opened("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                        {"viewBox", "0 0 " + whole_width + " " + whole_height},
                        {"width", whole_width},
                        {"height", whole_height},
                        {"font-family", "sans-serif"},
                        {"font-size", "12"}}) +
         ">\n" + content + "</svg>\n";
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

}  // namespace plot
