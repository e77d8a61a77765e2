#include "saem/core/error.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "tests/core/support/thrown_message.h"

namespace saem {
namespace {

using test::thrown_message;

TEST(FormatMessage, AllFourParts) {
  EXPECT_EQ(
      format_message({"conv2d", "expected 3 channels, received 1", "input (batch, 28, 28, 1)", "Use 1."}),
      "conv2d: expected 3 channels, received 1\n(input (batch, 28, 28, 1)).\nUse 1.");
}

TEST(FormatMessage, FirstLineEndsWithAFullStopWhenNothingInBracketsFollows) {
  EXPECT_EQ(format_message({"add", "no", "", ""}), "add: no.");
  EXPECT_EQ(format_message({"add", "no.", "", "Do."}), "add: no.\nDo.");
  EXPECT_EQ(format_message({"add", "really?", "", ""}), "add: really?");
  EXPECT_EQ(format_message({"", "no", "", ""}), "no.");
  EXPECT_EQ(format_message({"add", "no", "here", ""}), "add: no\n(here).");
}

TEST(Fail, ThrowsTheNamedErrorWithTheText) {
  EXPECT_EQ(thrown_message<UnsupportedError>([] { fail<UnsupportedError>({"x", "y", "", ""}); }), "x: y.");
  EXPECT_THROW(fail<FileError>({"x", "y", "", ""}), Error);
}

TEST(LayerScope, NestsAndEndsAlsoByException) {
  EXPECT_EQ(layer_path(), "");
  {
    const LayerScope outer("Sequential 'net'");
    EXPECT_THROW(
        {
          const LayerScope inner("Conv2D 'conv2'");
          EXPECT_EQ(layer_path(), "Sequential 'net' / Conv2D 'conv2'");
          fail<ShapeError>({"conv2d", "no", "", ""});
        },
        ShapeError);
    EXPECT_EQ(layer_path(), "Sequential 'net'");
    EXPECT_EQ(format_message({"conv2d", "no", "", ""}), "Sequential 'net': conv2d: no.");
  }
  EXPECT_EQ(layer_path(), "");
}

TEST(LayerScope, BelongsToItsThread) {
  const LayerScope here("here");
  std::string elsewhere = "not run";
  std::thread([&] { elsewhere = layer_path(); }).join();
  EXPECT_EQ(elsewhere, "");
}

TEST(NearestName, FindsSlips) {
  const std::vector<std::string> names = {"sgd", "adam", "adadelta", "rmsprop"};
  EXPECT_EQ(nearest_name("adam", names), "adam");
  EXPECT_EQ(nearest_name("adma", names), "adam") << "neighbours swapped: one edit";
  EXPECT_EQ(nearest_name("dam", names), "adam") << "letter missing";
  EXPECT_EQ(nearest_name("addam", names), "adam") << "letter too many";
  EXPECT_EQ(nearest_name("adadlta", names), "adadelta");
  EXPECT_EQ(nearest_name("adedelat", names), "adadelta") << "two edits in eight letters";
  EXPECT_EQ(nearest_name("ADAM", names), "adam") << "letter case is free";
}

TEST(NearestName, RefusesWhatIsNoSlip) {
  const std::vector<std::string> names = {"sgd", "adam", "adadelta"};
  EXPECT_EQ(nearest_name("momentum", names), "");
  EXPECT_EQ(nearest_name("adamant", names), "") << "three edits in seven letters";
  EXPECT_EQ(nearest_name("", names), "");
  EXPECT_EQ(nearest_name("g", std::vector<std::string>{"a", "b"}), "") << "all of it is another";
  EXPECT_EQ(nearest_name("A", std::vector<std::string>{"b", "a"}), "a");
  EXPECT_EQ(nearest_name("adam", {}), "");
  EXPECT_EQ(nearest_name(std::string(10'000'000, 'a'), names), "");
}

TEST(NearestName, TheNearestWinsThenTheFirst) {
  const std::vector<std::string> names = {"dense3", "dense1", "dens"};
  EXPECT_EQ(nearest_name("dense2", names), "dense3");
  EXPECT_EQ(nearest_name("dense1", names), "dense1");
  EXPECT_EQ(nearest_name("den", names), "dens");
}

}  // namespace
}  // namespace saem
