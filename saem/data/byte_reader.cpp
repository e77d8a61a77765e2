#include "saem/data/byte_reader.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <vector>

#include "saem/core/deflate_ratio.h"
#include "saem/core/error.h"

namespace saem {
namespace {

constexpr std::size_t buffer_size = 256 * 1024;
constexpr int gzip_window_bits = 15 + 16;  // zlib: 32 KiB window, + 16 for a gzip frame.

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

}  // namespace

struct ByteReader::State {
  std::string place;
  std::unique_ptr<std::FILE, CloseFile> file;
  std::uint64_t file_size = 0;
  std::vector<std::byte> buffer = std::vector<std::byte>(buffer_size);
  std::span<std::byte> pending;  ///< bytes of the file that are read but not used, in `buffer`
  bool is_gzip = false;
  bool member_ended = false;  ///< gzip: between two members, or behind the last
  z_stream stream{};

  explicit State(const std::filesystem::path& path) : place(path.string()) {}
  ~State() {
    if (is_gzip) inflateEnd(&stream);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  [[noreturn]] void cannot_read(int error) const {
    fail<FileError>({place, fmt::format("the file cannot be read: {}", std::strerror(error)), "",
                     "Check the path and the permissions."});
  }

  [[noreturn]] void damaged(std::string_view problem) const {
    fail<FileError>({place, fmt::format("damaged gzip archive: {}", problem), "",
                     "Copy or download the file again; `gzip -t` checks it."});
  }

  /// Reads on if nothing is pending. False at the end of the file.
  bool refill() {
    if (!pending.empty()) return true;
    const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file.get());
    if (count == 0 && std::ferror(file.get()) != 0) cannot_read(errno);
    pending = std::span(buffer).first(count);
    return count > 0;
  }

  void open_gzip() {
    if (inflateInit2(&stream, gzip_window_bits) != Z_OK) damaged("zlib cannot start");
    is_gzip = true;
  }

  std::size_t read_plain(std::span<std::byte> target) {
    std::size_t done = 0;
    while (done < target.size() && refill()) {
      const std::size_t count = std::min(pending.size(), target.size() - done);
      std::memcpy(target.data() + done, pending.data(), count);
      pending = pending.subspan(count);
      done += count;
    }
    return done;
  }

  /// Moves on to the next member of the archive, if there is one.
  bool next_member() {
    if (!refill()) return false;
    if (inflateReset(&stream) != Z_OK) damaged("zlib cannot start anew");
    member_ended = false;
    return true;
  }

  std::size_t read_gzip(std::span<std::byte> target) {
    std::size_t done = 0;
    while (done < target.size()) {
      if (member_ended && !next_member()) break;
      if (!refill()) damaged("it is cut short");
      const std::size_t wanted =
          std::min<std::size_t>(target.size() - done, std::numeric_limits<uInt>::max());
      stream.next_in = reinterpret_cast<Bytef*>(pending.data());
      stream.avail_in = static_cast<uInt>(pending.size());
      stream.next_out = reinterpret_cast<Bytef*>(target.data() + done);
      stream.avail_out = static_cast<uInt>(wanted);
      const int status = inflate(&stream, Z_NO_FLUSH);
      pending = pending.last(stream.avail_in);
      done += wanted - stream.avail_out;
      if (status == Z_STREAM_END) {
        member_ended = true;
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        damaged(stream.msg != nullptr ? stream.msg : "its content cannot be unpacked");
      }
    }
    return done;
  }
};

ByteReader::ByteReader(const std::filesystem::path& path) : state_(std::make_unique<State>(path)) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {  // whatever else is wrong with it, fopen says
    fail<FileError>(
        {state_->place, "expected a file but this is a folder", "", "Give the path of a file in it."});
  }
  state_->file.reset(std::fopen(path.c_str(), "rb"));
  if (!state_->file) state_->cannot_read(errno);
  state_->file_size = std::filesystem::file_size(path, error);
  if (error) state_->cannot_read(error.value());
  if (state_->refill() && state_->pending.size() >= 2 && state_->pending[0] == std::byte{0x1F} &&
      state_->pending[1] == std::byte{0x8B}) {
    state_->open_gzip();
  }
}

ByteReader::~ByteReader() = default;

std::size_t ByteReader::read(std::span<std::byte> target) {
  return state_->is_gzip ? state_->read_gzip(target) : state_->read_plain(target);
}

bool ByteReader::at_end() {
  std::array<std::byte, 1> next{};
  return read(next) == 0;
}

std::uint64_t ByteReader::size_limit() const noexcept {
  return state_->is_gzip ? state_->file_size * deflate_ratio : state_->file_size;
}

bool ByteReader::is_gzip() const noexcept { return state_->is_gzip; }

const std::string& ByteReader::place() const noexcept { return state_->place; }

}  // namespace saem
