#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

class Profile : public Session {
 protected:
  void SetUp() override {
    Session::SetUp();
    train("run", {"--model", "cnn"});
  }
};

TEST_F(Profile, ShowsKernelsLayersAndMemory) {
  const Outcome o = saem({"profile", "run", "--batch-size", "16"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(starts(o.out, "prediction of 16 examples, "));
  EXPECT_TRUE(has(o.out, "kernel\n"));
  EXPECT_TRUE(has(o.out, "conv+add+relu (16, 6, 6, 32) in Conv2D 'conv2d'"));
  EXPECT_TRUE(has(o.out, "share  layer\n"));
  EXPECT_TRUE(has(o.out, " intermediate values, "));
  EXPECT_FALSE(has(o.out, "optimizer state"));
}

TEST_F(Profile, OfATrainingStepLeavesTheModelAlone) {
  const std::string before = content("run/model.safetensors");
  const Outcome o = saem({"profile", "run", "--train", "--optimizer", "adam", "--json"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  const auto json = o.json();
  EXPECT_EQ(json.at("step"), "train");
  EXPECT_EQ(json.at("batch_size"), 128);
  // Two moments per weight, and a few numbers.
  EXPECT_GE(json.at("optimizer_bytes"), 2 * json.at("parameter_bytes").get<std::size_t>());
  double sum = 0;
  std::size_t peak = 0;
  for (const auto& kernel : json.at("kernels")) {
    sum += kernel.at("milliseconds").get<double>();
    peak = std::max(peak, kernel.at("intermediate_bytes").get<std::size_t>());
  }
  EXPECT_NEAR(sum, json.at("milliseconds").get<double>(), 1e-9);
  EXPECT_LE(peak, json.at("intermediate_bytes").get<std::size_t>());
  EXPECT_EQ(content("run/model.safetensors"), before);
}

TEST_F(Profile, OrdersKernels) {
  const auto places = [&](const std::string& order) {
    const Outcome o = saem({"profile", "run", "--order", order});
    EXPECT_EQ(o.exit_code, 0) << o.err;
    return std::pair{o.out.find("in Conv2D 'conv2d'"), o.out.find("softmax")};
  };
  const auto [first, last] = places("run");
  EXPECT_LT(first, last);
  EXPECT_NE(places("time").first, std::string::npos);
}

TEST_F(Profile, RefusesWhatItCannotDo) {
  EXPECT_EQ(saem({"profile"}).exit_code, 2);
  EXPECT_EQ(saem({"profile", "run", "--batch-size", "0"}).exit_code, 2);
  const Outcome order = saem({"profile", "run", "--order", "tme"});
  EXPECT_EQ(order.exit_code, 2);
  EXPECT_TRUE(has(order.err, "Did you mean 'time'?"));
  const Outcome loss = saem({"profile", "run", "--train", "--loss", "mean_square_error"});
  EXPECT_EQ(loss.exit_code, 1);
  EXPECT_TRUE(has(loss.err, "mean_squared_error"));
  EXPECT_EQ(saem({"profile", "nothing"}).exit_code, 1);
}

}  // namespace
}  // namespace saem::test
