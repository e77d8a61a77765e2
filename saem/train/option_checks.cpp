#include "saem/train/option_checks.h"

#include <fmt/format.h>

#include "saem/core/error.h"

namespace saem {

void require_option(bool valid, std::string_view place, std::string_view option, std::string_view expected,
                    double received) {
  if (valid) return;
  fail<ValueError>({std::string(place),
                    fmt::format("expected {} to be {}, received {}", option, expected, received),
                    {},
                    fmt::format("Choose another {}.", option)});
}

}  // namespace saem
