#include <fmt/format.h>

#include <utility>

#include "saem/cli/commands.h"
#include "saem/cli/completion.h"
#include "saem/cli/completion_values.h"
#include "saem/cli/help_text.h"
#include "saem/cli/machine.h"
#include "saem/cli/output.h"
#include "saem/cli/version.h"

namespace saem::cli {
namespace {

// Text as roff wants it: its own signs escaped, no line that looks like a request.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\e";
        break;
      case '-':
        out += "\\-";
        break;
      case '\'':
        out += "\\(aq";
        break;
      case '~':
        out += "\\(ti";
        break;
      case '^':
        out += "\\(ha";
        break;
      case '`':
        out += "\\(ga";
        break;
      default:
        out += c;
    }
  }
  const std::pair<std::string_view, std::string_view> signs[] = {
      {"…", "\\&..."}, {"·", "\\(pc"}, {"×", "\\(mu"}, {"≥", "\\(>="}, {"–", "\\(en"}};
  for (const auto& [sign, escape] : signs) {
    for (std::size_t at = out.find(sign); at != std::string::npos; at = out.find(sign, at + escape.size()))
      out.replace(at, sign.size(), escape);
  }
  return out.starts_with('.') ? "\\&" + out : out;
}

std::string option_entry(const OptionInfo& info) {
  std::string head;
  if (info.name.empty()) {
    head = fmt::format("\\fI{}\\fR", roff(info.value));
  } else {
    head = fmt::format("\\fB\\-\\-{}\\fR", roff(info.name));
    if (!info.value.empty()) head += fmt::format(" \\fI{}\\fR", roff(info.value));
  }
  return fmt::format(".TP\n{}\n{}.\n", head, roff(info.text));
}

std::string section_of(const Command& command) {
  const OptionTable table = command.table();
  std::string text =
      fmt::format(".SS \"{}\"\n{}\n.PP\nUsage: \\fB{}\\fR\n", roff("saem " + std::string(command.text.name)),
                  roff(command.text.description), roff(usage_line(command.text, table)));
  for (const OptionInfo& info : table) text += option_entry(info);
  text += ".PP\nExamples:\n.PP\n.RS 4\n.nf\n";
  for (const Example& example : command.text.examples) {
    text += roff(example.line) + (example.remark.empty() ? "" : "   # " + roff(example.remark)) + "\n";
  }
  text += ".fi\n.RE\n";
  if (!command.text.notes.empty()) text += fmt::format(".PP\n{}\n", roff(command.text.notes));
  return text;
}

std::string roff_entry(std::string_view name, std::string_view text) {
  return fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(name), roff(text));
}

struct NoSettings {};
void declare(Arguments& /*arguments*/, NoSettings& /*settings*/) {}
int manual(const NoSettings& /*settings*/, Words /*words*/) {
  print(manual_page());
  return exit_success;
}

}  // namespace

std::string manual_page() {
  std::string page = fmt::format(
      ".\\\" Made by: saem manual\n.TH SAEM 1 \"{}\" \"saem {}\" \"User Commands\"\n.SH NAME\nsaem \\- {}\n"
      ".SH SYNOPSIS\n\\fBsaem\\fR \\fICOMMAND\\fR \\&...\n.SH DESCRIPTION\n{}\n.SH COMMANDS\n",
      commit_date(), version_number(), roff("from your own data to a trained, tested model"),
      roff("Trains neural networks on pictures, measures them, asks them, and shows what is in them. Options "
           "are "
           "written --epochs 12, --epochs=12 or epochs=12; of one that is given twice, the last counts. "
           "After --, "
           "every word is a file. Results go to stdout; progress, remarks and errors to stderr."));
  for (const Command& command : commands()) page += section_of(command);
  page += ".SH \"EXIT STATUS\"\n";
  page += roff_entry("0", "Done.");
  page += roff_entry("1", "Failed: the message says what, where, and what to do.");
  page += roff_entry("2", "Wrong usage.");
  page += roff_entry("130, 143", "Ended by Ctrl-C, SIGTERM.");
  page += ".SH ENVIRONMENT\n";
  page += roff_entry("NO_COLOR, TERM=dumb", "No colours.");
  page += roff_entry("SAEM_THREADS", "The default of --threads.");
  page += roff_entry("SAEM_SIMD", "avx2 or baseline lowers the vector instructions in use.");
  page += roff_entry("SAEM_MEMORY_LIMIT",
                     "Bytes that the program may hold: a training that needs more is refused.");
  page += roff_entry("SAEM_ARRAY_CACHE", "MiB of freed large arrays that are kept for the next ones (256).");
  page += roff_entry("SAEM_ALGORITHMS",
                     "A run.json: compute by its algorithms; direct: always by the definition.");
  page += roff_entry("SAEM_DUMP", "passes shows on stderr what the compiler does.");
  page += roff_entry("SAEM_DATA", "A folder to look for datasets in.");
  page += ".SH FILES\n";
  page += roff_entry("runs/", "Where run folders are made, in the present folder.");
  page += roff_entry("~/.cache/saem/algorithms.json", "Which algorithms are fastest on this machine.");
  return page;
}

Command manual_command() {
  return make_command<NoSettings>({.name = "manual",
                                   .brief = "print the manual page",
                                   .description = "Prints the manual page, for man.",
                                   .examples = {{"saem manual | man -l -"}}},
                                  declare, manual);
}

}  // namespace saem::cli
