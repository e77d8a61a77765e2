#include "saem/ops/index_checks.h"

#include <fmt/format.h>

namespace saem::detail {

std::int64_t least_index(const Attributes& attributes, std::int64_t extent) {
  return attributes.has("from_zero") && attributes.flag("from_zero") ? 0 : -extent;
}

void fail_index(std::string_view op, std::int64_t index, std::int64_t position, std::int64_t axis,
                std::int64_t least, std::int64_t extent) {
  const char* counted = least < 0 ? "; negative ones count from the end." : ".";
  fail<ValueError>({std::string(op),
                    fmt::format("index {} is outside axis {}, whose extent is {}", index, axis, extent),
                    fmt::format("element {} of the indices", position),
                    extent == 0 ? "An axis without elements has no index."
                                : fmt::format("Use indices from {} to {}{}", least, extent - 1, counted)});
}

void require_inside(std::string_view op, std::span<const std::int64_t> indices, const Attributes& attributes,
                    std::int64_t extent) {
  const std::int64_t least = least_index(attributes, extent);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (is_inside(indices[i], least, extent)) continue;
    fail_index(op, indices[i], static_cast<std::int64_t>(i), attributes.integer("axis"), least, extent);
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
