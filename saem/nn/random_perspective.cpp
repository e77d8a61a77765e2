#include "saem/nn/random_perspective.h"

#include <fmt/format.h>

#include <array>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/linear_algebra.h"
#include "saem/ops/rearranging.h"
#include "saem/ops/shape_ops.h"

namespace saem {

RandomPerspective::RandomPerspective(const Factor& factor, const RandomPerspectiveOptions& options)
    : LayerBase(type, RandomGeometryOptions{.fill_mode = "constant",
                                            .interpolation = options.interpolation,
                                            .fill_value = options.fill_value,
                                            .seed = options.seed,
                                            .data_format = options.data_format,
                                            .name = options.name}),
      factor_(factor),
      range_(detail::range_of(title(), "factor", factor, 0, 1)),
      options_(options) {
  if (options_.scale >= 0 && options_.scale <= 1) return;
  fail<ValueError>({title(),
                    fmt::format("expected a scale from 0 to 1, received {}", options_.scale),
                    {},
                    "It is how far corners move: 0.3."});
}

RandomPerspective RandomPerspective::from_config(const Attributes& config) {
  return RandomPerspective(detail::factor_in(config, "factor", 1),
                           {.scale = detail::real_in(config, "scale", 1),
                            .interpolation = detail::text_in(config, "interpolation", "bilinear"),
                            .fill_value = detail::real_in(config, "fill_value", 0),
                            .seed = detail::optional_in(config, "seed"),
                            .data_format = detail::data_format_in(config)});
}

Attributes RandomPerspective::config() const {
  Attributes config = RandomPictureLayer::config();
  config.set("factor", detail::factor_value(factor_));
  config.set("scale", options_.scale);
  config.set("interpolation", options_.interpolation);
  config.set("fill_value", options_.fill_value);
  return config;
}

detail::PixelMap RandomPerspective::map_of(const Tensor& x, const CallContext& context) const {
  const Tensor one = full({}, 1);
  const Tensor zero = full({}, 0);
  const auto right = static_cast<double>(x.shape()[2] - 1);
  const auto bottom = static_cast<double>(x.shape()[1] - 1);
  if (right < 1 || bottom < 1) return {one, zero, zero, zero, one, zero};
  const Tensor is_changed = draw_choice(x, range_, context);
  // The eight numbers of the map take each moved corner (u, v) to where it was, (s, t): s (g u + h v + 1) = a
  // u
  // + b v + c, and t likewise.
  const std::int64_t n = x.shape()[0];
  const Tensor ones_each = ones({n, 1, 1, 1});
  const Tensor zeros_each = zeros({n, 1, 1, 1});
  Tensors rows;
  Tensors values;
  for (const auto& [s, t] :
       std::array<std::array<double, 2>, 4>{{{0, 0}, {right, 0}, {0, bottom}, {right, bottom}}}) {
    const Tensor u = s * (1.0 + draw(x, {-options_.scale / 2, options_.scale / 2}, context));
    const Tensor v = t * (1.0 + draw(x, {-options_.scale / 2, options_.scale / 2}, context));
    for (const bool vertical : {false, true}) {
      const double value = vertical ? t : s;
      const Tensors point = {u, v, ones_each};
      Tensors row(3, zeros_each);
      row.insert(vertical ? row.end() : row.begin(), point.begin(), point.end());
      row.push_back(-value * u);
      row.push_back(-value * v);
      rows.push_back(concat(row, 3));
      values.push_back(ones_each * value);
    }
  }
  const Tensor solution = solve(reshape(concat(rows, 2), {n, 8, 8}), reshape(concat(values, 2), {n, 8, 1}));
  Tensors maps = split(reshape(solution, {n, 1, 1, 8}), 8, 3);
  for (std::size_t i = 0; i < maps.size(); ++i)
    maps[i] = where(is_changed, maps[i], i == 0 || i == 4 ? one : zero);
  return {maps[0], maps[1], maps[2], maps[3], maps[4], maps[5], maps[6], maps[7]};
}

}  // namespace saem
