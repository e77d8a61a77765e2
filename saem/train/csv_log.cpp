#include "saem/train/csv_log.h"

#include <fmt/format.h>

#include <utility>

#include "saem/core/atomic_file.h"

namespace saem {

CsvLog::CsvLog(std::filesystem::path path) : path_(std::move(path)) { write_file(path_, text_); }

CsvLog::CsvLog(std::filesystem::path path, const History& before) : path_(std::move(path)) {
  for (std::size_t i = 0; i < before.epoch.size(); ++i) {
    Logs logs;
    for (const auto& [name, values] : before.history) logs[name] = values[i];
    add(before.epoch[i], logs);
  }
  write_file(path_, text_);
}

void CsvLog::append(int epoch, const Logs& logs) {
  add(epoch, logs);
  write_file(path_, text_);
}

void CsvLog::add(int epoch, const Logs& logs) {
  if (text_.empty()) {
    text_ = "epoch";
    for (const auto& [name, value] : logs) text_ += "," + name;
    text_ += "\n";
  }
  text_ += fmt::format("{}", epoch);
  for (const auto& [name, value] : logs) text_ += fmt::format(",{}", value);
  text_ += "\n";
}

}  // namespace saem
