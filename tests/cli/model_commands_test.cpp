// evaluate, predict and summary on one trained model.
#include <memory>
#include <nlohmann/json.hpp>

#include "saem/core/array.h"
#include "saem/data/image.h"
#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

class ModelCommands : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    write_small_data(path() / "corners");
    folder_->write("corners/class_names.txt", "top left\ntop right\nbottom left\nbottom right\n");
    const Outcome o = saem({"train", "corners", "--epochs", "8", "--batch-size", "20", "--model", "mlp",
                            "--optimizer", "adam", "--out", "run"});
    ASSERT_EQ(o.exit_code, 0) << o.err;
    for (int label = 0; label < 4; ++label)
      folder_->write(std::to_string(label) + ".pgm", small_picture(label));
    folder_->write("large.pgm", small_picture(2, 40));
    folder_->write("note.txt", "not a picture");
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static const std::filesystem::path& path() { return folder_->path(); }
  static Outcome saem(const std::vector<std::string>& words) { return test::saem(words, {.folder = path()}); }

  static std::unique_ptr<TemporaryFolder> folder_;
};
std::unique_ptr<TemporaryFolder> ModelCommands::folder_;

using Evaluate = ModelCommands;
using Predict = ModelCommands;
using Summary = ModelCommands;

TEST_F(Evaluate, GivesWhatTrainingGave) {
  const auto report = nlohmann::json::parse(content_of(path() / "run/report.json"));
  const Outcome o = saem({"evaluate", "run/model.safetensors", "corners", "--json"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_EQ(o.json().at("accuracy"), report.at("accuracy"));
  EXPECT_NEAR(o.json().at("loss"), report.at("loss"), 1e-6);
  EXPECT_EQ(o.json().at("classification_report"), report.at("classification_report"));
  EXPECT_EQ(o.json().at("split"), "test");
}

TEST_F(Evaluate, PrintsTheReport) {
  const Outcome o = saem({"evaluate", "run", "corners", "--split", "train"});
  EXPECT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(starts(o.out, "train split of corners: 200 examples\n\n              precision"));
  EXPECT_TRUE(has(o.out, "bottom right"));
  EXPECT_TRUE(has(o.out, "accuracy 1.0000 · loss 0."));
}

TEST_F(Evaluate, RefusesOtherShapes) {
  write_small_data(path() / "large", {.size = 10});
  const Outcome o = saem({"evaluate", "run", "large"});
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.err,
                  "large: 'picture': the model takes pictures of 8×8×1 (height, width, channels), received "
                  "10×10×1"));
}

TEST_F(Evaluate, RefusesOtherClasses) {
  write_small_data(path() / "six", {.classes = 6});
  const Outcome o = saem({"evaluate", "run", "six"});
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.err, "the model knows 4 classes, received 6"));
}

TEST_F(Evaluate, SaysWhenClassesHaveOtherNames) {
  write_small_data(path() / "unnamed");
  const Outcome o = saem({"evaluate", "run", "unnamed"});
  EXPECT_EQ(o.exit_code, 0);
  EXPECT_TRUE(has(o.err, "note: the classes have other names"));
}

TEST_F(Evaluate, SplitIsTrainOrTest) {
  const Outcome o = saem({"evaluate", "run", "corners", "--split", "tset"});
  EXPECT_EQ(o.exit_code, 2);
  EXPECT_TRUE(has(o.err, "Did you mean 'test'?"));
}

