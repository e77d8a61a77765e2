#pragma once

#include <filesystem>
#include <string>

#include "saem/runs/run_details.h"

namespace saem::runs {

struct ModelCardOptions {
  std::string language = "en";  ///< or "ko"
  bool replace = false;         ///< also a README.md that saem has not written, or that was changed
};

/// The model card of a run, in Markdown with the YAML that model hubs read: what the model does, how it is
/// used, its scores with the part of the data that they belong to and the best simple model beside them, the
/// data, the training, limits, and how to repeat it. Made of what run.json, report.json and history.csv say;
/// what they do not say is left out.
/// Source: M. Mitchell et al., Model Cards for Model Reporting, FAT* 2019.
/// Throws ValueError for a language that there is not.
[[nodiscard]] std::string model_card(const RunDetails& run, const std::string& language = "en");

/// Writes the card of a run into its README.md. False, and nothing is written, if a README.md is there that
/// somebody else wrote (it lacks the remark that saem leaves in its own), unless it is to be replaced.
/// Throws ValueError for a language that there is not, FileError if the file cannot be written.
bool write_model_card(const std::filesystem::path& run, const ModelCardOptions& options = {});

}  // namespace saem::runs
