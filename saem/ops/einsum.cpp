#include "saem/ops/einsum.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/ops/axes.h"
#include "saem/ops/einsum_equation.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/matmul.h"
#include "saem/ops/matrices.h"
#include "saem/ops/rearranging.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

using detail::Labels;

bool has(const Labels& labels, char c) { return labels.find(c) != Labels::npos; }

/// A tensor whose axes have names, each once.
struct Factor {
  Tensor x;
  Labels labels;

  [[nodiscard]] std::int64_t extent(char c) const { return x.shape()[static_cast<int>(labels.find(c))]; }
};

Labels kept(const Labels& labels, auto&& condition) {
  Labels result;
  std::ranges::copy_if(labels, std::back_inserter(result), condition);
  return result;
}

/// The axes in another order.
Factor arranged(const Factor& f, const Labels& order) {
  if (f.labels == order) return f;
  std::vector<int> axes;
  for (const char c : order) axes.push_back(static_cast<int>(f.labels.find(c)));
  return {transpose(f.x, axes), order};
}

/// Only these axes, the others summed.
Factor summed(const Factor& f, const Labels& remaining) {
  Axes axes;
  for (std::size_t i = 0; i < f.labels.size(); ++i) {
    if (!has(remaining, f.labels[i])) axes.push_back(static_cast<int>(i));
  }
  if (axes.empty()) return f;
  return {sum(f.x, axes), kept(f.labels, [&](char c) { return has(remaining, c); })};
}

/// A label that comes twice takes the diagonal.
Factor with_single_labels(Factor f) {
  for (std::size_t i = 0; i < f.labels.size();) {
    const std::size_t again = f.labels.find(f.labels[i], i + 1);
    if (again == Labels::npos) {
      ++i;
      continue;
    }
    const char c = f.labels[i];
    Tensor both = moveaxis(f.x, {static_cast<int>(i), static_cast<int>(again)}, {-2, -1});
    const std::int64_t n = both.shape()[-2] == 1 ? both.shape()[-1] : both.shape()[-2];
    both = broadcast_to(both, both.shape().with(-2, n).with(-1, n));
    f.labels.erase(again, 1).erase(i, 1);
    f = {diagonal(both), f.labels + c};
    i = 0;
  }
  return f;
}

/// Axes of extent 1 dropped where `other` has more: so that both have the same extents.
Factor without_stretched(const Factor& f, const Factor& other) {
  const Labels remaining = kept(
      f.labels, [&](char c) { return f.extent(c) != 1 || !has(other.labels, c) || other.extent(c) == 1; });
  Shape shape;
  for (const char c : remaining) shape = shape.concat({f.extent(c)});
  return {reshape(f.x, shape), remaining};
}

void require_rank(std::size_t rank) {
  if (rank <= static_cast<std::size_t>(Shape::max_rank)) return;
  fail<ShapeError>(
      {"einsum",
       fmt::format("a product of two operands would have {} axes, more than {}", rank, Shape::max_rank),
       {},
       "Multiply in several steps, or reshape axes together first."});
}

/// The extent of some axes taken together.
std::int64_t count(const Factor& f, const Labels& labels) {
  std::int64_t n = 1;
  for (const char c : labels) n *= f.extent(c);
  return n;
}

/// The shape of these axes, each from the operand that has it.
Shape shape_of(const Labels& labels, const Factor& a, const Factor& b) {
  Shape shape;
  for (const char c : labels) shape = shape.concat({has(a.labels, c) ? a.extent(c) : b.extent(c)});
  return shape;
}

/// Element by element over all axes, then summed.
Factor multiplied(const Factor& a, const Factor& b, const Labels& remaining) {
  const Labels own = kept(b.labels, [&](char c) { return !has(a.labels, c); });
  const Labels all = a.labels + own;
  require_rank(all.size());
  const auto stretched = [&](const Factor& f) {
    const Factor in_order = arranged(f, kept(all, [&](char c) { return has(f.labels, c); }));
    Shape shape;
    for (const char c : all) shape = shape.concat({has(f.labels, c) ? f.extent(c) : 1});
    return reshape(in_order.x, shape);
  };
  return summed({stretched(a) * stretched(b), all}, remaining);
}

/// By one matrix product per element of the axes that both have and keep.
Factor contracted(const Factor& a, const Factor& b, const Labels& remaining) {
  const Labels shared = kept(a.labels, [&](char c) { return has(b.labels, c); });
  const Labels batch = kept(shared, [&](char c) { return has(remaining, c); });
  const Labels inner = kept(shared, [&](char c) { return !has(remaining, c); });
  const Labels a_free = kept(a.labels, [&](char c) { return !has(shared, c); });
  const Labels b_free = kept(b.labels, [&](char c) { return !has(shared, c); });
  // A product without a sum, or one of vectors, gains nothing by a matrix product.
  const bool is_elementwise = inner.empty() || (a_free.empty() && b_free.empty());
  if (is_elementwise || !is_floating(a.x.dtype())) return multiplied(a, b, remaining);

  const Labels result = batch + a_free + b_free;
  require_rank(result.size());
  // What lies transposed already is read so.
  const bool transpose_a = a.labels == batch + inner + a_free && !a_free.empty();
  const bool transpose_b = b.labels == batch + b_free + inner && !b_free.empty();
  const Factor left = arranged(a, transpose_a ? batch + inner + a_free : batch + a_free + inner);
  const Factor right = arranged(b, transpose_b ? batch + b_free + inner : batch + inner + b_free);
  const std::int64_t m = count(a, a_free), k = count(a, inner), n = count(b, b_free);
  const Shape groups = batch.empty() ? Shape{} : Shape{count(a, batch)};
  const Tensor y = matmul(reshape(left.x, groups.concat(transpose_a ? Shape{k, m} : Shape{m, k})),
                          reshape(right.x, groups.concat(transpose_b ? Shape{n, k} : Shape{k, n})),
                          {.transpose_a = transpose_a, .transpose_b = transpose_b});
  return {reshape(y, shape_of(result, a, b)), result};
}

}  // namespace

