#include "saem/ops/matmul.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/graph/op.h"
#include "saem/ops/bitwise.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/rearranging.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

// y (…, m, n) = a (…, m, k) · b (…, k, n), after the transposes.

/// Extents of one operand as the product sees it.
struct Operand {
  Operand(const Shape& shape, bool transposed)
      : batch(shape.slice(0, shape.rank() - 2)),
        rows(shape[transposed ? -1 : -2]),
        columns(shape[transposed ? -2 : -1]) {}
  Shape batch;  ///< leading axes; () for a plain matrix
  std::int64_t rows;
  std::int64_t columns;
};

Shape product_shape(const Signature& s) {
  for (int i = 0; i < 2; ++i) {
    if (s.shape(i).rank() >= 2) continue;
    s.reject_shape(fmt::format("expected matrices (rank 2 or more), received {} of rank {}",
                               i == 0 ? "a" : "b", s.shape(i).rank()),
                   "Make it a matrix with expand_dims or reshape.");
  }
  const Operand a(s.shape(0), s.attributes.flag("transpose_a"));
  const Operand b(s.shape(1), s.attributes.flag("transpose_b"));
  if (a.columns != b.rows) {
    s.reject_shape(
        fmt::format("the rows of a have {} elements but the columns of b have {}", a.columns, b.rows),
        "Make these two extents equal, or set transpose_a or transpose_b.");
  }
  if (!(a.batch == b.batch) && a.batch.rank() > 0 && b.batch.rank() > 0) {
    s.reject_shape(
        fmt::format("the leading axes {} of a and {} of b differ", a.batch.to_string(), b.batch.to_string()),
        "Make them equal, for example with broadcast_to, or let one of the two be a plain matrix.");
  }
  return (a.batch.rank() > 0 ? a.batch : b.batch).concat({a.rows, b.columns});
}

void reference_product(ReferenceCall& call) {
  const bool transpose_a = call.attributes.flag("transpose_a");
  const bool transpose_b = call.attributes.flag("transpose_b");
  const Operand a(call.shape(0), transpose_a);
  const Operand b(call.shape(1), transpose_b);
  const std::int64_t m = a.rows;
  const std::int64_t k = a.columns;
  const std::int64_t n = b.columns;
  const auto a_data = call.in<double>(0);
  const auto b_data = call.in<double>(1);
  const auto y = call.out<double>();
  const std::int64_t products = (a.batch.rank() > 0 ? a.batch : b.batch).count();
  for (std::int64_t product = 0; product < products; ++product) {
    const std::int64_t a_first = a.batch.rank() > 0 ? product * m * k : 0;
    const std::int64_t b_first = b.batch.rank() > 0 ? product * k * n : 0;
    for (std::int64_t i = 0; i < m; ++i) {
      for (std::int64_t j = 0; j < n; ++j) {
        double total = 0;
        for (std::int64_t l = 0; l < k; ++l) {
          total += a_data[a_first + (transpose_a ? l * m + i : i * k + l)] *
                   b_data[b_first + (transpose_b ? j * k + l : l * n + j)];
        }
        y[(product * m + i) * n + j] = total;
      }
    }
  }
}

/// A gradient with leading axes, for an operand that was a plain matrix used in every product.
Tensor summed_to(const Tensor& gradient, const Tensor& operand) {
  if (gradient.rank() == operand.rank()) return gradient;
  Axes leading;
  for (int axis = 0; axis < gradient.rank() - 2; ++axis) leading.push_back(axis);
  return sum(gradient, leading);
}

Tensors product_gradient(const GradientCall& call) {
  const Tensor& a = call.input(0);
  const Tensor& b = call.input(1);
  const Tensor& dy = call.dy();
  const bool ta = call.attributes().flag("transpose_a");
  const bool tb = call.attributes().flag("transpose_b");
  const Tensor da = ta ? matmul(b, dy, {.transpose_a = tb, .transpose_b = true})
                       : matmul(dy, b, {.transpose_a = false, .transpose_b = !tb});
  const Tensor db = tb ? matmul(dy, a, {.transpose_a = true, .transpose_b = ta})
                       : matmul(a, dy, {.transpose_a = !ta, .transpose_b = false});
  return {summed_to(da, a), summed_to(db, b)};
}

/// Random extents; a, b or neither without leading axes.
Sampler product(bool transpose_a, bool transpose_b) {
  return [=](Generator& g, int) {
    const std::int64_t m = 1 + g.integer(6);
    const std::int64_t k = 1 + g.integer(6);
    const std::int64_t n = 1 + g.integer(6);
    const Shape batch = random_shape(g, 0, 2);
    const std::int64_t plain = g.integer(3);
    Sample sample;
    const Shape a = transpose_a ? Shape{k, m} : Shape{m, k};
    const Shape b = transpose_b ? Shape{n, k} : Shape{k, n};
    sample.inputs = {random_array(g, plain == 0 ? a : batch.concat(a)),
                     random_array(g, plain == 1 ? b : batch.concat(b))};
    sample.attributes = {{"transpose_a", transpose_a}, {"transpose_b", transpose_b}};
    return sample;
  };
}

