#include "saem/nn/edge_layers.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/weight_recipe.h"
#include "saem/ops/shape_ops.h"

namespace saem::detail {

using Integers = std::vector<std::int64_t>;

EdgeLayer::EdgeLayer(const char* class_name, const char* option, Integers edges, const EdgeOptions& options)
    : SpatialLayer(class_name, static_cast<int>(edges.size() / 2), options.data_format, options.name),
      option_(option),
      edges_(std::move(edges)) {
  for (const std::int64_t edge : edges_) {
    if (edge >= 0 && edge < std::int64_t{1} << 30) continue;
    fail<ValueError>({title(),
                      fmt::format("expected a {} from 0 to 2³⁰, received {}", option_, edge),
                      {},
                      "It is a number for both ends, or one for each: 1, or {0, 1}."});
  }
}

Attributes EdgeLayer::config() const {
  Attributes config = {{option_, edges_}};
  if (!crops() || edges_.size() > 2) config.set("data_format", SpatialLayer::config().text("data_format"));
  return config;
}

Integers EdgeLayer::edges_in(const Attributes& config, const char* option, Integers otherwise) {
  const std::size_t count = otherwise.size();
  Integers edges = integers_in(config, option, std::move(otherwise));
  if (edges.size() == count) return edges;
  fail<ValueError>(
      {option,
       fmt::format("expected {} numbers, one for each end of each axis, received {}", count, edges.size()),
       {},
       "Write one number for both ends of each axis, or a pair for each."});
}

bool EdgeLayer::crops() const { return std::string_view(option_) == "cropping"; }

void EdgeLayer::build_spatial(const Shape& x) {
  const int axes = static_cast<int>(edges_.size() / 2);
  for (int axis = 0; crops() && axis < axes; ++axis) {
    const auto place = static_cast<std::size_t>(2 * axis);
    const std::int64_t cut = edges_[place] + edges_[place + 1];
    if (cut < x[axis + 1]) continue;
    reject_input(fmt::format("cropping {} of {} along axis {} leaves nothing", cut, x[axis + 1], axis + 1),
                 fmt::format("cropping = ({})", fmt::join(edges_, ", ")), "Crop less.");
  }
}

Tensor EdgeLayer::call_spatial(const Tensor& x, CallContext&) const {
  const auto rank = static_cast<std::size_t>(x.rank());
  Integers low(rank, 0);
  Integers high(rank, 0);
  for (std::size_t i = 0; i < edges_.size() / 2; ++i) {
    low[i + 1] = edges_[2 * i];
    high[i + 1] = edges_[2 * i + 1];
  }
  if (!crops()) return pad(x, low, high);
  for (std::size_t i = 0; i < rank; ++i) high[i] = x.shape()[static_cast<int>(i)] - high[i];
  return slice(x, low, high);
}

}  // namespace saem::detail
