// Runs each of the programs, compares what it prints with expected/, and looks into its pictures.
// SAEM_UPDATE_DOCS=1 writes the expected outputs anew.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "tests/docs/support/markdown.h"
#include "tests/report/support/markup.h"

namespace {

namespace fs = std::filesystem;
using saem::docs::read;

const fs::path source_folder = SAEM_FOUNDATIONS_SOURCE;

/// A number's sign and width may change with its last digit, which depends on the processor.
std::string with_single_spaces(const std::string& text) {
  return std::regex_replace(text, std::regex(" +"), " ");
}

std::ptrdiff_t count(const std::string& text, const std::string& part) {
  std::ptrdiff_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++found;
  return found;
}

/// "cars.svg: 5 points, 2 lines": the file is a picture that can be read, with so many of both in it.
void expect_pictures(const fs::path& folder, const std::string& output) {
  static const std::regex line(R"((\S+\.svg): (\d+) points, (\d+) lines)");
  const std::sregex_iterator begin(output.begin(), output.end(), line), end;
  EXPECT_NE(begin, end) << "It draws nothing.";
  for (auto it = begin; it != end; ++it) {
    const std::string name = (*it)[1], svg = read(folder / name);
    EXPECT_EQ(saem::testing::markup_error(svg), "") << name;
    EXPECT_TRUE(svg.starts_with(R"(<svg xmlns="http://www.w3.org/2000/svg")")) << name;
    EXPECT_EQ(count(svg, R"(class="point")"), std::stol((*it)[2])) << name;
    EXPECT_EQ(count(svg, R"(class="line")"), std::stol((*it)[3])) << name;
    EXPECT_EQ(svg.find("nan"), std::string::npos) << name;
    EXPECT_EQ(svg.find("inf"), std::string::npos) << name;
  }
}

class EveryFoundation : public testing::TestWithParam<std::string> {};

TEST_P(EveryFoundation, PrintsAndDrawsWhatItShould) {
  const fs::path folder =
      fs::temp_directory_path() / ("saem-foundations-" + GetParam() + std::to_string(getpid()));
  fs::create_directories(folder);
  const std::string program = (fs::path(SAEM_FOUNDATIONS) / GetParam()).string();
  const std::string command =
      "cd '" + folder.string() + "' && XDG_CACHE_HOME=cache '" + program + "' >output.txt 2>&1";
  const int status = std::system(command.c_str());
  const std::string output = read(folder / "output.txt");
  const char* ci = std::getenv("CI");
  if (output.find("this dataset is not on this machine") != std::string::npos &&
      !(ci && std::string(ci) == "true")) {
    fs::remove_all(folder);
    GTEST_SKIP() << output;
  }
  EXPECT_EQ(status, 0) << output;
  expect_pictures(folder, output);
  const fs::path expected = source_folder / "expected" / (GetParam() + ".txt");
  if (saem::docs::updating()) {
    std::ofstream(expected) << output;
  } else {
    // Six networks that learn pictures by heart: there the last digits grow into the second decimal.
    const double tolerance = GetParam() == "overfitting_cures" ? 0.03 : 0;
    const auto differs =
        saem::docs::difference(with_single_spaces(read(expected)), with_single_spaces(output), tolerance);
    EXPECT_FALSE(differs) << expected.string() << ", " << differs.value_or("");
  }
  fs::remove_all(folder);
}

std::vector<std::string> programs() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(source_folder)) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() == ".cpp" && !name.ends_with("_test")) names.push_back(name);
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(Foundations, EveryFoundation, testing::ValuesIn(programs()),
                         [](const auto& name) { return name.param; });

TEST(Foundations, AreListedInTheReadme) {
  const std::string readme = read(source_folder / "README.md");
  for (const std::string& name : programs())
    EXPECT_NE(readme.find("(" + name + ".cpp)"), std::string::npos) << name;
}

}  // namespace
