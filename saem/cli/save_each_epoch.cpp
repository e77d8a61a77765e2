#include "saem/cli/save_each_epoch.h"

#include "saem/cli/task_outcome.h"
#include "saem/core/atomic_file.h"

namespace saem::cli {

void SaveEachEpoch::on_train_begin() { run_.histories.push_back(history()); }

void SaveEachEpoch::on_train_batch_end(std::int64_t /*batch*/, const Logs& /*logs*/) {
  run_.histories.back().steps = history().steps;
}

void SaveEachEpoch::on_epoch_end(int epoch, Logs& logs) {
  constexpr auto quick = std::chrono::milliseconds(100);
  run_.histories.back().append(epoch, logs);
  const Clock::time_point begin = Clock::now();
  if (cost_ > quick && begin - saved_ < 9 * cost_) return;
  save_model(run_, TrainedTask(run_.training->inputs(), run_.training->answers(), model()));
  write_file(run_.folder.record(), run_record(run_));
  saved_ = Clock::now();
  cost_ = saved_ - begin;
}

}  // namespace saem::cli
