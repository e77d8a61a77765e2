#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Files made byte by byte, so that the readers are tested against the formats and not against the writers.
namespace saem::test {

[[nodiscard]] std::string big_endian(std::uint32_t value);

/// An IDX file: type code, dimensions, elements as they lie in the file.
[[nodiscard]] std::string make_idx(unsigned type, const std::vector<std::uint32_t>& dims,
                                   std::string_view elements);

[[nodiscard]] std::string gzip(std::string_view content);

struct PngOptions {
  int bits = 8;
  int color_type = 0;            ///< 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA
  int interlace = 0;             ///< 1: `rows` are those of the seven Adam7 passes
  std::string palette = {};      ///< PLTE
  std::string transparent = {};  ///< tRNS
};
/// A PNG file; each row is packed samples, without the filter byte.
[[nodiscard]] std::string make_png(std::uint32_t width, std::uint32_t height,
                                   const std::vector<std::string>& rows, const PngOptions& options = {});

/// A JPEG file of the highest quality, without chroma subsampling. channels: 1 grey, 3 RGB, 4 CMYK as Adobe
/// writes it. `refinements` > 0 makes it progressive (grey only), every coefficient in scans of its own: one,
/// and so many more, each with one more bit.
[[nodiscard]] std::string make_jpeg(int width, int height, int channels,
                                    const std::vector<std::uint8_t>& pixels, int refinements = 0);

}  // namespace saem::test
