#include "saem/nn/equalization.h"

#include <fmt/format.h>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/indexing.h"
#include "saem/ops/reduction.h"
#include "saem/ops/scan.h"
#include "saem/ops/shape_ops.h"

namespace saem {

Equalization::Equalization(const EqualizationOptions& options)
    : LayerBase(type, RandomPictureOptions{.data_format = options.data_format, .name = options.name}),
      range_(options.value_range),
      bins_(options.bins) {
  detail::require_value_range(title(), range_);
  if (bins_ >= 2 && bins_ <= 65536) return;
  fail<ValueError>({title(),
                    fmt::format("expected 2 to 65536 bins, received {}", bins_),
                    {},
                    "It is the number of values that are told apart: 256."});
}

Attributes Equalization::config() const {
  return {{"data_format", SpatialLayer::config().text("data_format")},
          {"value_range", detail::value_range_value(range_)},
          {"bins", bins_}};
}

Tensor Equalization::changed(const Tensor& x, const CallContext&) const {
  const Shape& s = x.shape();
  const std::int64_t histograms = s[0] * s[3];
  const Tensor channels = reshape(transpose(x, {0, 3, 1, 2}), {histograms, s[1] * s[2]});
  const Tensor share = clip((channels - range_.low) / (range_.high - range_.low), 0, 1);
  // All histograms in one row: bin b of histogram h is at h · bins + b.
  const Tensor bin = cast(floor(share * static_cast<double>(bins_ - 1)), DType::i64) +
                     expand_dims(arange(histograms) * static_cast<double>(bins_), 1);
  const Tensor places = reshape(bin, {histograms * s[1] * s[2]});
  const Tensor counts = scatter_add(places, ones(places.shape()), histograms * bins_);
  const Tensor below = cumsum(reshape(counts, {histograms, bins_}), 1);
  const auto all = static_cast<double>(s[1] * s[2]);
  const Tensor first = min(where(greater(below, 0.0), below, all), {1}, {.keepdims = true});
  const Tensor rest = all - first;
  const Tensor varies = greater(rest, 0.0);
  const Tensor table = clip(round((below - first) * 255.0 / where(varies, rest, 1.0)), 0, 255) / 255.0;
  const Tensor spread = reshape(gather(reshape(table, {histograms * bins_}), places), channels.shape());
  const Tensor result = where(varies, spread * (range_.high - range_.low) + range_.low, channels);
  return transpose(reshape(cast(result, x.dtype()), {s[0], s[3], s[1], s[2]}), {0, 2, 3, 1});
}

}  // namespace saem
