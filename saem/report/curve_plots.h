#pragma once

#include <string>
#include <vector>

#include "saem/report/language.h"
#include "saem/report/plot.h"
#include "saem/report/threshold_curves.h"

/// ROC and precision-recall curves as they are drawn on the page.
namespace saem::detail {

/// With its title and axes, and without curves.
[[nodiscard]] Plot empty_roc_plot(Language language);
[[nodiscard]] Plot empty_precision_plot(Language language);
/// Both axes from 0 to 1.
[[nodiscard]] Plot unit_square(const std::string& title, const std::string& description,
                               const std::string& x_label, const std::string& y_label);

[[nodiscard]] Plot::Points roc_line(const std::string& name, const ThresholdCurve& curve);
/// Precision belongs to the whole step of recall that ends at its point: drawn as steps, the area below is
/// the average precision.
[[nodiscard]] Plot::Points precision_line(const std::string& name, const ThresholdCurve& curve);
/// What guessing gives, in a ROC plot.
[[nodiscard]] Plot::Points chance_line(Language language);

}  // namespace saem::detail
