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

std::vector<std::string_view> characters_of(std::string_view text, std::size_t most) {
  std::vector<std::string_view> characters;
  const auto follows = [&](std::size_t i) {
    return i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
  };
  for (std::size_t i = 0; i < text.size() && characters.size() < most;) {
    std::size_t end = i + 1;
    if (static_cast<unsigned char>(text[i]) >= 0xC0U) {
      while (end < i + 4 && follows(end)) ++end;
    }
    characters.push_back(text.substr(i, end - i));
    i = end;
  }
  return characters;
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
