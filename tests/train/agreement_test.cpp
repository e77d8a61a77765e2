// Random networks: a training step gives the same numbers on every backend, and without any of the passes.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "saem/compile/lower.h"
#include "saem/compile/program.h"
#include "saem/core/error.h"
#include "saem/train/sgd.h"
#include "tests/support/property.h"
#include "tests/train/support/step_graph.h"

namespace saem {
namespace {

using namespace testing_support;

/// All pairs within `bound` times the larger of 1 and the largest of all gradients, and of the pair's own
/// size.
void require_near(const std::vector<Array>& a, const std::vector<Array>& b, double bound) {
  RC_ASSERT(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    RC_LOG() << "result " << i << " " << a[i].shape().to_string() << ": difference " << distance(a[i], b[i])
             << ", largest " << magnitude(b[i]) << "\n";
    RC_ASSERT(distance(a[i], b[i]) <= bound * (1 + magnitude(b[i])));
  }
}

void require_same_bits(const std::vector<Array>& a, const std::vector<Array>& b) {
  RC_ASSERT(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    RC_LOG() << "result " << i << " " << a[i].shape().to_string() << "\n";
    RC_ASSERT(identical(a[i], b[i]));
  }
}

struct Case {
  RandomModel random = make_random_model(draw_genes(6), {.channels = 34, .extent = 9});
  SGD optimizer{{.learning_rate = 0.1, .momentum = 0.9}};
  Case() { RC_LOG() << random.text; }

  /// To be traced for each program: once a variable was changed, a graph that read it holds the old value.
  [[nodiscard]] Graph graph() { return step_graph(random, &optimizer); }

  /// Outputs of a step, then the variables that it changed; these have their old values again afterwards.
  [[nodiscard]] std::vector<Array> run(const CompileOptions& options = {}) {
    const Graph step = graph();
    Program program(step, options);
    std::vector<Array> before;
    for (const auto& update : step.updates) before.push_back(update.variable->value);
    std::vector<Array> results = program.run(std::vector{random.x, random.y});
    for (std::size_t i = 0; i < before.size(); ++i) {
      Variable variable(step.updates[i].variable);
      results.push_back(variable.value());
      variable.assign(before[i]);
    }
    return results;
  }
};

TEST(Agreement, OfTheBackends) {
  check_property({.seed = 11, .cases = 60}, [] {
    Case c;
    const std::vector<Array> reference = c.run({.backend = "reference"});
    require_near(c.run(), reference, 1e-4);
    require_near(c.run({.debug = true}), reference, 1e-4);
  });
}

TEST(Agreement, OfTheBackendsOnBfloat16) {
  check_property({.seed = 12, .cases = 30}, [] {
    Case c;
    // What lies between two bfloat16 may be rounded up here and down there: 2⁻⁸, of few values.
    require_near(c.run({.precision = Precision::bf16_emulated}),
                 c.run({.backend = "reference", .precision = Precision::bf16_emulated}), 2e-2);
  });
}

TEST(Agreement, WithoutEachOfThePassesAndWithoutAll) {
  check_property({.seed = 13, .cases = 40}, [] {
    Case c;
    const std::vector<Array> all = c.run();
    for (const std::string& pass : optional_passes()) {
      RC_LOG() << "without " << pass << "\n";
      const std::vector<Array> results = c.run({.without = {pass}});
      require_near(results, all, 1e-4);
      if (pass == "order_for_memory") require_same_bits(results, all);  // it only moves work
    }
    RC_LOG() << "without any\n";
    require_near(c.run({.without = optional_passes()}), all, 1e-4);
    require_near(c.run({.backend = "reference", .without = optional_passes()}), all, 1e-4);
  });
}

TEST(Agreement, WithinAnyMemoryBudgetToTheBit) {
  check_property({.seed = 14, .cases = 30}, [] {
    Case c;
    const std::vector<Array> all = c.run();
    const std::size_t most = intermediate_bytes(c.graph(), {});
    for (const double share : {0.9, 0.7, 0.5}) {
      RC_LOG() << share << " of the memory\n";
      try {
        require_same_bits(
            c.run({.memory_budget = static_cast<std::size_t>(share * static_cast<double>(most))}), all);
      } catch (const ValueError&) {  // there is no program within it
      }
    }
  });
}

}  // namespace
}  // namespace saem
