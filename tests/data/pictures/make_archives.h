#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "saem/core/atomic_file.h"
#include "saem/interop/zip.h"

namespace saem::test {

/// A header of ustar and the content, padded.
inline std::string tar_member(const std::string& name, const std::string& content, char kind = '0',
                              const std::string& prefix = "") {
  std::string header(512, '\0');
  const auto put = [&](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
  put(0, name.substr(0, 100));
  put(100, "0000644");
  put(124, fmt::format("{:011o}", content.size()));
  put(148, "        ");
  header[156] = kind;
  put(257, std::string("ustar\0"
                       "00",
                       8));
  put(345, prefix);
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  const std::size_t padding = (512 - content.size() % 512) % 512;
  return header + content + std::string(padding, '\0');
}

using Members = std::vector<std::pair<std::string, std::string>>;

inline std::string make_tar(const Members& members) {
  std::string tar;
  for (const auto& [name, content] : members) tar += tar_member(name, content);
  return tar + std::string(1024, '\0');
}

inline std::filesystem::path write_zip(const std::filesystem::path& path, const Members& members) {
  AtomicFile file(path);
  detail::ZipWriter writer(file);
  for (const auto& [name, content] : members) {
    const std::span<const std::byte> part = std::as_bytes(std::span(content));
    writer.add(name, std::span(&part, 1), content.size() > 100);
  }
  writer.finish();
  file.commit();
  return path;
}

}  // namespace saem::test
