#include <fmt/format.h>

#include <cstring>

#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/data/pictures/augment.h"

namespace saem::transforms {

Generator picture_random(std::uint64_t seed, std::int64_t epoch, std::int64_t index) noexcept {
  constexpr std::uint64_t apart = 0x70696374'75726573ULL;  // from other uses of the same seed
  return Generator(seed ^ apart, static_cast<std::uint64_t>(epoch) << 40 | static_cast<std::uint64_t>(index));
}

const RandomResizedCrop* Augmentation::leading_crop() const noexcept {
  return transforms_.empty() ? nullptr : dynamic_cast<const RandomResizedCrop*>(transforms_.front().get());
}

Array Augmentation::apply(Array picture, Generator& random, std::size_t first) const {
  for (std::size_t i = first; i < transforms_.size(); ++i)
    picture = transforms_[i]->apply(std::move(picture), random);
  return picture;
}

Array augment_pictures(const Array& pictures, const std::vector<std::int64_t>& indices,
                       const Augmentation& augmentation, std::uint64_t seed, std::int64_t epoch) {
  const Shape& shape = pictures.shape();
  if (shape.rank() != 4) {
    fail<ShapeError>({"augment_pictures",
                      fmt::format("expected (n, height, width, channels), received {}", shape.to_string()),
                      "", "Give a batch of pictures."});
  }
  if (static_cast<std::int64_t>(indices.size()) != shape[0]) {
    fail<ValueError>({"augment_pictures",
                      fmt::format("expected {} indices, received {}", shape[0], indices.size()), "",
                      "Give an index for each picture."});
  }
  if (shape[0] == 0 || augmentation.empty()) return pictures;
  const auto change = [&](std::int64_t i) {
    const Array picture = pictures.rows(i, i + 1).reshape({shape[1], shape[2], shape[3]});
    Generator random = picture_random(seed, epoch, indices[static_cast<std::size_t>(i)]);
    return augmentation.apply(picture, random);
  };
  const Array first = change(0);
  const Shape& out = first.shape();
  Array result = Array::uninitialized({shape[0], out[0], out[1], out[2]}, first.dtype());
  std::byte* const target = result.mutable_bytes();
  std::memcpy(target, first.bytes(), first.byte_size());
  parallel_for(shape[0] - 1, 4, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin + 1; i < end + 1; ++i) {
      const Array changed = change(i);
      if (changed.shape() != out) {
        fail<ShapeError>(
            {"augment_pictures",
             fmt::format("a picture became {}, another {}", out.to_string(), changed.shape().to_string()), "",
             "End with a crop of one size."});
      }
      std::memcpy(target + static_cast<std::size_t>(i) * first.byte_size(), changed.bytes(),
                  changed.byte_size());
    }
  });
  return result;
}

}  // namespace saem::transforms
