#include "saem/train/csv_log.h"

#include <fmt/format.h>

#include <utility>

#include "saem/core/atomic_file.h"

namespace saem {

CsvLog::CsvLog(std::filesystem::path path) : path_(std::move(path)) { write_file(path_, text_); }

void CsvLog::append(int epoch, const Logs& logs) {
  if (text_.empty()) {
    text_ = "epoch";
    for (const auto& [name, value] : logs) text_ += "," + name;
    text_ += "\n";
  }
  text_ += fmt::format("{}", epoch);
  for (const auto& [name, value] : logs) text_ += fmt::format(",{}", value);
  text_ += "\n";
  write_file(path_, text_);
}

}  // namespace saem
