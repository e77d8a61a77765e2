#include "saem/cli/machine.h"

#include <fmt/format.h>
#include <link.h>
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

#include "saem/cli/commit.h"
#include "saem/core/simd.h"

namespace saem::cli {
namespace {

// The text after "key   :" in a file of such lines, as Linux has them; empty if there is none.
std::string read_field(const char* file, std::string_view key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(key)) continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
    return begin == std::string::npos ? std::string() : line.substr(begin);
  }
  return {};
}

int note_library(dl_phdr_info* info, std::size_t /*size*/, void* libraries) {
  std::error_code error;
  const std::filesystem::path real =
      std::filesystem::canonical(info->dlpi_name, error);  // follows links to the version
  if (!error) static_cast<std::vector<std::string>*>(libraries)->push_back(real.filename().string());
  return 0;
}

}  // namespace

std::string processor_name() {
  const std::string name = read_field("/proc/cpuinfo", "model name");
  return name.empty() ? "unknown" : name;
}

std::uint64_t peak_memory() {
  rusage usage{};
  return getrusage(RUSAGE_SELF, &usage) == 0 ? static_cast<std::uint64_t>(usage.ru_maxrss) * 1024 : 0;
}

std::string vector_instructions() {
  switch (simd_level()) {
    case SimdLevel::avx512:
      return "AVX-512";
    case SimdLevel::avx2:
      return "AVX2";
    case SimdLevel::baseline:
      break;
  }
  return "baseline";
}

std::vector<std::string> processor_features() {
  std::istringstream flags(read_field("/proc/cpuinfo", "flags"));
  std::vector<std::string> features;
  for (std::string flag; flags >> flag;) {
    const bool decides = flag.starts_with("avx") || flag.starts_with("amx") || flag.starts_with("sse4") ||
                         flag == "fma" || flag == "f16c";
    if (decides) features.push_back(flag);
  }
  std::ranges::sort(features);
  return features;
}

std::string_view commit() noexcept { return SAEM_COMMIT; }
std::string_view commit_date() noexcept { return SAEM_COMMIT_DATE; }
std::string_view build_type() noexcept { return SAEM_BUILD_TYPE; }

std::vector<std::string> loaded_libraries() {
  std::vector<std::string> libraries;
  dl_iterate_phdr(note_library, &libraries);
  std::ranges::sort(libraries);
  return libraries;
}

std::string compiler() {
#if defined(__clang__)
  return fmt::format("Clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#elif defined(__GNUC__)
  return fmt::format("GCC {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#else
  return "unknown";
#endif
}

}  // namespace saem::cli
