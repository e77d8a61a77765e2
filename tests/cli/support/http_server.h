#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace saem::test {

/// What a request asks for.
struct HttpRequest {
  std::string path;               ///< "/housing.csv"
  std::uint64_t range_begin = 0;  ///< of "Range: bytes=N-"
  bool has_range = false;
};

/// What the server sends back, head and all, before it closes the connection.
using HttpHandler = std::function<std::string(const HttpRequest& request)>;

/// A server on 127.0.0.1 that answers one request after the other, each by a handler, on a thread of its own.
class HttpServer {
 public:
  explicit HttpServer(HttpHandler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// "http://127.0.0.1:40001/housing.csv"
  [[nodiscard]] std::string address(const std::string& path) const;
  [[nodiscard]] int requests() const { return requests_; }

 private:
  void serve();

  HttpHandler handler_;
  int socket_ = -1;
  int port_ = 0;
  std::atomic<bool> ends_ = false;
  std::atomic<int> requests_ = 0;
  std::thread thread_;
};

/// "HTTP/1.1 200 OK" with this content; of `length` bytes, as it says: 0: as many as there are.
[[nodiscard]] std::string http_ok(const std::string& content, std::size_t length = 0);
/// The same with parts of it, as requested.
[[nodiscard]] std::string http_file(const HttpRequest& request, const std::string& content);
/// "HTTP/1.1 404 Not Found", with further lines of the head.
[[nodiscard]] std::string http_status(const std::string& status, const std::string& head = "");

}  // namespace saem::test
