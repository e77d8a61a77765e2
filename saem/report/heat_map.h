#pragma once

#include <string>

#include "saem/report/confusion_matrix.h"
#include "saem/report/language.h"

namespace saem {

/// A confusion matrix as one SVG element that needs nothing else (custom properties as in `line_chart_svg`):
/// one square per pair of classes, right answers on the diagonal in one colour and mistakes in another; the
/// fuller a square, the larger its share of the true class. Hovering tells the numbers in words. Numbers are
/// printed up to 20 classes and names up to 60; pairs that never occurred are left empty.
[[nodiscard]] std::string heat_map_svg(const ConfusionMatrix& matrix, const std::string& title,
                                       Language language = Language::english);

}  // namespace saem
