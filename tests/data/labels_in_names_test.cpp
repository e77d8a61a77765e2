#include "saem/data/labels_in_names.h"

#include <gtest/gtest.h>

namespace saem {
namespace {

using Strings = std::vector<std::string>;

Strings labels(std::initializer_list<const char*> names) {
  return labels_in_names(std::vector<std::filesystem::path>(names.begin(), names.end()));
}

TEST(LabelsInNames, StandBeforeTheNumber) {
  EXPECT_EQ(labels({"d/cat.0.jpg", "d/cat.1.jpg", "d/dog.0.jpg", "d/dog.12.jpg"}),
            (Strings{"cat", "cat", "dog", "dog"}));
  EXPECT_EQ(labels({"oak leaf (1).png", "oak leaf (2).png", "elm_01.png", "elm-2.png", "elm3.png"}),
            (Strings{"oak leaf", "oak leaf", "elm", "elm", "elm"}));
}

TEST(LabelsInNames, AreNoneWhereNamesOnlyCount) {
  EXPECT_TRUE(labels({"IMG_2041.jpg", "IMG_2042.jpg"}).empty()) << "one label";
  EXPECT_TRUE(labels({"1.jpg", "2.jpg"}).empty());
  EXPECT_TRUE(labels({"cat.0.jpg", "cat.1.jpg", "dog.0.jpg"}).empty()) << "one dog alone";
  EXPECT_TRUE(labels({"cat.0.jpg", "cat.1.jpg", "dog.jpg", "dog.jpg"}).empty()) << "no number";
  EXPECT_TRUE(labels({"..jpg", "--.jpg", ""}).empty());
}

}  // namespace
}  // namespace saem
