#include "saem/cli/get_set.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "saem/cli/sha256.h"
#include "saem/cli/unpack.h"
#include "saem/cli/usage_error.h"
#include "saem/core/atomic_file.h"

namespace saem::cli {
namespace {

namespace fs = std::filesystem;

void refuse_unverified(const PublicSet& set) {
  if (set.is_verified()) return;
  fail<UsageError>(
      {.place = std::string(set.name),
       .problem = "the hash of a file is not known, so a changed file would not be noticed",
       .context = fmt::format("{} comes by https from {}", set.files.front().name, set.files.front().address),
       .advice = fmt::format("saem data get {} --unverified downloads it nevertheless, and says the "
                             "hash that it has.",
                             set.name)});
}

/// Moves all that is in a folder into another, over what is there.
void move_content(const fs::path& from, const fs::path& to) {
  for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
    const fs::path target = to / entry.path().filename();
    fs::remove_all(target);
    fs::rename(entry.path(), target);
  }
  fs::remove_all(from);
}

/// True if a file is the one that is meant; false too if that cannot be known of it.
bool is_meant(const PublicFile& file, const fs::path& target) {
  return !file.sha256.empty() && sha256_of_file(target) == file.sha256;
}

std::string how_compared(const PublicFile& file, const fs::path& target) {
  if (is_meant(file, target)) return "as it should be";
  if (!file.sha256.empty()) return "not the one that is known: taken unverified";
  return file.content_sha256.empty() ? "not compared: none is known" : "its files are compared";
}

/// What has to come; anything may if it is not to be verified.
Download download_of(const PublicFile& file, const fs::path& target, bool unverified) {
  Download wanted{.address = std::string(file.address), .target = target};
  if (unverified) return wanted;
  wanted.size = file.size;
  wanted.sha256 = file.sha256;
  return wanted;
}

/// @param unverified  keeps what is not as it should be
void unpack_checked(const fs::path& archive, const PublicFile& file, const fs::path& folder,
                    bool unverified) {
  const fs::path fresh = folder / ".unpacking";
  fs::remove_all(fresh);
  fs::create_directories(fresh);
  try {
    const std::string list = unpack(archive, fresh, {.inside = std::string(file.inside)});
    const std::string hash = sha256_of(list);
    if (!file.content_sha256.empty() && hash != file.content_sha256 && !unverified) {
      fail<FileError>(
          {std::string(file.address),
           fmt::format("expected content of the SHA-256 {}, received {}", file.content_sha256, hash),
           "the hash of the list of its files; they were removed",
           "It was changed on its way, or by its publishers: see the page of the set. --unverified takes it "
           "nevertheless."});
    }
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(fresh, ignored);
    fs::remove(archive, ignored);
    throw;
  }
  move_content(fresh, folder);
  fs::remove(archive);
}

GotSet get_files(const PublicSet& set, const GetOptions& options) {
  GotSet got{.folder = download_folder(set), .sha256 = {}};
  nlohmann::ordered_json record{{"name", set.name}, {"files", nlohmann::ordered_json::array()}};
  std::error_code ignored;
  fs::remove(download_record(set), ignored);
  for (const PublicFile& file : set.files) {
    const fs::path target = got.folder / file.name;
    const bool is_there = !file.unpack && fs::is_regular_file(target, ignored) && is_meant(file, target);
    got.sha256.push_back(is_there
                             ? sha256_of_file(target)
                             : download(download_of(file, target, options.unverified), options.download));
    options.say(fmt::format("{}  SHA-256 {}, {}", file.name, got.sha256.back(), how_compared(file, target)));
    record["files"].push_back(
        {{"address", file.address}, {"name", file.name}, {"sha256", got.sha256.back()}});
    if (file.unpack) unpack_checked(target, file, got.folder, options.unverified);
  }
  write_file(download_record(set), record.dump(2) + "\n");
  return got;
}

}  // namespace

GotSet get_set(const PublicSet& set, const GetOptions& options) {
  if (!options.unverified) refuse_unverified(set);
  try {
    return get_files(set, options);
  } catch (const fs::filesystem_error& error) {
    fail<FileError>(
        {error.path1().string(), error.code().message(), "", "Check the folder and its permissions."});
  }
}

}  // namespace saem::cli
