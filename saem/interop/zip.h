#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saem/core/atomic_file.h"

/// The part of ZIP that .npz archives use: members that are stored or deflated, with ZIP64. A library
/// (libzip) would bring decryption and further packers with it, and could not say at which byte an archive is
/// damaged. Source: PKWARE, APPNOTE.TXT 6.3.10.
namespace saem::detail {

struct ZipMember {
  std::string name;
  bool deflated = false;
  std::uint32_t crc = 0;
  std::uint64_t packed_size = 0;
  std::uint64_t size = 0;    ///< unpacked
  std::uint64_t header = 0;  ///< byte of the archive where it begins
  std::uint64_t data = 0;    ///< byte of the archive where its content begins
};

/// The list of an archive's members, in the order of their bytes. Every one lies inside the archive, no two
/// overlap, names are UTF-8 and different, no size is more than its bytes can unpack to (so that all together
/// are at most 1032 times the archive).
/// Throws FileError, naming `place`, the byte, what was expected and what is there, for a damaged archive;
/// UnsupportedError for one that is encrypted, in several parts or packed otherwise.
[[nodiscard]] std::vector<ZipMember> list_zip(std::span<const std::byte> archive, const std::string& place);

/// Unpacks one member, from front to back, no further than it is asked to.
class ZipMemberReader {
 public:
  /// `archive` is the whole archive and outlives this. `place` names the member in messages.
  ZipMemberReader(std::span<const std::byte> archive, const ZipMember& member, std::string place);
  ~ZipMemberReader();
  ZipMemberReader(const ZipMemberReader&) = delete;
  ZipMemberReader& operator=(const ZipMemberReader&) = delete;

  /// Fills `target` as far as the member goes and returns the number of bytes. Throws FileError if it is
  /// damaged.
  [[nodiscard]] std::size_t read(std::span<std::byte> target);
  /// Throws FileError unless all was read, nothing is left, and the checksum fits.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Writes an archive, member by member. Equal content gives equal bytes: no member has a time.
class ZipWriter {
 public:
  /// `file` outlives this, and is committed by the caller.
  explicit ZipWriter(AtomicFile& file) : file_(file) {}
  /// A member whose content is `parts`, one after the other. Its name is UTF-8, of at most 65535 bytes.
  void add(const std::string& name, std::span<const std::span<const std::byte>> parts, bool deflate);
  /// Writes the list of members.
  void finish();

 private:
  void write(std::string_view text);

  AtomicFile& file_;
  std::vector<ZipMember> members_;
  std::uint64_t position_ = 0;
};

/// What stands before a member's content, and its entry in the list. For ZipWriter and its tests.
[[nodiscard]] std::string zip_local_header(const ZipMember& member);
[[nodiscard]] std::string zip_list_entry(const ZipMember& member);
/// What ends an archive: the list of `count` members is `size` bytes long and begins at byte `offset`.
[[nodiscard]] std::string zip_end(std::uint64_t count, std::uint64_t size, std::uint64_t offset);

}  // namespace saem::detail
