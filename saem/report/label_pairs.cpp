#include "saem/report/label_pairs.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"

namespace saem::detail {
namespace {

std::vector<std::int64_t> integers(const Array& array, const std::string& role, const std::string& place) {
  if (!is_integer(array.dtype()) && array.dtype() != DType::boolean) {
    fail<DTypeError>(
        {place, fmt::format("{} must be class numbers, received {}", role, name(array.dtype())),
         "shape " + array.shape().to_string(),
         "Take the argmax over the last axis of probabilities, or convert with astype(DType::i64)."});
  }
  if (array.shape().rank() != 1) {
    fail<ShapeError>(
        {place, fmt::format("{} must have shape (n,), received {}", role, array.shape().to_string()), "",
         "One class number per example is needed: take the argmax of one-hot rows, reshape a column to "
         "(-1)."});
  }
  const Array wide = array.astype(DType::i64);
  const auto values = wide.data<std::int64_t>();
  return {values.begin(), values.end()};
}

void require_range(const std::vector<std::int64_t>& values, std::int64_t classes, const std::string& role,
                   const std::string& place) {
  const auto bad = std::find_if(values.begin(), values.end(), [&](auto v) { return v < 0 || v >= classes; });
  if (bad == values.end()) return;
  fail<ValueError>({place,
                    fmt::format("{}[{}] is {}, expected a class number in [0, {})", role,
                                bad - values.begin(), *bad, classes),
                    fmt::format("{} class names were given", classes),
                    "Give one name per class, or labels that count from 0."});
}

/// Replaces each value by its position in `sorted`.
void to_positions(std::vector<std::int64_t>& values, const std::vector<std::int64_t>& sorted) {
  for (auto& v : values) v = std::lower_bound(sorted.begin(), sorted.end(), v) - sorted.begin();
}

}  // namespace

LabelPairs pair_labels(const Array& labels, const Array& predictions,
                       const std::vector<std::string>& class_names, const std::string& place) {
  LabelPairs pairs{class_names, integers(labels, "labels", place),
                   integers(predictions, "predictions", place)};
  if (pairs.truth.size() != pairs.predicted.size()) {
    fail<ShapeError>(
        {place,
         fmt::format("there are {} labels but {} predictions", pairs.truth.size(), pairs.predicted.size()),
         "", "Predict on the same examples that the labels belong to."});
  }
  if (pairs.truth.empty()) {
    fail<ValueError>({place, "expected at least one example, received none", "",
                      "Give labels and predictions of a split that is not empty."});
  }
  if (class_names.empty()) {
    std::vector<std::int64_t> seen = pairs.truth;
    seen.insert(seen.end(), pairs.predicted.begin(), pairs.predicted.end());
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    for (const auto label : seen) pairs.class_names.push_back(fmt::format("{}", label));
    to_positions(pairs.truth, seen);
    to_positions(pairs.predicted, seen);
  } else {
    const auto classes = static_cast<std::int64_t>(class_names.size());
    require_range(pairs.truth, classes, "labels", place);
    require_range(pairs.predicted, classes, "predictions", place);
  }
  return pairs;
}

}  // namespace saem::detail
