#include "saem/report/calibration.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "saem/core/error.h"

namespace saem {
namespace {

constexpr std::array<double, 11> edges = {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};
constexpr std::size_t bin_count = edges.size() - 1;

void check(const std::vector<float>& confidences, const std::vector<bool>& correct) {
  if (confidences.size() != correct.size()) {
    fail<ValueError>(
        {"calibration",
         fmt::format("there are {} confidences but {} outcomes", confidences.size(), correct.size()), "",
         "Give one of each per example."});
  }
  if (confidences.empty()) {
    fail<ValueError>(
        {"calibration", "expected at least one prediction, received none", "", "Leave both lists out."});
  }
  for (std::size_t i = 0; i < confidences.size(); ++i) {
    // Written so that NaN fails. A softmax in f32 or bf16 may sum to a little more than 1.
    if (!(confidences[i] >= 0.0F && confidences[i] <= 1.0001F)) {
      fail<ValueError>(
          {"calibration",
           fmt::format("confidence {} is {}, expected a probability in [0, 1]", i, confidences[i]), "",
           "Pass the largest softmax output of each example, not the logit."});
    }
  }
}

}  // namespace

Calibration calibrate(const std::vector<float>& confidences, const std::vector<bool>& correct) {
  check(confidences, correct);
  std::array<std::int64_t, bin_count> count{}, right{};
  std::array<double, bin_count> sum{};
  for (std::size_t i = 0; i < confidences.size(); ++i) {
    // Compared as floats: a confidence of 0.9F belongs to "at least 90 %" although 0.9F < 0.9 as doubles can
    // differ.
    std::size_t bin = bin_count - 1;
    while (bin > 0 && confidences[i] < static_cast<float>(edges[bin])) --bin;
    ++count[bin];
    right[bin] += correct[i] ? 1 : 0;
    sum[bin] += std::min(static_cast<double>(confidences[i]), 1.0);
  }

  Calibration result;
  std::int64_t all_right = 0;
  double all_sum = 0.0;
  const auto n = static_cast<double>(confidences.size());
  for (std::size_t b = 0; b < bin_count; ++b) {
    ReliabilityBin row{edges[b], edges[b + 1], count[b], 0.0, 0.0};
    if (count[b] > 0) {
      row.mean_confidence = sum[b] / static_cast<double>(count[b]);
      row.accuracy = static_cast<double>(right[b]) / static_cast<double>(count[b]);
    }
    result.expected_error += static_cast<double>(count[b]) / n * std::abs(row.accuracy - row.mean_confidence);
    result.bins.push_back(row);
    all_right += right[b];
    all_sum += sum[b];
  }
  result.sure_count = result.bins.back().count;
  result.sure_accuracy = result.bins.back().accuracy;
  result.mean_confidence = all_sum / n;
  result.accuracy = static_cast<double>(all_right) / n;
  return result;
}

}  // namespace saem
