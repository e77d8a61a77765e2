#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "saem/core/array.h"
#include "saem/core/random.h"
#include "saem/train/loss.h"
#include "saem/train/model.h"

namespace saem::testing_support {

/// How large random models are.
struct ModelScale {
  std::int64_t channels = 6;  ///< at most, of a layer
  std::int64_t extent = 8;    ///< at most, of a picture; sequences are twice as long
};

/// A model, a loss that fits it, and a batch.
struct RandomModel {
  Model model;
  std::shared_ptr<const Loss> loss;
  Array x, y;
  std::string text;  ///< layer by layer, for messages
};

/// Decodes numbers into a model, and always the same numbers into the same: the first chooses input, head and
/// loss, each of the others a layer (Dense, convolutions, pooling, normalisation, dropout, activations,
/// residual connections, concatenations, padding) that fits what stands before it.
[[nodiscard]] RandomModel make_random_model(const std::vector<std::uint64_t>& genes,
                                            const ModelScale& scale = {});

/// Genes for RapidCheck: shrinks to fewer layers. `layers`: at most.
[[nodiscard]] std::vector<std::uint64_t> draw_genes(int layers);

}  // namespace saem::testing_support
