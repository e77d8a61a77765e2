#include "saem/cli/environment_json.h"

#include <nlohmann/json.hpp>

#include "saem/cli/machine.h"
#include "saem/cli/version.h"
#include "saem/core/parallel.h"

namespace saem::cli {

nlohmann::ordered_json build_json() {
  return {{"version", version_number()},
          {"commit", commit()},
          {"build", build_type()},
          {"compiler", compiler()},
          {"libraries", loaded_libraries()}};
}

nlohmann::ordered_json machine_json() {
  return {{"processor", processor_name()},
          {"features", processor_features()},
          {"vector_instructions", vector_instructions()},
          {"threads", thread_count()},
          {"peak_memory_bytes", peak_memory()}};
}

}  // namespace saem::cli
