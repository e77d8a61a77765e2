#include "saem/train/csv_logger.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"

namespace saem {
namespace {

// The names of a header, without "epoch".
std::vector<std::string> columns_of(std::string_view header, std::string_view separator) {
  std::vector<std::string> names;
  for (std::size_t at = header.find(separator); at != std::string_view::npos;) {
    const std::size_t begin = at + separator.size();
    at = header.find(separator, begin);
    names.emplace_back(header.substr(begin, at == std::string_view::npos ? at : at - begin));
  }
  return names;
}

}  // namespace

CSVLogger::CSVLogger(std::filesystem::path filename, CSVLoggerOptions options)
    : filename_(std::move(filename)), options_(std::move(options)) {
  if (options_.separator.empty() || options_.separator.find_first_of("\r\n") != std::string::npos)
    fail<ValueError>({name(),
                      "expected a separator of at least one character on one line",
                      {},
                      "Use \",\" or \";\" or a tab."});
}

void CSVLogger::on_train_begin() {
  if (!has_resumed()) {
    text_.clear();
    if (options_.append && std::filesystem::exists(filename_)) text_ = read_file(filename_);
    if (!text_.empty() && text_.back() != '\n') text_ += '\n';
  }
  names_ = columns_of(std::string_view(text_).substr(0, text_.find_first_of("\r\n")), options_.separator);
  write_file(filename_, text_);
}

void CSVLogger::on_epoch_end(int epoch, Logs& logs) {
  if (text_.empty()) {
    names_.clear();
    text_ = "epoch";
    for (const auto& [name, value] : logs) {
      names_.push_back(name);
      text_ += options_.separator + name;
    }
    text_ += '\n';
  }
  text_ += fmt::format("{}", epoch);
  for (const std::string& name : names_) {
    const auto found = logs.find(name);
    text_ += options_.separator;
    text_ += found == logs.end() ? "NA" : fmt::format("{}", found->second);
  }
  text_ += '\n';
  write_file(filename_, text_);
}

CallbackState CSVLogger::state() const {
  Array bytes = Array::uninitialized({static_cast<std::int64_t>(text_.size())}, DType::u8);
  if (!text_.empty()) std::memcpy(bytes.mutable_bytes(), text_.data(), text_.size());
  CallbackState state;
  state.set("text", bytes);
  return state;
}

void CSVLogger::restore(const CallbackState& state) {
  const Array& bytes = state.array("text");
  if (bytes.dtype() != DType::u8)
    fail<ValueError>({"CSVLogger: state 'text'", "expected bytes, received numbers", {}, {}});
  text_.assign(reinterpret_cast<const char*>(bytes.bytes()), bytes.byte_size());
}

}  // namespace saem
