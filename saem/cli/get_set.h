#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "saem/cli/download.h"
#include "saem/data/public_sets/public_sets.h"

namespace saem::cli {

/// What downloading a set gave.
struct GotSet {
  std::filesystem::path folder;
  std::vector<std::string> sha256;  ///< of each file of the set as it was downloaded
};

struct GetOptions {
  DownloadOptions download = {};
  bool unverified = false;  ///< also files whose hash is not known, or another
  std::function<void(const std::string&)> say = [](const std::string&) {};
};

/// Downloads all files of a set into its folder (download_folder), checks and unpacks them. The folder is
/// marked as whole at the end; what is there of an earlier call that was interrupted is gone on from.
///
/// Throws UsageError for a set with a file whose hash is not known, unless that was allowed; and as download
/// and unpack do. What was unpacked and does not fit its hash is removed.
GotSet get_set(const PublicSet& set, const GetOptions& options);

}  // namespace saem::cli
