// How fast a table is read: 1 M rows of 20 numbers (or ROWS of them: bench_csv ROWS), the best of five times
// on one core, from a file that the system has in memory. Random numbers of 3 to 9 digits, as measurements
// have them.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "saem/core/random.h"
#include "saem/data/tables/csv.h"

namespace {

std::string table_of_numbers(std::int64_t rows, int columns) {
  saem::Generator random(1);
  std::string text;
  for (int i = 0; i < columns; ++i) text += (i ? ",x" : "x") + std::to_string(i);
  text += '\n';
  char number[32];
  for (std::int64_t row = 0; row < rows; ++row) {
    for (int i = 0; i < columns; ++i) {
      const int size = std::snprintf(number, sizeof number, "%s%.*f", i ? "," : "", 1 + i % 6,
                                     random.uniform() * 1000 - 100);
      text.append(number, static_cast<std::size_t>(size));
    }
    text += '\n';
  }
  return text;
}

double seconds_to_read(const std::filesystem::path& path, std::int64_t rows) {
  const auto begin = std::chrono::steady_clock::now();
  const saem::Table table = saem::read_csv(path);
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
  if (table.rows() != rows) std::abort();
  return time.count();
}

}  // namespace

int main(int count, char** words) {
  const std::int64_t rows = count > 1 ? std::atoll(words[1]) : 1'000'000;
  const auto path = std::filesystem::temp_directory_path() / ("bench_csv-" + std::to_string(rows) + ".csv");
  std::ofstream(path, std::ios::binary) << table_of_numbers(rows, 20);
  const auto bytes = static_cast<double>(std::filesystem::file_size(path));
  double best = 1e9;
  for (int run = 0; run < 5; ++run) best = std::min(best, seconds_to_read(path, rows));
  std::filesystem::remove(path);
  std::printf("%.1f MB, %lld rows of 20 numbers: %.3f s, %.0f MB/s\n", bytes / 1e6,
              static_cast<long long>(rows), best, bytes / 1e6 / best);
}
