#include "saem/ops/resize.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/graph/op.h"
#include "saem/ops/resize_weights.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;
using detail::Resampling;

constexpr std::int64_t most_pixels = std::int64_t{1} << 30;

Shape resampled_shape(const Signature& s) {
  const std::int64_t axis = s.attributes.integer("axis");
  const std::int64_t size = s.attributes.integer("size");
  const std::int64_t method = s.attributes.integer("method");
  if (axis < 0 || axis >= s.shape(0).rank()) s.reject_shape("expected an axis in [0, rank)");
  if (method < 0 || method > static_cast<std::int64_t>(Resampling::area))
    s.reject_shape(fmt::format("there is no method {}", method));
  const std::int64_t extent = s.shape(0)[static_cast<int>(axis)];
  if (extent < 1 || size < 1 || extent >= most_pixels || size >= most_pixels) {
    s.reject_shape(fmt::format("axis {} cannot be resampled from {} to {} elements; both must be 1 or more",
                               axis, extent, size));
  }
  return s.shape(0).with(static_cast<int>(axis), size);
}

void resample_loop(ReferenceCall& call) {
  const int axis = static_cast<int>(call.attributes.integer("axis"));
  const Shape& shape = call.shape(0);
  const std::int64_t extent = shape[axis];
  const std::int64_t size = call.output_shape()[axis];
  const detail::ResampleWeights w = detail::resample_weights(call.attributes, extent);
  const std::int64_t outer = shape.slice(0, axis).count();
  const std::int64_t inner = shape.slice(axis + 1, shape.rank()).count();
  const auto x = call.in<double>(0);
  const auto y = call.out<double>();
  for (std::int64_t n = 0; n < outer; ++n) {
    for (std::int64_t o = 0; o < size; ++o) {
      for (std::int64_t i = 0; i < inner; ++i) {
        double total = 0;
        for (std::int64_t t = 0; t < w.taps; ++t)
          total += w.weights[o * w.taps + t] * x[(n * extent + w.first[o] + t) * inner + i];
        y[(n * size + o) * inner + i] = total;
      }
    }
  }
}

/// What is not said has its default.
Attributes attributes_of(int axis, std::int64_t size, detail::ResampleOptions options, bool transposed) {
  const detail::ResampleOptions usual;
  Attributes attributes = {{"axis", axis},
                           {"size", size},
                           {"method", static_cast<std::int64_t>(options.method)},
                           {"antialias", options.antialias},
                           {"transposed", transposed}};
  if (options.align_corners != usual.align_corners) attributes.set("align_corners", options.align_corners);
  if (options.cubic != usual.cubic) attributes.set("cubic", options.cubic);
  if (options.repeat_border != usual.repeat_border) attributes.set("repeat_border", options.repeat_border);
  return attributes;
}

Sampler case_of(Shape x, int axis, std::int64_t size, Resampling method, bool antialias, bool transposed) {
  return shaped({std::move(x)},
                attributes_of(axis, size, {.method = method, .antialias = antialias}, transposed));
}

Sample random_case(Generator& g, int) {
  const Shape x = random_shape(g, 1, 4);
  detail::ResampleOptions options{.method = static_cast<Resampling>(g.integer(6))};
  options.antialias = g.integer(2) == 1;
  options.align_corners = !options.antialias && g.integer(2) == 1;
  options.cubic = -1 + 0.25 * static_cast<double>(g.integer(4));
  options.repeat_border = !options.antialias && g.integer(2) == 1;
  return {.inputs = {random_array(g, x)},
          .attributes = attributes_of(static_cast<int>(g.integer(x.rank())), 1 + g.integer(9), options,
                                      g.integer(2) == 1)};
}

Resampling method_of(Interpolation interpolation) {
  switch (interpolation) {
    case Interpolation::nearest:
      return Resampling::nearest;
    case Interpolation::bicubic:
      return Resampling::cubic;
    case Interpolation::lanczos3:
      return Resampling::lanczos3;
    case Interpolation::lanczos5:
      return Resampling::lanczos5;
    case Interpolation::bilinear:
      break;
  }
  return Resampling::linear;
}

