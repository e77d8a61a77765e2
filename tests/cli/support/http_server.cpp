#include "tests/cli/support/http_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace saem::test {
namespace {

HttpRequest request_of(const std::string& head) {
  HttpRequest request;
  const std::size_t begin = head.find(' ') + 1;
  request.path = head.substr(begin, head.find(' ', begin) - begin);
  constexpr std::string_view range = "Range: bytes=";
  const std::size_t at = head.find(range);
  request.has_range = at != std::string::npos;
  if (request.has_range) request.range_begin = std::stoull(head.substr(at + range.size()));
  return request;
}

void send_all(int client, const std::string& text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t size = ::send(client, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) return;
    sent += static_cast<std::size_t>(size);
  }
}

}  // namespace

HttpServer::HttpServer(HttpHandler handler) : handler_(std::move(handler)) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof place;
  const bool works = socket_ != -1 && ::bind(socket_, reinterpret_cast<sockaddr*>(&place), size) == 0 &&
                     ::listen(socket_, 8) == 0 &&
                     ::getsockname(socket_, reinterpret_cast<sockaddr*>(&place), &size) == 0;
  if (!works) throw std::runtime_error("no port on 127.0.0.1");
  port_ = ntohs(place.sin_port);
  thread_ = std::thread([this] { serve(); });
}

HttpServer::~HttpServer() {
  ends_ = true;
  thread_.join();
  ::close(socket_);
}

std::string HttpServer::address(const std::string& path) const {
  return fmt::format("http://127.0.0.1:{}{}", port_, path);
}

void HttpServer::serve() {
  while (!ends_) {
    pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, 50) <= 0) continue;
    const int client = ::accept(socket_, nullptr, nullptr);
    if (client == -1) continue;
    std::string head;
    char buffer[1024];
    while (head.find("\r\n\r\n") == std::string::npos) {
      const ssize_t size = ::recv(client, buffer, sizeof buffer, 0);
      if (size <= 0) break;
      head.append(buffer, static_cast<std::size_t>(size));
    }
    ++requests_;
    send_all(client, handler_(request_of(head)));
    ::shutdown(client, SHUT_WR);
    ::close(client);
  }
}

std::string http_ok(const std::string& content, std::size_t length) {
  return fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
                     length == 0 ? content.size() : length, content);
}

std::string http_file(const HttpRequest& request, const std::string& content) {
  if (!request.has_range) return http_ok(content);
  if (request.range_begin >= content.size()) return http_status("416 Range Not Satisfiable");
  const std::string rest = content.substr(request.range_begin);
  return fmt::format(
      "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes {}-{}/{}\r\nContent-Length: {}\r\nConnection: "
      "close\r\n\r\n{}",
      request.range_begin, content.size() - 1, content.size(), rest.size(), rest);
}

std::string http_status(const std::string& status, const std::string& head) {
  return fmt::format("HTTP/1.1 {}\r\n{}Content-Length: 0\r\nConnection: close\r\n\r\n", status, head);
}

}  // namespace saem::test
