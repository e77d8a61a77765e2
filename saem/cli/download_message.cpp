#include "saem/cli/download_message.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include "saem/core/error.h"
#include "saem/core/format_bytes.h"

namespace saem::cli {
namespace {

struct Reason {
  std::string problem, advice;
};

Reason reason_of_status(long status) {
  const std::string problem = fmt::format("the server answered {}", status);
  if (status == 404 || status == 410)
    return {problem + ": the file is no longer there",
            "See the page of the set (saem data list) for where it is."};
  if (status == 401 || status == 403)
    return {problem + ": it gives the file to nobody, or not to this network", "Try from another network."};
  if (status == 429) return {problem + ": too many downloads", "Wait a while, and try again."};
  if (status >= 500) return {problem + ": it is out of order", "Try again later."};
  return {problem, "Try again later."};
}

Reason reason_of(CURLcode code, long status) {
  switch (code) {
    case CURLE_HTTP_RETURNED_ERROR:
      return reason_of_status(status);
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {"the server's name is not known here: there may be no network",
              "Check the connection (and https_proxy, if you need one), or put the files into that folder "
              "yourself."};
    case CURLE_COULDNT_CONNECT:
      return {"the server does not answer", "Check the connection, or try again later."};
    case CURLE_OPERATION_TIMEDOUT:
      return {"nothing came for too long",
              "Check the connection, and try again: what was read is gone on from."};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
      return {
          "the certificate of the server does not hold: it may be somebody else",
          "Check this machine's date, and that the certificates are installed (Debian: ca-certificates). A "
          "network that reads along has a certificate of its own: set SSL_CERT_FILE to it."};
    case CURLE_TOO_MANY_REDIRECTS:
      return {"the server sends from address to address, more than 5 times",
              "See the page of the set (saem data list) for where it is."};
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {"the server sends to an address that is not https",
              "See the page of the set (saem data list) for where it is."};
    case CURLE_ABORTED_BY_CALLBACK:
      return {"interrupted", "The same command goes on from there."};
    case CURLE_FILE_COULDNT_READ_FILE:
      return {"the file cannot be read", "Check the path."};
    default:
      return {curl_easy_strerror(code), "Try again: what was read is gone on from."};
  }
}

}  // namespace

void fail_download(const std::string& address, int code, long status, std::uint64_t kept) {
  const Reason reason = reason_of(static_cast<CURLcode>(code), status);
  fail<FileError>({address, reason.problem, kept > 0 ? fmt::format("{} are kept", format_bytes(kept)) : "",
                   reason.advice});
}

}  // namespace saem::cli
