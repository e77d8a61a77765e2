#include "saem/task/training_rows.h"

#include <algorithm>
#include <fstream>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/data/column_index.h"
#include "saem/data/facts/content_facts.h"
#include "saem/data/tables/text_counts.h"

namespace saem {
namespace {

constexpr std::string_view magic = "saem rows 1\n";
constexpr std::size_t largest_file = std::size_t{1} << 30;

/// Of a file's size, its first bytes and its last; 0 for one that cannot be read so, as a file in an archive.
std::uint64_t hash_of_file(const std::filesystem::path& path) {
  constexpr std::uint64_t most = 4096;
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) return 0;
  std::string bytes(static_cast<std::size_t>(std::min(size, most)), '\0');
  const auto length = static_cast<std::streamsize>(bytes.size());
  if (!file.read(bytes.data(), length)) return 0;
  std::uint64_t hash = detail::joined_hash(size, detail::hash_of(bytes));
  file.seekg(-length, std::ios::end);
  if (!file.read(bytes.data(), length)) return 0;
  return detail::joined_hash(hash, detail::hash_of(bytes));
}

void join_files(const FileColumn& column, std::vector<std::uint64_t>& hashes) {
  constexpr std::int64_t block = 64;
  parallel_for(static_cast<std::int64_t>(hashes.size()), block, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      const std::uint64_t file = hash_of_file(column.files[i]);
      hashes[i] = file == 0 ? 0 : detail::joined_hash(hashes[i], file);
    }
  });
}

}  // namespace

TrainingRows::TrainingRows(const Samples& samples, const std::vector<std::string>& columns) {
  const ColumnIndex index(samples);
  std::vector<std::string> known;
  for (const std::string& name : columns) {
    if (index.find(name) >= 0) known.push_back(name);
  }
  hashes_ = example_hashes(samples, known);
  for (const std::string& name : known) {
    const auto* files = std::get_if<FileColumn>(&index.column(name).values);
    if (files != nullptr) join_files(*files, hashes_);
  }
  std::erase(hashes_, 0);  // nothing is known of them
  std::ranges::sort(hashes_);
}

std::int64_t TrainingRows::count_of(const TrainingRows& others) const {
  return std::ranges::count_if(others.hashes_,
                               [&](std::uint64_t hash) { return std::ranges::binary_search(hashes_, hash); });
}

void TrainingRows::add(const TrainingRows& others) {
  hashes_.insert(hashes_.end(), others.hashes_.begin(), others.hashes_.end());
  std::ranges::sort(hashes_);
}

void TrainingRows::save(const std::filesystem::path& path) const {
  std::string bytes(magic);
  for (std::uint64_t hash : hashes_) {
    for (int i = 0; i < 8; ++i, hash >>= 8U) bytes += static_cast<char>(hash & 0xFFU);
  }
  write_file(path, bytes);
}

TrainingRows TrainingRows::load(const std::filesystem::path& path) {
  TrainingRows rows;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return rows;
  try {
    const std::string bytes = read_file(path, largest_file);
    if (!bytes.starts_with(magic) || (bytes.size() - magic.size()) % 8 != 0) return rows;
    for (std::size_t at = magic.size(); at < bytes.size(); at += 8) {
      std::uint64_t hash = 0;
      for (std::size_t i = 8; i-- > 0;) hash = (hash << 8U) | static_cast<unsigned char>(bytes[at + i]);
      rows.hashes_.push_back(hash);
    }
  } catch (const FileError&) {
    return {};
  }
  std::ranges::sort(rows.hashes_);
  return rows;
}

std::vector<std::string> columns_looked_at(const TrainedTask& trained) {
  std::vector<std::string> columns;
  for (const Inputs::Column& c : trained.inputs().columns()) columns.push_back(c.name);
  for (const Answers& a : trained.answers()) columns.push_back(a.column());
  return columns;
}

}  // namespace saem
