// searchsorted, declared in sorting.h.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/graph/op.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reference_loops.h"
#include "saem/ops/sorting.h"

namespace saem {
namespace {

Sample random_search(Generator& g, int) {
  std::vector<double> sequence(static_cast<std::size_t>(g.integer(20)));
  for (double& v : sequence) v = static_cast<double>(g.integer(8));
  std::ranges::sort(sequence);
  Array values(random_shape(g), DType::f64);
  for (double& v : values.mutable_data<double>()) v = 0.5 * static_cast<double>(g.integer(20)) - 1;
  Sample sample;
  sample.inputs = {Array::of(sequence), values};
  sample.attributes = {{"right", g.integer(2) == 1}};
  return sample;
}

}  // namespace

const Op& searchsorted_op = define({
    .name = "searchsorted",
    .arity = 2,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      if (s.shape(0).rank() != 1) {
        s.reject_shape(fmt::format("expected a sequence of rank 1, received rank {}", s.shape(0).rank()),
                       "Search in one sorted vector at a time.");
      }
      return s.shape(1);
    },
    .dtype = [](const Signature& s) -> PerOutput<DType> {
      static_cast<void>(any_dtype(s));
      return DType::i64;
    },
    .gradient = not_differentiable,
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const bool right = call.attributes.flag("right");
                        detail::with_element_type(call.inputs[0], [&](auto zero) {
                          using T = decltype(zero);
                          const auto before = [](T a, T b) { return a < b || (a == a && b != b); };
                          const auto sequence = call.in<T>(0);
                          std::ranges::transform(call.in<T>(1), call.out<std::int64_t>().begin(), [&](T v) {
                            const auto place = right ? std::ranges::upper_bound(sequence, v, before)
                                                     : std::ranges::lower_bound(sequence, v, before);
                            return place - sequence.begin();
                          });
                        });
                      }},
    .samples = {random_search,
                [](Generator&, int) {
                  return Sample{.inputs = {Array::of(std::vector<double>{-1, 0, 2, NAN}),
                                           Array::of(std::vector<double>{NAN, -HUGE_VAL, 2, HUGE_VAL, -0.0})},
                                .attributes = {{"right", false}}};
                }},
    .doc = "(sequence, values): where each value belongs in an ascending vector.",
});

Tensor searchsorted(const Tensor& sequence, const Tensor& values, bool right) {
  const DType dtype = promote(sequence.dtype(), values.dtype());
  return record(searchsorted_op, {cast(sequence, dtype), cast(values, dtype)}, {{"right", right}});
}

Tensor digitize(const Tensor& values, const Tensor& bins) { return searchsorted(bins, values, true); }

namespace detail {
void link_searching() {}
}  // namespace detail

}  // namespace saem
