#include "saem/data/dataset.h"

namespace saem {

std::int64_t Dataset::size() const { return y.size(); }

Dataset Dataset::rows(std::int64_t first, std::int64_t last) const {
  return {.x = x.rows(first, last),
          .y = y.rows(first, last),
          .class_names = class_names,
          .name = name,
          .sample_weight = sample_weight.size() > 0 ? sample_weight.rows(first, last) : Array()};
}

Dataset Dataset::take(std::span<const std::int64_t> indices) const {
  return {.x = x.take(indices),
          .y = y.take(indices),
          .class_names = class_names,
          .name = name,
          .sample_weight = sample_weight.size() > 0 ? sample_weight.take(indices) : Array()};
}

}  // namespace saem
