#include "saem/cli/model_reading.h"

#include "saem/cli/output.h"
#include "saem/cli/task_data.h"
#include "saem/cli/task_predict.h"
#include "saem/core/error.h"
#include "saem/data/damaged_files.h"
#include "saem/task/bad_cells.h"

namespace saem::cli {
namespace {

/// A picture or sound by itself stands for the one column that is needed, whatever a table called it.
void name_only_column(Samples& samples, const Inputs& inputs) {
  if (samples.columns.size() != 1 || inputs.columns().size() != 1) return;
  if (std::holds_alternative<FileColumn>(samples.columns[0].values))
    samples.columns[0].name = inputs.columns()[0].name;
}

}  // namespace

TaskSettings reading_of(const TrainedTask& trained, const std::string& model, const TaskSettings& asked) {
  const auto& information = trained.model().information();
  const auto note = information.find(reading_key);
  TaskSettings reading = read_reading_note(note == information.end() ? "" : note->second, model);
  reading.on_bad_sample = asked.on_bad_sample;
  reading.of_files.emplace();
  for (const Inputs::Column& column : trained.inputs().columns()) {
    if (column.encoder->type() == "picture" || column.encoder->type() == "sound")
      reading.of_files->push_back(column.name);
  }
  if (!asked.separator.empty()) reading.separator = asked.separator;
  if (!asked.header.empty()) reading.header = asked.header;
  if (!asked.encoding.empty()) reading.encoding = asked.encoding;
  return reading;
}

ReaderResult read_examples(const TrainedTask& trained, const std::string& data, const TaskSettings& reading,
                           bool answers_needed, bool quiet) {
  ReaderResult read = read_task_data(data, reading, answers_needed);
  if (reading.on_bad_sample == "skip") leave_out_damaged_files(read);
  leave_out_bad_cells(read, bad_cells(read.samples, trained.inputs()), reading);
  name_only_column(read.samples, trained.inputs());
  for (const std::string& skipped : read.skipped) Log(quiet).line("skipped  " + skipped);
  if (read.samples.size() == 0) {
    fail<FileError>({data, "there are no examples", "nothing but the names of columns",
                     "Check that it was written, or copied, to its end."});
  }
  return read;
}

}  // namespace saem::cli
