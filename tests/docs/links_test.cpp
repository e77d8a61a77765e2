// Links between the pages lead somewhere, and command lines on them use options that there are.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <regex>
#include <set>

#include "tests/docs/support/markdown.h"
#include "tests/support/this_build.h"

namespace saem::docs {
namespace {

using std::filesystem::path;

/// README, ARCHITECTURE, …, and everything in docs/.
std::vector<path> pages() {
  std::vector<path> found;
  const auto add = [&](const auto& entry) {
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  };
  for (const auto& entry : std::filesystem::directory_iterator(repository())) add(entry);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(repository() / "docs")) add(entry);
  return found;
}

/// The lines outside code.
std::vector<std::string> prose_of(const path& page) {
  std::vector<std::string> lines = split_lines(read(page));
  for (const Block& block : blocks_of(lines))
    std::fill(lines.begin() + static_cast<std::ptrdiff_t>(block.begin),
              lines.begin() + static_cast<std::ptrdiff_t>(std::min(block.end, lines.size())), "");
  return lines;
}

/// GitHub's anchors: the heading in small letters without punctuation, a hyphen for each space.
std::set<std::string> anchors_of(const path& page) {
  std::set<std::string> anchors;
  for (const std::string& line : prose_of(page)) {
    if (!line.starts_with("#")) continue;
    std::string anchor;
    for (const char c : line.substr(std::min(line.find(' ') + 1, line.size()))) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == ' ') anchor += '-';
      if (std::isalnum(byte) || c == '-' || c == '_' || byte >= 128)
        anchor += static_cast<char>(std::tolower(byte));
    }
    anchors.insert(std::regex_replace(anchor, std::regex("·|…|→|×"), ""));
  }
  return anchors;
}

TEST(Links, LeadSomewhere) {
  static const std::regex link(R"(\]\(([^)\s]+)\))");
  for (const path& page : pages()) {
    for (const std::string& line : prose_of(page)) {
      for (std::sregex_iterator it(line.begin(), line.end(), link), end; it != end; ++it) {
        const std::string target = (*it)[1];
        if (target.find("://") != std::string::npos) continue;
        const std::size_t hash = target.find('#');
        const path file = hash == 0 ? page : page.parent_path() / target.substr(0, hash);
        EXPECT_TRUE(std::filesystem::exists(file))
            << page << " links to " << target << ", which is not there";
        if (hash != std::string::npos && file.extension() == ".md") {
          EXPECT_TRUE(anchors_of(file).contains(target.substr(hash + 1)))
              << page << " links to " << target << ": no such heading";
        }
      }
    }
  }
}

std::string help(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(
      popen(fmt::format("'{}' help {} 2>&1", test::saem_binary(), command).c_str(), "r"), pclose);
  std::string text;
  std::array<char, 4096> buffer{};
  while (const std::size_t n = fread(buffer.data(), 1, buffer.size(), pipe.get()))
    text.append(buffer.data(), n);
  return text;
}

TEST(CommandLines, UseOptionsThatThereAre) {
  static const std::regex command("^\\$ saem (\\w+)(.*?)( #.*)?$"), option("(^| )(--[a-z-]+)");
  std::map<std::string, std::string> helps;
  for (const path& page : pages()) {
    for (const std::string& line : split_lines(read(page))) {
      std::smatch match;
      if (!std::regex_match(line, match, command)) continue;
      std::string name = match[1];
      const std::string rest = match[2];
      if (name == "runs" || name == "data")
        name += " " + rest.substr(1, rest.find(' ', 1) - 1);  // a command of two words
      if (!helps.contains(name)) helps[name] = help(name == "help" ? "" : name);
      EXPECT_EQ(helps[name].find("saem: "), std::string::npos) << page << ": " << line << "\n" << helps[name];
      for (std::sregex_iterator it(rest.begin(), rest.end(), option), end; it != end; ++it)
        EXPECT_NE(helps[name].find((*it)[2]), std::string::npos)
            << page << ": " << line << "\nhas an option unknown to it";
    }
  }
}

}  // namespace
}  // namespace saem::docs
