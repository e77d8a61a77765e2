// Groups that nobody named: 150 irises, of each the length and width of sepal and petal, and k-means sorts
// them.
//
//   Lloyd's algorithm: each flower goes to the nearest centre, each centre to the mean of its flowers, until
//   nothing changes. Each round makes J = Σ |xᵢ - centre of xᵢ|² smaller.
#include <saem/saem.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "examples/foundations/support/check.h"
#include "examples/foundations/support/iris.h"
#include "examples/foundations/support/plot.h"

using namespace saem;

// |xᵢ - centre|² of each flower and each centre: (150, k).
Tensor distances(const Tensor& x, const Tensor& centres) {
  return sum(square(expand_dims(x, 1) - expand_dims(centres, 0)), {2});
}

// Where to begin: a flower, and then each time the one that is farthest from those chosen before (Gonzalez
// 1985).
Tensor far_apart(const Tensor& x, std::size_t k) {
  std::vector<std::int64_t> chosen{0};
  while (chosen.size() < k) {
    const Tensor nearest = min(distances(x, x.value().take(chosen)), {1});
    chosen.push_back(static_cast<std::int64_t>(argmax(nearest).item()));
  }
  return x.value().take(chosen);
}

int main() {
  const Tensor x =
      Tensor(Array::of(std::vector<double>(iris_mm.begin(), iris_mm.end()), {150, 4})) / 10;  // cm
  constexpr std::int64_t k = 3;

  std::vector<double> J;
  Tensor centres = far_apart(x, k), group;
  do {
    const Tensor distance = distances(x, centres);
    group = argmax(-distance).detach();
    const Tensor mine = one_hot(group, k, -1, DType::f64);  // (150, k): 1 at the flower's group
    centres = (matmul(transpose(mine), x) / reshape(sum(mine, {0}), {k, 1})).detach();
    J.push_back(sum(mine * distance).item());
    std::printf("round %zu: J = %8.4f\n", J.size(), J.back());
  } while (J.size() < 2 || J.back() < J[J.size() - 2]);

  // Now look at the names, which k-means has never seen: the first 50 are setosa, and so on.
  const char* kinds[] = {"setosa", "versicolor", "virginica"};
  int counts[3][k] = {};
  plot::Picture picture{.title = "150 irises in three groups",
                        .x_label = "length of the petals (cm)",
                        .y_label = "width of the petals (cm)",
                        .range = {0.5, 7.5, 0, 2.8},
                        .points = {{"group 1", {}, {}, 0}, {"group 2", {}, {}, 1}, {"group 3", {}, {}, 2}}};
  for (std::int64_t i = 0; i < 150; ++i) {
    const auto g = static_cast<std::size_t>(group.value().at(i));
    ++counts[i / 50][g];
    picture.points[g].x.push_back(x.value().at(4 * i + 2));
    picture.points[g].y.push_back(x.value().at(4 * i + 3));
  }
  std::printf("\n              group 1  2  3\n");
  for (int kind = 0; kind < 3; ++kind)
    std::printf("%-13s %5d %3d %2d\n", kinds[kind], counts[kind][0], counts[kind][1], counts[kind][2]);
  std::printf("\n%s", plot::text(picture).c_str());
  plot::save("clusters.svg", {picture});

  Checks check;
  check(std::is_sorted(J.rbegin(), J.rend()), "J never grows");
  check(near(J.back(), 78.8514, 1e-5),
        "it ends at 78.8514, the least known for three groups of these flowers");
  check(counts[0][0] == 50 && counts[1][0] == 0 && counts[2][0] == 0, "one group is exactly the setosas");
  return check.exit_code();
}
