#include "saem/cli/unpack.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "saem/cli/sha256.h"
#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/core/format_bytes.h"
#include "saem/data/byte_reader.h"
#include "saem/data/pictures/archive.h"

namespace saem::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& archive, const std::string& problem) {
  fail<FileError>({archive.string(), problem, "nothing more of it was unpacked",
                   "Unpack it by hand, after a look into it."});
}

/// The name below the folder. Throws for one that leads out of it.
fs::path safe_name(const fs::path& archive, const std::string& name) {
  const fs::path path(name);
  const bool is_wild = name.empty() || path.is_absolute() || name.find('\\') != std::string::npos ||
                       name.find('\0') != std::string::npos || name.find(':') == 1;
  const bool leads_out = std::ranges::any_of(path, [](const fs::path& part) { return part == ".."; });
  if (is_wild || leads_out)
    refuse(archive, fmt::format("has a file named '{}', which may lie outside of the folder", name));
  return path.lexically_normal();
}

class Unpacker {
 public:
  Unpacker(const fs::path& archive, const fs::path& folder, const UnpackOptions& options)
      : archive_(archive), folder_(folder), options_(options) {}

  void add(const std::string& name, std::string_view content) {
    const fs::path target = folder_ / safe_name(archive_, name);
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    if (fs::exists(fs::symlink_status(target, error)))
      refuse(archive_, fmt::format("has the file '{}' twice", name));
    write_file(target, content);
    hashes_[safe_name(archive_, name).generic_string()] = sha256_of(content);
  }

  /// Before a file is read: whether it may be.
  void count(std::uint64_t bytes) {
    bytes_ += bytes;
    if (bytes_ > options_.most_bytes)
      refuse(archive_, fmt::format("unpacks to more than {}", format_bytes(options_.most_bytes)));
    if (++files_ > options_.most_files)
      refuse(archive_, fmt::format("has more than {} files", options_.most_files));
  }

  void add_archive(const fs::path& file) {
    const Archive all(file);
    for (std::size_t i = 0; i < all.names().size(); ++i) {
      std::string name = all.names()[i];
      while (name.starts_with("./")) name.erase(0, 2);
      static_cast<void>(safe_name(archive_, name));  // also of what is not wanted
      if (!name.starts_with(options_.inside) || name.size() == options_.inside.size()) continue;
      count(all.size(i));
      add(name.substr(options_.inside.size()), all.read(all.names()[i]));
    }
    if (files_ == 0) {
      refuse(archive_, options_.inside.empty() ? "has no file in it"
                                               : fmt::format("has no file in '{}'", options_.inside));
    }
  }

  /// The content of a gzip file.
  void gunzip(const fs::path& target) {
    ByteReader reader(archive_);
    AtomicFile out(target);
    std::vector<std::byte> buffer(std::size_t{1} << 18);
    std::uint64_t all = 0;
    while (const std::size_t size = reader.read(buffer)) {
      all += size;
      if (all > options_.most_bytes)
        refuse(archive_, fmt::format("unpacks to more than {}", format_bytes(options_.most_bytes)));
      out.write(std::span(buffer).first(size));
    }
    out.commit();
  }

  void note(const std::string& name) { hashes_[name] = sha256_of_file(folder_ / name); }

  [[nodiscard]] std::string list() const {
    std::string text;
    for (const auto& [name, hash] : hashes_) text += fmt::format("{}  {}\n", hash, name);
    return text;
  }

 private:
  const fs::path& archive_;
  const fs::path& folder_;
  const UnpackOptions& options_;
  std::uint64_t bytes_ = 0;
  std::int64_t files_ = 0;
  std::map<std::string, std::string> hashes_;
};

}  // namespace

std::string unpack(const fs::path& archive, const fs::path& folder, const UnpackOptions& options) {
  Unpacker unpacker(archive, folder, options);
  if (!ByteReader(archive).is_gzip()) {
    unpacker.add_archive(archive);
    return unpacker.list();
  }
  const std::string name = archive.filename().string();
  const std::string plain = name.ends_with(".gz") ? name.substr(0, name.size() - 3) : name + ".unpacked";
  unpacker.gunzip(folder / plain);
  if (!is_archive(folder / plain)) {
    unpacker.note(plain);
    return unpacker.list();
  }
  const fs::path tar = folder / fmt::format(".{}.tar", name);
  fs::rename(folder / plain, tar);
  try {
    unpacker.add_archive(tar);
  } catch (...) {
    fs::remove(tar);
    throw;
  }
  fs::remove(tar);
  return unpacker.list();
}

}  // namespace saem::cli
