#include "saem/cli/download.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

#include "saem/cli/download_message.h"
#include "saem/cli/download_progress.h"
#include "saem/cli/sha256.h"
#include "saem/core/error.h"
#include "saem/train/interrupt.h"

namespace saem::cli {
namespace {

namespace fs = std::filesystem;

bool is_from_this_machine(std::string_view address) {
  return address.starts_with("http://127.0.0.1:") || address.starts_with("http://127.0.0.1/") ||
         address.starts_with("file://");
}

/// "https", and what else this address may lead to.
std::string protocols_of(const std::string& address) {
  if (address.starts_with("https://")) return "https";
  if (is_from_this_machine(address)) return address.starts_with("file://") ? "file" : "http,https";
  fail<ValueError>({address, "is no address that is downloaded from", "",
                    "Give one that begins with https://: others can be changed on their way."});
}

/// The unfinished file, locked against other processes.
class PartFile {
 public:
  explicit PartFile(fs::path path) : path_(std::move(path)) {
    constexpr mode_t for_all_that_umask_allows = 0666;
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, for_all_that_umask_allows);
    if (descriptor_ == -1) fail_with(errno);
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == -1 && errno == EWOULDBLOCK) {
      ::close(descriptor_);
      fail<FileError>({path_.string(), "another process downloads this file at the moment", "",
                       "Wait until it has finished."});
    }
  }
  ~PartFile() { ::close(descriptor_); }
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  [[nodiscard]] std::uint64_t size() const {
    struct stat facts {};
    return ::fstat(descriptor_, &facts) == 0 ? static_cast<std::uint64_t>(facts.st_size) : 0;
  }
  void clear() {
    if (::ftruncate(descriptor_, 0) == -1) fail_with(errno);
  }
  /// Adds bytes at the end; false if that fails (error() says why).
  bool add(std::span<const char> bytes) {
    if (::lseek(descriptor_, 0, SEEK_END) == -1) return note(errno);
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written == -1 && errno == EINTR) continue;
      if (written <= 0) return note(written == 0 ? EIO : errno);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return true;
  }
  [[nodiscard]] int error() const { return error_; }
  void remove() { ::unlink(path_.c_str()); }
  /// Makes it the target.
  void finish(const fs::path& target) {
    if (::fsync(descriptor_) == -1 && errno != EINVAL) fail_with(errno);
    if (::rename(path_.c_str(), target.c_str()) == -1) fail_with(errno);
    const int folder = ::open(target.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder == -1) return;
    static_cast<void>(::fsync(folder));
    ::close(folder);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

  [[noreturn]] void fail_with(int error) const {
    fail<FileError>({path_.string(),
                     fmt::format("cannot be written: {}", std::generic_category().message(error)),
                     error == ENOSPC || error == EDQUOT ? "what was read is kept, and gone on from" : "",
                     error == ENOSPC || error == EDQUOT
                         ? "Free some space there, or set XDG_CACHE_HOME to a folder on another disk."
                         : "Set XDG_CACHE_HOME to a folder that you may write to."});
  }

 private:
  bool note(int error) {
    error_ = error;
    return false;
  }
  fs::path path_;
  int descriptor_ = -1;
  int error_ = 0;
};

/// What libcurl's callbacks see.
struct Transfer {
  PartFile* part;
  std::uint64_t most;
  DownloadProgress* progress;
  bool too_long = false;
};

std::size_t write_bytes(char* bytes, std::size_t one, std::size_t count, void* data) {
  auto& transfer = *static_cast<Transfer*>(data);
  const std::size_t size = one * count;
  transfer.too_long = transfer.part->size() + size > transfer.most;
  if (transfer.too_long || !transfer.part->add({bytes, size}))
    return size + 1;  // which libcurl takes for an error
  transfer.progress->show(transfer.part->size());
  return size;
}

int look_around(void* /*data*/, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return interrupt_requested() ? 1 : 0;
}

struct FreeCurl {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};

