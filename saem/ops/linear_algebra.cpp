#include "saem/ops/linear_algebra.h"

#include <fmt/format.h>

#include <vector>

#include "saem/graph/op.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/matmul.h"
#include "saem/ops/matrix_loops.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

Tensor transposed(const Tensor& a) {
  std::vector<int> axes;
  for (int axis = 0; axis < a.rank(); ++axis) axes.push_back(axis);
  std::swap(axes[axes.size() - 1], axes[axes.size() - 2]);
  return transpose(a, axes);
}

/// The numbers f(row, column) as an (n, n) constant.
template <class F>
Tensor pattern(std::int64_t n, DType dtype, F&& f) {
  Array array({n, n}, DType::f64);
  const auto data = array.mutable_data<double>();
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j < n; ++j) data[i * n + j] = f(i, j);
  }
  return array.astype(dtype);
}

/// a with the elements above (below, unless `lower`) the diagonal replaced by 0, the diagonal itself scaled.
Tensor triangle(const Tensor& a, bool lower, double diagonal = 1) {
  return a * pattern(a.shape()[-1], a.dtype(), [=](std::int64_t i, std::int64_t j) {
           return i == j ? diagonal : (i > j) == lower ? 1 : 0;
         });
}

Tensor identity_like(const Tensor& a) {
  const auto one = [](std::int64_t i, std::int64_t j) { return i == j ? 1.0 : 0.0; };
  return broadcast_to(pattern(a.shape()[-1], a.dtype(), one), a.shape());
}

/// d log|det a| / da = a⁻ᵀ, times a number per matrix.
Tensor scaled_inverse_transpose(const Tensor& a, const Tensor& factor) {
  return solve(transposed(a), identity_like(a)) * expand_dims(expand_dims(factor, -1), -1);
}

Shape square_matrices(const Signature& s) {
  const Shape& a = s.shape(0);
  if (a.rank() < 2 || a[-1] != a[-2])
    s.reject_shape(fmt::format("expected square matrices (…, n, n), received {}", a.to_string()),
                   "The last two extents must be equal.");
  return a;
}

Shape right_side(const Signature& s) {
  const Shape a = square_matrices(s);
  const Shape& b = s.shape(1);
  if (b.rank() != a.rank() || !(b.with(-1, a[-1]) == a)) {
    s.reject_shape(
        fmt::format("a right side of shape {} does not go with matrices {}", b.to_string(), a.to_string()),
        fmt::format("Expected {}, any number of columns.", a.to_string()));
  }
  return b;
}

void matrix_loop(std::string_view op, ReferenceCall& call) {
  const bool solves = call.inputs.size() == 2;
  const Shape* right = solves ? &call.shape(1) : nullptr;
  const detail::MatrixProblem p(op, call.attributes, call.shape(0), right);
  const double* a = call.in<double>(0).data();
  const double* b = solves ? call.in<double>(1).data() : nullptr;
  double* y = call.out<double>().data();
  double* second = call.outputs.size() == 2 ? call.out<double>(1).data() : nullptr;
  std::vector<double> work(static_cast<std::size_t>(p.work_size()));
  for (std::int64_t i = 0; i < p.count; ++i) {
    p.run(a + i * p.n * p.n, solves ? b + i * p.n * p.columns : nullptr, y + i * p.result_size(),
          second == nullptr ? nullptr : second + i, work.data(), i);
  }
}

Reference loop_of(std::string_view op) {
  return {.run = [op](ReferenceCall& call) { matrix_loop(op, call); }};
}

/// Matrices far from singular: random ones with n + 1 added to the diagonal; `symmetric` ones are positive
/// definite.
Sampler matrices(Shape batch, std::int64_t n, std::int64_t columns = 0, bool symmetric = false,
                 Attributes attributes = {}) {
  return [=](Generator& g, int) {
    Array a = random_array(g, batch.concat({n, n}));
    const auto data = a.mutable_data<double>();
    for (std::int64_t first = 0; first < a.size(); first += n * n) {
      for (std::int64_t i = 0; i < n; ++i) {
        for (std::int64_t j = 0; symmetric && j < i; ++j) data[first + i * n + j] = data[first + j * n + i];
        data[first + i * n + i] += static_cast<double>(n + 1);
      }
    }
    Sample sample;
    sample.inputs = {a};
    if (columns > 0) sample.inputs.push_back(random_array(g, batch.concat({n, columns})));
    sample.attributes = attributes;
    return sample;
  };
}

Sampler triangles(Shape batch, std::int64_t n, std::int64_t columns, bool lower, bool transpose) {
  return matrices(std::move(batch), n, columns, false, {{"lower", lower}, {"transpose", transpose}});
}

}  // namespace

const Op& cholesky_op = define({
    .name = "cholesky",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> { return square_matrices(s); },
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      // da = sym(L⁻ᵀ · Φ(Lᵀ · dL) · L⁻¹), where Φ takes the lower triangle and halves its diagonal.
      const Tensor factor = call.output();
      const Tensor inner = triangle(matmul(factor, call.dy(), {.transpose_a = true}), true, 0.5);
      const Tensor left = triangular_solve(factor, inner, {.transpose = true});
      const Tensor both = triangular_solve(factor, transposed(left), {.transpose = true});
      return {(both + transposed(both)) * 0.5};
    },
    .reference = loop_of("cholesky"),
    .samples = {matrices({}, 1, 0, true), matrices({}, 4, 0, true), matrices({2, 3}, 3, 0, true),
                matrices({3}, 4), matrices({40}, 2, 0, true), matrices({2}, 0), matrices({0}, 2)},
    .doc = "Lower triangular L with L Lᵀ = (a + aᵀ) / 2, for positive definite matrices.",
});

