#include "saem/cli/commands.h"
#include "saem/cli/task_file.h"
#include "saem/cli/task_run.h"
#include "saem/core/parallel.h"

namespace saem::cli {
namespace {

int train(const TrainSettings& given, Words words) {
  const TrainSettings settings = with_task_file(given, words);
  if (settings.threads > 0) set_thread_count(static_cast<int>(settings.threads));
  return run_training({.settings = settings, .command = command_line(words)});
}

}  // namespace

Command train_command() {
  return make_command<TrainSettings>(
      {.name = "train",
       .brief = "learn from a dataset: a model, its history and a report",
       .description =
           "Learns to predict a column of the data from the others: a class or a number, from tables, "
           "pictures, recordings, sounds or texts. Writes the model, its history and a report into a run "
           "folder.",
       .examples =
           {{"saem train fashion-mnist"},
            {"saem train fashion-mnist --epochs 12 --seed 7 --out runs/a"},
            {"saem train housing.csv --target price", "a table: rows of numbers, names, dates, texts"},
            {"saem train photos/ --augment flip --augment affine", "a folder for each class"},
            {"saem train recordings.csv --window 80 --group subject"},
            {"saem train fashion-mnist model=mlp optimizer=adam epochs=5"},
            {"saem train mnist --optimizer sgd --learning-rate 0.1 --momentum 0.9 --nesterov"},
            {"saem train mnist --optimizer adamw --schedule cosine --warmup-epochs 0.5"},
            {"saem train my-pictures/ --class-weight balanced", "a folder with IDX files, as MNIST has them"},
            {"saem train runs/a/saem.toml --epochs 20", "what a run was, as it wrote it down; but longer"},
            {"saem train mnist --json > result.json", "for programs: one JSON object on stdout"}},
       .notes =
           "Ctrl-C ends the training after the present step, and the model is saved; saem resume goes on "
           "from there. A second Ctrl-C stops at once."},
      declare_train_settings, train);
}

}  // namespace saem::cli
