#pragma once

#include <string>
#include <vector>

#include "saem/report/gallery.h"
#include "saem/task/trained_task.h"

namespace saem {

/// Which examples to show: the wrong answers of which the model was surest, of values the largest errors, of
/// labels those with the surest wrong label, of a known anomaly those misjudged whose score is furthest from
/// the threshold; first things first, at most `most`.
[[nodiscard]] std::vector<std::int64_t> surest_mistakes(const Predictions& predictions,
                                                        const Answers& answers, const Samples& test,
                                                        std::size_t most);
/// Of classes: the surest right answers, one of each class in turn, at most `most`. None of values.
[[nodiscard]] std::vector<std::int64_t> surest_right(const Predictions& predictions, const Answers& answers,
                                                     const Samples& test, std::size_t most);

/// Of an anomaly: the examples with the highest scores. None of other kinds.
[[nodiscard]] std::vector<std::int64_t> most_unusual(const Predictions& predictions, std::size_t most);

struct GalleryOptions {
  /// Columns of a table in the order in which they are shown; others follow.
  std::vector<std::string> columns_first = {};
  double seconds = 5;  ///< after which no further example gets its occlusion map
};

/// The examples with these indices as a person can look at them, with what was said of them and what it
/// depends on: pictures (at most 160 pixels a side), recordings and sounds, cells of a table, texts.
/// Throws FileError for a file that can no longer be read.
[[nodiscard]] std::vector<GalleryItem> gallery_of(TrainedTask& trained, std::size_t target,
                                                  const Predictions& predictions, const Samples& test,
                                                  const std::vector<std::int64_t>& indices,
                                                  const GalleryOptions& options = {});

}  // namespace saem
