#include "saem/passes/dump.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "saem/backend/backend.h"
#include "saem/compile/program.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"
#include "saem/passes/schedule.h"

namespace saem {
namespace {

Tensor parameter(const Shape& shape) { return Tensor(Node::leaf(parameter_op, {DType::f32, shape})); }

/// A dense layer that counts how often it was called.
struct Example {
  Variable kernel{Array(Shape{3, 4}), {.name = "kernel"}};
  Variable calls{Array::scalar(0), {.name = "calls"}};

  [[nodiscard]] Graph graph() const {
    Graph result;
    result.parameters = {parameter({8, 3})};
    const LayerScope scope("Dense 'dense'");
    result.outputs = {relu(matmul(result.parameters[0], kernel) + 0.5)};
    result.updates = {{calls.state(), calls.read() + 1.0}};
    return result;
  }
};

TEST(Dump, ShowsAGraphNodeByNode) {
  EXPECT_EQ(to_string(Example().graph()),
            R"(%0 = parameter                                             float32 (8, 3)
%1 = variable 'kernel'                                     float32 (3, 4)   in Dense 'dense'
%2 = matmul %0 %1 {transpose_a=false, transpose_b=false}   float32 (8, 4)   in Dense 'dense'
%3 = constant 0.5                                          float32 ()   in Dense 'dense'
%4 = broadcast_to %3 {shape=(8, 4)}                        float32 (8, 4)   in Dense 'dense'
%5 = add %2 %4                                             float32 (8, 4)   in Dense 'dense'
%6 = relu %5                                               float32 (8, 4)   in Dense 'dense'
%7 = variable 'calls'                                      float32 ()   in Dense 'dense'
%8 = constant 1                                            float32 ()   in Dense 'dense'
%9 = add %7 %8                                             float32 ()   in Dense 'dense'
return %6
'calls' := %9
)");
}

TEST(Dump, NumbersDoNotDependOnWhatWasRecordedBefore) {
  const Example example;
  const std::string first = to_string(example.graph());
  EXPECT_EQ(to_string(example.graph()), first);
}

TEST(Dump, NumbersParametersFirst) {
  Graph graph;
  graph.parameters = {parameter({2, 4}), parameter({1})};
  graph.outputs = {graph.parameters[1], graph.parameters[0]};
  EXPECT_EQ(to_string(graph),
            "%0 = parameter   float32 (2, 4)\n%1 = parameter   float32 (1,)\nreturn %1 %0\n");
}

TEST(Dump, ShowsAScheduleTaskByTask) {
  Graph graph;
  graph.parameters = {parameter({8, 3}), parameter({3, 4})};
  const Tensor y = matmul(graph.parameters[0], graph.parameters[1]);
  graph.outputs = {softmax(y), y};
  const Schedule schedule = make_schedule(graph, find_backend("cpu").grouping());
  const std::string notes[] = {"→ output 1"};
  EXPECT_EQ(to_string(schedule, graph, notes),
            "#0 matmul(parameter 0, parameter 1)   float32 (8, 4) 128 bytes   → output 1\n"
            "#1 softmax(#0)                        float32 (8, 4) 128 bytes\n");
}

class DumpOfAProgram : public testing::Test {
 protected:
  ~DumpOfAProgram() override { unsetenv("SAEM_DUMP"); }
  static std::string compile_with(const char* wanted) {
    if (wanted) setenv("SAEM_DUMP", wanted, 1);
    testing::internal::CaptureStderr();
    const Program program(Example().graph(), {});
    return testing::internal::GetCapturedStderr();
  }
};

TEST_F(DumpOfAProgram, ShowsEachPassIfAskedTo) {
  const std::string text = compile_with("passes");
  std::size_t place = 0;
  for (const char* pass : {"== trace: 10 nodes ==", "== simplify: 10 nodes ==", "== fold scales: 10 nodes ==",
                           "== schedule: 3 tasks ==", "== placement: 3 tasks =="}) {
    place = text.find(pass, place);
    ASSERT_NE(place, std::string::npos) << pass << "\n" << text;
  }
  EXPECT_NE(text.find("→ output 0"), std::string::npos) << text;
  EXPECT_NE(text.find("→ variable 0"), std::string::npos) << text;
}

TEST_F(DumpOfAProgram, IsSilentOtherwise) {
  EXPECT_EQ(compile_with(nullptr), "");
  EXPECT_EQ(compile_with("nothing"), "");
}

}  // namespace
}  // namespace saem
