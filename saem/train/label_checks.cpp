// What losses and metrics want of the labels, checked on the whole data before the first step: inside a
// compiled step there are only shapes, and a label outside the classes would go unnoticed.
#include <fmt/format.h>

#include <cmath>

#include "saem/core/convert.h"
#include "saem/core/error.h"
#include "saem/train/loss_support.h"

namespace saem {
namespace {

// The shape of labels for `n` rows of an output (batch -1).
Shape rows_of(const Shape& output, std::int64_t n) {
  return output.rank() == 0 ? Shape{n} : output.with(0, n);
}

// As many numbers per row, but for axes of extent 1 at the end.
bool fits(const Shape& y, const Shape& wanted) {
  return y == wanted || (wanted.rank() > 1 && wanted[-1] == 1 && y == wanted.slice(0, -1)) ||
         (y.rank() > 1 && y[-1] == 1 && y.slice(0, -1) == wanted);
}

// The flat index of the first element for which `valid` is false, or -1.
template <class Valid>
std::int64_t first_invalid(const Array& y, Valid valid) {
  return visit_dtype(y.dtype(), [&]<class T>(std::type_identity<T>) -> std::int64_t {
    const std::span<const T> values = y.data<T>();
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!valid(convert<double>(values[i]))) return static_cast<std::int64_t>(i);
    }
    return -1;
  });
}

std::int64_t first_outside_classes(const Array& y, std::int64_t classes, const std::int64_t* ignored) {
  return first_invalid(y, [=](double v) {
    return (v >= 0 && v < static_cast<double>(classes) && v == std::floor(v)) ||
           (ignored != nullptr && v == static_cast<double>(*ignored));
  });
}

std::int64_t row_of(const Array& y, std::int64_t element) { return element / (y.size() / y.shape()[0]); }

std::string output_note(const Shape& output) {
  return fmt::format("the model's output is {}", output.to_string());
}

}  // namespace

namespace detail {

void require_range(const std::string& place, const Array& y, double low, double high, std::string_view what,
                   const std::string& advice) {
  const std::int64_t wrong = first_invalid(y, [=](double v) { return v >= low && v <= high; });
  if (wrong < 0) return;
  const std::string range =
      std::isinf(high) ? fmt::format("of {:g} or more", low) : fmt::format("in [{:g}, {:g}]", low, high);
  fail<ValueError>({place,
                    fmt::format("expected numbers {} in {}, received {} in row {}", range, what, y.at(wrong),
                                row_of(y, wrong)),
                    {},
                    advice});
}

void require_classes(const std::string& place, const Array& y, std::int64_t classes,
                     const std::int64_t* ignored, std::string_view what, const std::string& advice) {
  const std::int64_t wrong = first_outside_classes(y, classes, ignored);
  if (wrong < 0) return;
  fail<ValueError>({place,
                    fmt::format("expected class numbers from 0 to {} in {}, received {} in row {}",
                                classes - 1, what, y.at(wrong), row_of(y, wrong)),
                    {},
                    advice});
}

void require_output_shape(const std::string& place, const Array& y, const Shape& output,
                          std::string_view what) {
  if (fits(y.shape(), rows_of(output, y.shape()[0]))) return;
  const bool one_row_each = y.shape().rank() == 1 || (y.shape().rank() == 2 && y.shape()[-1] == 1);
  fail<ShapeError>(
      {place,
       fmt::format("expected {} of the output's shape, {}, received {}", what,
                   rows_of(output, y.shape()[0]).to_string(), y.shape().to_string()),
       output_note(output),
       one_row_each ? "End the model with Dense(1), or give as many targets per example as it has outputs."
                    : "Give the last layer as many units as each example has targets."});
}

void require_one_hot(const std::string& place, const Array& y, const Shape& output, int axis,
                     std::string_view what) {
  const Shape wanted = rows_of(output, y.shape()[0]);
  const std::int64_t classes = wanted[axis];
  if (!(y.shape() == wanted)) {
    const bool is_sparse = y.shape() == wanted.erased(axis) || y.shape() == wanted.with(axis, 1);
    const std::string advice =
        is_sparse
            ? fmt::format(
                  "Use the loss \"sparse_categorical_crossentropy\" for class numbers, or convert them: "
                  "to_categorical({}, {}).",
                  what, classes)
            : fmt::format("Give one column per class: the model's last layer tells {} classes apart.",
                          classes);
    fail<ShapeError>({place,
                      fmt::format("expected {} as one-hot rows of shape {}, received {}", what,
                                  wanted.to_string(), y.shape().to_string()),
                      output_note(output), advice});
  }
  require_range(place, y, 0, 1, what, "Each row holds the probabilities of the classes, usually a single 1.");
}

void require_class_numbers(const std::string& place, const Array& y, const Shape& output, int axis,
                           const std::int64_t* ignored, std::string_view what) {
  const Shape rows = rows_of(output, y.shape()[0]);
  const Shape wanted = rows.erased(axis);
  const std::int64_t classes = rows[axis];
  if (!(y.shape() == wanted) && !(y.shape() == wanted.concat({1})) && !(y.shape() == rows.with(axis, 1))) {
    fail<ShapeError>({place,
                      fmt::format("expected {} as class numbers of shape {}, received {}", what,
                                  wanted.to_string(), y.shape().to_string()),
                      output_note(output),
                      y.shape() == rows ? "Use the loss \"categorical_crossentropy\" for one-hot rows."
                                        : "Give one class number per example."});
  }
  const std::int64_t wrong = first_outside_classes(y, classes, ignored);
  if (wrong < 0) return;
  const std::string advice =
      classes == 1 ? "With one output, use the loss \"binary_crossentropy\" and the activation \"sigmoid\"."
                   : "Correct the label, or give the last layer as many units as there are classes; labels "
                     "count from 0.";
  fail<ValueError>({place,
                    fmt::format("expected class numbers from 0 to {} in {}, received {} in row {}",
                                classes - 1, what, y.at(wrong), row_of(y, wrong)),
                    output_note(output), advice});
}

}  // namespace detail

void Loss::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  detail::require_output_shape(name_, y, output, what);
}

}  // namespace saem
