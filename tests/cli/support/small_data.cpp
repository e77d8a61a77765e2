#include "tests/cli/support/small_data.h"

#include <fstream>
#include <string_view>

#include "saem/core/random.h"

namespace saem::test {
namespace {

namespace fs = std::filesystem;

std::string pixels_of(int label, int size, Generator& noise) {
  std::string pixels;
  for (int row = 0; row < size; ++row) {
    for (int column = 0; column < size; ++column) {
      const int corner = (row >= size / 2 ? 2 : 0) + (column >= size / 2 ? 1 : 0);
      pixels += static_cast<char>((corner == label % 4 ? 180 : 20) + noise.integer(40));
    }
  }
  return pixels;
}

std::string big_endian(int value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

void write(const fs::path& file, std::string_view content) {
  std::ofstream(file, std::ios::binary) << content;
}

void write_half(const fs::path& folder, const std::string& half, int count, const SmallData& options) {
  Generator noise(7, half == "train" ? 0 : 1);
  std::string images = std::string("\0\0\x08\x03", 4) + big_endian(count) + big_endian(options.size) +
                       big_endian(options.size);
  std::string labels = std::string("\0\0\x08\x01", 4) + big_endian(count);
  for (int i = 0; i < count; ++i) {
    const int label = i % options.classes;
    images += pixels_of(label, options.size, noise);
    labels += static_cast<char>(label);
  }
  write(folder / (half + "-images-idx3-ubyte"), images);
  write(folder / (half + "-labels-idx1-ubyte"), labels);
}

}  // namespace

void write_small_data(const fs::path& folder, const SmallData& options) {
  fs::create_directories(folder);
  write_half(folder, "train", options.train, options);
  write_half(folder, "t10k", options.test, options);
}

std::string small_picture(int label, int size) {
  Generator noise(11, static_cast<std::uint64_t>(label));
  return "P5\n" + std::to_string(size) + " " + std::to_string(size) + "\n255\n" +
         pixels_of(label, size, noise);
}

}  // namespace saem::test
