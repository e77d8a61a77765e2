#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saem {

/// A file of a public set, as its publishers have it.
struct PublicFile {
  std::string_view address;  ///< https://…
  std::string_view
      name;  ///< in the set's folder; of an archive that is unpacked: what it is called until then
  std::uint64_t size = 0;  ///< in bytes; 0: not known
  /// 64 hexadecimal digits; empty: not known.
  std::string_view sha256 = {};
  bool unpack = false;  ///< a ZIP, tar.gz or gzip file, whose content is wanted
  /// Of an archive: only what is in this folder of it is taken, without it.
  std::string_view inside = {};
  /// Of an archive that is packed anew for each download, or whose own hash nobody has published: that of the
  /// list of its files, "HASH  NAME" on a line each as sha256sum writes them, in the order of the names'
  /// bytes.
  std::string_view content_sha256 = {};
  /// Where nobody has published the file's own size: in bytes, what is learned from in it, unpacked. It is
  /// said, not compared.
  std::uint64_t data_size = 0;

  [[nodiscard]] bool is_verified() const noexcept { return !sha256.empty() || !content_sha256.empty(); }
};

/// How free a set is, as its publishers say.
enum class Rights : std::uint8_t {
  open,      ///< an open licence, or the public domain
  credit,    ///< free with credit
  unstated,  ///< no formal licence: in use for research; decide before shipping it in a product
};
[[nodiscard]] std::string_view name(Rights rights) noexcept;

/// A set of data that anybody may download.
struct PublicSet {
  std::string_view name;     ///< "california-housing"
  std::string_view about;    ///< "20,640 districts of California: the value of their houses"
  std::string_view task;     ///< "regression"
  std::string_view licence;  ///< and whom to name
  Rights rights;
  std::string_view page;  ///< where people read about it
  std::span<const PublicFile> files;
  /// What in its folder is learned from: a file; empty: the folder itself.
  std::string_view data = {};
  /// Where a collection of data beside the project may have it: a folder, and a file in it.
  std::string_view local_folder = {};   ///< empty: `name`
  std::string_view local_data = {};     ///< empty: `data`
  std::string_view system_folder = {};  ///< where a package of the system puts it; else empty
  std::string_view target = {};  ///< the column with the answer, where a reader cannot tell; else empty

  [[nodiscard]] std::uint64_t size() const noexcept;  ///< of all files; 0 if that of one is not known
  /// The same, of files whose size is not known what is learned from in them.
  [[nodiscard]] std::uint64_t data_size() const noexcept;
  /// Whether each file is checked by a hash.
  [[nodiscard]] bool is_verified() const noexcept;
};

/// All of them, by kinds of data. Addresses of GitHub name a commit, so that what they give does not change;
/// those hashes are of the files in that commit. Those of other files were published by others who downloaded
/// them. Every file has a hash to compare.
[[nodiscard]] std::span<const PublicSet> public_sets();
/// Nothing if there is none of this name; '_' may stand for '-'.
[[nodiscard]] const PublicSet* find_public_set(std::string_view name);
/// Throws ValueError, with the nearest name, if there is none.
[[nodiscard]] const PublicSet& public_set(std::string_view name);

/// $XDG_CACHE_HOME/saem/data/NAME (~/.cache if not set): where downloads are kept.
/// Throws FileError if neither variable is set.
[[nodiscard]] std::filesystem::path download_folder(const PublicSet& set);

/// The hidden file in that folder that says that it is whole.
[[nodiscard]] std::filesystem::path download_record(const PublicSet& set);

/// Where a set is on this machine: what is learned from. Looked for in $SAEM_DATA (if set), the folder of
/// downloads, ../shared/data, and where a package of the system puts it. Nothing if it is in none of them.
[[nodiscard]] std::optional<std::filesystem::path> find_public_data(const PublicSet& set);
/// The same; throws FileError with the command that downloads it.
[[nodiscard]] std::filesystem::path public_data(const PublicSet& set);

namespace detail {
[[nodiscard]] std::vector<PublicSet> public_pictures();
[[nodiscard]] std::vector<PublicSet> public_tables();
[[nodiscard]] std::vector<PublicSet> public_recordings();
[[nodiscard]] std::vector<PublicSet> public_texts();
[[nodiscard]] std::vector<PublicSet> public_language();
}  // namespace detail

}  // namespace saem
