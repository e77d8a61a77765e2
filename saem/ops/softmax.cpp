#include "saem/ops/softmax.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/axes.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/scan.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/sorting.h"

namespace saem {
namespace {

Shape last_axis_kept(const Signature& s) {
  if (s.shape(0).rank() == 0) s.reject_shape("expected at least one axis, received a scalar");
  return s.shape(0);
}

/// Calls f(x, y) for each row along the last axis.
template <class F>
void for_each_row(ReferenceCall& call, F&& f) {
  const auto x = call.in<double>(0);
  const auto y = call.out<double>();
  const auto width = static_cast<std::size_t>(call.shape(0)[-1]);
  for (std::size_t first = 0; first < x.size(); first += width)
    f(x.subspan(first, width), y.subspan(first, width));
}

Tensor row_sum(const Tensor& x) { return sum(x, {-1}, {.keepdims = true}); }

/// f(x with `axis` exchanged with the last one), exchanged back.
template <class F>
Tensor along_last_axis(const char* op, const Tensor& x, int axis, F&& f) {
  const int normalized = detail::normalized_axis(op, x.shape(), axis);
  if (normalized == x.rank() - 1) return f(x);
  std::vector<int> order(static_cast<std::size_t>(x.rank()));
  std::iota(order.begin(), order.end(), 0);
  std::swap(order[normalized], order.back());
  return transpose(f(transpose(x, order)), order);
}

/// max(x - t, 0) with the t that makes the sum 1. Of the elements in descending order, the k first count with
/// 1 + k x_k > Σ x over them; t is (Σ x - 1) / k over those.
Tensor sparsemax_rows(const Tensor& x) {
  if (x.shape()[-1] == 0) return x;
  const Tensor shifted = x - stop_gradient(max(x, {-1}, {.keepdims = true}));
  const Tensor sorted = sort(shifted, -1, true);
  const Tensor ranks = arange(x.shape()[-1], x.dtype()) + 1.0;
  const Tensor counts = cast(greater(sorted * ranks + 1.0, cumsum(sorted, -1)), x.dtype());
  return relu(shifted - (row_sum(sorted * counts) - 1.0) / row_sum(counts));
}

std::vector<Sampler> rows() {
  return {shaped({{10}}, {}, -3, 3),
          shaped({{5, 10}}, {}, -3, 3),
          shaped({{2, 3, 17}}, {}, -3, 3),
          shaped({{4, 1}}),
          shaped({{0, 3}}),
          shaped({{3, 0}}),
          values({-1000, 0, 1000}),
          values({-700, -699, -701})};
}

}  // namespace

const Op& softmax_op = define({
    .name = "softmax",
    .arity = 1,
    .shape = last_axis_kept,
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      const Tensor y = call.output();
      const Tensor weighted = y * call.dy();
      return {weighted - y * row_sum(weighted)};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        for_each_row(call, [](std::span<const double> x, std::span<double> y) {
                          const double largest = *std::max_element(x.begin(), x.end());
                          double total = 0;
                          for (std::size_t i = 0; i < x.size(); ++i) total += y[i] = std::exp(x[i] - largest);
                          for (double& value : y) value /= total;
                        });
                      }},
    .samples = rows(),
    .doc = "exp(x - max) / Σ exp(x - max) along the last axis.",
});

const Op& log_softmax_op = define({
    .name = "log_softmax",
    .arity = 1,
    .shape = last_axis_kept,
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      return {call.dy() - exp(call.output()) * row_sum(call.dy())};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        for_each_row(call, [](std::span<const double> x, std::span<double> y) {
                          const double largest = *std::max_element(x.begin(), x.end());
                          double total = 0;
                          for (const double value : x) total += std::exp(value - largest);
                          const double shift = largest + std::log(total);
                          for (std::size_t i = 0; i < x.size(); ++i) y[i] = x[i] - shift;
                        });
                      }},
    .samples = rows(),
    .doc = "log softmax(x) along the last axis; finite wherever x is.",
});

Tensor softmax(const Tensor& x) { return record(softmax_op, {x}); }
Tensor log_softmax(const Tensor& x) { return record(log_softmax_op, {x}); }

Tensor softmax(const Tensor& x, int axis) {
  return along_last_axis("softmax", x, axis, [](const Tensor& rows) { return softmax(rows); });
}
Tensor log_softmax(const Tensor& x, int axis) {
  return along_last_axis("log_softmax", x, axis, [](const Tensor& rows) { return log_softmax(rows); });
}
Tensor sparsemax(const Tensor& x, int axis) { return along_last_axis("sparsemax", x, axis, sparsemax_rows); }

Tensor softmax_cross_entropy(const Tensor& logits, const Tensor& targets) {
  if (!(logits.shape() == targets.shape())) {
    fail<ShapeError>(
        {"softmax_cross_entropy", "expected logits and targets of one shape",
         fmt::format("logits {}, targets {}", logits.shape().to_string(), targets.shape().to_string()),
         targets.rank() == logits.rank() - 1 ? "If the targets are class numbers, make them one_hot first."
                                             : "Each target is a probability for the logit at its place."});
  }
  return negative(sum(cast(targets, logits.dtype()) * log_softmax(logits), {-1}));
}

Tensor one_hot(const Tensor& labels, std::int64_t classes, DType dtype) {
  if (!is_integer(labels.dtype())) {
    fail<DTypeError>({"one_hot",
                      fmt::format("expected integer labels, received {}", name(labels.dtype())),
                      {},
                      "Convert them with cast."});
  }
  if (classes < 1) {
    fail<ValueError>({"one_hot",
                      fmt::format("expected at least one class, received {}", classes),
                      {},
                      "It is the number of columns: the largest label plus one."});
  }
  // int64 on both sides, so that no class number is cut off by the labels' dtype.
  return cast(equal(expand_dims(cast(labels, DType::i64), -1), arange(classes)), dtype);
}

namespace detail {
void link_softmax() {}
}  // namespace detail

}  // namespace saem
