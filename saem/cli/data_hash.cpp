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

std::string file_hash(const std::filesystem::path& path) {
  const std::string content = read_file(path);
  return fmt::format("{:016x}", extend(fnv_offset, std::as_bytes(std::span(content))));
}

}  // namespace saem::cli
