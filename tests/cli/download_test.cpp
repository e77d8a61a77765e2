#include "saem/cli/download.h"

#include <gtest/gtest.h>

#include "saem/cli/download_progress.h"
#include "saem/cli/sha256.h"
#include "saem/core/error.h"
#include "saem/train/interrupt.h"
#include "tests/cli/support/http_server.h"
#include "tests/cli/support/text.h"
#include "tests/data/support/temporary_folder.h"

namespace saem::test {
namespace {

using cli::download;
using cli::sha256_of;
namespace fs = std::filesystem;

const std::string content = [] {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += static_cast<char>(i * 7 + i / 251);
  return text;
}();

class DownloadTest : public testing::Test {
 protected:
  [[nodiscard]] fs::path target() const { return folder_.path() / "sub" / "file.bin"; }
  [[nodiscard]] fs::path part() const { return folder_.path() / "sub" / ".file.bin.part"; }
  void leave_part(const std::string& text) const {
    fs::create_directories(part().parent_path());
    folder_.write("sub/.file.bin.part", text);
  }
  [[nodiscard]] std::string refusal(const cli::Download& file,
                                    const cli::DownloadOptions& options = {}) const {
    return message_of<FileError>([&] { (void)download(file, options); });
  }
  TemporaryFolder folder_;
};

TEST(Sha256, IsThatOfTheStandard) {
  EXPECT_EQ(sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_F(DownloadTest, BringsAFileWholeAndChecked) {
  const HttpServer server([](const HttpRequest& r) { return http_file(r, content); });
  EXPECT_EQ(download({server.address("/a"), target(), content.size(), sha256_of(content)}),
            sha256_of(content));
  EXPECT_EQ(content_of(target()), content);
  EXPECT_FALSE(fs::exists(part()));
}

TEST_F(DownloadTest, TakesAFileOfThisMachine) {
  const fs::path own = folder_.write("own", content);
  EXPECT_EQ(download({"file://" + own.string(), target()}), sha256_of(content));
}

TEST_F(DownloadTest, GoesOnFromWhatIsThere) {
  std::vector<std::uint64_t> begins;
  const HttpServer server([&](const HttpRequest& r) {
    begins.push_back(r.range_begin);
    return http_file(r, content);
  });
  leave_part(content.substr(0, 150'000));
  (void)download({server.address("/a"), target(), content.size(), sha256_of(content)});
  EXPECT_EQ(content_of(target()), content);
  EXPECT_EQ(begins, std::vector<std::uint64_t>{150'000});
}

TEST_F(DownloadTest, WhatIsThereOfAnotherFileIsForgotten) {
  const HttpServer server([](const HttpRequest& r) { return http_file(r, content); });
  leave_part(std::string(1000, 'x'));
  (void)download({server.address("/a"), target(), content.size(), sha256_of(content)});
  EXPECT_EQ(content_of(target()), content);
  EXPECT_EQ(server.requests(), 2);
}

TEST_F(DownloadTest, AServerThatCannotGoOnBeginsAnew) {
  const HttpServer server([](const HttpRequest&) { return http_ok(content); });
  leave_part(content.substr(0, 1000));
  (void)download({server.address("/a"), target(), content.size(), sha256_of(content)});
  EXPECT_EQ(content_of(target()), content);
  leave_part(content + "more");  // longer than all there is
  fs::remove(target());
  (void)download({server.address("/a"), target()});
  EXPECT_EQ(content_of(target()), content);
}

TEST_F(DownloadTest, ABrokenConnectionIsTakenUpAgain) {
  int calls = 0;
  const HttpServer server([&](const HttpRequest& r) {
    return calls++ == 0 ? http_ok(content.substr(0, 50'000), content.size()) : http_file(r, content);
  });
  (void)download({server.address("/a"), target(), content.size(), sha256_of(content)});
  EXPECT_EQ(content_of(target()), content);
  EXPECT_EQ(server.requests(), 2);
}

TEST_F(DownloadTest, WithoutProgressItEndsAndKeepsWhatItHas) {
  const HttpServer server(
      [](const HttpRequest& r) { return r.has_range ? std::string() : http_ok("12345", content.size()); });
  const std::string message = refusal({server.address("/a"), target(), content.size()});
  EXPECT_TRUE(has(message, "5 bytes are kept")) << message;
  EXPECT_EQ(content_of(part()), "12345");
  EXPECT_FALSE(fs::exists(target()));
}

TEST_F(DownloadTest, AWrongHashRemovesTheFileAndSaysBoth) {
  const HttpServer server([](const HttpRequest& r) { return http_file(r, "changed"); });
  const std::string message = refusal({server.address("/a"), target(), 0, sha256_of(content)});
  EXPECT_TRUE(
      has(message, "expected the SHA-256 " + sha256_of(content) + ", received " + sha256_of("changed")));
  EXPECT_FALSE(fs::exists(target()) || fs::exists(part()));
}

TEST_F(DownloadTest, AWrongSizeIsRefused) {
  const HttpServer server([](const HttpRequest& r) { return http_file(r, content); });
  EXPECT_TRUE(has(refusal({server.address("/a"), target(), content.size() + 1}),
                  "expected 200001 bytes, received 200000"));
  EXPECT_TRUE(has(refusal({server.address("/a"), target(), 1000}), "is longer than the 1000 bytes"));
  EXPECT_FALSE(fs::exists(target()) || fs::exists(part()));
}

TEST_F(DownloadTest, AnswersAreExplained) {
  std::string status = "404 Not Found";
  const HttpServer server([&](const HttpRequest&) { return http_status(status); });
  EXPECT_TRUE(
      has(refusal({server.address("/a"), target()}), "the server answered 404: the file is no longer there"));
  status = "503 Service Unavailable";
  EXPECT_TRUE(has(refusal({server.address("/a"), target()}), "503: it is out of order"));
  EXPECT_FALSE(fs::exists(part()));
}

TEST_F(DownloadTest, RedirectionsAreFollowedAndBounded) {
  const HttpServer server([](const HttpRequest& r) {
    if (r.path == "/there") return http_ok(content);
    const std::string to = r.path == "/once"        ? "/there"
                           : r.path == "/elsewhere" ? "file:///etc/hostname"
                                                    : "/round";
    return http_status("302 Found", "Location: " + to + "\r\n");
  });
  EXPECT_EQ(download({server.address("/once"), target()}), sha256_of(content));
  EXPECT_TRUE(
      has(refusal({server.address("/round"), target()}), "from address to address, more than 5 times"));
  EXPECT_TRUE(has(refusal({server.address("/elsewhere"), target()}), "not https"));
}

TEST_F(DownloadTest, WhoSendsNothingIsNotWaitedForLong) {
  const HttpServer server([](const HttpRequest&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2500));
    return std::string();
  });
  const std::string message = refusal({server.address("/a"), target()}, {.stall_seconds = 1});
  EXPECT_TRUE(has(message, "nothing came for too long")) << message;
}

TEST_F(DownloadTest, NobodyThereIsSaid) {
  EXPECT_TRUE(has(refusal({"http://127.0.0.1:1/a", target()}), "the server does not answer"));
  EXPECT_TRUE(has(refusal({"file:///no/such/file", target()}), "cannot be read"));
}

TEST_F(DownloadTest, OnlyHttpsIsAnAddress) {
  for (const char* address :
       {"http://example.org/a", "ftp://example.org/a", "/etc/passwd", "", "http://127.0.0.1.example.org/"})
    EXPECT_TRUE(has(message_of<ValueError>([&] {
                      (void)download({address, target()});
                    }),
                    "https://"))
        << address;
}

TEST_F(DownloadTest, AnInterruptionKeepsWhatWasRead) {
  const HttpServer server([](const HttpRequest& r) { return http_file(r, content); });
  const InterruptGuard guard;
  request_interrupt();
  EXPECT_TRUE(has(refusal({server.address("/a"), target()}), "interrupted"));
  clear_interrupt();
  (void)download({server.address("/a"), target(), content.size(), sha256_of(content)});
  EXPECT_EQ(content_of(target()), content);
}

TEST_F(DownloadTest, AFolderThatCannotBeMadeIsSaid) {
  folder_.write("sub", "a file");
  EXPECT_TRUE(has(refusal({"file:///etc/hostname", target()}), "XDG_CACHE_HOME"));
}

TEST(DownloadProgress, SaysHowFarItIs) {
  using cli::DownloadProgress;
  EXPECT_EQ(DownloadProgress::line("a.zip", 500'000, 2'000'000, 100'000),
            "a.zip  500.0 kB of 2.0 MB, 25 %, 100.0 kB/s, 15 s left");
  EXPECT_EQ(DownloadProgress::line("a.zip", 500'000, 0, 0), "a.zip  500.0 kB");
  EXPECT_EQ(DownloadProgress::line("a", 0, 900'000'000, 100'000),
            "a  0 bytes of 900.0 MB, 0 %, 100.0 kB/s, 2:30 h left");
}

}  // namespace
}  // namespace saem::test
