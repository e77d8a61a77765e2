#include <cmath>

#include "examples/foundations/support/plot.h"

namespace plot {

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
