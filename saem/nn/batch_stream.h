#pragma once

#include <functional>
#include <optional>

#include "saem/core/array.h"

namespace saem {

/// Gives one batch of examples (n, …) after another, and nothing when there are no more: what layers adapt to
/// that is too large for one array.
using BatchStream = std::function<std::optional<Array>()>;

namespace detail {

/// One batch.
[[nodiscard]] inline BatchStream stream_of(const Array& data) {
  return [data, done = false]() mutable -> std::optional<Array> {
    if (done) return std::nullopt;
    done = true;
    return data;
  };
}

}  // namespace detail
}  // namespace saem
