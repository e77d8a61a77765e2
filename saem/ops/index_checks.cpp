#include "saem/ops/index_checks.h"

#include <fmt/format.h>

namespace saem::detail {

void fail_index(std::string_view op, std::int64_t index, std::int64_t position, std::int64_t axis,
                std::int64_t extent) {
  fail<ValueError>({std::string(op),
                    fmt::format("index {} is outside axis {}, whose extent is {}", index, axis, extent),
                    fmt::format("element {} of the indices", position),
                    extent == 0 ? "An axis without elements has no index."
                                : fmt::format("Use indices from {} to {}; negative ones count from the end.",
                                              -extent, extent - 1)});
}

void require_inside(std::string_view op, std::span<const std::int64_t> indices, std::int64_t axis,
                    std::int64_t extent) {
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (!is_inside(indices[i], extent))
      fail_index(op, indices[i], static_cast<std::int64_t>(i), axis, extent);
  }
}

void require_integers(const Signature& s, int i, std::string_view what) {
  if (is_integer(s.dtype(i))) return;
  fail<DTypeError>({s.op.name,
                    fmt::format("expected integer {}, received {}", what, name(s.dtype(i))),
                    {},
                    fmt::format("Convert the {} with cast.", what)});
}

int axis_attribute(const Signature& s, int rank) {
  const std::int64_t axis = s.attributes.integer("axis");
  if (axis < 0 || axis >= rank)
    s.reject_shape(fmt::format("expected an axis in [0, {}), received {}", rank, axis));
  return static_cast<int>(axis);
}

}  // namespace saem::detail
