// Model's part in training: everything is handed on to its Trainer.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "saem/core/error.h"
#include "saem/train/model_state.h"
#include "saem/train/precision.h"
#include "saem/train/trainer.h"

namespace saem {

void Model::compile(const ModelCompileOptions& options) { state_->trainer->compile(*this, options); }
bool Model::compiled() const { return state_->trainer->compiled(); }
const std::string& Model::precision() const { return precision_name(state_->trainer->precision()); }
Optimizer& Model::optimizer() const { return state_->trainer->optimizer(); }

History Model::fit(const Arrays& x, const Arrays& y, const FitOptions& options) {
  return fit(Examples(x, y), options);
}
History Model::fit(const Examples& data, const FitOptions& options) {
  return state_->trainer->fit(*this, data, options);
}

History Model::fit(const ExampleSource& source, const FitOptions& options) {
  return state_->trainer->fit(*this, source, options);
}

std::map<std::string, double> Model::evaluate(const Arrays& x, const Arrays& y,
                                              const EvaluateOptions& options) {
  return state_->trainer->evaluate(*this, {x, y}, options);
}
std::map<std::string, double> Model::evaluate(const Examples& data, const EvaluateOptions& options) {
  return state_->trainer->evaluate(*this, data, options);
}
std::map<std::string, double> Model::evaluate(const ExampleSource& source, const EvaluateOptions& options) {
  return state_->trainer->evaluate(*this, source, options);
}

void Model::require_one_output(std::string_view place) const {
  if (!built() || state_->graph.outputs.size() == 1) return;
  fail<ValueError>({std::string(place),
                    fmt::format("gives one array, but the model has {} outputs ('{}')",
                                state_->graph.outputs.size(), fmt::join(output_names(), "', '")),
                    {},
                    "Call predict_all, which gives one array for each."});
}

Array Model::predict(const Arrays& x, const PredictOptions& options) {
  require_one_output("predict");
  return predict_all(x, options).front();
}
std::vector<Array> Model::predict_all(const Arrays& x, const PredictOptions& options) {
  return state_->trainer->predict(*this, x, options);
}

StepProfile Model::profile(const ProfileOptions& options) { return state_->trainer->profile(*this, options); }

std::map<std::string, double> Model::train_on_batch(const Arrays& x, const Arrays& y,
                                                    const TrainOnBatchOptions& options) {
  return state_->trainer->train_on_batch(*this, {x, y}, options);
}

const std::map<std::string, Array>& Model::metric_results() const {
  return state_->trainer->metric_results();
}

}  // namespace saem
