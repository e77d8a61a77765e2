// A file of ops that families.cpp does not call would silently lose its records in programs linked with
// libsaem.a.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "saem/graph/op.h"

namespace saem::testing {
namespace {

// Where this file was compiled; tests may also run on a machine without the sources.
const std::filesystem::path source_folder =
    std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() / "saem" / "ops";

std::string content_of(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::set<std::string> names_in(const std::string& text, const char* pattern) {
  const std::regex expression(pattern);
  std::set<std::string> names;
  for (std::sregex_iterator match(text.begin(), text.end(), expression), end; match != end; ++match)
    names.insert((*match)[1]);
  return names;
}

TEST(Families, EveryFileOfOpsIsLinked) {
  if (!std::filesystem::exists(source_folder)) GTEST_SKIP() << "the sources are not at " << source_folder;
  const std::set<std::string> called =
      names_in(content_of(source_folder / "families.cpp"), "\n  link_(\\w+)\\(\\);");
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(source_folder)) {
    if (entry.path().extension() != ".cpp" ||
        content_of(entry.path()).find(" = define({") == std::string::npos)
      continue;
    files.insert(entry.path().stem());
  }
  EXPECT_GE(files.size(), 5U);
  EXPECT_EQ(called, files)
      << "families.cpp must call link_<file>() for each file of saem/ops that defines ops";
}

TEST(Families, EveryDefinedOpIsInTheRegistry) {
  if (!std::filesystem::exists(source_folder)) GTEST_SKIP() << "the sources are not at " << source_folder;
  std::set<std::string> registered;
  for (const Op* op : all_ops()) registered.insert(op->name);
  for (const auto& entry : std::filesystem::directory_iterator(source_folder)) {
    if (entry.path().extension() != ".cpp") continue;
    for (const std::string& name :
         names_in(content_of(entry.path()), "define\\(\\{\\s*\\.name = \"(\\w+)\"")) {
      EXPECT_TRUE(registered.contains(name)) << name << " of " << entry.path().filename();
    }
  }
}

}  // namespace
}  // namespace saem::testing
