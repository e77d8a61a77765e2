#pragma once

#include <string>
#include <vector>

#include "saem/data/samples.h"

namespace saem::test {

/// A table written in a test. @param rows  as many cells in each as there are names.
[[nodiscard]] Samples samples_of(const std::vector<std::string>& names,
                                 const std::vector<std::vector<std::string>>& rows);

/// Two numbers, a name and an answer that follows from them: "yes" where a + b > 0, or c is "always"; the
/// value is 3 a - b.
[[nodiscard]] Samples easy_samples(std::int64_t n, std::uint64_t seed = 1);

}  // namespace saem::test
