#include "saem/cli/download_progress.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <utility>

#include "saem/core/format_bytes.h"

namespace saem::cli {
namespace {

std::string time_left(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::ceil(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02} h", whole / 3600, whole / 60 % 60);
}

}  // namespace

DownloadProgress::DownloadProgress(bool is_shown, std::string name, std::uint64_t size, std::uint64_t begun)
    : is_shown_(is_shown), name_(std::move(name)), size_(size), begun_(begun) {}
DownloadProgress::~DownloadProgress() { end(); }

std::string DownloadProgress::line(const std::string& name, std::uint64_t done, std::uint64_t size,
                                   double bytes_a_second) {
  std::string text = fmt::format("{}  {}", name, format_bytes(done));
  if (size > 0) {
    text += fmt::format(" of {}, {:.0f} %", format_bytes(size),
                        100 * static_cast<double>(done) / static_cast<double>(size));
  }
  if (bytes_a_second < 1) return text;
  text += fmt::format(", {}/s", format_bytes(static_cast<std::uint64_t>(bytes_a_second)));
  if (size > done)
    text += fmt::format(", {} left", time_left(static_cast<double>(size - done) / bytes_a_second));
  return text;
}

void DownloadProgress::show(std::uint64_t done) {
  const Clock::time_point now = Clock::now();
  if (!is_shown_ || now - last_ < std::chrono::milliseconds(200)) return;
  last_ = now;
  has_line_ = true;
  const double seconds = std::chrono::duration<double>(now - begin_).count();
  const double speed = seconds > 0.5 ? static_cast<double>(done - std::min(done, begun_)) / seconds : 0;
  fmt::print(stderr, "\r\x1b[K{}", line(name_, done, size_, speed));
  std::fflush(stderr);
}

void DownloadProgress::end() {
  if (!std::exchange(has_line_, false)) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
}

}  // namespace saem::cli