Tensor einsum(std::string_view equation, std::span<const Tensor> operands) {
  std::vector<Shape> shapes;
  DType dtype = operands.empty() ? DType::f32 : operands[0].dtype();
  for (const Tensor& operand : operands) {
    shapes.push_back(operand.shape());
    dtype = promote(dtype, operand.dtype());
  }
  const detail::Equation parsed = detail::parse_equation(equation, shapes);
  for (const Labels& labels : parsed.operands) {
    for (const char c : labels) static_cast<void>(detail::extent_of(c, parsed, shapes, equation));
  }
  Factor product;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    Labels later = parsed.result;
    for (std::size_t j = i + 1; j < operands.size(); ++j) later += parsed.operands[j];
    const Factor next = with_single_labels({cast(operands[i], dtype), parsed.operands[i]});
    if (i == 0) {
      product = summed(next, later);
      continue;
    }
    const Factor a = without_stretched(product, next);
    const Factor b = without_stretched(next, product);
    product = summed(contracted(a, summed(b, later + a.labels), later), later);
  }
  return arranged(product, parsed.result).x;
}

Tensor einsum(std::string_view equation, const Tensor& a) {
  return einsum(equation, std::span<const Tensor>(&a, 1));
}
Tensor einsum(std::string_view equation, const Tensor& a, const Tensor& b) {
  return einsum(equation, std::vector<Tensor>{a, b});
}
Tensor einsum(std::string_view equation, const Tensor& a, const Tensor& b, const Tensor& c) {
  return einsum(equation, std::vector<Tensor>{a, b, c});
}

Tensor tensordot(const Tensor& a, const Tensor& b, const Axes& a_axes, const Axes& b_axes) {
  if (a_axes.size() != b_axes.size()) {
    fail<ValueError>(
        {"tensordot",
         fmt::format("expected as many axes of a as of b, received {} and {}", a_axes.size(), b_axes.size()),
         {},
         "Name the axes in pairs: a's first with b's first."});
  }
  Labels a_labels(static_cast<std::size_t>(a.rank()), 'a');
  Labels b_labels(static_cast<std::size_t>(b.rank()), 'a');
  for (std::size_t i = 0; i < a_labels.size(); ++i) a_labels[i] = static_cast<char>('a' + i);
  for (std::size_t i = 0; i < b_labels.size(); ++i) b_labels[i] = static_cast<char>('A' + i);
  if (!a_axes.empty()) {
    static_cast<void>(detail::normalized_axes("tensordot", a.shape(), a_axes));
    static_cast<void>(detail::normalized_axes("tensordot", b.shape(), b_axes));
  }
  Labels result = a_labels + b_labels;
  for (std::size_t i = 0; i < a_axes.size(); ++i) {
    const int first = detail::normalized_axis("tensordot", a.shape(), a_axes[i]);
    const int second = detail::normalized_axis("tensordot", b.shape(), b_axes[i]);
    if (a.shape()[first] != b.shape()[second]) {
      fail<ShapeError>({"tensordot",
                        fmt::format("axis {} of a is {} long, axis {} of b {}", first, a.shape()[first],
                                    second, b.shape()[second]),
                        fmt::format("inputs {}, {}", a.shape().to_string(), b.shape().to_string()),
                        "Axes that are summed together must have one extent."});
    }
    std::erase(result, b_labels[static_cast<std::size_t>(second)]);
    b_labels[static_cast<std::size_t>(second)] = a_labels[static_cast<std::size_t>(first)];
    std::erase(result, a_labels[static_cast<std::size_t>(first)]);
  }
  return einsum(a_labels + "," + b_labels + "->" + result, a, b);
}

Tensor tensordot(const Tensor& a, const Tensor& b, int axes) {
  if (axes < 0 || axes > std::min(a.rank(), b.rank())) {
    fail<ValueError>({"tensordot",
                      fmt::format("expected 0 to {} axes, received {}", std::min(a.rank(), b.rank()), axes),
                      fmt::format("inputs {}, {}", a.shape().to_string(), b.shape().to_string()),
                      "It is the number of last axes of a that are multiplied with the first ones of b."});
  }
  Axes last, first;
  for (int i = 0; i < axes; ++i) {
    last.push_back(i - axes);
    first.push_back(i);
  }
  return tensordot(a, b, last, first);
}

Tensor outer(const Tensor& a, const Tensor& b) {
  return reshape(a, {a.shape().count(), 1}) * reshape(b, {1, b.shape().count()});
}

}  // namespace saem
