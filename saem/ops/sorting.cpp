#include "saem/ops/sorting.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "saem/graph/op.h"
#include "saem/ops/axes.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/indexing.h"
#include "saem/ops/rearranging.h"
#include "saem/ops/reference_loops.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

/// Numbers in order, NaN behind them.
template <class T>
bool comes_before(T a, T b) {
  return a < b || (a == a && b != b);
}

/// The indices of n elements in order.
template <class T>
std::vector<std::int64_t> sorted_indices(const T* x, std::int64_t n, bool descending) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, [&](std::int64_t i, std::int64_t j) {
    return descending ? comes_before(x[j], x[i]) : comes_before(x[i], x[j]);
  });
  return order;
}

/// Writes the first k indices of each row of x (…, n).
void write_order(ReferenceCall& call, std::int64_t k, bool descending) {
  const std::int64_t n = call.shape(0)[-1];
  const std::int64_t rows = call.shape(0).slice(0, -1).count();
  const auto y = call.out<std::int64_t>();
  detail::with_element_type(call.inputs[0], [&](auto zero) {
    const auto x = call.in<decltype(zero)>(0);
    for (std::int64_t row = 0; row < rows; ++row) {
      const std::vector<std::int64_t> order = sorted_indices(x.data() + row * n, n, descending);
      std::copy_n(order.begin(), k, y.begin() + row * k);
    }
  });
}

PerOutput<DType> indices_dtype(const Signature&) { return DType::i64; }

/// Few different numbers, so that many are equal, and among them infinite ones and NaN.
Sampler with_ties(Shape shape, Attributes attributes) {
  return [=](Generator& g, int) {
    Array x(shape, DType::f64);
    for (double& v : x.mutable_data<double>()) {
      const std::int64_t kind = g.integer(12);
      v = kind == 0   ? std::numeric_limits<double>::quiet_NaN()
          : kind == 1 ? std::numeric_limits<double>::infinity()
          : kind == 2 ? -std::numeric_limits<double>::infinity()
          : kind == 3 ? -0.0
                      : static_cast<double>(g.integer(5)) - 2;
    }
    Sample sample;
    sample.inputs = {x};
    sample.attributes = attributes;
    return sample;
  };
}

Sampler random_integers(Shape shape, Attributes attributes) {
  return [=](Generator& g, int) {
    Array x(shape, DType::i64);
    for (std::int64_t& v : x.mutable_data<std::int64_t>()) v = g.integer(9) - 4;
    Sample sample;
    sample.inputs = {x};
    sample.attributes = attributes;
    return sample;
  };
}

}  // namespace

const Op& argsort_op = define({
    .name = "argsort",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      if (s.shape(0).rank() == 0) s.reject_shape("expected at least one axis, received a scalar");
      return s.shape(0);
    },
    .dtype = indices_dtype,
    .gradient = not_differentiable,
    .reference = {.run =
                      [](ReferenceCall& call) {
                        write_order(call, call.shape(0)[-1], call.attributes.flag("descending"));
                      }},
    .samples = {shaped({{3, 40}}, {{"descending", false}}), with_ties({4, 50}, {{"descending", false}}),
                with_ties({4, 50}, {{"descending", true}}), random_integers({3, 30}, {{"descending", true}}),
                shaped({{3, 0}}, {{"descending", false}}), shaped({{0, 3}}, {{"descending", false}})},
    .doc = "The indices that sort the last axis: NaN is the largest, equal elements keep their order.",
});

const Op& top_k_op = define({
    .name = "top_k",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      if (s.shape(0).rank() == 0) s.reject_shape("expected at least one axis, received a scalar");
      const std::int64_t k = s.attributes.integer("k");
      if (k < 0 || k > s.shape(0)[-1]) {
        s.reject_shape(fmt::format("expected a k from 0 to {}, the extent of the last axis, received {}",
                                   s.shape(0)[-1], k));
      }
      return s.shape(0).with(-1, k);
    },
    .dtype = indices_dtype,
    .gradient = not_differentiable,
    .reference = {.run = [](ReferenceCall& call) { write_order(call, call.attributes.integer("k"), true); }},
    .samples = {shaped({{3, 40}}, {{"k", 5}}), with_ties({4, 50}, {{"k", 7}}), with_ties({4, 9}, {{"k", 9}}),
                random_integers({3, 30}, {{"k", 4}}), shaped({{3, 4}}, {{"k", 0}}),
                shaped({{0, 3}}, {{"k", 2}})},
    .doc = "The indices of the k largest elements of the last axis, largest first; of equal ones the first.",
});

Tensor argsort(const Tensor& x, int axis, bool descending) {
  const int normalized = detail::normalized_axis("argsort", x.shape(), axis);
  return moveaxis(record(argsort_op, {moveaxis(x, normalized, -1)}, {{"descending", descending}}), -1,
                  normalized);
}

Tensor sort(const Tensor& x, int axis, bool descending) {
  const int normalized = detail::normalized_axis("sort", x.shape(), axis);
  const Tensor last = moveaxis(x, normalized, -1);
  return moveaxis(take_along_axis(last, argsort(last, -1, descending)), -1, normalized);
}

std::pair<Tensor, Tensor> top_k(const Tensor& x, std::int64_t k) {
  const Tensor indices = record(top_k_op, {x}, {{"k", k}});
  return {take_along_axis(x, indices), indices};
}

namespace detail {
void link_sorting() {}
}  // namespace detail

}  // namespace saem
