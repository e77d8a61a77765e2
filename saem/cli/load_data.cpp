#include "saem/cli/load_data.h"

#include "saem/cli/usage_error.h"
#include "saem/data/datasets.h"

namespace saem::cli {

DatasetPair load_data(const std::string& name_or_folder) {
  try {
    return datasets::load(name_or_folder);
  } catch (const ValueError& unknown_name) {
    throw UsageError(unknown_name.what());
  }
}

std::string base_name(const Dataset& data) { return data.name.substr(0, data.name.rfind(" (")); }

}  // namespace saem::cli
