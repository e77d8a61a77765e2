#include "saem/ops/random_blocks.h"

#include <fmt/format.h>

namespace saem::detail {

void require_key(const Signature& s) {
  if (!(s.shape(0) == Shape{2})) {
    s.reject_shape(
        fmt::format("expected a key (seed, counter) of shape (2,), received {}", s.shape(0).to_string()),
        "Take the key from RandomState::next.");
  }
  if (s.dtype(0) == DType::i64) return;
  fail<DTypeError>({s.op.name,
                    fmt::format("expected an int64 key, received {}", name(s.dtype(0))),
                    {},
                    "Take the key from RandomState::next."});
}

Shape drawn_shape(const Signature& s) {
  require_key(s);
  const Shape shape = s.attributes.shape("shape");
  for (const std::int64_t dim : shape) {
    if (dim < 0) s.reject_shape(fmt::format("expected non-negative extents, received {}", shape.to_string()));
  }
  return shape;
}

Sampler random_keys(Attributes attributes, double tolerance) {
  return [=](Generator& g, int) {
    const auto word = [&g] {
      return static_cast<std::int64_t>(g.bits()) << 32 | static_cast<std::int64_t>(g.bits());
    };
    Sample sample;
    sample.inputs = {Array::of(std::vector<std::int64_t>{word(), word()})};
    sample.attributes = attributes;
    sample.check_gradient = false;
    sample.tolerance = tolerance;
    return sample;
  };
}

}  // namespace saem::detail
