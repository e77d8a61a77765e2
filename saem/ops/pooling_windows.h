#pragma once

// What the pooling ops share: windows, shape rule, samples. Not part of the public interface.

#include <cstdint>
#include <span>
#include <vector>

#include "saem/graph/op.h"
#include "saem/ops/convolution_geometry.h"
#include "saem/ops/pooling.h"

namespace saem::detail {

/// Checks size, strides and padding against x and gives (n, o₁ … oₖ, channels).
[[nodiscard]] Shape pooled_shape(const Signature& s, const Shape& x);

/// Options as attributes, with defaults filled in.
[[nodiscard]] Attributes pool_attributes(const PoolOptions& options);

/// What an input of a pooling op is to a sampler.
enum class PoolInput {
  x,       ///< shaped like the pooled array; no two elements closer than a finite difference reaches
  like_x,  ///< shaped like the pooled array; any values
  dy       ///< shaped like the result
};
/// One list of poolings, for ops whose inputs play these roles. `x_shape`: the op has an attribute of this
/// name.
[[nodiscard]] std::vector<Sampler> pool_samples(std::vector<PoolInput> roles, bool x_shape = false);

/// Calls f(k, places) for each element k of the pooled array, with the places in x that its window covers:
/// inside x, in row-major order, at least one.
template <class F>
void for_each_window(const Attributes& attributes, const Shape& x, F&& f) {
  const WindowAxes axes = detail::window_axes(attributes, x, attributes.integers("size"), false);
  const auto& [a, b, c] = axes;
  const std::int64_t channels = x[-1];
  std::vector<std::int64_t> places;
  const auto collect = [&](std::int64_t n, std::int64_t oa, std::int64_t ob, std::int64_t oc) {
    places.clear();
    for (std::int64_t ta = 0; ta < a.size; ++ta) {
      for (std::int64_t tb = 0; tb < b.size; ++tb) {
        for (std::int64_t tc = 0; tc < c.size; ++tc) {
          const std::int64_t xa = a.position(oa, ta);
          const std::int64_t xb = b.position(ob, tb);
          const std::int64_t xc = c.position(oc, tc);
          if (!a.contains(xa) || !b.contains(xb) || !c.contains(xc)) continue;
          places.push_back((((n * a.input + xa) * b.input + xb) * c.input + xc) * channels);
        }
      }
    }
  };
  std::int64_t k = 0;
  for (std::int64_t n = 0; n < x[0]; ++n) {
    for (std::int64_t oa = 0; oa < a.output; ++oa) {
      for (std::int64_t ob = 0; ob < b.output; ++ob) {
        for (std::int64_t oc = 0; oc < c.output; ++oc) {
          collect(n, oa, ob, oc);
          for (std::int64_t channel = 0; channel < channels; ++channel) {
            f(k++, std::span<const std::int64_t>(places));
            for (std::int64_t& place : places) ++place;
          }
        }
      }
    }
  }
}

}  // namespace saem::detail
