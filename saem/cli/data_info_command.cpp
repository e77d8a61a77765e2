#include "saem/cli/commands.h"
#include "saem/cli/data_info.h"
#include "saem/cli/output.h"

namespace saem::cli {
namespace {

void declare_data_info(Arguments& arguments, DataInfoSettings& s) {
  arguments.word(s.data, {"DATA", "a known name, a file or a folder, as for saem train"});
  declare_data_settings(arguments, s.task);
  arguments.integer("seed", s.seed, {0, std::int64_t{1} << 53},
                    {"N", "of the division into parts (default 0)"});
  arguments.duration(
      "time-budget", s.time_budget,
      {"TIME", "for looking into pictures and sounds; after it no further ones (default 30s)"});
  arguments.flag("all", s.all, "look into all pictures and sounds, however long it takes");
  arguments.flag("json", s.json, "one JSON object on stdout instead of text");
  arguments.flag("quiet", s.quiet, "nothing on stderr but errors");
}

int data_info(const DataInfoSettings& settings, Words /*words*/) {
  const DataInfo info = look_at_data(settings);
  print(settings.json ? data_info_json(info, settings) : data_info_text(info, settings));
  return info.unreadable.empty() ? exit_success : exit_failure;
}

}  // namespace

Command data_info_command() {
  return make_command<DataInfoSettings>(
      {.name = "data info",
       .brief = "say what data are: columns, classes, repetitions, damage, and what a training would do",
       .description =
           "Looks at data of any layout that saem train takes, and says what it found: what each column is "
           "and why, "
           "missing and unusual values, classes, examples that are there twice or in training and test part, "
           "columns "
           "that give the answer away, files that cannot be read; then what saem train would do with them.",
       .examples = {{"saem data info titanic.csv --target Survived"},
                    {"saem data info pictures/ --all", "every picture is decoded"},
                    {"saem data info wisdm.txt --window 80 --step 40"},
                    {"saem data info fsdd --parts ignore --json"}},
       .notes =
           "What cannot be read is left out and listed; the exit code is then 1, and else 0, whatever else "
           "there "
           "is to look at. Of big folders an even share is looked into, as much as --time-budget allows; the "
           "first line says how much."},
      declare_data_info, data_info);
}

}  // namespace saem::cli