CURLcode transfer_once(const Download& file, const DownloadOptions& options, Transfer& transfer,
                       long& status) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, FreeCurl> curl(ready == CURLE_OK ? curl_easy_init() : nullptr);
  if (curl == nullptr) return CURLE_FAILED_INIT;
  const std::string protocols = protocols_of(file.address);
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  set(CURLOPT_URL, file.address.c_str());
  set(CURLOPT_PROTOCOLS_STR, protocols.c_str());
  set(CURLOPT_REDIR_PROTOCOLS_STR, protocols.c_str());
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, 5L);
  set(CURLOPT_FAILONERROR, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT, options.connect_seconds);
  set(CURLOPT_LOW_SPEED_LIMIT, 100L);
  set(CURLOPT_LOW_SPEED_TIME, options.stall_seconds);
  set(CURLOPT_USERAGENT, "saem/" SAEM_VERSION);
  set(CURLOPT_WRITEFUNCTION, &write_bytes);
  set(CURLOPT_WRITEDATA, &transfer);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &look_around);
  // As curl itself and most programs with OpenSSL have it.
  if (const char* certificates = std::getenv("SSL_CERT_FILE")) set(CURLOPT_CAINFO, certificates);
  const std::uint64_t begun = transfer.part->size();
  if (begun > 0) set(CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(begun));
  const CURLcode result = curl_easy_perform(curl.get());
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  return result;
}

/// The beginning that is there already is not one of what the server has, or it begins anew with every call.
bool cannot_go_on(CURLcode result, long status) {
  constexpr long range_not_satisfiable = 416;
  return result == CURLE_RANGE_ERROR || result == CURLE_BAD_DOWNLOAD_RESUME ||
         (result == CURLE_HTTP_RETURNED_ERROR && status == range_not_satisfiable);
}

bool may_pass(CURLcode result) {
  constexpr std::array passing = {CURLE_PARTIAL_FILE, CURLE_RECV_ERROR,   CURLE_SEND_ERROR,
                                  CURLE_GOT_NOTHING,  CURLE_HTTP2_STREAM, CURLE_OPERATION_TIMEDOUT};
  return std::ranges::find(passing, result) != passing.end();
}

void transfer_all(const Download& file, const DownloadOptions& options, PartFile& part) {
  const std::uint64_t most = file.size > 0 ? file.size : largest_download;
  if (file.size > 0 && part.size() == file.size) return;  // only the check was left
  if (part.size() > most) part.clear();
  DownloadProgress progress(options.progress, file.target.filename().string(), file.size, part.size());
  for (int attempt = 1;; ++attempt) {
    Transfer transfer{.part = &part, .most = most, .progress = &progress};
    long status = 0;
    const std::uint64_t begun = part.size();
    const CURLcode result = transfer_once(file, options, transfer, status);
    if (result == CURLE_OK) return;
    if (begun > 0 && cannot_go_on(result, status)) {
      part.clear();
      continue;
    }
    progress.end();
    if (transfer.too_long) {
      part.remove();
      fail<FileError>({file.address, fmt::format("is longer than the {} bytes that it should have", most), "",
                       "It has changed since saem learned of it: nothing of it was kept."});
    }
    if (part.error() != 0) part.fail_with(part.error());
    if (may_pass(result) && attempt < options.attempts && part.size() > begun && !interrupt_requested())
      continue;
    if (part.size() == 0) part.remove();
    fail_download(file.address, static_cast<int>(result), status, part.size());
  }
}

/// What is wrong with the file; empty: nothing.
std::string problem_of(const Download& file, const PartFile& part, const std::string& sha256) {
  if (!file.sha256.empty() && sha256 != file.sha256)
    return fmt::format("expected the SHA-256 {}, received {}", file.sha256, sha256);
  if (file.size > 0 && part.size() != file.size)
    return fmt::format("expected {} bytes, received {}", file.size, part.size());
  return "";
}

}  // namespace

std::string download(const Download& file, const DownloadOptions& options) {
  static_cast<void>(protocols_of(file.address));
  std::error_code error;
  fs::create_directories(file.target.parent_path(), error);
  if (error) {
    fail<FileError>({file.target.parent_path().string(), fmt::format("cannot be made: {}", error.message()),
                     "", "Set XDG_CACHE_HOME to a folder that you may write to."});
  }
  PartFile part(file.target.parent_path() / fmt::format(".{}.part", file.target.filename().string()));
  const bool goes_on = part.size() > 0;
  transfer_all(file, options, part);
  std::string sha256 = sha256_of_file(part.path());
  if (goes_on && !problem_of(file, part, sha256).empty()) {  // the beginning was of another file
    part.clear();
    transfer_all(file, options, part);
    sha256 = sha256_of_file(part.path());
  }
  const std::string problem = problem_of(file, part, sha256);
  if (!problem.empty()) {
    part.remove();
    fail<FileError>(
        {file.address, problem, "the file was removed",
         "It was changed on its way, or by its publishers: try again, and if it stays so, look at the "
         "page of the set. --unverified takes it nevertheless."});
  }
  part.finish(file.target);
  return sha256;
}

}  // namespace saem::cli
