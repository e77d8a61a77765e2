#pragma once

#include <string_view>

namespace saem {

/// Throws ValueError unless `valid`: "Adam: expected beta_1 to be in [0, 1), received 1.5."
void require_option(bool valid, std::string_view place, std::string_view option, std::string_view expected,
                    double received);

}  // namespace saem
