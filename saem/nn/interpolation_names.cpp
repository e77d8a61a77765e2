#include "saem/nn/interpolation_names.h"

#include <algorithm>
#include <array>

#include "saem/nn/names.h"

namespace saem::detail {

const std::vector<std::string>& interpolation_names() {
  static const std::vector<std::string> names = {"nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"};
  return names;
}

Interpolation interpolation_of(const std::string& title, const std::string& name) {
  constexpr std::array kinds = {Interpolation::nearest, Interpolation::bilinear, Interpolation::bicubic,
                                Interpolation::lanczos3, Interpolation::lanczos5};
  const std::vector<std::string>& names = interpolation_names();
  const auto place = std::ranges::find(names, name);
  if (place == names.end()) unknown_name(title, "interpolation", name, names);
  return kinds[static_cast<std::size_t>(place - names.begin())];
}

}  // namespace saem::detail
