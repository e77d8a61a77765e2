#include "saem/task/words.h"

namespace saem {
namespace {

bool is_letter(unsigned char c) {
  return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_letter(byte)) {
      if (!inside) words.emplace_back();
      words.back() += byte >= 'A' && byte <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      inside = true;
      continue;
    }
    inside = false;
    if (byte > ' ' && byte != 0x7F) words.emplace_back(1, c);
  }
  return words;
}

std::string digits_as_zeros(std::string_view word) {
  std::string shape(word);
  bool any = false;
  for (char& c : shape) {
    if (c < '0' || c > '9') continue;
    c = '0';
    any = true;
  }
  return any ? shape : std::string();
}

}  // namespace saem
