#include "saem/cli/scratch_folder.h"

#include <fmt/format.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX

#include <cerrno>
#include <system_error>

#include "saem/cli/stop_at_once.h"
#include "saem/core/error.h"

namespace saem::cli {

namespace fs = std::filesystem;

ScratchFolder::ScratchFolder(const std::string& purpose) {
  const HoldStop until_noted;
  std::string pattern = (fs::temp_directory_path() / ("saem-" + purpose + "-XXXXXX")).string();
  if (mkdtemp(pattern.data()) == nullptr) {
    fail<FileError>({.place = fs::temp_directory_path().string(),
                     .problem = fmt::format("a folder for temporary files cannot be made: {}",
                                            std::generic_category().message(errno)),
                     .context = "",
                     .advice = "Name another place for temporary files in TMPDIR."});
  }
  path_ = pattern;
  remove_when_stopped(path_);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace saem::cli
