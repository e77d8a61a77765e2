#pragma once

#include "saem/data/samples.h"
#include "saem/task/answers.h"
#include "saem/task/trained_task.h"

namespace saem {

/// Makes predictions measurable with examples of classes, or labels, that the model has never seen: they are
/// added to both, with a probability of 0, so that whatever was answered counts as an error. As in a training
/// whose own test part has them (see Target::classes).
UnseenClasses add_unseen_classes(Predictions& predictions, Answers& answers, const Samples& samples);

}  // namespace saem
