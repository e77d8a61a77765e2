#pragma once

#include <string>

#include "saem/cli/arguments.h"
#include "saem/cli/output.h"
#include "saem/train/model.h"

namespace saem::cli {

/// `--precision NAME`; `target` keeps its value if it is not given. @param otherwise  what the help text
/// calls the default.
void add_precision(Arguments& arguments, std::string& target, const std::string& otherwise);

/// What a trained model computes in: what was asked for, otherwise what its file says; where the processor
/// cannot do that, float32, with a remark.
[[nodiscard]] std::string precision_for(const Model& model, const std::string& asked, const Log& log);

}  // namespace saem::cli
