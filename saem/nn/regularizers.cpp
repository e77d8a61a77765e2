#include "saem/nn/regularizers.h"

#include <fmt/format.h>

#include "saem/core/error.h"
#include "saem/nn/call_text.h"
#include "saem/nn/floating.h"
#include "saem/nn/names.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/matmul.h"
#include "saem/ops/matrices.h"
#include "saem/ops/normalization.h"
#include "saem/ops/reduction.h"

namespace saem {
namespace {

// Penalties may be sums of very many numbers.
Regularizer l1_l2(double l1, double l2) {
  return [=](const Tensor& given) {
    const Tensor x = detail::floating(given);
    if (l2 == 0) return l1 * sum(abs(x));
    if (l1 == 0) return l2 * sum(square(x));
    return l1 * sum(abs(x)) + l2 * sum(square(x));
  };
}

Tensor orthogonality(const Tensor& x, double factor, bool rows) {
  if (x.rank() != 2) {
    fail<ShapeError>({"orthogonal_regularizer",
                      fmt::format("expected a matrix, received {}", x.shape().to_string()),
                      {},
                      "It is for weights with two axes, as Dense's kernel."});
  }
  const std::int64_t vectors = x.shape()[rows ? 0 : 1];
  const Tensor unit = unit_normalization(x, {rows ? 1 : 0});
  const Tensor cosines = matmul(unit, unit, {.transpose_a = !rows, .transpose_b = rows});
  const Tensor others = cosines * (1.0 - eye(vectors, {}, 0, x.dtype()));
  const double pairs = 0.5 * static_cast<double>(vectors) * static_cast<double>(vectors - 1);
  return sum(abs(others)) * (pairs > 0 ? 0.5 * factor / pairs : 0.0);
}

double factor_of(detail::CallText& call, const char* argument, double otherwise) {
  const double factor = call.real(argument, otherwise);
  if (factor < 0) call.reject(fmt::format("{} of 0 or more, received {}", argument, factor));
  return factor;
}

}  // namespace

const std::vector<std::string>& regularizer_names() {
  static const std::vector<std::string> names = {"l1", "l2", "l1l2", "l1_l2", "orthogonal_regularizer"};
  return names;
}

Regularizer regularizer(std::string_view text, std::string_view place) {
  if (text.empty()) return {};
  detail::CallText call(text, place, "regularizer");
  const auto is = [&](const char* known) { return detail::same_name(call.name(), known); };
  Regularizer result;
  if (is("l1")) {
    result = l1_l2(factor_of(call, "l1", 0.01), 0);
  } else if (is("l2")) {
    result = l1_l2(0, factor_of(call, "l2", 0.01));
  } else if (is("l1l2")) {
    const double l1 = factor_of(call, "l1", 0);
    result = l1_l2(l1, factor_of(call, "l2", 0));
  } else if (is("orthogonal_regularizer")) {
    const double factor = factor_of(call, "factor", 0.01);
    const std::string mode = call.text("mode", "rows");
    if (mode != "rows" && mode != "columns") call.reject("a mode of rows or columns, received " + mode);
    result = [=](const Tensor& x) { return orthogonality(detail::floating(x), factor, mode == "rows"); };
  } else {
    detail::unknown_name(place, "regularizer", call.name(), regularizer_names());
  }
  call.finish();
  return result;
}

std::string L1(double l1) { return fmt::format("l1(l1={})", l1); }
std::string L2(double l2) { return fmt::format("l2(l2={})", l2); }
std::string L1L2(double l1, double l2) { return fmt::format("l1l2(l1={}, l2={})", l1, l2); }
std::string OrthogonalRegularizer(double factor, const std::string& mode) {
  return fmt::format("orthogonal_regularizer(factor={}, mode={})", factor, mode);
}

}  // namespace saem
