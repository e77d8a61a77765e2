#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace saem::test {

/// A file or folder of the real data that tests read: in $SAEM_DATA, else in ../shared/data beside the
/// repository.
inline std::filesystem::path real_data(const std::string& name) {
  if (const char* folder = std::getenv("SAEM_DATA")) return std::filesystem::path(folder) / name;
  const auto repository =
      std::filesystem::absolute(__FILE__).parent_path().parent_path().parent_path().parent_path();
  return repository.parent_path() / "shared" / "data" / name;
}

/// For `if (is_missing(path)) GTEST_SKIP() << …`. Where CI=true nothing may be skipped silently: there it is
/// a failure.
inline bool is_missing(const std::filesystem::path& path) {
  if (std::filesystem::exists(path)) return false;
  const char* ci = std::getenv("CI");
  if (ci != nullptr && std::string(ci) == "true") ADD_FAILURE() << "real data is missing: " << path;
  return true;
}

}  // namespace saem::test
