#include "saem/train/metric_direction.h"

namespace saem::detail {
namespace {

template <class... Classes>
bool is_any(const Metric& metric) {
  return ((dynamic_cast<const Classes*>(&metric) != nullptr) || ...);
}

}  // namespace

std::string mode_of(const Metric& metric) {
  using namespace metrics;
  if (is_any<LossMetric, RootMeanSquaredError>(metric)) return "min";
  if (is_any<Accuracy, BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy,
             TopKCategoricalAccuracy, SparseTopKCategoricalAccuracy>(metric) ||
      is_any<AUC, metrics::Precision, Recall, ConstrainedMetric, FBetaScore>(metric) ||
      is_any<IoU, MatthewsCorrelation, CohenKappa>(metric) ||
      is_any<metrics::CosineSimilarity, R2Score, CorrelationMetric>(metric)) {
    return "max";
  }
  return {};
}

}  // namespace saem::detail
