// Real mistakes and the exact messages that saem answers them with: golden.txt. To write it anew after a
// message was made better: SAEM_WRITE_GOLDEN=1 errors_test, then read the difference.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "tests/data/support/temporary_folder.h"
#include "tests/errors/support/mistake.h"

namespace saem::test {
namespace {

namespace fs = std::filesystem;

const fs::path golden_file = fs::path(SAEM_ERRORS_FOLDER) / "golden.txt";

std::vector<Mistake> all_mistakes() {
  std::vector<Mistake> all;
  for (const auto& some :
       {op_mistakes(), layer_mistakes(), training_mistakes(), file_mistakes(), command_mistakes()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

// The mistake is made in an empty folder of its own, which is called HERE.
std::string message_for(const Mistake& mistake) {
  const fs::path before = fs::current_path();
  const TemporaryFolder folder;
  fs::current_path(folder.path());
  std::string message = mistake.try_it();
  fs::current_path(before);
  const std::string here = folder.path().string();
  for (std::size_t at = message.find(here); at != std::string::npos; at = message.find(here, at))
    message.replace(at, here.size(), "HERE");
  return message;
}

const std::map<std::string, std::string>& messages() {
  static const std::map<std::string, std::string> all = [] {
    std::map<std::string, std::string> map;
    for (const Mistake& mistake : all_mistakes()) map[mistake.name] = message_for(mistake);
    return map;
  }();
  return all;
}

std::string golden_text() {
  std::string text;
  for (const Mistake& mistake : all_mistakes())
    text += "== " + mistake.name + "\n" + messages().at(mistake.name) + "\n\n";
  return text;
}

std::map<std::string, std::string> read_golden() {
  std::map<std::string, std::string> all;
  const std::string text = content_of(golden_file);
  for (std::size_t at = text.find("== "); at != std::string::npos;) {
    const std::size_t line = text.find('\n', at), next = text.find("\n\n== ", line);
    const std::size_t end = next == std::string::npos ? text.size() - 2 : next;
    all[text.substr(at + 3, line - at - 3)] = text.substr(line + 1, end - line - 1);
    at = next == std::string::npos ? next : next + 2;
  }
  return all;
}

TEST(Messages, AreThoseOfTheGoldenFile) {
  if (std::getenv("SAEM_WRITE_GOLDEN") != nullptr) std::ofstream(golden_file) << golden_text();
  const std::map<std::string, std::string> golden = read_golden();
  EXPECT_GE(golden.size(), 80U);
  EXPECT_EQ(golden.size(), messages().size())
      << "golden.txt has mistakes that are not tried any more, or lacks some";
  for (const auto& [name, message] : messages()) {
    const auto found = golden.find(name);
    EXPECT_EQ(message, found == golden.end() ? "(not in golden.txt)" : found->second) << name;
  }
}

TEST(Messages, HavePlaceExpectationWhatCameAndAdvice) {
  std::set<std::string> names;
  for (const Mistake& mistake : all_mistakes()) {
    EXPECT_TRUE(names.insert(mistake.name).second) << "twice: " << mistake.name;
    const std::string& message = messages().at(mistake.name);
    SCOPED_TRACE(mistake.name + "\n" + message);
    EXPECT_TRUE(message.starts_with(mistake.place)) << "expected it to begin with " << mistake.place;
    EXPECT_NE(message.find(": "), std::string::npos) << "expected a place, then what is wrong";
    EXPECT_NE(message.find(mistake.expected), std::string::npos) << "expected " << mistake.expected;
    EXPECT_NE(message.find(mistake.received), std::string::npos) << "expected " << mistake.received;
    const std::size_t advice = message.rfind('\n');
    EXPECT_NE(advice, std::string::npos) << "expected advice, in a line of its own";
    const bool is_command = message.find(": saem ", advice) != std::string::npos;  // to be pasted
    EXPECT_TRUE(message.ends_with('.') || message.ends_with('?') || is_command)
        << "expected a whole sentence at the end";
    EXPECT_EQ(message.find("/tmp"), std::string::npos) << "a path of this machine";
  }
}

}  // namespace
}  // namespace saem::test
