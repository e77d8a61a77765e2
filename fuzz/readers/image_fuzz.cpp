// Any bytes as a picture, PNG, JPEG, BMP, GIF, WebP, PGM or PPM: pixels that are the same after they are
// written as PNG and read, or an error. Any part of it can be had at another size.
#include "fuzz/support.h"
#include "saem/data/image.h"
#include "saem/data/image_reader.h"

using namespace saem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::int64_t most_pixels = 1 << 18;  // a larger picture is read, but no more than that
  Array picture;
  if (!fuzz::accepts([&] { picture = decode_image(fuzz::bytes_of(data, size), "input"); })) return 0;
  fuzz::require(picture.dtype() == DType::u8 && picture.shape().rank() == 3, "a picture has three axes");
  const std::int64_t channels = picture.shape()[2];
  fuzz::require(picture.size() > 0 && (channels == 1 || channels == 3), "a picture has 1 or 3 channels");
  if (picture.size() > most_pixels) return 0;
  const std::string png = encode_png(picture);
  const Array again = decode_image(std::as_bytes(std::span(png)), "again.png");
  fuzz::require(identical(again, picture), "a picture is the same after it is written and read");
  const Array grey = decode_image(fuzz::bytes_of(data, size), "input", {.channels = 1});
  fuzz::require(grey.shape() == picture.shape().with(2, 1), "a grey picture is as large as one in colour");
  ImageReader reader(fuzz::bytes_of(data, size), "input");
  fuzz::require(reader.height() == picture.shape()[0] && reader.width() == picture.shape()[1] &&
                    reader.channels() == channels,
                "a header says what the picture is");
  const std::int64_t top = (reader.height() - 1) * (data[0] % 7) / 7;
  const std::int64_t left = (reader.width() - 1) * (data[size / 2] % 5) / 5;
  const ImageBox box{.top = top,
                     .left = left,
                     .height = 1 + (reader.height() - 1 - top) * (data[size - 1] % 3) / 3,
                     .width = reader.width() - left};
  const Array part = reader.decode_resized(box, 3, 5);
  fuzz::require(part.shape() == Shape({3, 5, channels}), "a part has the size that was asked for");
  return 0;
}
