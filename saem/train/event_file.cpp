#include "saem/train/event_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <system_error>
#include <vector>

#include "saem/core/error.h"

namespace saem::detail {
namespace {

constexpr std::array<std::uint32_t, 256> crc_table = [] {
  constexpr std::uint32_t polynomial = 0x82F63B78;  // reversed
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? polynomial : 0);
    table[i] = crc;
  }
  return table;
}();

/// What is stored in place of a CRC, since a CRC of data that holds CRCs is a weak one.
std::uint32_t masked(std::uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xA282EAD8; }

/// Fields of protocol buffers (https://protobuf.dev/programming-guides/encoding/).
class Message {
 public:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) text_ += static_cast<char>(value | 0x80);
    text_ += static_cast<char>(value);
  }
  void integer(std::uint32_t field, std::int64_t value) {
    varint(field << 3);
    varint(static_cast<std::uint64_t>(value));
  }
  void number(std::uint32_t field, double value) {
    varint(field << 3 | 1);
    fixed(std::bit_cast<std::uint64_t>(value));
  }
  void number(std::uint32_t field, float value) {
    varint(field << 3 | 5);
    fixed(std::bit_cast<std::uint32_t>(value));
  }
  void bytes(std::uint32_t field, std::string_view value) {
    varint(field << 3 | 2);
    varint(value.size());
    text_ += value;
  }
  void numbers(std::uint32_t field, const std::vector<double>& values) {
    Message packed;
    for (const double v : values) packed.fixed(std::bit_cast<std::uint64_t>(v));
    bytes(field, packed.text());
  }
  /// The lowest byte first.
  template <class Unsigned>
  void fixed(Unsigned value) {
    for (std::size_t i = 0; i < sizeof value; ++i) text_ += static_cast<char>(value >> (8 * i));
  }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

// Field numbers of event.proto and summary.proto.
namespace event {
constexpr std::uint32_t wall_time = 1, step = 2, file_version = 3, summary = 5;
}
namespace value {
constexpr std::uint32_t tag = 1, simple_value = 2, histogram = 5;
}
namespace histogram {
constexpr std::uint32_t min = 1, max = 2, num = 3, sum = 4, sum_squares = 5, bucket_limit = 6, bucket = 7;
}

/// The summary of an event: one value, whose text is given but for the tag.
std::string summary_of(std::string_view tag, const Message& rest) {
  Message tagged;
  tagged.bytes(value::tag, tag);
  Message summary;
  summary.bytes(1, tagged.text() + rest.text());
  Message event;
  event.bytes(event::summary, summary.text());
  return event.text();
}

[[noreturn]] void fail_to_write(const std::filesystem::path& path, int error) {
  fail<FileError>({path.string(),
                   fmt::format("cannot be written: {}", std::generic_category().message(error)),
                   {},
                   "Choose another log_dir, or free some space there."});
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) noexcept {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) crc = crc_table[(crc ^ static_cast<std::uint8_t>(c)) & 0xFF] ^ (crc >> 8);
  return ~crc;
}

EventFile::EventFile(const std::filesystem::path& folder) {
  static std::atomic<int> counter = 0;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail_to_write(folder, error.value());
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  path_ = folder / fmt::format("events.out.tfevents.{}.{}.{}", seconds, ::getpid(), counter++);
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor_ == -1) fail_to_write(path_, errno);
  Message version;
  version.bytes(event::file_version, "brain.Event:2");
  write_event(0, version.text());
}

EventFile::~EventFile() {
  if (descriptor_ != -1) ::close(descriptor_);
}

void EventFile::add_scalar(std::string_view tag, double scalar, std::int64_t step) {
  Message rest;
  rest.number(value::simple_value, static_cast<float>(scalar));
  write_event(step, summary_of(tag, rest));
}

void EventFile::add_histogram(std::string_view tag, const Array& values, std::int64_t step) {
  constexpr std::size_t ranges = 30;
  std::vector<double> finite;
  for (std::int64_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values.at(i))) finite.push_back(values.at(i));
  }
  if (finite.empty()) return;
  const auto [low, high] = std::ranges::minmax(finite);
  const double width = (high - low) / ranges;
  std::vector<double> limits, counts(ranges);
  for (std::size_t i = 1; i < ranges; ++i) limits.push_back(low + width * static_cast<double>(i));
  limits.push_back(high);
  double sum = 0, sum_squares = 0;
  for (const double v : finite) {
    const auto place = static_cast<std::size_t>(width > 0 ? (v - low) / width : 0);
    counts[std::min(place, ranges - 1)] += 1;
    sum += v;
    sum_squares += v * v;
  }
  Message histogram;
  histogram.number(histogram::min, low);
  histogram.number(histogram::max, high);
  histogram.number(histogram::num, static_cast<double>(finite.size()));
  histogram.number(histogram::sum, sum);
  histogram.number(histogram::sum_squares, sum_squares);
  histogram.numbers(histogram::bucket_limit, limits);
  histogram.numbers(histogram::bucket, counts);
  Message rest;
  rest.bytes(value::histogram, histogram.text());
  write_event(step, summary_of(tag, rest));
}

void EventFile::write_event(std::int64_t step, std::string_view rest) {
  const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
  Message message;
  message.number(event::wall_time, now.count());
  if (step != 0) message.integer(event::step, step);
  write_record(message.text() + std::string(rest));
}

void EventFile::write_record(std::string_view message) {
  Message length, header_crc, crc;
  length.fixed(static_cast<std::uint64_t>(message.size()));
  header_crc.fixed(masked(crc32c(length.text())));
  crc.fixed(masked(crc32c(message)));
  const std::string record = length.text() + header_crc.text() + std::string(message) + crc.text();
  std::string_view left = record;
  while (!left.empty()) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written == -1 && errno == EINTR) continue;
    if (written <= 0) fail_to_write(path_, written == 0 ? EIO : errno);
    left.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace saem::detail