/// Rejects a picture without spatial axes, and numbers that are not one per axis.
void require_spatial(const char* place, const char* what, const Tensor& x, const Integers& numbers) {
  const Shape& shape = x.shape();
  if (shape.rank() < 3 || shape.rank() > 5) {
    fail<ShapeError>(
        {place,
         fmt::format("expected (batch, 1 to 3 spatial axes, channels), received rank {}", shape.rank()),
         fmt::format("input {}", shape.to_string()), "Add the axes that are missing with expand_dims."});
  }
  if (static_cast<int>(numbers.size()) != shape.rank() - 2) {
    fail<ValueError>({place,
                      fmt::format("expected {} numbers for {}, one per spatial axis, received {}",
                                  shape.rank() - 2, what, numbers.size()),
                      fmt::format("input {}", shape.to_string()), "Leave batch and channels out."});
  }
  for (const std::int64_t number : numbers) {
    if (number >= 1 && number < most_pixels) continue;
    fail<ValueError>({place,
                      fmt::format("expected a {} from 1 to 2³⁰, received {}", what, number),
                      {},
                      "It is an extent of the result, or how many times as long it is."});
  }
}

void require_options(const ResizeOptions& options) {
  const auto refuse = [](const char* problem, const char* advice) {
    fail<ValueError>({"resize", problem, {}, advice});
  };
  if (options.align_corners && options.interpolation == Interpolation::nearest) {
    refuse("align_corners is not for nearest, whose elements stand for areas",
           "Set align_corners = false, or another interpolation.");
  }
  if (options.antialias && (options.align_corners || options.repeat_border)) {
    refuse("antialias goes neither with align_corners nor with repeat_border",
           "Set both to false, or antialias.");
  }
  if (!std::isfinite(options.cubic)) refuse("expected a finite cubic", "-0.5 is Keras's, -0.75 PyTorch's.");
}

}  // namespace

// The matrix of one axis, or its transpose: each is the other's gradient.
const Op& resample_op = define({
    .name = "resample",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> { return resampled_shape(s); },
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      Attributes back = call.attributes();
      const int axis = static_cast<int>(back.integer("axis"));
      back.set("size", call.input().shape()[axis]);
      back.set("transposed", !back.flag("transposed"));
      return {record(find_op("resample"), {call.dy()}, back)};
    },
    .reference = {.run = resample_loop},
    .samples = {random_case, case_of({2, 5, 3}, 1, 10, Resampling::nearest, false, false),
                case_of({2, 10, 3}, 1, 5, Resampling::nearest, false, true),
                case_of({1, 7, 4, 2}, 1, 12, Resampling::linear, false, false),
                case_of({1, 4, 13, 17}, 2, 5, Resampling::linear, true, false),
                case_of({2, 6, 3, 40}, 1, 11, Resampling::cubic, false, false),
                case_of({2, 11, 3}, 1, 4, Resampling::cubic, true, false),
                case_of({2, 4, 3}, 1, 11, Resampling::cubic, true, true),
                case_of({3, 9}, 1, 4, Resampling::lanczos3, true, false),
                case_of({9, 3}, 0, 20, Resampling::lanczos5, false, false),
                case_of({2, 7, 3}, 1, 3, Resampling::area, false, false),
                case_of({2, 3, 3}, 1, 7, Resampling::area, false, true),
                case_of({0, 3, 2}, 1, 5, Resampling::linear, false, false),
                case_of({2, 3, 0}, 1, 5, Resampling::linear, false, true)},
    .doc = "Resamples one axis (nearest, linear, cubic, Lanczos, area): a product with a matrix of few "
           "entries, or with its transpose.",
});

namespace detail {

Tensor resample(const Tensor& x, int axis, std::int64_t size, ResampleOptions options) {
  if (x.shape()[axis] == size) return x;
  return record(resample_op, {x}, attributes_of(axis, size, options, false));
}

void link_resize() {}

}  // namespace detail

Tensor resize(const Tensor& x, const Integers& size, const ResizeOptions& options) {
  require_spatial("resize", "size", x, size);
  require_options(options);
  // Axes that shrink first, so that the others have less to do.
  std::vector<int> order;
  for (int axis = 1; axis <= static_cast<int>(size.size()); ++axis) order.push_back(axis);
  std::ranges::stable_partition(order, [&](int axis) { return size[axis - 1] < x.shape()[axis]; });
  Tensor y = x;
  for (const int axis : order) {
    y = detail::resample(y, axis, size[axis - 1],
                         {.method = method_of(options.interpolation),
                          .antialias = options.antialias,
                          .align_corners = options.align_corners,
                          .cubic = options.cubic,
                          .repeat_border = options.repeat_border});
  }
  return y;
}

Tensor upsample(const Tensor& x, const Integers& factors, Interpolation interpolation) {
  require_spatial("upsample", "factor", x, factors);
  Integers size;
  for (std::size_t i = 0; i < factors.size(); ++i)
    size.push_back(x.shape()[static_cast<int>(i) + 1] * factors[i]);
  return resize(x, size, {.interpolation = interpolation});
}

}  // namespace saem
