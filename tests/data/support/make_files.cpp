#include "tests/data/support/make_files.h"

#include <zlib.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include <jpeglib.h>  // Needs <cstdio> before it.

namespace saem::test {
namespace {

std::string deflate_all(std::string_view content, int window_bits) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("deflateInit2");
  std::string packed(deflateBound(&stream, content.size()) + 32, '\0');
  std::string input(content);
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int status = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (status != Z_STREAM_END) throw std::runtime_error("deflate");
  return packed;
}

std::string chunk(const std::string& type, const std::string& content) {
  const std::string checked = type + content;
  const auto crc = crc32_z(0, reinterpret_cast<const Bytef*>(checked.data()), checked.size());
  return big_endian(static_cast<std::uint32_t>(content.size())) + checked +
         big_endian(static_cast<std::uint32_t>(crc));
}

}  // namespace

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

std::string make_idx(unsigned type, const std::vector<std::uint32_t>& dims, std::string_view elements) {
  std::string file(2, '\0');
  file += static_cast<char>(type);
  file += static_cast<char>(dims.size());
  for (const std::uint32_t dim : dims) file += big_endian(dim);
  return file.append(elements);
}

std::string gzip(std::string_view content) { return deflate_all(content, 15 + 16); }

std::string make_png(std::uint32_t width, std::uint32_t height, const std::vector<std::string>& rows,
                     const PngOptions& options) {
  std::string header = big_endian(width) + big_endian(height);
  for (const int field : {options.bits, options.color_type, 0, 0, options.interlace})
    header += static_cast<char>(field);
  std::string samples;
  for (const std::string& row : rows) samples += '\0' + row;
  std::string file = "\x89PNG\r\n\x1a\n" + chunk("IHDR", header);
  if (!options.palette.empty()) file += chunk("PLTE", options.palette);
  if (!options.transparent.empty()) file += chunk("tRNS", options.transparent);
  return file + chunk("IDAT", deflate_all(samples, 15)) + chunk("IEND", "");
}

namespace {

std::vector<jpeg_scan_info> scans_of_every_bit(int refinements) {
  std::vector<jpeg_scan_info> scans = {{1, {0, 0, 0, 0}, 0, 0, 0, 0}};
  for (int coefficient = 1; coefficient < DCTSIZE2; ++coefficient) {
    scans.push_back({1, {0, 0, 0, 0}, coefficient, coefficient, 0, refinements});
    for (int bit = refinements; bit > 0; --bit)
      scans.push_back({1, {0, 0, 0, 0}, coefficient, coefficient, bit, bit - 1});
  }
  return scans;
}

}  // namespace

std::string make_jpeg(int width, int height, int channels, const std::vector<std::uint8_t>& pixels,
                      int refinements) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &memory, &size);
  info.image_width = static_cast<JDIMENSION>(width);
  info.image_height = static_cast<JDIMENSION>(height);
  info.input_components = channels;
  info.in_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 100, TRUE);
  info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor = 1;
  const std::vector<jpeg_scan_info> scans = scans_of_every_bit(refinements);
  if (refinements > 0) {
    info.scan_info = scans.data();
    info.num_scans = static_cast<int>(scans.size());
  }
  jpeg_start_compress(&info, TRUE);
  std::vector<std::uint8_t> copy = pixels;
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = copy.data() +
                   static_cast<std::size_t>(info.next_scanline) * static_cast<std::size_t>(width * channels);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  std::string file(reinterpret_cast<const char*>(memory), size);
  jpeg_destroy_compress(&info);
  std::free(memory);
  return file;
}

}  // namespace saem::test