TEST_F(Predict, NamesThePictures) {
  const Outcome o = saem({"predict", "run", "0.pgm", "1.pgm", "2.pgm", "3.pgm", "--json"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  const auto pictures = o.json().at("pictures");
  const std::vector<std::string> names{"top left", "top right", "bottom left", "bottom right"};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto predictions = pictures.at(i).at("predictions");
    EXPECT_EQ(predictions.size(), 3U);
    EXPECT_EQ(predictions.at(0).at("label"), names[i]);
    EXPECT_GE(predictions.at(0).at("probability"), predictions.at(1).at("probability"));
  }
}

TEST_F(Predict, PrintsATable) {
  const Outcome o = saem({"predict", "run/model.safetensors", "3.pgm", "--top", "2"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(matches(o.out, "3\\.pgm  bottom right +[0-9.]+ %  [a-z ]+[0-9.]+ %\n"));
}

TEST_F(Predict, TakesPngAndColour) {
  const Array grey = read_image(path() / "1.pgm", {.channels = 3});
  folder_->write("colour.png", encode_png(grey));
  const Outcome o = saem({"predict", "run", "colour.png", "--json"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_EQ(o.json().at("pictures").at(0).at("predictions").at(0).at("label"), "top right");
}

TEST_F(Predict, ReadsStdin) {
  const Outcome o =
      test::saem({"predict", "run", "-", "--top=1"}, {.folder = path(), .input = path() / "0.pgm"});
  EXPECT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(starts(o.out, "-  top left"));
}

TEST_F(Predict, NeverResizesUnasked) {
  const Outcome refused = saem({"predict", "run", "large.pgm"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_TRUE(
      has(refused.err, "large.pgm: the model takes pictures of 8×8 pixels (width × height), received 40×40"));
  EXPECT_TRUE(has(refused.err, "--resize"));
  EXPECT_EQ(refused.out, "");
  const Outcome resized = saem({"predict", "run", "large.pgm", "--resize"});
  EXPECT_EQ(resized.exit_code, 0) << resized.err;
  EXPECT_TRUE(starts(resized.out, "large.pgm  bottom left"));
  EXPECT_TRUE(has(resized.err, "large.pgm: resized 40×40 → 8×8"));
}

TEST_F(Predict, Inverts) {
  Array picture = read_image(path() / "2.pgm");
  for (std::uint8_t& pixel : picture.mutable_data<std::uint8_t>())
    pixel = static_cast<std::uint8_t>(255 - pixel);
  folder_->write("dark.png", encode_png(picture));
  EXPECT_TRUE(starts(saem({"predict", "run", "dark.png", "--invert"}).out, "dark.png  bottom left"));
}

TEST_F(Predict, AnswersTheOthersIfOneCannotBeRead) {
  const Outcome o = saem({"predict", "run", "0.pgm", "note.txt", "missing.png", "1.pgm"});
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.out, "0.pgm        top left"));
  EXPECT_TRUE(has(o.out, "\n1.pgm        top right"));
  EXPECT_TRUE(has(o.err, "saem: note.txt"));
  EXPECT_TRUE(has(o.err, "missing.png: cannot be read: No such file or directory"));
  const auto pictures = saem({"predict", "run", "0.pgm", "note.txt", "--json"}).json().at("pictures");
  EXPECT_TRUE(pictures.at(0).contains("predictions"));
  EXPECT_TRUE(pictures.at(1).contains("error"));
}

TEST_F(Predict, NeedsAModelAndAPicture) {
  EXPECT_EQ(saem({"predict", "run"}).exit_code, 2);
  EXPECT_EQ(saem({"predict"}).exit_code, 2);
  EXPECT_EQ(saem({"predict", "run", "0.pgm", "--top", "0"}).exit_code, 2);
  const Outcome o = saem({"predict", "corners", "0.pgm"});
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.err, "saem: corners: this folder holds no model.safetensors"));
}

TEST_F(Predict, RefusesADamagedModel) {
  std::string model = content_of(path() / "run/model.safetensors");
  model[model.size() / 2] ^= 1;
  folder_->write("damaged.safetensors", model);
  folder_->write("cut.safetensors", model.substr(0, model.size() / 3));
  for (const std::string file : {"damaged.safetensors", "cut.safetensors", "note.txt"}) {
    const Outcome o = saem({"predict", file, "0.pgm"});
    EXPECT_EQ(o.exit_code, 1);
    EXPECT_TRUE(starts(o.err, "saem: " + file));
  }
}

TEST_F(Summary, ShowsLayersAndFacts) {
  const Outcome o = saem({"summary", "run"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.out, "Layer (type)"));
  EXPECT_TRUE(has(o.out, "Output Shape"));
  EXPECT_TRUE(has(o.out, "Param #"));
  EXPECT_TRUE(has(o.out, "Total params: 297,988"));
  EXPECT_TRUE(has(o.out, "trained on     corners\n"));
  EXPECT_TRUE(has(o.out, "labels         4: top left, top right, bottom left, bottom right\n"));
  EXPECT_TRUE(has(o.out, "pictures of 8×8 pixels, grey; value = byte × 1"));
}

TEST_F(Summary, GivesJson) {
  const auto json = saem({"summary", "run", "--json"}).json();
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json.at("parameters"), 297'988);
  EXPECT_EQ(json.at("layers").size(), 7U);  // with the input and the rescaling of bytes
  EXPECT_EQ(json.at("information").at("labels").at(3), "bottom right");
  EXPECT_EQ(json.at("information").at("preprocessing").at("height"), 8);
}

TEST_F(Summary, RefusesWhatIsNoModel) {
  EXPECT_EQ(saem({"summary", "note.txt"}).exit_code, 1);
  EXPECT_EQ(saem({"summary", "nothing"}).exit_code, 1);
  EXPECT_EQ(saem({"summary"}).exit_code, 2);
}

}  // namespace
}  // namespace saem::test
