#pragma once

#include <filesystem>

#include "saem/data/arrays/array_file.h"
#include "saem/data/samples.h"

namespace saem {

/// What arrays of NumPy's hold, by their names and shapes; the first axis counts the examples.
///
/// - Parts: "train", "val", "valid", "validation", "test" in a name, before or behind the rest: x_train,
///   y_train, x_test, y_test; test_images. Parts are joined, in this order.
/// - Answers: an array called y, label, labels, target, targets, class or classes; else, of two arrays, the
///   one with a number for each example. Rows with a single 1 among zeros are class numbers. Of other rows
///   each number is an answer: "y 1" to "y k", and `target` is "y", which no column is called.
/// - Inputs: pictures if they are bytes (n, h, w), (n, h, w, 1 or 3) or (n, 1 or 3, h, w), or floats that are
///   such bytes / 255; recordings if they are other numbers (n, steps, channels); columns of a table if they
///   are (n), or (n, k) with k of at most 256: "x 1" to "x k", or as an array feature_names says; arrays
///   otherwise. Names of classes, for whole numbers from 0, are taken from target_names, class_names or
///   label_names.
///
/// A lone array in a file of another name is called x. All that was concluded is noted, as are arrays left
/// out because they have no row for each example. Throws FileError for a file without arrays, and for parts
/// or arrays that do not fit together.
[[nodiscard]] Samples array_samples(std::vector<NamedArray> arrays, const std::string& name);

}  // namespace saem
