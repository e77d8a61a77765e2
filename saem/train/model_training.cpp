// Model's part in training: everything is handed on to its Trainer.
#include "saem/train/model_state.h"
#include "saem/train/precision.h"
#include "saem/train/trainer.h"

namespace saem {

void Model::compile(const ModelCompileOptions& options) { state_->trainer->compile(options); }
bool Model::compiled() const { return state_->trainer->compiled(); }
const std::string& Model::precision() const { return precision_name(state_->trainer->precision()); }
Optimizer& Model::optimizer() const { return state_->trainer->optimizer(); }

History Model::fit(const Array& x, const Array& y, const FitOptions& options) {
  return fit(Dataset{x, y, {}, {}}, options);
}
History Model::fit(const Dataset& data, const FitOptions& options) {
  return state_->trainer->fit(*this, data, options);
}

std::map<std::string, double> Model::evaluate(const Array& x, const Array& y,
                                              const EvaluateOptions& options) {
  return evaluate(Dataset{x, y, {}, {}}, options);
}
std::map<std::string, double> Model::evaluate(const Dataset& data, const EvaluateOptions& options) {
  return state_->trainer->evaluate(*this, data, options);
}

Array Model::predict(const Array& x, const PredictOptions& options) {
  return state_->trainer->predict(*this, x, options);
}

StepProfile Model::profile(const ProfileOptions& options) { return state_->trainer->profile(*this, options); }

std::map<std::string, double> Model::train_on_batch(const Array& x, const Array& y,
                                                    const TrainOnBatchOptions& options) {
  return state_->trainer->train_on_batch(*this, {.x = x, .y = y, .sample_weight = options.sample_weight},
                                         options.class_weight);
}

const std::map<std::string, Array>& Model::metric_results() const {
  return state_->trainer->metric_results();
}

}  // namespace saem
