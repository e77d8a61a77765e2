// Confusion matrices and what is made from them.
#include "saem/train/confusion_metrics.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/train/iou_metrics.h"
#include "tests/train/support/helpers.h"
#include "tests/train/support/metric_checks.h"

namespace saem {
namespace {

using namespace testing_support;

constexpr std::int64_t n = 60;
constexpr std::size_t classes = 4;
using Matrix = std::vector<Row>;

std::int64_t largest(const Row& row) { return std::max_element(row.begin(), row.end()) - row.begin(); }

// Labels, scores that often agree with them, and the matrix of both.
struct Case {
  Watched data;
  Matrix matrix = Matrix(classes, Row(classes));
  double all = 0;
};
std::vector<Case> cases() {
  const Array y = random_labels({n}, classes, 1);
  Array p = uniform_f64({n, static_cast<std::int64_t>(classes)}, 2);
  for (std::int64_t i = 0; i < n; ++i)
    p.mutable_data<double>()[static_cast<std::size_t>(i) * classes + static_cast<std::size_t>(y.at(i))] +=
        0.3;
  std::vector<Case> all;
  for (const Watched& d : weighted_or_not(y, p.astype(DType::f32))) {
    Case c{.data = d};
    for (std::int64_t i = 0; i < n; ++i) {
      c.matrix[static_cast<std::size_t>(y.at(i))][static_cast<std::size_t>(largest(row_of(d.p, i)))] +=
          weight_of(d, i);
      c.all += weight_of(d, i);
    }
    all.push_back(c);
  }
  return all;
}

double row_sum(const Matrix& m, std::size_t i) {
  double s = 0;
  for (const double v : m[i]) s += v;
  return s;
}
double column_sum(const Matrix& m, std::size_t j) {
  double s = 0;
  for (const Row& row : m) s += row[j];
  return s;
}

TEST(ConfusionMatrixMetricTest, CountsPairs) {
  for (const Case& c : cases()) {
    const MetricState state = in_batches(metrics::ConfusionMatrix({.num_classes = classes}), c.data);
    const Array counts = state.results();
    const auto shares = [&](const char* by) {
      return in_batches(metrics::ConfusionMatrix({.num_classes = classes, .normalize = by}), c.data)
          .results();
    };
    const Array by_true = shares("true"), by_pred = shares("pred"), by_all = shares("all");
    ASSERT_EQ(counts.shape(), (Shape{4, 4}));
    double diagonal = 0;
    for (std::size_t i = 0; i < classes; ++i) {
      for (std::size_t j = 0; j < classes; ++j) {
        const auto at = static_cast<std::int64_t>(i * classes + j);
        EXPECT_NEAR(counts.at(at), c.matrix[i][j], 1e-6);
        EXPECT_NEAR(by_true.at(at), c.matrix[i][j] / row_sum(c.matrix, i), 1e-6);
        EXPECT_NEAR(by_pred.at(at), c.matrix[i][j] / column_sum(c.matrix, j), 1e-6);
        EXPECT_NEAR(by_all.at(at), c.matrix[i][j] / c.all, 1e-6);
      }
      diagonal += c.matrix[i][i];
    }
    EXPECT_NEAR(state.result(), diagonal / c.all, 1e-6);
  }
}

TEST(ConfusionMatrixMetricTest, TakesLabelsAndAnswersInAllForms) {
  const Case c = cases().front();
  Array answers(Shape{n}, DType::i32);
  for (std::int64_t i = 0; i < n; ++i)
    answers.mutable_data<std::int32_t>()[static_cast<std::size_t>(i)] =
        static_cast<std::int32_t>(largest(row_of(c.data.p, i)));
  const metrics::ConfusionMatrix metric({.num_classes = classes});
  const Array expected = in_batches(metric, c.data).results();
  EXPECT_TRUE(identical(in_batches(metric, {one_hot_rows(c.data.y, 4), c.data.p}).results(), expected));
  EXPECT_TRUE(identical(in_batches(metric, {c.data.y.reshape({n, 1}), c.data.p}).results(), expected));
  EXPECT_TRUE(identical(in_batches(metric, {c.data.y, answers}).results(), expected));
  const Watched binary{f32({0, 1, 1, 0}, {4}), f32({0.2F, 0.9F, 0.4F, 0.1F}, {4, 1})};
  const Array two = in_batches(metrics::ConfusionMatrix({.num_classes = 2}), binary).results();
  EXPECT_EQ(two.at(0), 2);
  EXPECT_EQ(two.at(1), 0);
  EXPECT_EQ(two.at(2), 1);
  EXPECT_EQ(two.at(3), 1);
}

TEST(AgreementTest, OfTwoClassesIsThePearsonCorrelation) {
  const Array y = random_labels({n}, 2, 5);
  const Array p = uniform_f64({n, 1}, 6, 0, 1).astype(DType::f32);
  for (const Watched& d : weighted_or_not(y, p)) {
    double w = 0, sa = 0, sb = 0, sab = 0;
    for (std::int64_t i = 0; i < n; ++i) {
      const double a = y.at(i), b = p.at(i) > 0.5 ? 1 : 0, weight = weight_of(d, i);
      w += weight, sa += weight * a, sb += weight * b, sab += weight * a * b;
    }
    const double ma = sa / w, mb = sb / w;
    const double expected = (sab / w - ma * mb) / std::sqrt(ma * (1 - ma) * mb * (1 - mb));
    EXPECT_NEAR(in_batches("matthews_correlation", d).result(), expected, 1e-6);
  }
}

TEST(AgreementTest, OfManyClassesFollowsItsFormula) {
  for (const Case& c : cases()) {
    // Gorodkin's sums over triples, and Cohen's shares.
    double numerator = 0, rows = 0, columns = 0;
    for (std::size_t k = 0; k < classes; ++k) {
      for (std::size_t l = 0; l < classes; ++l) {
        for (std::size_t m = 0; m < classes; ++m)
          numerator += c.matrix[k][k] * c.matrix[l][m] - c.matrix[k][l] * c.matrix[m][k];
      }
      rows += row_sum(c.matrix, k) * (c.all - row_sum(c.matrix, k));
      columns += column_sum(c.matrix, k) * (c.all - column_sum(c.matrix, k));
    }
    EXPECT_NEAR(in_batches(metrics::MatthewsCorrelation({.num_classes = classes}), c.data).result(),
                numerator / std::sqrt(rows * columns), 1e-6);
    for (const char* kind : {"none", "linear", "quadratic"}) {
      double observed = 0, expected = 0;
      for (std::size_t i = 0; i < classes; ++i) {
        for (std::size_t j = 0; j < classes; ++j) {
          const double by = std::abs(static_cast<double>(i) - static_cast<double>(j));
          const double weight = kind[0] == 'n' ? (i == j ? 0 : 1) : kind[0] == 'l' ? by : by * by;
          observed += weight * c.matrix[i][j] / c.all;
          expected += weight * row_sum(c.matrix, i) / c.all * column_sum(c.matrix, j) / c.all;
        }
      }
      EXPECT_NEAR(
          in_batches(metrics::CohenKappa({.num_classes = classes, .weightage = kind}), c.data).result(),
          1 - observed / expected, 1e-6);
    }
  }
}

TEST(AgreementTest, IsZeroForOneClassOnly) {
  const Watched same{f32({1, 1}, {2}), f32({0.9F, 0.8F}, {2, 1})};
  EXPECT_EQ(in_batches("matthews_correlation", same).result(), 0);
  EXPECT_EQ(in_batches("cohen_kappa", same).result(), 0);
}

TEST(IoUTest, FollowsItsDefinition) {
  for (const Case& c : cases()) {
    Row iou;
    for (std::size_t k = 0; k < classes; ++k) {
      iou.push_back(c.matrix[k][k] / (row_sum(c.matrix, k) + column_sum(c.matrix, k) - c.matrix[k][k]));
    }
    const Watched one_hot{one_hot_rows(c.data.y, 4), c.data.p, c.data.w};
    const double mean = (iou[0] + iou[1] + iou[2] + iou[3]) / 4;
    EXPECT_NEAR(
        in_batches(metrics::IoU({.num_classes = 4, .target_class_ids = {1, 3}, .sparse_y_pred = false}),
                   c.data)
            .result(),
        (iou[1] + iou[3]) / 2, 1e-6);
    EXPECT_NEAR(in_batches(metrics::MeanIoU({.num_classes = 4, .sparse_y_pred = false}), c.data).result(),
                mean, 1e-6);
    EXPECT_NEAR(in_batches(metrics::OneHotIoU({.num_classes = 4, .target_class_ids = {2}}), one_hot).result(),
                iou[2], 1e-6);
    EXPECT_NEAR(in_batches(metrics::OneHotMeanIoU({.num_classes = 4}), one_hot).result(), mean, 1e-6);
  }
}

// Keras's own examples.
TEST(IoUTest, AgreesWithPublishedExamples) {
  const Array y = f32({0, 0, 1, 1}, {4}), p = f32({0, 1, 0, 1}, {4}), w = f32({0.3F, 0.3F, 0.3F, 0.1F}, {4});
  EXPECT_NEAR(in_batches(metrics::IoU({.num_classes = 2, .target_class_ids = {0}}), {y, p}).result(), 1.0 / 3,
              1e-6);
  EXPECT_NEAR(in_batches(metrics::MeanIoU({.num_classes = 2}), {y, p, w}).result(),
              (0.3 / 0.9 + 0.1 / 0.7) / 2, 1e-6);
  const Array labels = f32({0, 1, 0, 1}, {4}), scores = f32({0.1F, 0.2F, 0.4F, 0.7F}, {4});
  EXPECT_NEAR(in_batches(metrics::BinaryIoU({.threshold = 0.3}), {labels, scores}).result(), 1.0 / 3, 1e-6);
  EXPECT_NEAR(
      in_batches(metrics::BinaryIoU({.threshold = 0.3}), {labels, scores, f32({0.2F, 0.3F, 0.4F, 0.1F}, {4})})
          .result(),
      0.17361112, 1e-6);
}

TEST(IoUTest, IgnoresAClassAndThoseThatDoNotOccur) {
  const Array y = Array::of(std::vector<std::int32_t>{0, 255, 1, 1, 255});
  const Array p = Array::of(std::vector<std::int32_t>{0, 1, 1, 0, 0});
  EXPECT_NEAR(in_batches(metrics::MeanIoU({.num_classes = 5, .ignore_class = 255}), {y, p}).result(), 0.5,
              1e-9);
  EXPECT_EQ(message_of<ValueError>([&] {
              in_batches(metrics::MeanIoU({.num_classes = 2}), {y, p});
            }),
            "mean_io_u: expected class numbers from 0 to 1 in y_true, received 255 in row 1.\n"
            "Correct the label, give a larger num_classes, or an ignore_class.");
}

TEST(IoUTest, CountsPlacesOfPictures) {
  const Array y = random_labels({9, 3, 2}, 3, 1);
  const Array p = normal_f64({9, 3, 2, 3}, 2).astype(DType::f32);
  Matrix m(3, Row(3));
  for (std::int64_t i = 0; i < y.size(); ++i)
    m[static_cast<std::size_t>(y.at(i))][static_cast<std::size_t>(largest(row_of(p, i)))] += i < 18 ? 2 : 1;
  double mean = 0;
  for (std::size_t k = 0; k < 3; ++k) mean += m[k][k] / (row_sum(m, k) + column_sum(m, k) - m[k][k]) / 3;
  Array w = f32({2, 2, 2, 1, 1, 1, 1, 1, 1}, {9});
  EXPECT_NEAR(in_batches(metrics::MeanIoU({.num_classes = 3, .sparse_y_pred = false}), {y, p, w}).result(),
              mean, 1e-9);
}

TEST(ConfusionMetricsTest, RefuseWhatDoesNotFit) {
  EXPECT_EQ(message_of<ValueError>([] { metrics::ConfusionMatrix({}); }),
            "confusion_matrix: expected num_classes ≥ 2, received 0.\nChoose a number in that range.");
  EXPECT_EQ(message_of<ValueError>([] { metrics::IoU({.num_classes = 2, .target_class_ids = {2}}); }),
            "io_u: expected target_class_ids in [0, 2), received 2.\nChoose a number in that range.");
  EXPECT_EQ(
      message_of<ShapeError>([] {
        in_batches(metrics::MeanIoU({.num_classes = 3}), {Array(Shape{2}), f32({1, 0, 0, 0, 1, 0}, {2, 3})});
      }),
      "mean_io_u: expected labels and predictions for the same places, received (2,) and (2, 3).\n"
      "Set sparse_y_pred = false if the predictions are scores of the classes, and sparse_y_true = false "
      "if the labels are one-hot.");
  EXPECT_THROW(metrics::CohenKappa({.weightage = "cubic"}), ValueError);
}

}  // namespace
}  // namespace saem
