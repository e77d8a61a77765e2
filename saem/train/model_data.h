#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saem/core/array.h"
#include "saem/train/model.h"
#include "saem/train/objective.h"
#include "saem/train/sample_weights.h"

namespace saem {

/// What a model is given to learn from, array by array.
struct ModelData {
  std::vector<Array> x;              ///< one per input, in the input's dtype
  std::vector<Array> y;              ///< one per output; Array() for one that nothing is measured of
  std::vector<Array> sample_weight;  ///< float32, one per output, Array() for those without; or empty

  [[nodiscard]] std::int64_t rows() const { return x.front().shape()[0]; }
  /// A copy of rows [first, last).
  [[nodiscard]] ModelData slice(std::int64_t first, std::int64_t last) const;
  /// All one after the other: what a batch is made of (CompiledSteps).
  [[nodiscard]] std::vector<Array> arrays() const;
};

/// Where the data of a call goes, and how messages call that.
struct DataUse {
  const Model& model;
  const Objective& objective;
  std::string_view place;   ///< "fit"
  std::string prefix = {};  ///< "validation "
};

/// The arrays of x, in the dtypes of the model's inputs; checked: their number, names, shapes and rows.
[[nodiscard]] std::vector<Array> match_inputs(const Model& model, const Arrays& x, std::string_view place,
                                              const std::string& prefix = {});

/// Brings the examples into the order of the model's inputs and outputs, and checks all that can be known
/// before the first step. `sample_weight`, if given, is used in place of the examples' own. Throws
/// ShapeError, DTypeError or ValueError with what was expected and received.
[[nodiscard]] ModelData match_data(const DataUse& use, const Examples& examples,
                                   const Arrays& sample_weight = {});

/// Turns class weights into sample weights. Throws ValueError if there are some already, or for a model with
/// several outputs.
void apply_class_weight(ModelData& data, const ClassWeights& weights, std::string_view place);

}  // namespace saem
