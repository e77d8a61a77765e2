#pragma once

#include <cstdint>
#include <vector>

namespace saem {

/// One row of a reliability table: predictions whose confidence lies in [from, to).
struct ReliabilityBin {
  double from = 0.0, to = 0.0;
  std::int64_t count = 0;
  double mean_confidence = 0.0;  ///< 0 if count is 0
  double accuracy = 0.0;         ///< share that was right; 0 if count is 0
};

/// How far a classifier's confidence can be trusted.
struct Calibration {
  std::vector<ReliabilityBin> bins = {};  ///< ten, in steps of 0.1; the last one includes 1
  std::int64_t sure_count = 0;            ///< predictions with confidence >= 0.9
  double sure_accuracy = 0.0;             ///< share of those that was right; 0 if there are none
  double mean_confidence = 0.0;
  double accuracy = 0.0;
  /// Expected calibration error: |accuracy - mean confidence| of each bin, averaged by count.
  /// Source: Guo, Pleiss, Sun, Weinberger, "On calibration of modern neural networks", ICML 2017, equation 3.
  double expected_error = 0.0;
};

/// @param confidences  probability of the predicted class, in [0, 1] (up to a rounding error of 1e-4 above).
/// @param correct      whether that prediction was right; as many.
/// Throws: ValueError for different lengths, no values, or a confidence outside [0, 1] or NaN.
[[nodiscard]] Calibration calibrate(const std::vector<float>& confidences, const std::vector<bool>& correct);

}  // namespace saem
