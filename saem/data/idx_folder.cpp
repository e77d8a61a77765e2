#include "saem/data/idx_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/data/idx.h"

namespace saem::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t max_classes = 65'536;
constexpr std::size_t max_names_file = std::size_t{1} << 24;

/// The files of one half, e.g. train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz.
struct Files {
  fs::path images;
  fs::path labels;
};

bool is_idx_name(std::string_view file, std::string_view start) {
  if (!file.starts_with(start)) return false;
  const std::string_view rest = file.substr(start.size());
  return rest.find("-idx") != std::string_view::npos || rest.find(".idx") != std::string_view::npos;
}

std::vector<std::string> file_names(const fs::path& folder) {
  std::error_code error;
  std::vector<std::string> names;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  if (error) {
    fail<FileError>({folder.string(), fmt::format("the folder cannot be read: {}", error.message()), "",
                     "Check the path and the permissions."});
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The first file in the order of names, so that an unpacked file comes before its archive.
fs::path find_file(const fs::path& folder, const std::vector<std::string>& files,
                   std::initializer_list<std::string_view> halves, std::string_view content) {
  for (const std::string_view half : halves) {
    const std::string start = fmt::format("{}-{}", half, content);
    for (const std::string& file : files) {
      if (is_idx_name(file, start)) return folder / file;
    }
  }
  const std::string_view half = *halves.begin();
  fail<FileError>(
      {folder.string(), fmt::format("no file {}-{}-idx* in this folder", half, content),
       fmt::format("{} files are in it", files.size()),
       "An IDX dataset is four files, plain or .gz: train-images-idx3-ubyte, train-labels-idx1-ubyte, "
       "t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte."});
}

/// (n, h, w) becomes (n, h, w, 1); bytes stay bytes, floating numbers become float32.
Array read_images(const fs::path& path) {
  const Array raw = read_idx(path);
  Shape shape = raw.shape();
  if (shape.rank() < 2) {
    fail<FileError>({path.string(),
                     fmt::format("expected pictures (n, height, width), found shape {}", shape.to_string()),
                     "", "Are images and labels exchanged?"});
  }
  if (shape.count() == 0) {
    fail<FileError>({path.string(), fmt::format("the set is empty: shape {}", shape.to_string()), "",
                     "Give a file with at least one picture."});
  }
  if (shape.rank() == 3) shape = shape.inserted(3, 1);
  if (is_floating(raw.dtype())) return raw.astype(DType::f32).reshape(shape);
  if (raw.dtype() != DType::u8) {
    fail<FileError>({path.string(), fmt::format("pictures of {} have no known range", name(raw.dtype())), "",
                     "Store them as bytes, 0 to 255, or as floating numbers."});
  }
  return raw.reshape(shape);
}

/// Bytes as numbers in [0, 1]; float32 as it is.
Array to_unit(const Array& raw) {
  if (raw.dtype() != DType::u8) return raw;
  std::array<float, 256> unit{};
  for (std::size_t value = 0; value < unit.size(); ++value) unit[value] = static_cast<float>(value) / 255.0F;
  Array images = Array::uninitialized(raw.shape(), DType::f32);
  const std::span<const std::uint8_t> source = raw.data<std::uint8_t>();
  const std::span<float> target = images.mutable_data<float>();
  parallel_for(raw.size(), std::int64_t{1} << 18, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
      target[i] = unit[source[i]];
  });
  return images;
}

Array read_labels(const fs::path& path) {
  const Array raw = read_idx(path);
  if (raw.shape().rank() != 1 || !is_integer(raw.dtype())) {
    fail<FileError>({path.string(),
                     fmt::format("expected labels (n,) of integers, found shape {} of {}",
                                 raw.shape().to_string(), name(raw.dtype())),
                     "", "Are images and labels exchanged?"});
  }
  Array labels = raw.astype(DType::i32);
  std::int64_t row = 0;
  for (const std::int32_t label : labels.data<std::int32_t>()) {
    if (label < 0 || label >= max_classes) {
      fail<FileError>({path.string(),
                       fmt::format("label {} at index {} is outside [0, {})", label, row, max_classes), "",
                       "Labels are the numbers of the classes, counted from 0."});
    }
    ++row;
  }
  return labels;
}

Dataset read_half(const Files& files, const std::string& name) {
  Dataset half{
      .x = read_images(files.images), .y = read_labels(files.labels), .class_names = {}, .name = name};
  if (half.x.shape()[0] != half.y.size()) {
    fail<FileError>({files.labels.string(),
                     fmt::format("{} labels, but {} pictures in {}", half.y.size(), half.x.shape()[0],
                                 files.images.filename().string()),
                     "", "Give the images and labels of one set, example by example in the same order."});
  }
  return half;
}

/// One name per line; empty lines at the end do not count.
std::vector<std::string> read_names(const fs::path& path) {
  const std::string text = read_file(path, max_names_file);
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    names.push_back(text.substr(begin, end - begin));
    if (names.back().ends_with('\r')) names.back().pop_back();
    begin = end + 1;
  }
  while (!names.empty() && names.back().empty()) names.pop_back();
  return names;
}

