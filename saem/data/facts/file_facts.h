#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "saem/data/facts/content_facts.h"

namespace saem {

struct FileFactsOptions {
  double seconds = 30;  ///< after which no further file is looked at; 0: all are
};

/// What was found out about files: all of them, or an even sample if time did not suffice for all.
struct FileFacts {
  std::int64_t files = 0, looked_at = 0;
  std::vector<std::pair<std::int64_t, std::string>> unreadable = {};  ///< examples, and what is wrong
  std::vector<std::uint64_t> hashes = {};  ///< of each file's bytes; 0 for those that were not looked at
};

struct PictureFacts : FileFacts {
  std::map<std::string, std::int64_t> formats = {};                          ///< "a PNG picture" → how many
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> sizes = {};  ///< (height, width) → how many
  std::map<std::int64_t, std::int64_t> channels = {};                        ///< 1, 3 → how many
  std::vector<std::int64_t> constant = {};                                   ///< examples of a single colour
};
/// Decodes each picture, so that those that are damaged inside are found too.
[[nodiscard]] PictureFacts picture_facts(const FileColumn& column, const FileFactsOptions& options = {});

struct SoundFileFacts : FileFacts {
  std::map<std::int64_t, std::int64_t> rates = {}, channels = {};  ///< → how many
  Spread seconds;
  std::vector<std::int64_t> silent =
      {};  ///< examples without a sample louder than -60 dB of the largest there can be
  std::vector<std::int64_t> clipped = {};  ///< with 3 samples and more in a row at the largest there can be
};
[[nodiscard]] SoundFileFacts sound_facts(const FileColumn& column, const FileFactsOptions& options = {});

}  // namespace saem
