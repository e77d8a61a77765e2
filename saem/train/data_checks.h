#pragma once

#include <string>
#include <string_view>

#include "saem/core/array.h"
#include "saem/train/loss.h"

namespace saem {

// What is wrong with data is said before the first step, in one message. `place` is the function that the
// user called
// ("fit"), `what` the argument: "x", "y", "validation x".

/// Throws ShapeError if x has no rows, or rows that a model input of shape `input` (batch -1) does not take.
void check_input(const Array& x, const Shape& input, std::string_view place, std::string_view what);
/// Throws ShapeError if x and y (called `what_x`, `what_y`) do not have equal numbers of rows.
void check_rows(const Array& x, const Array& y, std::string_view place, std::string_view what_x,
                std::string_view what_y, const std::string& advice = "Give one label per example.");
/// Throws ValueError naming the first row that holds NaN or an infinity.
void check_finite(const Array& values, std::string_view place, std::string_view what);
/// Throws ValueError unless `value` ≥ `least`.
void check_at_least(std::int64_t value, std::int64_t least, std::string_view place, std::string_view option);

}  // namespace saem
