#pragma once

#include <atomic>
#include <string>

#include "saem/core/parallel.h"
#include "saem/graph/op.h"
#include "saem/ops/index_checks.h"

namespace saem::cpu {

/// The indices that a kernel reads, which must be inside an axis: what it needs to say where one is not.
class IndexBounds {
 public:
  IndexBounds(const Node& node, std::int64_t extent)
      : op_(node.op().name),
        scope_(node.scope()),
        axis_(node.attributes().integer("axis")),
        least_(detail::least_index(node.attributes(), extent)),
        extent_(extent) {}

  /// Throws ValueError for the first index that is outside.
  template <class Index>
  void require(const Index* indices, std::int64_t n) const {
    std::atomic<bool> outside = false;
    parallel_for(n, 65536, [&](std::int64_t begin, std::int64_t end) {
      bool any = false;
      for (std::int64_t i = begin; i < end; ++i) any |= !detail::is_inside(indices[i], least_, extent_);
      if (any) outside = true;
    });
    if (!outside) return;
    const LayerScope scope(scope_, LayerScope::Replace{});
    for (std::int64_t i = 0; i < n; ++i) {
      if (detail::is_inside(indices[i], least_, extent_)) continue;
      detail::fail_index(op_, indices[i], i, axis_, least_, extent_);
    }
  }

 private:
  std::string op_;
  std::string scope_;  ///< the layer, for the message
  std::int64_t axis_;
  std::int64_t least_;
  std::int64_t extent_;
};

/// Calls visitor(Index{}) with the element type of an index input.
template <class Visitor>
auto with_index_type(DType dtype, Visitor&& visitor) {
  switch (dtype) {
    case DType::i32:
      return visitor(std::int32_t{});
    case DType::u8:
      return visitor(std::uint8_t{});
    default:
      return visitor(std::int64_t{});
  }
}

}  // namespace saem::cpu
