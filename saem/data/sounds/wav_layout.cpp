#include "saem/data/sounds/wav_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string_view>

#include "saem/core/error.h"
#include "saem/data/file_kind.h"

namespace saem::detail {
namespace {

using namespace std::string_view_literals;

constexpr std::uint32_t unknown_size = 0xFFFFFFFF;
constexpr std::uint32_t piped_size = 0x7FFFF000;  // what SoX writes where it cannot know

/// The kinds of sound that people have under the name .wav.
std::string_view kind_of(std::string_view bytes) {
  struct Kind {
    std::string_view magic, name;
  };
  constexpr std::array kinds = {Kind{"fLaC"sv, "a FLAC sound"},
                                Kind{"OggS"sv, "an Ogg sound"},
                                Kind{"ID3"sv, "an MP3 sound"},
                                Kind{"\xFF\xFB"sv, "an MP3 sound"},
                                Kind{"\xFF\xF3"sv, "an MP3 sound"},
                                Kind{"\xFF\xF1"sv, "an AAC sound"},
                                Kind{"FORM"sv, "an AIFF sound"},
                                Kind{"caff"sv, "a CAF sound"},
                                Kind{".snd"sv, "an AU sound"},
                                Kind{"#!AMR"sv, "an AMR sound"},
                                Kind{"RIFX"sv, "a WAV sound in big-endian order"}};
  for (const Kind& kind : kinds) {
    if (bytes.starts_with(kind.magic)) return kind.name;
  }
  return describe_content(bytes.substr(0, 262));
}

std::string conversion(const std::string& place) {
  const std::filesystem::path file(place);
  const std::string name = file.filename().string();
  return fmt::format("Convert it: ffmpeg -i '{}' -c:a pcm_s16le '{}'", name,
                     file.stem().string() + "-pcm.wav");
}

std::string codec_name(unsigned tag) {
  switch (tag) {
    case 0x0002:
      return "Microsoft ADPCM";
    case 0x0011:
      return "IMA ADPCM";
    case 0x0031:
      return "GSM 6.10";
    case 0x0050:
      return "MPEG audio";
    case 0x0055:
      return "MP3";
    case 0x0064:
      return "G.726 ADPCM";
    case 0x00FF:
      return "AAC";
    case 0x0161:
      return "Windows Media Audio";
    case 0x2000:
      return "AC-3";
    case 0xF1AC:
      return "FLAC";
    default:
      return fmt::format("format {:#06x}", tag);
  }
}

class WavParser {
 public:
  WavParser(std::span<const std::byte> bytes, std::uint64_t size, const std::string& place)
      : bytes_(bytes), size_(size), place_(place) {}

  /// Nothing if more bytes are needed than the first ones that are there.
  std::optional<WavLayout> run() {
    check_start();
    std::optional<WavFormat> format;
    for (std::uint64_t at = 12;;) {
      if (size_ - at < 8) no_data(at, format.has_value());
      if (!has(at, 8)) return std::nullopt;
      const std::string_view id = text(at, 4);
      const std::uint32_t size = u32(at + 4);
      at += 8;
      if (id == "data") {
        if (!format) damaged(at - 8, "the sound comes before its format (\"fmt \")");
        return read_data(*format, at, size);
      }
      if (size > size_ - at) {
        damaged(at - 4,
                fmt::format("chunk {} claims {} bytes, but only {} follow", printable(id), size, size_ - at));
      }
      const bool is_needed = id == "fmt " || id == "ds64";
      if (is_needed && !has(at, size)) return std::nullopt;
      if (id == "fmt ") format = read_format(at, size);
      if (id == "ds64" && size >= 16) long_size_ = u64(at + 8);
      at += size;
      at += size % 2 == 1 && at < size_ ? 1U : 0U;  // chunks begin at even places
    }
  }

 private:
  [[nodiscard]] bool has(std::uint64_t at, std::uint64_t count) const {
    return at <= bytes_.size() && count <= bytes_.size() - at;
  }
  [[nodiscard]] std::string_view text(std::size_t at, std::size_t size) const {
    return {reinterpret_cast<const char*>(bytes_.data()) + at, size};
  }
  [[nodiscard]] std::uint32_t u16(std::size_t at) const {
    return std::to_integer<std::uint32_t>(bytes_[at]) | std::to_integer<std::uint32_t>(bytes_[at + 1]) << 8;
  }
  [[nodiscard]] std::uint32_t u32(std::size_t at) const { return u16(at) | u16(at + 2) << 16; }
  [[nodiscard]] std::uint64_t u64(std::size_t at) const {
    return u32(at) | static_cast<std::uint64_t>(u32(at + 4)) << 32;
  }

  [[noreturn]] void damaged(std::uint64_t at, const std::string& problem) const {
    fail_damaged_wav(place_, at, problem);
  }

  [[noreturn]] void no_data(std::uint64_t at, bool has_format) const {
    damaged(at, has_format ? "the file ends before the sound (\"data\")"
                           : "the file ends before the format (\"fmt \") and the sound (\"data\")");
  }

