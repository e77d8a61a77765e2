#include "saem/data/pictures/archive.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/data/file_kind.h"
#include "saem/data/pictures/tar.h"
#include "saem/interop/zip.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_zip = std::size_t{1} << 32;

std::string_view archive_kind(const fs::path& path) {
  std::string first(512, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(first.data(), static_cast<std::streamsize>(first.size()));
  return describe_content(std::string_view(first).substr(0, static_cast<std::size_t>(in.gcount())));
}

bool is_archive_kind(std::string_view kind) { return kind == "a tar archive" || kind == "a ZIP archive"; }

/// An archive, and what tells whether it is still the same.
struct OpenArchive {
  std::string path;
  off_t size = 0;
  timespec time{};
  std::shared_ptr<const Archive> archive;
};

/// The archives used last. A training run reads thousands of members of one.
class OpenArchives {
 public:
  /// @param open_new  otherwise null for one that is not open
  std::shared_ptr<const Archive> get(const std::string& path, bool open_new) {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(open_, path, &OpenArchive::path);
    if (found == open_.end() && !open_new) return nullptr;
    struct stat facts {};
    const bool is_there = ::stat(path.c_str(), &facts) == 0;
    if (found != open_.end() && is_there && found->size == facts.st_size &&
        found->time.tv_sec == facts.st_mtim.tv_sec && found->time.tv_nsec == facts.st_mtim.tv_nsec) {
      open_.splice(open_.begin(), open_, found);
      return found->archive;
    }
    if (found != open_.end()) open_.erase(found);
    open_.push_front({path, facts.st_size, facts.st_mtim, std::make_shared<const Archive>(path)});
    if (open_.size() > most) open_.pop_back();
    return open_.front().archive;
  }

 private:
  static constexpr std::size_t most = 4;
  std::mutex mutex_;
  std::list<OpenArchive> open_;
};

OpenArchives& open_archives() {
  static OpenArchives archives;
  return archives;
}

/// The archive in "archive.tar:member", and the member; null if the path is not such.
std::pair<std::shared_ptr<const Archive>, std::string> archive_in(const std::string& path) {
  for (const bool open_new : {false, true}) {
    std::error_code error;
    if (open_new && fs::exists(path, error)) break;  // a file whose name has a colon
    for (std::size_t colon = path.find(':'); colon != std::string::npos; colon = path.find(':', colon + 1)) {
      const std::string archive = path.substr(0, colon);
      if (open_new && !fs::is_regular_file(archive, error)) continue;
      if (auto open = open_archives().get(archive, open_new))
        return {std::move(open), path.substr(colon + 1)};
    }
  }
  return {};
}

}  // namespace

struct Archive::Content {
  fs::path path;
  std::vector<std::string> names;
  std::unordered_map<std::string, std::size_t> index;
  std::optional<RandomAccessFile> tar;
  std::vector<TarMember> tar_members;
  std::string zip;  ///< all of it
  std::vector<detail::ZipMember> zip_members;
};

Archive::Archive(const fs::path& path) : content_(std::make_unique<Content>()) {
  content_->path = path;
  const std::string_view kind = fs::is_regular_file(path) ? archive_kind(path) : "no file";
  if (kind == "a tar archive") {
    content_->tar.emplace(path);
    content_->tar_members = list_tar(*content_->tar);
    for (const TarMember& member : content_->tar_members) content_->names.push_back(member.name);
  } else if (kind == "a ZIP archive") {
    content_->zip = read_file(path, largest_zip);
    content_->zip_members = detail::list_zip(std::as_bytes(std::span(content_->zip)), path.string());
    std::erase_if(content_->zip_members,
                  [](const detail::ZipMember& member) { return member.name.ends_with('/'); });  // folders
    for (const detail::ZipMember& member : content_->zip_members) content_->names.push_back(member.name);
  } else {
    fail<FileError>({path.string(), fmt::format("expected a tar or ZIP archive but this is {}", kind), "",
                     "Unpack it, and name the folder."});
  }
  for (std::size_t i = 0; i < content_->names.size(); ++i) content_->index[content_->names[i]] = i;
}

Archive::~Archive() = default;

const std::vector<std::string>& Archive::names() const noexcept { return content_->names; }

std::uint64_t Archive::size(std::size_t index) const {
  return content_->tar ? content_->tar_members.at(index).size : content_->zip_members.at(index).size;
}

std::string Archive::read(const std::string& name, std::uint64_t most) const {
  const auto found = content_->index.find(name);
  if (found == content_->index.end()) {
    fail<FileError>({content_->path.string(), fmt::format("the archive has no file '{}'", name),
                     fmt::format("it has {} files", content_->names.size()), "Check the name."});
  }
  std::string bytes(std::min(size(found->second), most), '\0');
  const auto target = std::as_writable_bytes(std::span(bytes));
  if (content_->tar) {
    content_->tar->read(content_->tar_members[found->second].offset, target);
    return bytes;
  }
  detail::ZipMemberReader reader(std::as_bytes(std::span(content_->zip)),
                                 content_->zip_members[found->second],
                                 fmt::format("{}:{}", content_->path.string(), name));
  bytes.resize(reader.read(target));
  if (bytes.size() == size(found->second)) reader.finish();
  return bytes;
}

bool is_archive(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && is_archive_kind(archive_kind(path));
}

std::string read_member(const fs::path& path, std::uint64_t most) {
  if (const auto [archive, member] = archive_in(path.string()); archive != nullptr)
    return archive->read(member, most);
  if (most == std::numeric_limits<std::uint64_t>::max()) return read_file(path);
  const RandomAccessFile file(path);
  std::string bytes(std::min(file.size(), most), '\0');
  file.read(0, std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

}  // namespace saem
