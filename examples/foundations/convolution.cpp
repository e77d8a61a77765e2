// What a convolution does, in whole numbers.
//
//   (f*g)[n] = Σ_k f[k]·g[n - k]        layers of networks do not turn the kernel round: Σ_k f[n + k]·g[k]
#include <saem/saem.h>

#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "examples/foundations/support/check.h"
#include "examples/foundations/support/plot.h"

using namespace saem;

// f*g by a layer's convolution: the kernel turned round, and zeros on both sides so that no overlap is left
// out.
std::vector<double> convolve(const std::vector<double>& f, const std::vector<double>& g) {
  const std::vector<double> turned(g.rbegin(), g.rend());
  const auto extra = static_cast<std::int64_t>(g.size()) - 1;
  const Array result = conv(reshape(Array::of(f), {1, -1, 1}), reshape(Array::of(turned), {-1, 1, 1}),
                            {.padding = {{extra, extra}}})
                           .value();
  return {result.data<double>().begin(), result.data<double>().end()};
}

std::string text(const std::vector<double>& numbers) {
  std::string result = "[";
  for (const double n : numbers)
    result += (result.size() > 1 ? " " : "") + std::to_string(static_cast<int>(n));
  return result + "]";
}

void print(const char* title, const Tensor& picture, int width = 4) {
  const Array a = picture.value();  // (1, h, w, 1)
  std::printf("%s\n", title);
  for (std::int64_t y = 0; y < a.shape()[1]; ++y) {
    for (std::int64_t x = 0; x < a.shape()[2]; ++x)
      std::printf("%*.0f", width, std::round(a.at(y * a.shape()[2] + x)) + 0.0);  // + 0: no "-0"
    std::printf("\n");
  }
}

Tensor kernel(const std::vector<double>& numbers) { return Array::of(numbers, {3, 3, 1, 1}); }
Tensor same(const Tensor& picture, const Tensor& k) {
  return conv(picture, k, {.padding = {{1, 1}, {1, 1}}});
}
const Tensor window = kernel(std::vector<double>(9, 1));  // 3×3 ones

void orders(Checks& check) {
  const std::vector<double> f{2, 3}, g{1, 1}, h{1, -2, 4};
  const auto fg = convolve(f, g), left = convolve(convolve(f, g), h), right = convolve(f, convolve(g, h));
  std::printf("%s * %s = [2·1  2·1 + 3·1  3·1] = %s\n", text(f).c_str(), text(g).c_str(), text(fg).c_str());
  std::printf("(f*g)*h = %s,  f*(g*h) = %s,  with h = %s\n\n", text(left).c_str(), text(right).c_str(),
              text(h).c_str());
  check(fg == std::vector<double>{2, 5, 3}, "[2 3] * [1 1] = [2 5 3]");
  check(left == right, "(f*g)*h = f*(g*h), number by number");
}

// A bright square, its edges, and its corners.
void edges_and_corners(Checks& check) {
  constexpr std::int64_t size = 12;
  std::vector<double> pixels(size * size, 0);
  for (std::size_t y = 2; y < 10; ++y) {
    for (std::size_t x = 2; x < 10; ++x) pixels[size * y + x] = 1;
  }
  const Tensor square_picture = Array::of(pixels, {1, size, size, 1});
  const Tensor dx = same(square_picture, kernel({-1, 0, 1, -2, 0, 2, -1, 0, 1}));  // Sobel's filters
  const Tensor dy = same(square_picture, kernel({-1, -2, -1, 0, 0, 0, 1, 2, 1}));
  print("the picture", square_picture);
  print("left and right edges, by the filter [-1 0 1; -2 0 2; -1 0 1]", dx);

  // Harris and Stephens, "A combined corner and edge detector", 1988: where both directions change within a
  // window. M = Σ [dx² dx·dy; dx·dy dy²],  corner = det M - 0.04·(trace M)²
  const Tensor xx = same(dx * dx, window), yy = same(dy * dy, window), xy = same(dx * dy, window);
  const Tensor corner = xx * yy - xy * xy - 0.04 * square(xx + yy);
  print("corners: det M - 0.04·(trace M)², above 0 at corners, below at edges", corner, 6);
  plot::Points corners{"strongest", {}, {}, 1};
  const Array strength = corner.value();
  const double strongest = max(corner).item();
  for (std::int64_t i = 0; i < size * size; ++i) {
    if (strength.at(i) < strongest) continue;
    corners.x.push_back(static_cast<double>(i % size));
    corners.y.push_back(static_cast<double>(i / size));
  }

  plot::save("convolution.svg", {{.title = "A square (blue), its edges (red), its corners",
                                  .x_label = "x",
                                  .y_label = "y, downwards",
                                  .range = {-0.5, size - 0.5, size - 0.5, -0.5},
                                  .points = {corners},
                                  .lines = {},
                                  .field = [&](double px, double py) {
                                    const auto i = static_cast<std::int64_t>(py + 0.5) * size +
                                                   static_cast<std::int64_t>(px + 0.5);
                                    const bool edge = dx.value().at(i) != 0 || dy.value().at(i) != 0;
                                    return edge ? 1 : pixels[static_cast<std::size_t>(i)] > 0 ? 0 : -1;
                                  }}});
  check(corners.x == std::vector<double>{2, 9, 2, 9} && corners.y == std::vector<double>{2, 2, 9, 9},
        "the four corners of the square are the strongest");
}

// What a pixel of the output has seen: where its gradient with respect to the input is not zero.
void receptive_fields(Checks& check) {
  std::printf("\nlayers of 3×3   sees   weights   one layer that sees as much\n");
  std::vector<int> sees;
  bool squares = true;
  for (int layers = 1; layers <= 3; ++layers) {
    const Tensor x = Array::full({1, 11, 11, 1}, 1, DType::f64);
    Tensor y = x;
    for (int l = 0; l < layers; ++l) y = same(y, window);
    const Array seen = grad(slice(y, {0, 5, 5, 0}, {1, 6, 6, 1}), x).value();
    int row = 0, all = 0;
    for (std::int64_t i = 0; i < 121; ++i) {
      row += i / 11 == 5 && seen.at(i) != 0;
      all += seen.at(i) != 0;
    }
    squares = squares && all == row * row;
    std::printf("%13d    %d×%d   %7d   %d\n", layers, row, row, 9 * layers, row * row);
    sees.push_back(row);
  }

  check(squares && sees == std::vector<int>{3, 5, 7}, "two layers of 3×3 see 5×5, three see 7×7");
}

// Without padding, how often each pixel is read: the gradient of the sum of all outputs.
void edges_of_the_picture(Checks& check) {
  const Tensor x = Array::full({1, 6, 6, 1}, 1, DType::f64);
  const Tensor times_read = grad(sum(conv(x, window)), x);
  print("\nhow often a 3×3 window without padding reads each pixel", times_read);

  check(times_read.value().at(0) == 1 && times_read.value().at(14) == 9,
        "a pixel in the corner is read once, one inside nine times");
}

int main() {
  Checks check;
  orders(check);
  edges_and_corners(check);
  receptive_fields(check);
  edges_of_the_picture(check);
  return check.exit_code();
}