  static std::string printable(std::string_view id) {
    std::string out(id);
    std::ranges::replace_if(
        out, [](unsigned char c) { return c < 0x20 || c >= 0x7F; }, '?');
    return "\"" + out + "\"";
  }

  void check_start() const {
    if (bytes_.empty()) {
      fail<FileError>({place_, "the file is empty (0 bytes)", "", "Copy, download or record it again."});
    }
    const std::string_view start = text(0, bytes_.size());
    const bool is_riff = start.starts_with("RIFF") || start.starts_with("RF64") || start.starts_with("BW64");
    if (is_riff && start.size() < 12) damaged(start.size(), "the file ends within its first 12 bytes");
    if (is_riff && start.substr(8, 4) == "WAVE") return;
    const std::string_view kind = kind_of(start);
    fail<FileError>({place_, "expected a WAV sound (RIFF … WAVE)",
                     kind == unknown_content ? "it is of no kind that saem knows"
                                             : fmt::format("it seems to be {}", kind),
                     kind.ends_with("sound") || kind.ends_with("order") || kind.ends_with("film")
                         ? conversion(place_)
                         : "Check that this is the right file."});
  }

  /// Chunk "fmt ": Microsoft, Multimedia Programming Interface 1.0, 1991; WAVEFORMATEXTENSIBLE.
  [[nodiscard]] WavFormat read_format(std::size_t at, std::uint32_t size) const {
    if (size < 16) damaged(at, fmt::format("expected 16 bytes or more of format, received {}", size));
    unsigned tag = u16(at);
    if (tag == 0xFFFE) {
      constexpr std::string_view guid_end = "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71"sv;
      if (size < 40) damaged(at, "an extensible format has 40 bytes or more");
      if (text(at + 26, guid_end.size()) != guid_end) unsupported("an unknown extensible format");
      tag = u16(at + 24);
    }
    const WavFormat format{.kind = kind_of_tag(tag),
                           .channels = u16(at + 2),
                           .rate = u32(at + 4),
                           .bytes = u16(at + 2) == 0 ? 0 : u16(at + 12) / u16(at + 2)};
    const std::uint32_t bits = u16(at + 14);
    if (format.channels == 0) damaged(at + 2, "it claims 0 channels");
    if (format.rate == 0) damaged(at + 4, "it claims a rate of 0 samples a second");
    if (format.bytes * format.channels != u16(at + 12) || bits == 0 || (bits + 7) / 8 != format.bytes) {
      damaged(at + 12,
              fmt::format("{} channels of {} bits do not make the {} bytes that a sample should have",
                          format.channels, bits, u16(at + 12)));
    }
    if (!format.is_known()) {
      unsupported(fmt::format("{} with {} bits", tag == 1 ? "PCM" : tag == 3 ? "floats" : "G.711", bits));
    }
    return format;
  }

  [[nodiscard]] WavKind kind_of_tag(unsigned tag) const {
    if (tag == 1) return WavKind::pcm;
    if (tag == 3) return WavKind::floating;
    if (tag == 6) return WavKind::a_law;
    if (tag == 7) return WavKind::mu_law;
    unsupported(codec_name(tag));
  }

  [[noreturn]] void unsupported(const std::string& what) const {
    fail<FileError>({place_, fmt::format("the WAV file holds {}, which saem does not read", what),
                     "it reads PCM, floats, A-law and µ-law", conversion(place_)});
  }

  /// The bytes of the sound, which begins at `at`.
  [[nodiscard]] std::uint64_t data_size(std::uint64_t at, std::uint32_t claimed) const {
    const std::uint64_t left = size_ - at;
    const bool is_long = claimed == unknown_size && long_size_;
    const std::uint64_t size = is_long ? *long_size_ : claimed;
    const bool is_empty_claim = claimed == 0 && (u32(4) == 0 || u32(4) == unknown_size);
    const bool is_stream = !is_long && (is_empty_claim || claimed == unknown_size || claimed >= piped_size);
    if (is_stream && (is_empty_claim || size > left)) return left;
    if (size > left) {
      damaged(size_, fmt::format("the sound is cut short: expected {} bytes of it, found {}", size, left));
    }
    return size;
  }

  [[nodiscard]] WavLayout read_data(const WavFormat& format, std::uint64_t at, std::uint32_t claimed) const {
    const std::uint64_t size = data_size(at, claimed);
    if (size < std::uint64_t{format.bytes} * format.channels) damaged(at, "the sound has no sample");
    return {format, at, size};
  }

  std::span<const std::byte> bytes_;
  std::uint64_t size_;  // of the file, whose first bytes those are
  std::string place_;
  std::optional<std::uint64_t> long_size_;  // of the sound, from RF64's "ds64"
};

}  // namespace

std::optional<WavLayout> find_wav_data(std::span<const std::byte> first_bytes, std::uint64_t size,
                                       const std::string& place) {
  return WavParser(first_bytes, size, place).run();
}

void fail_damaged_wav(const std::string& place, std::uint64_t at, const std::string& problem) {
  fail<FileError>({place, fmt::format("damaged WAV file at byte {}: {}", at, problem), "",
                   "Copy, download or record it again."});
}

}  // namespace saem::detail
