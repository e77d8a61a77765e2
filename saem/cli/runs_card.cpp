#include <fmt/format.h>

#include "saem/cli/commands.h"
#include "saem/cli/output.h"
#include "saem/cli/runs_text.h"
#include "saem/core/error.h"
#include "saem/runs/card_words.h"
#include "saem/runs/model_card.h"

namespace saem::cli {
namespace {

struct CardSettings : RunsSettings {
  std::string run, language = "en";
  bool force = false;
};

void declare(Arguments& arguments, CardSettings& s) {
  arguments.word(s.run, {"RUN", "the run's folder, or its name in runs/"});
  arguments.choice("lang", s.language, runs::card_languages(), {"LANGUAGE", "en or ko (default: en)"});
  arguments.flag("force", s.force, "replace a README.md that somebody else wrote, or has taken over");
  declare_folder(arguments, s);
  declare_json(arguments, s);
}

int card(const CardSettings& s, Words /*words*/) {
  const std::filesystem::path run = runs::find_run(s.run, s.folder);
  const std::string file = (run / "README.md").string();
  if (!runs::write_model_card(run, {.language = s.language, .replace = s.force}))
    fail<FileError>({.place = file,
                     .problem = "was not written by saem, or its first remark was taken out",
                     .context = "",
                     .advice = "Give --force to replace it."});
  print(s.json ? json_output({{"card", file}}) : file + "\n");
  return exit_success;
}

}  // namespace

Command runs_card_command() {
  return make_command<CardSettings>(
      {.name = "runs card",
       .brief = "write the model card of a run: its README.md",
       .description = "Writes the model card of a run, also of an older one: what the model does, its scores "
                      "and the part "
                      "of the data that they belong to, its limits, how it is used and how to repeat it.",
       .examples = {{"saem runs card runs/fashion-mnist-cnn-1"},
                    {"saem runs card fashion-mnist-cnn-1 --lang ko"}}},
      declare, card);
}

}  // namespace saem::cli
