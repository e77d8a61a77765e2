#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "saem/report/classification_report.h"
#include "saem/report/confusion_matrix.h"
#include "saem/report/run_report.h"

namespace saem {

/// An example that the model got wrong.
struct Mistake {
  std::vector<std::uint8_t> png = {};  ///< the picture as a PNG file; empty shows a frame without picture
  std::string true_name = {};
  std::string predicted_name = {};
  double confidence = 0.0;  ///< probability of the predicted class, in [0, 1]
  std::int64_t index = 0;   ///< position in its split
};

/// All that is known about a finished training run of a classifier: a RunReport with one target, whose
/// results are at hand in another form. Parts that are left empty do not appear on the page.
struct TrainingReport {
  std::string title = {};          ///< "fashion-mnist with cnn"
  std::string question = {};       ///< one sentence: what the model was asked to do
  std::string command = {};        ///< what to type to get the same again
  std::string dataset_name = {};   ///< "Fashion-MNIST"
  std::string data_sentence = {};  ///< one sentence: what the data are, where they come from
  std::vector<std::pair<std::string, std::int64_t>> splits = {};  ///< {"train", 60000}, {"test", 10000}
  std::string split = "test";      ///< the one that every score below was measured on
  std::string items = "pictures";  ///< what the examples are, in the plural
  std::string model_summary = {};  ///< layer table, as text
  std::map<std::string, std::vector<double>> history =
      {};  ///< "loss", "accuracy", "val_loss", "val_accuracy"
  ClassificationReport classification = {};
  ConfusionMatrix confusion = {};
  std::optional<double> baseline_accuracy =
      {};  ///< of always naming the most frequent class; unset: from `classification`
  std::vector<Mistake> mistakes = {};   ///< in any order; the most confident ones come first on the page
  std::vector<float> confidences = {};  ///< of every prediction on the split; may be empty
  std::vector<bool> correct = {};       ///< as many as `confidences`
  std::vector<std::pair<std::string, std::string>> settings = {};     ///< {"optimizer", "Adadelta"}
  std::vector<std::pair<std::string, std::string>> environment = {};  ///< {"processor", "…"}

  /// The same for any task.
  [[nodiscard]] RunReport to_run_report() const;
  /// One self-contained page: no script, and nothing is loaded from elsewhere. Light and dark scheme,
  /// printable. Throws ValueError if `confidences` and `correct` do not fit (see `calibrate`).
  [[nodiscard]] std::string to_html() const;
};

}  // namespace saem
