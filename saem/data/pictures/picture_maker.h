#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "saem/data/pictures/stream.h"

/// For PictureStream and TaskSource.
namespace saem::detail {

/// Makes the pictures of a stream, one at a time; by several threads at once.
class PictureMaker {
 public:
  using Source = std::variant<std::vector<std::filesystem::path>, Array>;
  /// Throws ValueError, ShapeError, DTypeError for options and pictures that do not fit.
  PictureMaker(Source source, const PictureStreamOptions& options);

  [[nodiscard]] std::int64_t count() const noexcept;
  [[nodiscard]] const Shape& shape() const noexcept { return shape_; }
  [[nodiscard]] const PictureStreamOptions& options() const noexcept { return options_; }
  /// Of the pictures in memory; 0 of files.
  [[nodiscard]] std::size_t byte_size() const noexcept;
  /// Writes one picture: shape().count() elements of options().dtype.
  void make(std::int64_t epoch, std::int64_t index, std::byte* target) const;

 private:
  [[nodiscard]] Array augmented(std::int64_t epoch, std::int64_t index) const;

  Source source_;
  PictureStreamOptions options_;
  Shape shape_;
  std::vector<float> table_;           ///< channel value: what a byte becomes as float32
  std::vector<float> scale_, offset_;  ///< of a channel of float32
};

}  // namespace saem::detail
