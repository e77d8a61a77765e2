#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "saem/core/array.h"
#include "saem/data/on_bad_sample.h"
#include "saem/data/pictures/augment.h"
#include "saem/data/pictures/loader.h"

namespace saem {

struct PictureStreamOptions {
  /// To which pictures are brought before they are augmented. If the first transform is a RandomResizedCrop,
  /// it works on the whole picture instead. Of pictures in memory, the size is theirs.
  PictureSize size = {};
  Augmentation augmentation = {};
  std::int64_t batch_size = 32;
  std::uint64_t seed = 0;         ///< of the augmentation
  DType dtype = DType::f32;       ///< or u8, unscaled
  std::vector<double> mean = {};  ///< of each channel, between 0 and 1; empty: 0. float32 only.
  std::vector<double> std = {};   ///< of each channel; empty: 1. float32 only.
  int threads = 0;                ///< that decode beside the caller's; 0: thread_count()
  int prefetch = 2;               ///< batches that are made ahead, at least 1
  OnBadSample on_bad_sample = OnBadSample::stop;
};

struct PictureBatch {
  Array pictures = {};  ///< (n, height, width, channels); float32: (value / 255 - mean) / std
  std::vector<std::int64_t> indices = {};  ///< which pictures they are
};

/// Batch after batch of augmented pictures, made on threads of its own while the caller trains. No more than
/// prefetch + 1 batches are in memory. A picture depends on (seed, epoch, its index) alone, and batches come
/// in the order that was asked for: the same bits on any number of threads.
class PictureStream {
 public:
  /// Files, or "archive.tar:member". Throws ValueError for an option outside its range.
  PictureStream(std::vector<std::filesystem::path> files, const PictureStreamOptions& options);
  /// Pictures in memory: (n, height, width, 1 or 3), u8 (or float32 in [0, 1], if dtype is float32).
  PictureStream(Array pictures, const PictureStreamOptions& options);
  ~PictureStream();
  PictureStream(const PictureStream&) = delete;
  PictureStream& operator=(const PictureStream&) = delete;

  /// (height, width, channels) of the pictures that come out.
  [[nodiscard]] const Shape& shape() const noexcept;
  /// Begins to make the batches of an epoch: pictures with these indices, in this order. What is left of
  /// another epoch is dropped. Throws ValueError for an index outside.
  void start(std::int64_t epoch, std::vector<std::int64_t> indices);
  /// The next batch of the epoch; the last may be smaller. Nothing when all have been given. Rethrows what
  /// its first bad picture threw (FileError), unless such are to be skipped: then the batch is smaller.
  [[nodiscard]] std::optional<PictureBatch> next();
  /// "file: problem" of each picture that was left out since `start`, in order.
  [[nodiscard]] const std::vector<std::string>& skipped() const noexcept;
  /// How long `next` has waited for pictures since `start`, in seconds.
  [[nodiscard]] double seconds_waited() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace saem
