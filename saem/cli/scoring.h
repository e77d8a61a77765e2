#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saem/data/dataset.h"
#include "saem/report/classification_report.h"
#include "saem/report/confusion_matrix.h"
#include "saem/train/model.h"

namespace saem::cli {

/// How well a classifier does on a dataset.
struct Score {
  double loss = 0;                 ///< categorical cross-entropy
  Array predictions;               ///< (n,), int32: the most probable class
  std::vector<float> confidences;  ///< its probability
  std::vector<bool> correct;
  ClassificationReport classification;
  ConfusionMatrix confusion;
};

/// For `score`, and no training.
void compile_for_scoring(Model& model, const std::string& precision);

/// The model must be compiled. @param labels  what the outputs mean.
[[nodiscard]] Score score(Model& model, const Dataset& data, const std::vector<std::string>& labels,
                          std::int64_t batch_size);

/// "most confused: Shirt taken for T-shirt/top (98 of 1,000)"; empty if nothing is.
[[nodiscard]] std::string describe_confusion(const ConfusionMatrix& confusion);

}  // namespace saem::cli
