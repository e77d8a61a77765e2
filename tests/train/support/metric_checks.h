#pragma once

#include <gtest/gtest.h>

#include "saem/train/metric.h"
#include "tests/train/support/loss_checks.h"

namespace saem::testing_support {

/// Labels, predictions and weights of the same number of rows.
struct Watched {
  Array y;
  Array p;
  Array w = {};
};

/// A metric over data in batches of 7 rows, the last one smaller.
inline MetricState in_batches(const MetricChoice& metric, const Watched& data) {
  MetricState state(metric);
  const std::int64_t n = data.p.shape()[0];
  for (std::int64_t begin = 0; begin < n; begin += 7) {
    const std::int64_t end = std::min(n, begin + 7);
    state.update_state(data.y.rows(begin, end), data.p.rows(begin, end),
                       data.w.size() > 0 ? data.w.rows(begin, end) : Array());
  }
  return state;
}

inline double weight_of(const Watched& data, std::int64_t row) {
  return data.w.size() > 0 ? data.w.at(row) : 1;
}

/// The same data without weights, and with random ones.
inline std::vector<Watched> weighted_or_not(const Array& y, const Array& p, std::uint64_t seed = 99) {
  return {{y, p, {}}, {y, p, uniform_f64({p.shape()[0]}, seed, 0, 2).astype(DType::f32)}};
}

}  // namespace saem::testing_support
