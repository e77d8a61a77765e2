// What each loss wants of the labels, checked on the whole data before the first step: inside a compiled step
// there are only shapes, and a label outside the classes would go unnoticed.
#include <fmt/format.h>

#include <cmath>

#include "saem/core/convert.h"
#include "saem/core/error.h"
#include "saem/train/loss.h"

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

void require_range(const Loss& loss, const Array& y, std::string_view what, const std::string& advice) {
  const std::int64_t wrong = first_invalid(y, [](double v) { return v >= 0 && v <= 1; });
  if (wrong < 0) return;
  fail<ValueError>({loss.name(),
                    fmt::format("expected numbers in [0, 1] in {}, received {} in row {}", what, y.at(wrong),
                                wrong / (y.size() / y.shape()[0])),
                    {},
                    advice});
}

std::string output_note(const Shape& output) {
  return fmt::format("the model's output is {}", output.to_string());
}

}  // namespace

void Loss::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  if (fits(y.shape(), rows_of(output, y.shape()[0]))) return;
  const bool one_row_each = y.shape().rank() == 1 || (y.shape().rank() == 2 && y.shape()[-1] == 1);
  fail<ShapeError>(
      {name(),
       fmt::format("expected {} of the output's shape, {}, received {}", what,
                   rows_of(output, y.shape()[0]).to_string(), y.shape().to_string()),
       output_note(output),
       one_row_each ? "End the model with Dense(1), or give as many targets per example as it has outputs."
                    : "Give the last layer as many units as each example has targets."});
}

void CategoricalCrossentropy::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  const Shape wanted = rows_of(output, y.shape()[0]);
  if (!(y.shape() == wanted)) {
    const bool is_sparse = y.shape() == wanted.slice(0, -1) || y.shape() == wanted.slice(0, -1).concat({1});
    const std::string advice =
        is_sparse
            ? fmt::format(
                  "Use the loss \"sparse_categorical_crossentropy\" for class numbers, or convert them: "
                  "to_categorical({}, {}).",
                  what, output[-1])
            : fmt::format("Give one column per class: the model's last layer tells {} classes apart.",
                          output[-1]);
    fail<ShapeError>({name(),
                      fmt::format("expected {} as one-hot rows of shape {}, received {}", what,
                                  wanted.to_string(), y.shape().to_string()),
                      output_note(output), advice});
  }
  require_range(*this, y, what, "Each row holds the probabilities of the classes, usually a single 1.");
}

void SparseCategoricalCrossentropy::check_labels(const Array& y, const Shape& output,
                                                 std::string_view what) const {
  const Shape wanted = rows_of(output, y.shape()[0]).slice(0, -1);
  const std::int64_t classes = output[-1];
  if (!(y.shape() == wanted) && !(y.shape() == wanted.concat({1}))) {
    const bool is_one_hot = y.shape() == wanted.concat({classes});
    fail<ShapeError>({name(),
                      fmt::format("expected {} as class numbers of shape {}, received {}", what,
                                  wanted.to_string(), y.shape().to_string()),
                      output_note(output),
                      is_one_hot ? "Use the loss \"categorical_crossentropy\" for one-hot rows."
                                 : "Give one class number per example."});
  }
  const auto valid = [classes](double v) {
    return v >= 0 && v < static_cast<double>(classes) && v == std::floor(v);
  };
  const std::int64_t wrong = first_invalid(y, valid);
  if (wrong < 0) return;
  const std::string advice =
      classes == 1 ? "With one output, use the loss \"binary_crossentropy\" and the activation \"sigmoid\"."
                   : "Correct the label, or give the last layer as many units as there are classes; labels "
                     "count from 0.";
  fail<ValueError>({name(),
                    fmt::format("expected class numbers from 0 to {} in {}, received {} in row {}",
                                classes - 1, what, y.at(wrong), wrong / (y.size() / y.shape()[0])),
                    output_note(output), advice});
}

void BinaryCrossentropy::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  Loss::check_labels(y, output, what);
  require_range(
      *this, y, what,
      "Label the examples with 0 and 1, or use \"sparse_categorical_crossentropy\" for more classes.");
}

}  // namespace saem
