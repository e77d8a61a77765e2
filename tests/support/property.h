#pragma once

// Properties that must hold for whatever RapidCheck draws, from a fixed seed: a test that passes here passes
// everywhere, and one that fails shows the smallest case that it found.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <utility>

namespace saem::testing_support {

struct PropertyOptions {
  std::uint64_t seed = 1;
  int cases = 20;
};

/// A number from the environment: to look for bugs with other seeds and more cases than the test's own.
inline std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// Runs a property (a callable that draws with `*gen` and asserts with RC_ASSERT) as part of a gtest test.
template <class Property>
void check_property(const PropertyOptions& options, Property&& property) {
  rc::detail::TestParams params;
  params.seed = number_from("SAEM_PROPERTY_SEED", options.seed);
  params.maxSuccess = static_cast<int>(number_from("SAEM_PROPERTY_CASES", options.cases));
  const auto result =
      rc::detail::checkTestable(std::forward<Property>(property), rc::detail::TestMetadata(), params);
  if (result.template is<rc::detail::SuccessResult>()) return;
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  ADD_FAILURE() << text.str();
}

}  // namespace saem::testing_support
