#include "saem/data/pictures/cifar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/data/tables/blanks.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t side = 32, plane = side * side, picture_bytes = 3 * plane;
constexpr std::size_t largest_file = std::size_t{1} << 30;

/// One of the two sets.
struct CifarKind {
  std::size_t labels;  ///< bytes before a picture; the last of them counts
  int classes;
  const char* names_file;
  [[nodiscard]] std::size_t record() const { return labels + picture_bytes; }
};
constexpr CifarKind ten{1, 10, "batches.meta.txt"}, hundred{2, 100, "fine_label_names.txt"};

std::optional<CifarKind> cifar_kind(const fs::path& file) {
  const std::string name = file.filename().string();
  if (name.starts_with("data_batch_") && name.ends_with(".bin")) return ten;
  if (name == "test_batch.bin") return ten;
  if (name == "train.bin" || name == "test.bin") return hundred;
  return {};
}

/// Anything may be called train.bin.
bool has_its_size(const fs::path& file) {
  std::error_code error;
  if (cifar_kind(file)->labels == ten.labels || fs::exists(file.parent_path() / hundred.names_file, error))
    return true;
  const std::uintmax_t size = fs::file_size(file, error);
  return !error && size > 0 && size % hundred.record() == 0;
}

bool is_test(const fs::path& file) { return file.filename().string().starts_with("test"); }

/// Those of the set that lie in a folder, training files first.
std::vector<fs::path> cifar_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    std::error_code unreadable;
    if (cifar_kind(entry->path()) && entry->is_regular_file(unreadable)) files.push_back(entry->path());
  }
  std::ranges::sort(files, {}, [](const fs::path& file) { return std::pair(is_test(file), file); });
  return files;
}

std::vector<std::string> names_of_classes(const fs::path& folder, const CifarKind& kind) {
  std::vector<std::string> names;
  std::error_code error;
  if (fs::is_regular_file(folder / kind.names_file, error)) {
    std::string text = read_file(folder / kind.names_file, largest_file);
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view name = detail::without_blanks(std::string_view(text).substr(begin, end - begin));
      if (!name.empty()) names.emplace_back(name);
      begin = end + 1;
    }
  }
  if (std::cmp_equal(names.size(), kind.classes)) return names;
  names.clear();
  for (int c = 0; c < kind.classes; ++c) names.push_back(std::to_string(c));
  return names;
}

class CifarReader {
 public:
  CifarReader(CifarKind kind, OnBadSample rule) : kind_(kind), skipped_(rule) {}

  void read(const fs::path& file) {
    const std::string bytes = read_file(file, largest_file);
    if (bytes.empty() || bytes.size() % kind_.record() != 0) {
      fail<FileError>({file.string(),
                       fmt::format("expected records of {} bytes, but byte {} is the last one",
                                   kind_.record(), bytes.size()),
                       fmt::format("CIFAR-{}: {} of label and 32 × 32 × 3 of picture", kind_.classes,
                                   kind_.labels == 1 ? "a byte" : "two bytes"),
                       "The file was cut short, or is another one: download it again."});
    }
    for (std::size_t begin = 0; begin < bytes.size(); begin += kind_.record())
      add(std::string_view(bytes).substr(begin, kind_.record()), file, begin);
  }

  ReaderResult finish(const fs::path& folder) {
    const auto n = static_cast<std::int64_t>(labels_.size());
    Samples samples{.name = folder.filename().string()};
    Array pictures = Array::uninitialized({n, side, side, 3}, DType::u8);
    if (!pixels_.empty()) std::memcpy(pictures.mutable_bytes(), pixels_.data(), pixels_.size());
    const std::vector<std::string> names = names_of_classes(folder, kind_);
    std::vector<std::string> classes;
    for (const int label : labels_) classes.push_back(names[static_cast<std::size_t>(label)]);
    samples.columns.push_back({"picture", ArrayColumn{std::move(pictures)}});
    samples.columns.push_back({"class", TextColumn(classes)});
    samples.target = "class";
    if (std::ranges::find(parts_, Part::test) != parts_.end() &&
        std::ranges::find(parts_, Part::train) != parts_.end())
      samples.parts = std::move(parts_);
    samples.places = std::move(places_);
    samples.notes.push_back(fmt::format("CIFAR-{} in binary: {} pictures of 32 × 32", kind_.classes, n));
    return {std::move(samples), skipped_.take()};
  }

 private:
  void add(std::string_view record, const fs::path& file, std::size_t begin) {
    const std::size_t at = kind_.labels - 1;
    const int label = static_cast<unsigned char>(record[at]);
    if (label >= kind_.classes) {
      skipped_.add({file.string(),
                    fmt::format("byte {}: expected a label from 0 to {}, received {}", begin + at,
                                kind_.classes - 1, label),
                    "", "The file is damaged, or another one: download it again."});
      return;
    }
    labels_.push_back(label);
    parts_.push_back(is_test(file) ? Part::test : Part::train);
    places_.push_back(fmt::format("{} picture {}", file.filename().string(), begin / kind_.record()));
    const std::size_t size = pixels_.size();
    pixels_.resize(size + picture_bytes);
    for (std::size_t i = 0; i < plane; ++i)  // from planes of colours to pixels
      for (std::size_t c = 0; c < 3; ++c) pixels_[size + 3 * i + c] = record[kind_.labels + c * plane + i];
  }

  CifarKind kind_;
  SkippedSamples skipped_;
  std::string pixels_;
  std::vector<int> labels_;
  std::vector<Part> parts_;
  std::vector<std::string> places_;
};

}  // namespace

bool is_cifar(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    const std::vector<fs::path> files = cifar_files(path);
    return !files.empty() && !is_test(files.front()) && has_its_size(files.front());
  }
  return cifar_kind(path) && fs::is_regular_file(path, error) && has_its_size(path);
}

ReaderResult read_cifar(const fs::path& path, OnBadSample on_bad_sample) {
  std::error_code error;
  const bool is_folder = fs::is_directory(path, error);
  const std::vector<fs::path> files = is_folder ? cifar_files(path) : std::vector{path};
  CifarReader reader(*cifar_kind(files.front()), on_bad_sample);
  for (const fs::path& file : files) {
    if (cifar_kind(file)->labels == cifar_kind(files.front())->labels) reader.read(file);
  }
  ReaderResult result = reader.finish(is_folder ? path : fs::absolute(path).parent_path());
  if (!is_folder) result.samples.name = path.filename().string();
  return result;
}

}  // namespace saem
