#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <utility>

#include "saem/core/error.h"
#include "saem/interop/zip.h"
#include "saem/interop/zip_format.h"

namespace saem::detail {
namespace {}  // namespace

struct ZipMemberReader::State {
  std::string place;
  ZipMember member;
  std::span<const std::byte> packed;  ///< what is not unpacked yet
  std::uint64_t done = 0;             ///< bytes unpacked
  unsigned long crc = 0;
  bool ended = false;  ///< deflate's own end was seen
  bool open = false;
  z_stream stream{};

  ~State() {
    if (open) inflateEnd(&stream);
  }

  [[noreturn]] void damaged(std::string_view expected, std::string_view received) const {
    fail<FileError>({place,
                     fmt::format("damaged: at byte {} of the archive, expected {}, received {}",
                                 member.data + member.packed_size - packed.size(), expected, received),
                     "", zip::advice});
  }

  std::size_t copy(std::span<std::byte> target) {
    const std::size_t count = std::min(target.size(), packed.size());
    if (count > 0) std::memcpy(target.data(), packed.data(), count);
    packed = packed.subspan(count);
    return count;
  }

  std::size_t unpack(std::span<std::byte> target) {
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    std::size_t count = 0;
    while (count < target.size() && !ended) {
      const std::size_t given = std::min(packed.size(), most);
      const std::size_t wanted = std::min(target.size() - count, most);
      stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));  // zlib only reads
      stream.avail_in = static_cast<uInt>(given);
      stream.next_out = reinterpret_cast<Bytef*>(target.data() + count);
      stream.avail_out = static_cast<uInt>(wanted);
      const int status = inflate(&stream, Z_NO_FLUSH);
      packed = packed.subspan(given - stream.avail_in);
      count += wanted - stream.avail_out;
      if (status == Z_STREAM_END) {
        ended = true;
      } else if (status == Z_BUF_ERROR) {
        damaged("more packed bytes", "none");
      } else if (status != Z_OK) {
        damaged("deflated bytes", stream.msg != nullptr ? stream.msg : "others");
      }
    }
    return count;
  }
};

ZipMemberReader::ZipMemberReader(std::span<const std::byte> archive, const ZipMember& member,
                                 std::string place)
    : state_(std::make_unique<State>()) {
  state_->place = std::move(place);
  state_->member = member;
  state_->packed =
      archive.subspan(static_cast<std::size_t>(member.data), static_cast<std::size_t>(member.packed_size));
  if (!member.deflated) return;
  constexpr int raw = -MAX_WBITS;  // no frame around the deflated bytes
  if (inflateInit2(&state_->stream, raw) != Z_OK)
    fail<FileError>({state_->place, "zlib cannot start: not enough memory", "", "Close other programs."});
  state_->open = true;
}

ZipMemberReader::~ZipMemberReader() = default;

std::size_t ZipMemberReader::read(std::span<std::byte> target) {
  State& s = *state_;
  const std::uint64_t left = s.member.size - s.done;
  if (target.size() > left) target = target.first(static_cast<std::size_t>(left));
  const std::size_t count = s.member.deflated ? s.unpack(target) : s.copy(target);
  if (count > 0) s.crc = crc32_z(s.crc, reinterpret_cast<const Bytef*>(target.data()), count);
  s.done += count;
  return count;
}

void ZipMemberReader::finish() {
  State& s = *state_;
  if (s.done != s.member.size)
    s.damaged(fmt::format("{} unpacked bytes", s.member.size), fmt::format("{}", s.done));
  if (s.member.deflated) {
    std::array<std::byte, 1> next{};  // also takes the mark of the end, which may not have been needed so far
    if (s.unpack(next) != 0 || !s.ended || !s.packed.empty())
      s.damaged(fmt::format("the end after {} unpacked bytes", s.member.size), "more");
  }
  if (s.crc != s.member.crc) {
    fail<FileError>(
        {s.place,
         fmt::format("damaged: in bytes {} to {} of the archive, expected content with the checksum "
                     "{:08x}, received {:08x}",
                     s.member.data, s.member.data + s.member.packed_size, s.member.crc, s.crc),
         "", zip::advice});
  }
}

}  // namespace saem::detail
