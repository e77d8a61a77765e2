#pragma once

#include <string>
#include <utility>
#include <vector>

#include "saem/report/gallery.h"
#include "saem/task/trained_task.h"

namespace saem {

/// What the answer of one example depends on: a patch of the mean of its own values slides over a picture, a
/// recording or the spectrogram of a sound; each piece gets the mean drop of the patches that cover it.
///
/// The drop is that of the probability of the predicted class; of labels the mean over all of them; of an
/// anomaly that of its score, as a share of it; of values it is how much the answer moves.
/// Pictures are divided into 8×8 pieces under patches of 2×2, recordings and sounds into 20 under patches
/// of 3. Empty for inputs of another kind.
/// @param inputs  encoded, of one example.   @param column  its number in `trained.inputs().columns()`.
/// Source: Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014, section 4.2.
[[nodiscard]] OcclusionMap occlusion_map(TrainedTask& trained, std::size_t target,
                                         const std::vector<Array>& inputs, std::size_t column);

/// The same for the words of a text: each is left out in turn, the first 60 of them. The pieces, put
/// together, are the text.
[[nodiscard]] std::vector<std::pair<std::string, double>> word_drops(TrainedTask& trained, std::size_t target,
                                                                     const std::vector<Array>& inputs,
                                                                     std::size_t column,
                                                                     const std::string& text);

namespace detail {
/// Which of the arrays that Inputs::encode gives has the column.
[[nodiscard]] std::size_t input_of_column(const Inputs& inputs, std::size_t column);
}  // namespace detail

}  // namespace saem
