#pragma once

#include <span>
#include <string>
#include <string_view>

#include "saem/train/loss.h"

// What losses and metrics share in their making; not for programs.
namespace saem::detail {

/// Keras's: keeps logarithms and divisions finite.
inline constexpr double epsilon = 1e-7;

/// y in the shape and dtype of the predictions. Throws ShapeError, in the name of `place`, if it does not
/// fit.
[[nodiscard]] Tensor targets_like(const Tensor& y_true, const Tensor& y_pred, const std::string& place);
/// Over the last axis, as in Keras; an output without one ((n,)) is left as it is.
[[nodiscard]] Tensor mean_of_last_axis(const Tensor& x);
/// x with `axis` moved behind the others. Throws ShapeError if x has no such axis.
[[nodiscard]] Tensor axis_last(const Tensor& x, int axis);
/// y · (1 - smoothing) + smoothing / classes; y itself for a smoothing of 0.
[[nodiscard]] Tensor smoothed(const Tensor& y, double smoothing, double classes);
/// True, a bool scalar, if `condition` holds everywhere.
[[nodiscard]] Tensor all(const Tensor& condition);

/// What went into `activation` if that made the prediction, else nothing.
[[nodiscard]] Tensor logits_behind(const Tensor& y_pred, std::string_view activation);
/// Probabilities that sum to 1 over the last axis, kept away from 0 and 1.
[[nodiscard]] Tensor safe_distribution(const Tensor& y_pred);
/// -(y log p + (1 - y) log(1 - p)), elementwise, p kept away from 0 and 1.
[[nodiscard]] Tensor binary_entropy(const Tensor& y, const Tensor& p);
/// Whether y holds one class number per place of a prediction (…, classes): (…) or (…, 1).
[[nodiscard]] bool are_class_numbers(const Shape& y, const Shape& prediction);

/// Weights of the shape of `values`, in dtype `dtype`: see Loss::operator(). Throws ShapeError.
[[nodiscard]] Tensor align_weights(const Tensor& weights, const Shape& values, DType dtype,
                                   const std::string& place);

/// Throws ValueError: "Huber: expected delta > 0, received -1".
void require_option(bool valid, std::string_view place, std::string_view expected, double received);
/// Throws ValueError, with the nearest name, unless `value` is among `known`.
void require_choice(std::string_view value, std::span<const std::string> known, std::string_view place,
                    std::string_view option);
[[nodiscard]] std::string name_or(const std::string& given, std::string_view standard);

// Checks of whole data, before the first step (label_checks.cpp). All throw as Loss::check_labels.

/// As many numbers per row as the output has, but for axes of extent 1 at the end.
void require_output_shape(const std::string& place, const Array& y, const Shape& output,
                          std::string_view what);
/// One-hot rows, or probabilities, of exactly the output's shape.
void require_one_hot(const std::string& place, const Array& y, const Shape& output, int axis,
                     std::string_view what);
/// Class numbers in [0, classes), or `ignored`: the output's shape without `axis`, or with extent 1 there.
void require_class_numbers(const std::string& place, const Array& y, const Shape& output, int axis,
                           const std::int64_t* ignored, std::string_view what);
/// Numbers in [low, high].
void require_range(const std::string& place, const Array& y, double low, double high, std::string_view what,
                   const std::string& advice);
/// Whole numbers in [0, classes), or `ignored`, of any shape.
void require_classes(const std::string& place, const Array& y, std::int64_t classes,
                     const std::int64_t* ignored, std::string_view what, const std::string& advice);

}  // namespace saem::detail
