#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/docs/support/markdown.h"

namespace saem::docs {

bool updating() { return std::getenv("SAEM_UPDATE_DOCS") != nullptr; }

void check_page(const std::filesystem::path& page, const std::string& text) {
  const auto differs = difference(read(page), text);
  if (differs && updating()) {
    std::filesystem::create_directories(page.parent_path());
    std::ofstream(page) << text;
  } else if (differs) {
    ADD_FAILURE() << page.string() << ", " << *differs << "\n`make docs` writes it anew.";
  }
}

}  // namespace saem::docs
