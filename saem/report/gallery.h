#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "saem/report/language.h"

namespace saem {

/// How much an answer depends on each piece of what was shown: the drop of the answer's probability (of
/// values: the change) when that piece is covered. A negative drop: without it the model is surer.
/// Source: Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014, section 4.2.
struct OcclusionMap {
  std::int64_t rows = 0, columns = 0;  ///< 0: there is none. Recordings have one row
  std::vector<double> drops = {};      ///< row by row, the whole picture or recording evenly divided
};

/// One thing that an example is made of, as a person can look at it. One of picture, channels, cells and text
/// is not empty.
struct Exhibit {
  std::string caption = {};  ///< the column
  std::string picture = {};  ///< a PNG file
  struct Channel {
    std::string name = {};
    std::vector<double> values = {};
  };
  std::vector<Channel> channels = {};                           ///< of a recording or a sound
  std::vector<std::pair<std::string, std::string>> cells = {};  ///< column and value
  std::string text = {};
  std::vector<std::pair<std::string, double>> words = {};  ///< of a text: pieces in order, and their drop
  OcclusionMap occlusion = {};                             ///< of a picture or recording
};

/// An example with what was said of it.
struct GalleryItem {
  std::string truth = {}, predicted = {};
  std::optional<double> confidence = {};  ///< probability of the predicted class, in [0, 1]
  std::string about = {};                 ///< of labels: the one that the confidence belongs to
  std::optional<double> error = {};       ///< of values: predicted - true
  /// Of an anomaly: its score, and above which it is unusual. `truth` and `predicted` are then "normal" or
  /// "unusual", the truth empty if nobody knows.
  std::optional<double> score = {}, threshold = {};
  std::string place = {};  ///< "line 12", "cats/3.jpg"
  std::vector<Exhibit> exhibits = {};
};

/// A small drawing of a recording, its channels in colours, over the occlusion if there is one; an SVG
/// element.
[[nodiscard]] std::string recording_svg(const Exhibit& exhibit, const std::string& title);

/// The items as HTML, side by side, in their order.
[[nodiscard]] std::string gallery_html(const std::vector<GalleryItem>& items, Language language);

}  // namespace saem
