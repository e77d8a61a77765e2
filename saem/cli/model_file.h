#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "saem/cli/preprocessing.h"
#include "saem/train/model.h"

namespace saem::cli {

inline constexpr const char* model_file_name = "model.safetensors";

/// A trained model with what its file tells of it.
struct TrainedModel {
  Model model;
  std::filesystem::path path;       ///< of the file
  std::vector<std::string> labels;  ///< what its outputs mean; the numbers if the file does not say
  std::optional<Preprocessing> preprocessing;  ///< if it takes pictures
};

/// What `train` writes into a model file, and open_model reads.
struct ModelFacts {
  std::vector<std::string> labels;
  std::optional<Preprocessing> preprocessing;
  std::string trained_on;          ///< name of the dataset
  std::string network;             ///< "cnn"
  std::optional<double> accuracy;  ///< on the test split
};
void set_facts(Model& model, const ModelFacts& facts);

/// The model in a file, or in the run folder that holds one.
/// Throws FileError if there is none, if it is damaged, or if what it says of itself does not fit together.
[[nodiscard]] TrainedModel open_model(const std::string& file_or_folder);
/// The same, but throws UnsupportedError if the model does not tell classes apart: output (batch, classes ≥
/// 2), one input.
[[nodiscard]] TrainedModel open_classifier(const std::string& file_or_folder);

}  // namespace saem::cli
