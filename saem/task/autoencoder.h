#pragma once

#include "saem/task/inputs.h"
#include "saem/task/task_network.h"
#include "saem/train/model.h"

namespace saem::detail {

/// A network that copies its inputs through a narrow middle, and gives for each example how badly it does:
/// the mean squared error over all that goes in (numbers, recordings, pictures, categories as rows of 0 and
/// 1), (batch, 1). Trained on usual examples it copies unusual ones worse.
/// Source: Sakurada and Yairi, "Anomaly detection using autoencoders with nonlinear dimensionality
/// reduction", MLSDA 2014.
///
/// Throws UnsupportedError for texts, and for more than 50,000 numbers.
[[nodiscard]] Model build_autoencoder(const Inputs& inputs, const TaskNetworkOptions& options);

}  // namespace saem::detail
