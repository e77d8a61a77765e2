#pragma once

#include <optional>
#include <string>

#include "saem/report/calibration.h"
#include "saem/report/html_report.h"

/// The parts of the HTML report, each a whole <section> or, if there is nothing to show, "".
namespace saem::detail {

/// What the sections share.
struct PageFacts {
  const TrainingReport& report;
  std::optional<Calibration> calibration;
  double baseline;             ///< accuracy of always naming the most frequent class
  std::string baseline_class;  ///< its name
  std::int64_t examples;       ///< in the split
  std::int64_t right;          ///< of them, those named correctly
};

/// A section; both arguments are markup already.
[[nodiscard]] std::string section(const std::string& heading, const std::string& content);

[[nodiscard]] std::string verdict_section(const PageFacts& facts);
[[nodiscard]] std::string curves_section(const PageFacts& facts);
[[nodiscard]] std::string classes_section(const PageFacts& facts);
[[nodiscard]] std::string confusion_section(const PageFacts& facts);
[[nodiscard]] std::string mistakes_section(const PageFacts& facts);
[[nodiscard]] std::string confidence_section(const PageFacts& facts);
[[nodiscard]] std::string advice_section(const PageFacts& facts);
[[nodiscard]] std::string data_section(const PageFacts& facts);
[[nodiscard]] std::string repeat_section(const PageFacts& facts);

}  // namespace saem::detail
