#include "saem/data/file_kind.h"

#include <array>

namespace saem {
namespace {

struct Signature {
  std::string_view bytes;
  std::string_view description;
  std::size_t offset = 0;
};

using namespace std::string_view_literals;

constexpr std::array signatures = {
    Signature{"\x89PNG\r\n\x1a\n"sv, "a PNG picture"},
    Signature{"\xff\xd8\xff"sv, "a JPEG picture"},
    Signature{"GIF8"sv, "a GIF picture"},
    Signature{"BM"sv, "a BMP picture"},
    Signature{"II*\0"sv, "a TIFF picture"},
    Signature{"MM\0*"sv, "a TIFF picture"},
    Signature{"WEBP"sv, "a WebP picture", 8},
    Signature{"WAVE"sv, "a WAV sound", 8},
    Signature{"ftyphei"sv, "a HEIC picture", 4},
    Signature{"ftypavif"sv, "an AVIF picture", 4},
    Signature{"ftyp"sv, "an MP4 film", 4},
    Signature{"P5"sv, "a PGM picture"},
    Signature{"P6"sv, "a PPM picture"},
    Signature{"\x1f\x8b"sv, "a gzip archive"},
    Signature{"PK\x03\x04"sv, "a ZIP archive"},
    Signature{"BZh"sv, "a bzip2 archive"},
    Signature{"\xfd"
              "7zXZ\0"sv,
              "an xz archive"},
    Signature{"\x28\xb5\x2f\xfd"sv, "a Zstandard archive"},
    Signature{"ustar"sv, "a tar archive", 257},
    Signature{"%PDF"sv, "a PDF document"},
    Signature{"7z\xbc\xaf\x27\x1c"sv, "a 7z archive"},
    Signature{"Rar!"sv, "a RAR archive"},
    Signature{"\xd0\xcf\x11\xe0"sv, "an old Office document"},
    Signature{"SQLite format 3"sv, "a SQLite database"},
    Signature{"PAR1"sv, "a Parquet table"},
    Signature{"ID3"sv, "an MP3 sound"},
    Signature{"fLaC"sv, "a FLAC sound"},
    Signature{"OggS"sv, "an Ogg sound"},
    Signature{"\x93NUMPY"sv, "a NumPy array"},
    Signature{"\x89HDF\r\n\x1a\n"sv, "an HDF5 file"},
    Signature{"{\""sv, "a safetensors file", 8},
    Signature{"<!DOCTYPE"sv, "a web page"},
    Signature{"<!doctype"sv, "a web page"},
    Signature{"<html"sv, "a web page"},
    Signature{"<?xml"sv, "an XML text"},
};

/// UTF-8 without control characters; the last character may be cut off.
bool is_text(std::string_view bytes) noexcept {
  int continuation = 0;  // bytes of the form 10xxxxxx that the character still needs
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80) {
      if (--continuation < 0) return false;
      continue;
    }
    if (continuation > 0 || byte == 0x7F || byte >= 0xF8) return false;
    if (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') return false;
    continuation = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC0 ? 1 : 0;
  }
  return true;
}

}  // namespace

std::string_view describe_content(std::string_view first_bytes) noexcept {
  if (first_bytes.empty()) return "an empty file";
  for (const Signature& signature : signatures) {
    if (first_bytes.size() >= signature.offset &&
        first_bytes.substr(signature.offset).starts_with(signature.bytes)) {
      return signature.description;
    }
  }
  if (first_bytes.starts_with(std::string_view("\0\0", 2)) && first_bytes.size() >= 4) return "an IDX file";
  return is_text(first_bytes.substr(0, 64)) ? "text" : unknown_content;
}

}  // namespace saem
