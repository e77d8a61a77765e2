#include "saem/cli/data_hash.h"

#include <fmt/format.h>

#include <cstdint>
#include <span>
#include <string_view>

#include "saem/core/atomic_file.h"

namespace saem::cli {
namespace {

constexpr std::uint64_t fnv_offset = 0xcbf29ce484222325;
constexpr std::uint64_t fnv_prime = 0x100000001b3;

std::uint64_t extend(std::uint64_t hash, std::span<const std::byte> bytes) {
  for (const std::byte byte : bytes) hash = (hash ^ static_cast<std::uint64_t>(byte)) * fnv_prime;
  return hash;
}

std::uint64_t extend(std::uint64_t hash, const Array& array) {
  const std::string type = fmt::format("{}{}", name(array.dtype()), array.shape().to_string());
  hash = extend(hash, std::as_bytes(std::span(type)));
  return extend(hash, {array.bytes(), array.byte_size()});
}

}  // namespace

std::string data_hash(const DatasetPair& data) {
  std::uint64_t hash = fnv_offset;
  for (const Array* array : {&data.train.x, &data.train.y, &data.test.x, &data.test.y})
    hash = extend(hash, *array);
  return fmt::format("{:016x}", hash);
}

std::string samples_hash(const Samples& samples) {
  std::uint64_t hash = fnv_offset;
  for (const Samples::Column& column : samples.columns) {
    hash = extend(hash, std::as_bytes(std::span(column.name)));
    if (const auto* texts = std::get_if<TextColumn>(&column.values)) {
      for (std::int64_t row = 0; row < texts->size(); ++row) {
        hash = extend(hash, std::as_bytes(std::span((*texts)[row])));
        hash = extend(hash, std::as_bytes(std::span("\n", 1)));
      }
    } else if (const auto* series = std::get_if<SeriesColumn>(&column.values)) {
      for (const Array& recording : series->values) hash = extend(hash, recording);
    } else if (const auto* arrays = std::get_if<ArrayColumn>(&column.values)) {
      hash = extend(hash, arrays->values);
    } else {
      // Of files their names and sizes: reading them all would take longer than it is worth.
      for (const auto& file : std::get<FileColumn>(column.values).files) {
        std::error_code error;
        const std::string name =
            fmt::format("{} {}\n", file.filename().string(), std::filesystem::file_size(file, error));
        hash = extend(hash, std::as_bytes(std::span(name)));
      }
    }
  }
  return fmt::format("{:016x}", hash);
}

std::string file_hash(const std::filesystem::path& path) {
  const std::string content = read_file(path);
  return fmt::format("{:016x}", extend(fnv_offset, std::as_bytes(std::span(content))));
}

}  // namespace saem::cli
