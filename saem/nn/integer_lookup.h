#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "saem/nn/batch_stream.h"
#include "saem/nn/layer.h"
#include "saem/ops/hashing.h"

namespace saem {

struct IntegerLookupOptions {
  std::optional<std::int64_t> max_tokens = {};  ///< of the vocabulary, with the mask and numbers for others
  std::int64_t num_oov_indices = 1;             ///< numbers that stand for what the vocabulary does not have
  std::optional<std::int64_t> mask_token =
      {};                       ///< has the index 0; in other modes than "int" it counts nowhere
  std::int64_t oov_token = -1;  ///< what `invert` makes of other indices
  std::vector<std::int64_t> vocabulary = {};  ///< each integer once; or, to find it, `adapt`
  std::vector<double> idf_weights = {};       ///< of "tf_idf", one per integer of the vocabulary
  bool invert = false;                        ///< from indices back to integers
  /// "int", or as for CategoryEncoding "one_hot", "multi_hot" or "count", or "tf_idf": counts times weights.
  std::string output_mode = "int";
  bool pad_to_max_tokens = false;       ///< outputs of max_tokens numbers, even if the vocabulary has fewer
  std::string oov_method = "floormod";  ///< which of several numbers stands for x: x mod n; or "farmhash"
  std::optional<HashSalt> salt = {};    ///< of "farmhash", see HashingOptions
  std::string name = {};
};

/// The place of each integer in a vocabulary, behind the mask (if there is one) and the numbers for what it
/// does not have. Without such numbers (num_oov_indices = 0) the index is -1, which Embedding refuses and
/// one_hot leaves out.
///
///     IntegerLookup users({.max_tokens = 1000});
///     users.adapt(ids);
///     Sequential model{Input({1}), users, Embedding(1000, 8)};
///
/// Input:  any shape, integers or floating numbers that are integers.
/// Output: int64, the same shape; or float32 as CategoryEncoding.
/// Throws: ValueError for options that do not go together; ShapeError when built without a vocabulary.
class IntegerLookup final : public LayerBase<IntegerLookup> {
 public:
  static constexpr const char* type = "IntegerLookup";
  explicit IntegerLookup(IntegerLookupOptions options = {});
  [[nodiscard]] static IntegerLookup from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

  /// Makes the vocabulary of these examples (n, …): the most frequent integers first, of equally frequent
  /// ones the larger; with "tf_idf" their weights, log(1 + examples / (1 + examples that have it)). Throws
  /// ValueError for a given vocabulary, no data, or a layer in use.
  void adapt(const Array& data);
  /// As above, from one batch after another.
  void adapt(const BatchStream& batches);
  /// With mask and numbers for others at its start, so that places are indices.
  [[nodiscard]] std::vector<std::int64_t> get_vocabulary(bool include_special_tokens = true) const;
  [[nodiscard]] std::int64_t vocabulary_size() const;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  struct Vocabulary {
    std::vector<std::int64_t> tokens;
    std::vector<double> weights;
  };
  void require_options() const;
  void set_vocabulary(std::vector<std::int64_t> tokens, std::vector<double> weights);
  [[nodiscard]] std::int64_t specials() const;
  [[nodiscard]] Tensor indices_of(const Tensor& x) const;
  [[nodiscard]] Tensor tokens_of(const Tensor& indices) const;
  IntegerLookupOptions options_;
  std::shared_ptr<Vocabulary> vocabulary_;  // shared by the handles of the layer
};

}  // namespace saem
