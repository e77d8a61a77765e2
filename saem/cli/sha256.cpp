#include "saem/cli/sha256.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <fstream>
#include <memory>
#include <span>
#include <vector>

#include "saem/core/error.h"

namespace saem::cli {
namespace {

/// The hash of bytes that come piece by piece.
class Hash {
 public:
  explicit Hash(const EVP_MD* kind) {
    if (context_ == nullptr || EVP_DigestInit_ex(context_.get(), kind, nullptr) != 1)
      fail<UnsupportedError>(
          {EVP_MD_get0_name(kind), "OpenSSL cannot compute it here", "", "Check its installation."});
  }
  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  [[nodiscard]] std::string finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_DigestFinal_ex(context_.get(), digest.data(), &size);
    std::string text;
    for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest.at(i));
    return text;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_{EVP_MD_CTX_new()};
};

std::string finish_with_file(Hash hash, const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<char> buffer(std::size_t{1} << 16);
  while (in) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    hash.add({buffer.data(), static_cast<std::size_t>(in.gcount())});
  }
  if (!in.eof()) fail<FileError>({path.string(), "the file cannot be read", "", "Check that it is there."});
  return hash.finish();
}

}  // namespace

std::string sha256_of(std::string_view text) {
  Hash hash(EVP_sha256());
  hash.add(text);
  return hash.finish();
}

std::string sha256_of_file(const std::filesystem::path& path) {
  return finish_with_file(Hash(EVP_sha256()), path);
}

std::string git_id_of_file(const std::filesystem::path& path) {
  std::error_code ignored;  // a file that is not there is told of as it is read
  Hash hash(EVP_sha1());
  hash.add(fmt::format("blob {}", std::filesystem::file_size(path, ignored)));
  hash.add(std::string_view("\0", 1));
  return finish_with_file(std::move(hash), path);
}

}  // namespace saem::cli
