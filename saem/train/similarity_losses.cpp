#include "saem/train/similarity_losses.h"

#include <fmt/format.h>

#include <limits>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/matmul.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/train/loss_support.h"

namespace saem {
namespace {

Tensor normalized(const Tensor& x, int axis) {
  const Tensor squares = sum(square(x), {axis}, {.keepdims = true});
  return x * rsqrt(maximum(squares, detail::epsilon * detail::epsilon));
}

Tensor cosine(const Tensor& a, const Tensor& b, int axis) {
  return sum(normalized(a, axis) * normalized(b, axis), {axis});
}

Tensor distance(const Tensor& a, const Tensor& b, const std::string& kind) {
  if (kind == "cosine") return 1.0 - cosine(a, b, -1);
  return kind == "euclidean" ? norm(a - b, {-1}) : sum(square(a - b), {-1});
}

// Embedding i of a stack (n, count, d): (n, d).
Tensor embedding(const Tensor& stack, std::int64_t i) {
  const Shape& s = stack.shape();
  return reshape(slice(stack, {0, i, 0}, {s[0], i + 1, s[2]}), {s[0], s[2]});
}

void require_stack(const std::string& place, const Shape& output, std::int64_t count) {
  if (output.rank() == 3 && output[1] == count) return;
  fail<ShapeError>(
      {place,
       fmt::format("expected predictions of shape (n, {}, d), received {}", count, output.to_string()),
       {},
       fmt::format("Stack the {} embeddings of an example along axis 1.", count)});
}

void require_one_per_row(const std::string& place, const Array& y, std::string_view what) {
  const Shape& s = y.shape();
  if (s.rank() == 1 || (s.rank() == 2 && s[1] == 1)) return;
  fail<ShapeError>({place,
                    fmt::format("expected {} of shape ({},), received {}", what, s[0], s.to_string()),
                    {},
                    "Give one label per row."});
}

const TripletOptions& checked(const TripletOptions& options, std::string_view place) {
  static const std::vector<std::string> known{"euclidean", "squared_euclidean", "cosine"};
  detail::require_choice(options.distance, known, place, "distance");
  detail::require_option(options.margin > 0, place, "margin > 0", options.margin);
  return options;
}

}  // namespace

CosineSimilarity::CosineSimilarity(CosineSimilarityOptions options)
    : Loss(options.name, options.reduction), axis_(options.axis) {}

Tensor CosineSimilarity::values(const Tensor& y_true, const Tensor& y_pred) const {
  return -cosine(detail::targets_like(y_true, y_pred, name()), y_pred, axis_);
}

Triplet::Triplet(TripletOptions options)
    : Loss(options.name, options.reduction), options_(checked(options, options.name)) {}

Tensor Triplet::values(const Tensor&, const Tensor& y_pred) const {
  require_stack(name(), y_pred.shape(), 3);
  return triplet_loss(embedding(y_pred, 0), embedding(y_pred, 1), embedding(y_pred, 2), options_);
}

void Triplet::check_labels(const Array&, const Shape& output, std::string_view) const {
  require_stack(name(), output, 3);
}

Tensor triplet_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                    const TripletOptions& options) {
  checked(options, "triplet_loss");
  if (!(anchor.shape() == positive.shape()) || !(anchor.shape() == negative.shape())) {
    fail<ShapeError>(
        {"triplet_loss",
         fmt::format("expected anchor, positive and negative of one shape, received {}, {}, {}",
                     anchor.shape().to_string(), positive.shape().to_string(), negative.shape().to_string()),
         {},
         "Compute all three with the same layers, from inputs of one shape."});
  }
  return relu(distance(anchor, positive, options.distance) - distance(anchor, negative, options.distance) +
              options.margin);
}

Contrastive::Contrastive(ContrastiveOptions options)
    : Loss(options.name, options.reduction), margin_(options.margin) {
  detail::require_option(margin_ > 0, name(), "margin > 0", margin_);
}

Tensor Contrastive::values(const Tensor& y_true, const Tensor& y_pred) const {
  Tensor d = y_pred;
  if (y_pred.rank() == 3) {
    require_stack(name(), y_pred.shape(), 2);
    d = norm(embedding(y_pred, 0) - embedding(y_pred, 1), {-1});
  } else if (y_pred.rank() == 2 && y_pred.shape()[1] == 1) {
    d = squeeze(y_pred, -1);
  } else if (y_pred.rank() != 1) {
    require_stack(name(), y_pred.shape(), 2);
  }
  const Tensor y = detail::targets_like(y_true, d, name());
  return (1.0 - y) * square(d) * 0.5 + y * square(relu(margin_ - d)) * 0.5;
}

void Contrastive::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  if (output.rank() > 2 || (output.rank() == 2 && output[1] != 1)) require_stack(name(), output, 2);
  require_one_per_row(name(), y, what);
  detail::require_range(name(), y, 0, 1, what,
                        "Label pairs that are alike with 0, those that differ with 1.");
}

Circle::Circle(CircleOptions options) : Loss(options.name, options.reduction), options_(std::move(options)) {
  detail::require_option(options_.gamma > 0, name(), "gamma > 0", options_.gamma);
  detail::require_option(options_.margin >= 0 && options_.margin <= 1, name(), "margin in [0, 1]",
                         options_.margin);
}

Tensor Circle::values(const Tensor& y_true, const Tensor& y_pred) const {
  constexpr double nothing = -1e30;  // in place of -∞, whose slope in logsumexp is undefined
  const std::int64_t n = y_pred.shape()[0];
  if (y_pred.rank() != 2 || y_true.shape().count() != n) {
    fail<ShapeError>({name(),
                      fmt::format("expected labels (n,) and embeddings (n, d), received {} and {}",
                                  y_true.shape().to_string(), y_pred.shape().to_string()),
                      {},
                      "Give one class number per embedding."});
  }
  const Tensor labels = reshape(cast(y_true, DType::i64), {n});
  const Tensor is_same = equal(expand_dims(labels, 1), expand_dims(labels, 0));
  const Tensor rows = arange(n);
  Tensor is_positive = is_same;
  if (options_.remove_diagonal)
    is_positive = logical_and(is_same, not_equal(expand_dims(rows, 1), expand_dims(rows, 0)));

  const double m = options_.margin;
  const Tensor d = relu(1.0 - matmul(y_pred, y_pred, {.transpose_b = true}));
  const Tensor positive = (d + m) * (d - m) * options_.gamma;
  const Tensor negative = relu(1 + m - d) * (1 - m - d) * options_.gamma;
  return softplus(logsumexp(where(is_positive, positive, nothing), {1}) +
                  logsumexp(where(is_same, full(d.shape(), nothing, d.dtype()), negative), {1}));
}

Tensor Circle::mask(const Tensor& y_true, const Tensor& y_pred) const {
  return greater(values(y_true, y_pred), 0.0);
}

void Circle::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  if (output.rank() != 2) {
    fail<ShapeError>({name(),
                      fmt::format("expected embeddings of shape (n, d), received {}", output.to_string()),
                      {},
                      "End the model with a layer that gives one vector per example: Dense(64)."});
  }
  require_one_per_row(name(), y, what);
  detail::require_classes(name(), y, std::numeric_limits<std::int64_t>::max(), nullptr, what,
                          "Labels are class numbers.");
}

}  // namespace saem
