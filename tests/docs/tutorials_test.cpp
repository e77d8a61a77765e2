// The code of the tutorials and of README.md is compiled when the tests are built (tests/docs/docs.cmake).
// Here it runs, and what it prints is what the tutorial shows. Console blocks of tutorials run as well, in
// one folder per tutorial.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <regex>

#include "tests/docs/support/markdown.h"
#include "tests/support/this_build.h"

namespace saem::docs {
namespace {

using std::filesystem::path;

/// What a command prints, on both channels, in this folder.
std::string output_of(const path& folder, const std::string& command) {
  const std::string whole =
      fmt::format("cd '{}' && export PATH='{}':\"$PATH\" && {{ {}\n}} 2>&1", folder.string(),
                  path(test::saem_binary()).parent_path().string(), command);
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(whole.c_str(), "r"), pclose);
  std::string text;
  std::array<char, 4096> buffer{};
  while (const std::size_t n = fread(buffer.data(), 1, buffer.size(), pipe.get()))
    text.append(buffer.data(), n);
  // The folder is another one each time, and none of the reader's business.
  for (std::size_t at; (at = text.find(folder.string() + "/")) != std::string::npos;)
    text.erase(at, folder.string().size() + 1);
  return text;
}

/// The output of each block of a program, by the block's number; what came before an end with an error, as
/// -1.
std::map<int, std::string> outputs_of_program(const path& folder, const std::string& name) {
  std::map<int, std::string> outputs;
  std::string text = output_of(folder, fmt::format("'{}' '{}'", test::docs_run(), name));
  static const std::regex end_of_block("\n?\n\x1e([0-9]+)\n");
  for (std::smatch match; std::regex_search(text, match, end_of_block); text = match.suffix()) {
    const std::string part = match.prefix();
    outputs[std::stoi(match[1])] = part.empty() ? "" : part + "\n";
  }
  if (!text.empty()) outputs[-1] = text;
  return outputs;
}

std::string outputs_of_console(const path& folder, const Block& block) {
  std::string text;
  for (const std::string& line : block.lines) {
    if (!line.starts_with("$ ")) continue;
    const std::string output = output_of(folder, line.substr(2));
    text += line + "\n" + output + (output.empty() || output.ends_with('\n') ? "" : "\n");
  }
  return text;
}

/// True where a dataset is not installed, which only CI must not accept.
bool lacks_data(const std::string& output) {
  const char* ci = std::getenv("CI");
  return output.find("this dataset is not on this machine") != std::string::npos &&
         !(ci && std::string(ci) == "true");
}

/// Compares a block of output, or takes over the new one: lines[begin, end) with fences.
class Page {
 public:
  explicit Page(path file) : file_(std::move(file)), lines_(split_lines(read(file_))) {}
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

  void check(std::size_t begin, std::size_t end, const std::string& info, const std::string& now) {
    const bool there = end > begin;
    const std::vector<std::string> old(lines_.begin() + static_cast<std::ptrdiff_t>(begin + (there ? 1 : 0)),
                                       lines_.begin() + static_cast<std::ptrdiff_t>(end - (there ? 1 : 0)));
    const std::size_t space = info.find("tolerance=");
    const double tolerance = space == std::string::npos ? 0 : std::stod(info.substr(space + 10));
    const auto differs = difference(join_lines(old), now, tolerance);
    if (!differs) return;
    if (!updating()) {
      ADD_FAILURE() << file_.filename().string() << ":" << begin + 1 << ": " << *differs
                    << "\n`make docs` records it anew.";
      return;
    }
    std::vector<std::string> fresh =
        now.empty() ? std::vector<std::string>{} : split_lines("```" + info + "\n" + now + "```");
    if (!there && !fresh.empty()) fresh.insert(fresh.begin(), "");
    changes_.emplace_back(std::pair{begin, end}, fresh);
  }

  void write() {
    for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
      const auto at = [&](std::size_t i) { return lines_.begin() + static_cast<std::ptrdiff_t>(i); };
      lines_.erase(at(change->first.first), at(change->first.second));
      lines_.insert(at(change->first.first), change->second.begin(), change->second.end());
    }
    if (!changes_.empty()) std::ofstream(file_) << join_lines(lines_);
  }

 private:
  path file_;
  std::vector<std::string> lines_;
  std::vector<std::pair<std::pair<std::size_t, std::size_t>, std::vector<std::string>>> changes_;
};

class EveryTutorial : public testing::TestWithParam<path> {};

TEST_P(EveryTutorial, PrintsWhatItShows) {
  const path folder = std::filesystem::temp_directory_path() / fmt::format("saem-docs-{}", getpid());
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  Page page(GetParam());
  const auto outputs = outputs_of_program(folder, GetParam().stem().string());
  if (outputs.contains(-1) && lacks_data(outputs.at(-1))) GTEST_SKIP() << outputs.at(-1);
  ASSERT_FALSE(outputs.contains(-1)) << "The program stopped: " << outputs.at(-1);
  const std::vector<Block> blocks = blocks_of(page.lines());
  ASSERT_FALSE(blocks.empty()) << "There is no code in it.";
  int number = 0;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const Block& block = blocks[i];
    if (block.language == "cpp") {
      const std::string& now = outputs.at(number++);
      const bool shown =
          i + 1 < blocks.size() && blocks[i + 1].language == "text" && blocks[i + 1].begin <= block.end + 1;
      const Block& text = shown ? blocks[i + 1] : block;
      if (shown || !now.empty())
        page.check(shown ? text.begin : block.end, text.end,
                   shown ? page.lines()[text.begin].substr(3) : "text", now);
    } else if (block.language == "console" && GetParam().stem() != "README") {
      const std::string now = outputs_of_console(folder, block);
      if (lacks_data(now)) GTEST_SKIP() << now;
      page.check(block.begin, block.end, page.lines()[block.begin].substr(3), now);
    }
  }
  page.write();
  std::filesystem::remove_all(folder);
}

std::vector<path> tutorials() {
  std::vector<path> files{repository() / "README.md"};
  for (const auto& entry : std::filesystem::directory_iterator(repository() / "docs/tutorials")) {
    if (entry.path().extension() == ".md") files.push_back(entry.path());
  }
  return files;
}

INSTANTIATE_TEST_SUITE_P(Docs, EveryTutorial, testing::ValuesIn(tutorials()), [](const auto& file) {
  return std::regex_replace(file.param.stem().string(), std::regex("\\W"), "_");
});

}  // namespace
}  // namespace saem::docs
