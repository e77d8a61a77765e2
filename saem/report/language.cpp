#include "saem/report/language.h"

#include <fmt/format.h>

#include "saem/core/error.h"

namespace saem {

std::string_view name(Language language) noexcept { return language == Language::korean ? "ko" : "en"; }

Language language(std::string_view name) {
  if (name == "en") return Language::english;
  if (name == "ko") return Language::korean;
  fail<ValueError>({"language", fmt::format("expected en or ko, received '{}'", name), "",
                    "en is English, ko is Korean."});
}

}  // namespace saem
