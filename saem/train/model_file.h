#pragma once

#include <filesystem>

#include "saem/train/model.h"

namespace saem {

/// What stands behind Model::save and load_model; the format is described in docs/model-file.md.
struct ModelFile {
  static void save(const Model& model, const std::filesystem::path& path);
  static Model load(const std::filesystem::path& path);
};

}  // namespace saem
