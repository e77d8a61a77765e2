#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace saem::cli {

/// A line on stderr that says how far a download is: "housing.csv  1.1 of 1.4 MB, 79 %, 2.3 MB/s, 1 s".
class DownloadProgress {
 public:
  /// @param size   of the file; 0: not known
  /// @param begun  bytes that were there before
  DownloadProgress(bool is_shown, std::string name, std::uint64_t size, std::uint64_t begun);
  ~DownloadProgress();
  DownloadProgress(const DownloadProgress&) = delete;
  DownloadProgress& operator=(const DownloadProgress&) = delete;

  void show(std::uint64_t done);
  /// Takes the line away.
  void end();
  [[nodiscard]] static std::string line(const std::string& name, std::uint64_t done, std::uint64_t size,
                                        double bytes_a_second);

 private:
  using Clock = std::chrono::steady_clock;
  bool is_shown_;
  std::string name_;
  std::uint64_t size_, begun_;
  Clock::time_point begin_ = Clock::now(), last_{};
  bool has_line_ = false;
};

}  // namespace saem::cli
