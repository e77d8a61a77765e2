// The tables that the command line is read by, and what is made from them: help, manual page, completion.
#include <algorithm>
#include <sstream>

#include "saem/cli/commands.h"
#include "saem/cli/completion.h"
#include "saem/cli/completion_values.h"
#include "saem/cli/help_text.h"
#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"
#include "tests/support/this_build.h"

namespace saem::test {
namespace {

using cli::Command;
using cli::OptionInfo;

// The words behind "saem" in an example, as a shell would give them; what follows > or | is not for saem.
std::vector<std::string> words_in(std::string_view line) {
  std::istringstream in(std::string(line.substr(line.rfind("saem ") + 5)));
  std::vector<std::string> words;
  for (std::string word; in >> word && word != ">" && word != "|";) {
    if (word.ends_with(')')) word.pop_back();  // of <(saem …)
    words.push_back(word);
  }
  return words;
}

std::string everything_in_docs() {
  return content_of(std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() / "docs" /
                    "command-line.md");
}

TEST(CommandTables, EveryExampleCanBeRead) {
  for (const Command& command : cli::commands()) {
    EXPECT_GE(command.text.examples.size(), 1U) << command.text.name;
    for (const cli::Example& example : command.text.examples) {
      SCOPED_TRACE(example.line);
      const std::vector<std::string> words = words_in(example.line);
      if (words.front().starts_with("--")) continue;  // saem --version
      const auto [found, rest] = cli::find_command(words);
      EXPECT_NO_THROW(found.check(rest));
    }
  }
}

TEST(CommandTables, HelpHasEveryWordAndOption) {
  for (const Command& command : cli::commands()) {
    const std::string help = help_text(command.text, command.table());
    EXPECT_TRUE(starts(help, std::string(command.text.description.substr(0, 20))));
    for (const OptionInfo& info : command.table()) {
      EXPECT_TRUE(has(help, info.name.empty() ? info.value : "--" + info.name));
      EXPECT_FALSE(info.text.empty());
      EXPECT_FALSE(info.text.ends_with('.')) << info.text;
    }
  }
}

TEST(CommandTables, ChoicesAreInTheHelpText) {
  for (const Command& command : cli::commands()) {
    for (const OptionInfo& info : command.table()) {
      for (const std::string& choice : info.choices)
        EXPECT_TRUE(has(info.text, choice)) << command.text.name << " --" << info.name;
    }
  }
}

TEST(CommandTables, TheManualAndTheScriptsHaveEveryCommandAndOption) {
  std::string manual = cli::manual_page();
  for (std::size_t at = 0; (at = manual.find("\\-", at)) != std::string::npos;) manual.erase(at, 1);
  EXPECT_TRUE(std::ranges::all_of(manual, [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }))
      << "what roff has no name for";
  const std::string bash = cli::completion_script("bash");
  const std::string zsh = cli::completion_script("zsh");
  const std::string fish = cli::completion_script("fish");
  for (const Command& command : cli::commands()) {
    EXPECT_TRUE(has(manual, "saem " + std::string(command.text.name)));
    for (const OptionInfo& info : options_of(command.table())) {
      EXPECT_TRUE(has(manual, "--" + info.name));
      EXPECT_TRUE(has(bash, "--" + info.name));
      EXPECT_TRUE(has(zsh, "--" + info.name));
      EXPECT_TRUE(has(fish, "-l " + info.name));
    }
  }
}

TEST(CommandTables, TheDocumentHasEveryCommandAndOptionOfTraining) {
  const std::string document = everything_in_docs();
  for (const Command& command : cli::commands()) {
    EXPECT_TRUE(has(document, "saem " + std::string(command.text.name)));
    if (command.text.name != "train") continue;
    for (const OptionInfo& info : options_of(command.table())) EXPECT_TRUE(has(document, "`--" + info.name));
  }
}

class HelpCommand : public Session {};

TEST_F(HelpCommand, ExplainsEveryCommand) {
  for (const Command& command : cli::commands()) {
    std::vector<std::string> words = words_in("saem " + std::string(command.text.name));
    words.insert(words.begin(), "help");
    const Outcome o = saem(words);
    EXPECT_EQ(o.exit_code, 0) << o.err;
    EXPECT_TRUE(has(o.out, "\nExamples:\n  "));
    words.erase(words.begin());
    words.emplace_back("--help");
    EXPECT_EQ(saem(words).out, o.out);
  }
}

TEST_F(HelpCommand, AWordThatIsOnlyHalfACommandIsExplained) {
  const Outcome o = saem({"runs"});
  EXPECT_EQ(o.exit_code, 2);
  EXPECT_TRUE(has(o.err,
                  "saem: runs: expected another word after it (list, show, compare, best, card, verify, "
                  "rebuild), received none"));
  EXPECT_TRUE(has(saem({"runs", "verfy"}).err, "Did you mean 'verify'?"));
}

// What bash would offer at the end of this line.
std::string offered(const std::filesystem::path& folder, const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += " '" + word + "'";
  const std::string script = "source <('" + saem_binary() + "' completion bash); COMP_WORDS=(saem" + line +
                             "); COMP_CWORD=" + std::to_string(words.size()) +
                             "; _saem; printf '%s\\n' \"${COMPREPLY[@]}\" > offered";
  std::ofstream(folder / "complete.sh") << script;
  const std::string command = "cd '" + folder.string() + "' && bash complete.sh";
  EXPECT_EQ(std::system(command.c_str()), 0);
  return "\n" + content_of(folder / "offered");
}

class BashCompletion : public Session {};

TEST_F(BashCompletion, OffersCommandsOptionsAndValues) {
  EXPECT_EQ(offered(folder(), {"tr"}), "\ntrain\n");
  EXPECT_TRUE(has(offered(folder(), {""}), "\nruns\n"));
  EXPECT_EQ(offered(folder(), {"runs", "re"}), "\nrebuild\n");
  EXPECT_EQ(offered(folder(), {"train", "--epo"}), "\n--epochs\n");
  EXPECT_TRUE(has(offered(folder(), {"train", "--optimizer", "ada"}), "\nadam\nadamax\nadamw\n"));
  EXPECT_EQ(offered(folder(), {"train", "--schedule", "=", "co"}),
            "\nconstant\ncooldown\ncosine\ncosine-restarts\n");
  EXPECT_EQ(offered(folder(), {"train", "fash"}), "\nfashion-mnist\n");
  EXPECT_EQ(offered(folder(), {"train", "corn"}), "\ncorners\n");
  EXPECT_EQ(offered(folder(), {"train", "--epochs", ""}), "\n\n");
  EXPECT_EQ(offered(folder(), {"runs", "verify", "--thr"}), "\n--threads\n");
  EXPECT_EQ(offered(folder(), {"completion", "--he"}), "\n--help\n");
  EXPECT_EQ(offered(folder(), {"completion", ""}), "\nbash\nzsh\nfish\n");
}

TEST_F(BashCompletion, OffersFilesWithSpacesWhole) {
  write("my model.safetensors", "");
  EXPECT_EQ(offered(folder(), {"summary", "my"}), "\nmy model.safetensors\n");
}

// A program of the system checks what was made, where the system has it.
void check_with(const Outcome& made, const std::filesystem::path& folder, const std::string& program,
                const std::string& command) {
  ASSERT_EQ(made.exit_code, 0) << made.err;
  std::ofstream(folder / "made") << made.out;
  if (std::system(("command -v " + program + " > /dev/null").c_str()) != 0)
    GTEST_SKIP() << "this system has no " << program;
  const std::string line = "cd '" + folder.string() + "' && " + command + " > log 2>&1";
  EXPECT_EQ(std::system(line.c_str()), 0) << content_of(folder / "log");
  EXPECT_EQ(content_of(folder / "log"), "");
}

TEST_F(HelpCommand, GroffHasNothingToSayOfTheManual) {
  check_with(saem({"manual"}), folder(), "groff", "groff -ww -man -Tutf8 -z made");
}
TEST_F(HelpCommand, MandocHasNothingToSayOfTheManual) {
  check_with(saem({"manual"}), folder(), "mandoc", "mandoc -T lint -W error made");
}
TEST_F(HelpCommand, ZshReadsItsScript) {
  check_with(saem({"completion", "zsh"}), folder(), "zsh", "zsh -n made");
}
TEST_F(HelpCommand, FishReadsItsScript) {
  check_with(saem({"completion", "fish"}), folder(), "fish", "fish --no-execute made");
}

}  // namespace
}  // namespace saem::test
