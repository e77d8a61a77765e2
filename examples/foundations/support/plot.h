#pragma once

#include <functional>
#include <string>
#include <vector>

/// What the examples draw with: points, lines and coloured fields between two axes, as an SVG file, and as
/// characters in the terminal.
namespace plot {

/// Where two axes begin and end.
struct Range {
  double left = 0, right = 1, bottom = 0, top = 1;
};

struct Points {
  std::string name;  ///< in the legend; "": in none
  std::vector<double> x, y;
  int colour = 0;  ///< which of the six
};
struct Line {
  std::string name;
  std::vector<double> x, y;
  int colour = 0;
  bool dashed = false;
};
/// A colour for each place: which of the six, or -1 for none.
using Field = std::function<int(double x, double y)>;

struct Picture {
  std::string title, x_label, y_label;
  Range range;
  std::vector<Points> points = {};
  std::vector<Line> lines = {};
  Field field = {};
};

/// n numbers from `first` to `last`, evenly spaced: where a curve is drawn. n > 1.
[[nodiscard]] std::vector<double> spaced(double first, double last, int n = 101);
/// f of each x.
[[nodiscard]] std::vector<double> values(const std::vector<double>& x,
                                         const std::function<double(double)>& f);

/// The pictures side by side as one SVG text. What lies outside a picture's range is cut off at its edge.
[[nodiscard]] std::string svg(const std::vector<Picture>& pictures);
/// Writes that into a file of the current folder, and prints what is in it: "cars.svg: 5 points, 2 lines".
/// Throws std::runtime_error if the file cannot be written.
void save(const std::string& file, const std::vector<Picture>& pictures);

/// The picture in characters: points as the letters a, b, … of their colours, lines as dots, and fields as
/// ░ and ▒.
[[nodiscard]] std::string text(const Picture& picture, int columns = 60, int rows = 16);

}  // namespace plot