std::int32_t largest_label(const Array& labels) {
  const std::span<const std::int32_t> values = labels.data<std::int32_t>();
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

std::vector<std::string> numbers_up_to(std::int32_t last) {
  std::vector<std::string> names;
  for (std::int32_t label = 0; label <= last; ++label) names.push_back(std::to_string(label));
  return names;
}

void check_labels(const Array& labels, const fs::path& path, const std::vector<std::string>& class_names) {
  const std::span<const std::int32_t> values = labels.data<std::int32_t>();
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (static_cast<std::size_t>(values[row]) < class_names.size()) continue;
    fail<FileError>({path.string(),
                     fmt::format("label {} at index {}, but there are {} class names", values[row], row,
                                 class_names.size()),
                     "labels count from 0", "Correct the label, or give a name for every class."});
  }
}

}  // namespace

DatasetPair read_idx_bytes(const fs::path& folder, std::vector<std::string> class_names,
                           const std::string& name) {
  const std::vector<std::string> files = file_names(folder);
  const Files train_files{find_file(folder, files, {"train"}, "images"),
                          find_file(folder, files, {"train"}, "labels")};
  const Files test_files{find_file(folder, files, {"t10k", "test"}, "images"),
                         find_file(folder, files, {"t10k", "test"}, "labels")};
  DatasetPair pair{.train = read_half(train_files, name + " (train)"),
                   .test = read_half(test_files, name + " (test)")};

  const Shape train_shape = pair.train.x.shape().slice(1, pair.train.x.shape().rank());
  const Shape test_shape = pair.test.x.shape().slice(1, pair.test.x.shape().rank());
  if (!(train_shape == test_shape)) {
    fail<FileError>({folder.string(),
                     fmt::format("the training pictures are {} but the test pictures {}",
                                 train_shape.to_string(), test_shape.to_string()),
                     "", "Give training and test pictures of one size."});
  }
  for (const char* file : {"class_names.txt", "labels.txt"}) {
    if (class_names.empty() && fs::exists(folder / file)) class_names = read_names(folder / file);
  }
  if (class_names.empty()) {
    class_names = numbers_up_to(std::max(largest_label(pair.train.y), largest_label(pair.test.y)));
  }
  check_labels(pair.train.y, train_files.labels, class_names);
  check_labels(pair.test.y, test_files.labels, class_names);
  pair.train.class_names = class_names;
  pair.test.class_names = std::move(class_names);
  return pair;
}

DatasetPair read_idx_folder(const fs::path& folder, std::vector<std::string> class_names,
                            const std::string& name) {
  DatasetPair pair = read_idx_bytes(folder, std::move(class_names), name);
  pair.train.x = to_unit(pair.train.x);
  pair.test.x = to_unit(pair.test.x);
  return pair;
}

}  // namespace saem::detail