Sampler fixed_product(Shape a, Shape b) {
  return shaped({std::move(a), std::move(b)}, {{"transpose_a", false}, {"transpose_b", false}});
}

}  // namespace

const Op& matmul_op = define({
    .name = "matmul",
    .arity = 2,
    .shape = product_shape,
    .dtype = floating,
    .gradient = product_gradient,
    .reference = {.run = reference_product},
    .samples = {product(false, false), product(false, true), product(true, false), product(true, true),
                fixed_product({33, 17}, {17, 21}), fixed_product({2, 0}, {0, 3}),
                fixed_product({0, 2}, {2, 3}), fixed_product({2, 3, 4, 5}, {5, 2})},
    .doc =
        "Matrix product of the last two axes, each of the two operands transposed first if its flag says so.",
});

namespace {

/// Leading axes that differ, stretched to each other. An operand whose own are all 1 is used as one matrix.
Tensor product_of_stretched(const Tensor& a, const Tensor& b, MatmulOptions options) {
  const Shape batch = broadcast(a.shape().slice(0, -2), b.shape().slice(0, -2), "matmul");
  const auto prepared = [&](const Tensor& x) {
    const Shape matrix = x.shape().slice(-2, x.rank());
    return x.shape().slice(0, -2).count() == 1 ? reshape(x, matrix) : broadcast_to(x, batch.concat(matrix));
  };
  const Tensor y = matmul(prepared(a), prepared(b), options);
  return reshape(y, batch.concat(y.shape().slice(-2, y.rank())));
}

/// (…, m, k) · (…, k, n) of integers: all products, summed. There is no faster way that is exact.
Tensor integer_product(const Tensor& a, const Tensor& b, MatmulOptions options) {
  const auto last_two_swapped = [](const Tensor& x) { return swapaxes(x, -1, -2); };
  const Tensor rows = options.transpose_a ? last_two_swapped(a) : a;     // (…, m, k)
  const Tensor columns = options.transpose_b ? b : last_two_swapped(b);  // (…, n, k)
  if (rows.shape()[-1] != columns.shape()[-1]) {
    fail<ShapeError>({"matmul",
                      fmt::format("the rows of a have {} elements but the columns of b have {}",
                                  rows.shape()[-1], columns.shape()[-1]),
                      fmt::format("a {}, b {}", a.shape().to_string(), b.shape().to_string()),
                      "Make these two extents equal, or set transpose_a or transpose_b."});
  }
  const Tensor products = expand_dims(rows, -2) * expand_dims(columns, -3);
  const Tensor total = sum(products, {-1});
  if (total.dtype() == products.dtype()) return total;
  // uint8 is summed as int64, and wraps like other integers.
  return cast(bitwise_and(total, Tensor::scalar(255, DType::i64)), products.dtype());
}

}  // namespace

Tensor matmul(const Tensor& a, const Tensor& b, MatmulOptions options) {
  // A vector is a row on the left and a column on the right, and its axis of extent 1 disappears again.
  if (a.rank() == 1 && b.rank() >= 1 && !options.transpose_a) {
    const Tensor y = matmul(expand_dims(a, 0), b, options);
    return b.rank() == 1 ? reshape(y, {}) : squeeze(y, -2);
  }
  if (b.rank() == 1 && a.rank() >= 2 && !options.transpose_b)
    return squeeze(matmul(a, expand_dims(b, 1), options), -1);
  if (a.rank() >= 2 && b.rank() >= 2 && is_integer(a.dtype()) && is_integer(b.dtype()))
    return integer_product(a, b, options);
  if (a.rank() > 2 && b.rank() > 2 && !(a.shape().slice(0, -2) == b.shape().slice(0, -2)))
    return product_of_stretched(a, b, options);
  const Attributes attributes = {{"transpose_a", options.transpose_a}, {"transpose_b", options.transpose_b}};
  // Many rows against one matrix are one tall product, forward and in both gradients; reshaping is free.
  if (a.rank() > 2 && b.rank() == 2 && !options.transpose_a && a.shape()[-1] > 0) {
    const Tensor y =
        record(matmul_op, {reshape(a, {a.shape().slice(0, -1).count(), a.shape()[-1]}), b}, attributes);
    return reshape(y, a.shape().with(-1, y.shape()[-1]));
  }
  return record(matmul_op, {a, b}, attributes);
}

namespace detail {
void link_matmul() {}
}  // namespace detail

}  // namespace saem
