#include "saem/train/update_frequency.h"

#include <fmt/format.h>

#include "saem/core/error.h"

namespace saem {
namespace {

[[noreturn]] void reject(const std::string& received) {
  fail<ValueError>(
      {"callback frequency",
       fmt::format("expected \"epoch\", \"batch\" or a number of batches, received {}", received),
       {},
       "Write \"epoch\", \"batch\", or for example 100."});
}

}  // namespace

UpdateFrequency::UpdateFrequency(const std::string& name) : batches_(name == "batch" ? 1 : 0) {
  if (name != "epoch" && name != "batch") reject(fmt::format("\"{}\"", name));
}

UpdateFrequency::UpdateFrequency(std::int64_t batches) : batches_(batches) {
  if (batches < 1) reject(fmt::format("{}", batches));
}

}  // namespace saem
