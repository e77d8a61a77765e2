#include "saem/data/public_sets/public_sets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

#include "saem/core/error.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// Where the set may be: its folders, nearest first, and what is learned from in each.
/// @param may_be_missing  also the folder of downloads that is not there, or not whole
std::vector<fs::path> places_of(const PublicSet& set, bool may_be_missing) {
  const auto in_collection = [&](const fs::path& root) {
    const fs::path folder = root / (set.local_folder.empty() ? set.name : set.local_folder);
    const std::string_view data = set.local_data.empty() ? set.data : set.local_data;
    return data.empty() ? folder : folder / data;
  };
  std::vector<fs::path> places;
  if (const std::string chosen = variable("SAEM_DATA"); !chosen.empty())
    places.push_back(in_collection(chosen));
  if (!variable("XDG_CACHE_HOME").empty() || !variable("HOME").empty()) {
    const fs::path folder = download_folder(set);
    std::error_code error;  // what an interrupted download left does not count
    if (may_be_missing || fs::exists(download_record(set), error))
      places.push_back(set.data.empty() ? folder : folder / set.data);
  }
  places.push_back(in_collection("../shared/data"));
  if (!set.system_folder.empty()) places.emplace_back(set.system_folder);
  return places;
}

}  // namespace

std::string_view name(Rights rights) noexcept {
  switch (rights) {
    case Rights::open:
      return "open";
    case Rights::credit:
      return "free with credit";
    case Rights::unstated:
      break;
  }
  return "no formal licence";
}

std::uint64_t PublicSet::size() const noexcept {
  std::uint64_t all = 0;
  for (const PublicFile& file : files) {
    if (file.size == 0) return 0;
    all += file.size;
  }
  return all;
}

std::uint64_t PublicSet::data_size() const noexcept {
  std::uint64_t all = 0;
  for (const PublicFile& file : files) all += file.size > 0 ? file.size : file.data_size;
  return all;
}

bool PublicSet::is_verified() const noexcept { return std::ranges::all_of(files, &PublicFile::is_verified); }

std::span<const PublicSet> public_sets() {
  static const std::vector<PublicSet> all = [] {
    std::vector<PublicSet> sets = detail::public_pictures();
    for (auto* more : {&detail::public_tables, &detail::public_recordings, &detail::public_texts,
                       &detail::public_language}) {
      const std::vector<PublicSet> added = more();
      sets.insert(sets.end(), added.begin(), added.end());
    }
    return sets;
  }();
  return all;
}

const PublicSet* find_public_set(std::string_view name) {
  std::string wanted(name);
  std::ranges::replace(wanted, '_', '-');
  const auto found = std::ranges::find(public_sets(), std::string_view(wanted), &PublicSet::name);
  return found == public_sets().end() ? nullptr : &*found;
}

const PublicSet& public_set(std::string_view name) {
  if (const PublicSet* found = find_public_set(name)) return *found;
  std::vector<std::string> names;
  for (const PublicSet& set : public_sets()) names.emplace_back(set.name);
  const std::string_view near = nearest_name(name, names);
  fail<ValueError>({"public data", fmt::format("there is no set '{}'", name),
                    fmt::format("sets: {}", fmt::join(names, ", ")),
                    near.empty() ? "See saem data list." : fmt::format("Did you mean '{}'?", near)});
}

fs::path download_folder(const PublicSet& set) {
  const std::string cache = variable("XDG_CACHE_HOME");
  const std::string home = variable("HOME");
  if (cache.empty() && home.empty()) {
    fail<FileError>({"downloads",
                     "there is no folder to keep them in: neither XDG_CACHE_HOME nor HOME is set", "",
                     "Set XDG_CACHE_HOME to a folder."});
  }
  return (cache.empty() ? fs::path(home) / ".cache" : fs::path(cache)) / "saem" / "data" / set.name;
}

fs::path download_record(const PublicSet& set) { return download_folder(set) / ".saem-data.json"; }

std::optional<fs::path> find_public_data(const PublicSet& set) {
  std::error_code error;
  for (const fs::path& place : places_of(set, false)) {
    if (fs::exists(place, error)) return place;
  }
  return std::nullopt;
}

fs::path public_data(const PublicSet& set) {
  if (const auto found = find_public_data(set)) return *found;
  std::string searched;
  for (const fs::path& place : places_of(set, true))
    searched += (searched.empty() ? "" : ", ") + place.string();
  fail<FileError>({std::string(set.name), "this public set is not on this machine", "looked for " + searched,
                   fmt::format("Download it: saem data get {}", set.name)});
}

}  // namespace saem
