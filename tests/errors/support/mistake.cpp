#include "tests/errors/support/mistake.h"

#include "saem/core/error.h"
#include "tests/cli/support/program.h"
#include "tests/cli/support/small_data.h"
#include "tests/data/support/temporary_folder.h"

namespace saem::test {

std::function<std::string()> throws(std::function<void()> body) {
  return [body = std::move(body)] { return message_of<Error>(body); };
}

std::function<std::string()> saem_says(std::vector<std::string> words) {
  return [words = std::move(words)] {
    write_small_data("corners");
    std::string text = saem(words, {.folder = "."}).err;
    const std::string before = "saem: ";
    if (!text.starts_with(before)) return "(not a message: " + text + ")";
    text.erase(0, before.size());
    const std::string indent = "\n      ";  // of all lines but the first
    for (std::size_t at = text.find(indent); at != std::string::npos; at = text.find(indent, at + 1))
      text.erase(at + 1, indent.size() - 1);
    if (text.ends_with('\n')) text.pop_back();
    return text;
  };
}

}  // namespace saem::test