const Op& triangular_solve_op = define({
    .name = "triangular_solve",
    .arity = 2,
    .shape = [](const Signature& s) -> PerOutput<Shape> { return right_side(s); },
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      const bool lower = call.attributes().flag("lower");
      const bool transpose = call.attributes().flag("transpose");
      const Tensor db = triangular_solve(call.input(0), call.dy(), {lower, !transpose});
      const Tensor product = transpose ? matmul(call.output(), db, {.transpose_b = true})
                                       : matmul(db, call.output(), {.transpose_b = true});
      return {triangle(-product, lower), db};
    },
    .reference = loop_of("triangular_solve"),
    .samples = {triangles({}, 4, 2, true, false), triangles({2}, 3, 1, true, true),
                triangles({2, 2}, 3, 4, false, false), triangles({3}, 4, 2, false, true),
                triangles({2}, 0, 3, true, false), triangles({0}, 2, 3, true, false)},
    .doc = "x with a x = b, or aᵀ x = b, for triangular a.",
});

const Op& solve_op = define({
    .name = "solve",
    .arity = 2,
    .shape = [](const Signature& s) -> PerOutput<Shape> { return right_side(s); },
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      const Tensor db = record(find_op("solve"), {transposed(call.input(0)), call.dy()});
      return {-matmul(db, call.output(), {.transpose_b = true}), db};
    },
    .reference = loop_of("solve"),
    .samples = {matrices({}, 1, 1), matrices({}, 5, 3), matrices({2, 3}, 3, 2), matrices({40}, 2, 1),
                matrices({2}, 0, 2), matrices({0}, 2, 2)},
    .doc = "x with a x = b, by elimination with row pivots.",
});

const Op& determinant_op = define({
    .name = "determinant",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> { return square_matrices(s).slice(0, -2); },
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      return {scaled_inverse_transpose(call.input(), call.dy() * call.output())};
    },
    .reference = loop_of("determinant"),
    .samples = {matrices({}, 1), matrices({}, 3), matrices({2, 3}, 2), matrices({40}, 3), matrices({2}, 0)},
    .doc = "Determinant, by elimination.",
});

const Op& slogdet_op = define({
    .name = "slogdet",
    .arity = 1,
    .outputs = 2,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const Shape batch = square_matrices(s).slice(0, -2);
      return {batch, batch};
    },
    .dtype = [](const Signature& s) -> PerOutput<DType> {
      const DType dtype = floating(s).front();
      return {dtype, dtype};
    },
    .gradient = [](const GradientCall& call) -> Tensors {
      if (!call.dy(1).defined()) return {Tensor()};  // the sign changes in jumps
      return {scaled_inverse_transpose(call.input(), call.dy(1))};
    },
    .reference = loop_of("slogdet"),
    .samples = {matrices({}, 1), matrices({}, 3), matrices({2, 3}, 2), matrices({40}, 3), matrices({2}, 0)},
    .doc = "Sign of the determinant, and the logarithm of its magnitude.",
});

Tensor cholesky(const Tensor& a, bool upper) {
  const Tensor lower = record(cholesky_op, {a});
  return upper ? transposed(lower) : lower;
}

Tensor triangular_solve(const Tensor& a, const Tensor& b, const TriangularSolveOptions& options) {
  return record(triangular_solve_op, {a, b}, {{"lower", options.lower}, {"transpose", options.transpose}});
}

Tensor solve(const Tensor& a, const Tensor& b) {
  if (b.rank() + 1 == a.rank()) return squeeze(record(solve_op, {a, expand_dims(b, -1)}), -1);
  return record(solve_op, {a, b});
}

Tensor cholesky_solve(const Tensor& factor, const Tensor& b) {
  return triangular_solve(factor, triangular_solve(factor, b), {.transpose = true});
}

Tensor inverse(const Tensor& a) {
  if (a.rank() < 2 || a.shape()[-1] != a.shape()[-2]) {
    fail<ShapeError>({"inverse",
                      fmt::format("expected square matrices (…, n, n), received {}", a.shape().to_string()),
                      {},
                      "The last two extents must be equal."});
  }
  return record(solve_op, {a, identity_like(a)});
}

Tensor determinant(const Tensor& a) { return record(determinant_op, {a}); }

std::pair<Tensor, Tensor> slogdet(const Tensor& a) {
  const Tensors both = record_all(slogdet_op, {a});
  return {both[0], both[1]};
}

Tensor logdet(const Tensor& a) {
  const Tensor factor = cholesky(a);
  const Tensor diagonal = sum(factor * identity_like(factor), {-1});
  return sum(log(diagonal), {-1}) * 2.0;
}

namespace detail {
void link_linear_algebra() {}
}  // namespace detail

}  // namespace saem
