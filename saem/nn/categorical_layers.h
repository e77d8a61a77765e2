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

struct CategoryEncodingOptions {
  /// "multi_hot": 1 for each category that is in the example; "count": how often; "one_hot": one row per
  /// number.
  std::string output_mode = "multi_hot";
  std::string name = {};
};

/// Numbers of categories as rows of 0 and 1, or counts.
///
/// @param num_tokens  the number of categories; others count for nothing.
/// Input:  (batch,) or (batch, …, n), integers or floating numbers that are integers; for "count" also a
///         second input of the same shape: how much each counts.
/// Output: float32 (batch, …, num_tokens); for "one_hot" (batch, …, n, num_tokens), without the n if it is 1.
/// Throws: ValueError for an option outside its range.
class CategoryEncoding final : public LayerBase<CategoryEncoding> {
 public:
  static constexpr const char* type = "CategoryEncoding";
  explicit CategoryEncoding(std::int64_t num_tokens, const CategoryEncodingOptions& options = {});
  [[nodiscard]] static CategoryEncoding from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  std::int64_t num_tokens_;
  std::string output_mode_;
};

struct HashingOptions {
  std::optional<std::int64_t> mask_value = {};  ///< goes to bin 0, and nothing else does
  std::optional<HashSalt> salt = {};            ///< SipHash with this key in place of FarmHash
  std::string output_mode = "int";              ///< or as for CategoryEncoding
  std::string name = {};
};

/// A number in [0, num_bins) for each integer, the same in every run and for Keras: see hash_bucket.
///
/// Input:  any shape, integers or floating numbers that are integers.     Output: int64, same shape; or
///         as CategoryEncoding(num_bins).
/// Throws: ValueError for an option outside its range.
class Hashing final : public LayerBase<Hashing> {
 public:
  static constexpr const char* type = "Hashing";
  explicit Hashing(std::int64_t num_bins, const HashingOptions& options = {});
  [[nodiscard]] static Hashing from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override { static_cast<void>(only_input(inputs)); }
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  std::int64_t num_bins_;
  HashingOptions options_;
};

struct HashedCrossingOptions {
  std::string output_mode = "int";  ///< or "one_hot"
  std::string name = {};
};

/// A number in [0, num_bins) for each combination of two features or more, the same in every run and for
/// Keras: see hash_cross.
///
/// Input:  two or more, each (batch,) or (batch, 1), integers or floating numbers that are integers.
/// Output: int64, the same shape; for "one_hot" float32 (batch, num_bins).
/// Throws: ValueError for an option outside its range; ShapeError for other inputs.
class HashedCrossing final : public LayerBase<HashedCrossing> {
 public:
  static constexpr const char* type = "HashedCrossing";
  explicit HashedCrossing(std::int64_t num_bins, const HashedCrossingOptions& options = {});
  [[nodiscard]] static HashedCrossing from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  std::int64_t num_bins_;
  std::string output_mode_;
};

struct DiscretizationOptions {
  std::vector<double> bin_boundaries = {};  ///< ascending; or, to find them by `adapt`:
  std::int64_t num_bins = 0;
  double epsilon = 0.01;            ///< share of the data that `adapt` may be wrong by
  std::string output_mode = "int";  ///< or as for CategoryEncoding
  std::string name = {};
};

/// The number of the bin that each element is in: i where boundaries[i - 1] ≤ x < boundaries[i].
///
/// Input:  any shape and dtype.     Output: int64, same shape; or as CategoryEncoding.
/// Throws: ValueError unless there are boundaries, ascending, or a number of bins; ShapeError when built
///         before there are boundaries.
class Discretization final : public LayerBase<Discretization> {
 public:
  static constexpr const char* type = "Discretization";
  explicit Discretization(DiscretizationOptions options);
  [[nodiscard]] static Discretization from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

  /// Finds boundaries that share this data equally, by Keras's algorithm. To be called before the layer is
  /// used. Throws ValueError if it has been, for given boundaries, and for no data.
  void adapt(const Array& data);
  /// As above, from one batch after another.
  void adapt(const BatchStream& batches);
  [[nodiscard]] const std::vector<double>& bin_boundaries() const { return *boundaries_; }

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  DiscretizationOptions options_;
  std::shared_ptr<std::vector<double>> boundaries_;  // shared by the handles of the layer
};

namespace detail {

/// Numbers of categories (batch, …, n) as "multi_hot", "one_hot" or "count": see CategoryEncoding.
[[nodiscard]] Tensor encoded_categories(const Tensor& numbers, std::int64_t categories,
                                        const std::string& mode, const Tensor& weights = {});
/// Integers as they are, other numbers as int64.
[[nodiscard]] Tensor category_numbers(const Tensor& x);

}  // namespace detail
}  // namespace saem
