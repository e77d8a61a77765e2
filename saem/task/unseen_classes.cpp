#include "saem/task/unseen_classes.h"

#include <algorithm>

namespace saem {
namespace {

/// (n, classes) with further columns of 0.
Array with_columns(const Array& probabilities, std::int64_t further) {
  const std::int64_t n = probabilities.shape()[0], width = probabilities.shape()[1];
  Array wide({n, width + further}, DType::f32);
  const float* from = probabilities.data<float>().data();
  float* to = wide.mutable_data<float>().data();
  for (std::int64_t row = 0; row < n; ++row, from += width, to += width + further)
    std::copy_n(from, width, to);
  return wide;
}

}  // namespace

UnseenClasses add_unseen_classes(Predictions& predictions, Answers& answers, const Samples& samples) {
  UnseenClasses unseen = answers.unseen(samples);
  if (unseen.names.empty()) return unseen;
  answers.add_classes(unseen.names);
  predictions.classes.insert(predictions.classes.end(), unseen.names.begin(), unseen.names.end());
  predictions.probabilities = with_columns(predictions.probabilities, std::ssize(unseen.names));
  return unseen;
}

}  // namespace saem
