#include "saem/data/arrays/array_samples.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/data/read_samples.h"
#include "saem/interop/npy.h"
#include "saem/interop/npz.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::has_text;
using test::message_of;

Array counted(const Shape& shape, DType dtype = DType::f32) {
  Array array = Array::uninitialized(shape, DType::f64);
  const std::span<double> to = array.mutable_data<double>();
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = static_cast<double>(i) + 0.5 * is_floating(dtype);
  return array.astype(dtype);
}

Samples samples_of_arrays(std::vector<std::pair<std::string, Array>> arrays) {
  std::vector<NamedArray> named;
  for (auto& [name, array] : arrays)
    named.push_back({name, "file.npz, array '" + name + "'", std::move(array)});
  return array_samples(std::move(named), "file.npz");
}
std::vector<std::string> names_of_columns(const Samples& samples) {
  std::vector<std::string> names;
  for (const Samples::Column& column : samples.columns) names.push_back(column.name);
  return names;
}
std::vector<std::string> texts_of_column(const Samples& samples, const std::string& column) {
  return std::get<TextColumn>(samples.column(column).values).to_strings();
}

TEST(ArraySamples, ARowIsAnExample) {
  const Samples samples =
      samples_of_arrays({{"x", counted({3, 2})}, {"y", Array::of(std::vector<std::int64_t>{1, 0, 1})}});
  EXPECT_EQ(names_of_columns(samples), (std::vector<std::string>{"x 1", "x 2", "y"}));
  EXPECT_EQ(samples.target, "y");
  EXPECT_EQ(texts_of_column(samples, "x 2"), (std::vector<std::string>{"1.5", "3.5", "5.5"}));
  EXPECT_EQ(texts_of_column(samples, "y"), (std::vector<std::string>{"1", "0", "1"}));
  EXPECT_TRUE(samples.parts.empty());
}

TEST(ArraySamples, NamesSayTheParts) {
  const Samples samples = samples_of_arrays({{"x_test", counted({2, 4, 4}, DType::u8)},
                                             {"x_train", counted({3, 4, 4}, DType::u8)},
                                             {"y_train", counted({3}, DType::i64)},
                                             {"y_test", counted({2}, DType::i32)}});
  EXPECT_EQ(names_of_columns(samples), (std::vector<std::string>{"picture", "y"}));
  EXPECT_EQ(samples.parts,
            (std::vector<Part>{Part::train, Part::train, Part::train, Part::test, Part::test}));
  EXPECT_EQ(texts_of_column(samples, "y"), (std::vector<std::string>{"0", "1", "2", "0", "1"}));
  const Samples keras = samples_of_arrays({{"train_images", counted({2, 4, 4}, DType::u8)},
                                           {"train_labels", counted({2, 1}, DType::u8)},
                                           {"val_images", counted({1, 4, 4}, DType::u8)},
                                           {"val_labels", counted({1, 1}, DType::u8)}});
  EXPECT_EQ(keras.target, "labels");
  EXPECT_EQ(keras.parts, (std::vector<Part>{Part::train, Part::train, Part::validation}));
}

TEST(ArraySamples, ShapesSayWhatInputsAre) {
  const auto first = [](const Array& x) {
    return samples_of_arrays({{"x", x}, {"y", counted({x.shape()[0]}, DType::i64)}}).columns[0];
  };
  const Array floats = counted({2, 3, 3, 1}, DType::u8).astype(DType::f32);
  EXPECT_EQ(first(floats).name, "picture") << "whole numbers up to 255";
  EXPECT_EQ(std::get<ArrayColumn>(first(floats).values).values.dtype(), DType::u8);
  const Samples::Column planes = first(counted({2, 3, 4, 5}, DType::u8));
  const Array& last = std::get<ArrayColumn>(planes.values).values;
  EXPECT_EQ(last.shape(), (Shape{2, 4, 5, 3})) << "channels first";
  EXPECT_EQ(last.at(0), 0);
  EXPECT_EQ(last.at(1), 20);
  EXPECT_EQ(last.at(3), 1);
  const Samples::Column series = first(counted({2, 7, 3}));
  EXPECT_EQ(series.name, "series");
  EXPECT_EQ(std::get<SeriesColumn>(series.values).values[1].shape(), (Shape{7, 3}));
  EXPECT_EQ(first(counted({2, 300})).name, "x");
  EXPECT_TRUE(std::holds_alternative<ArrayColumn>(first(counted({2, 300})).values));
}

TEST(ArraySamples, AnswersAreFound) {
  EXPECT_EQ(samples_of_arrays({{"arr_0", counted({3, 2})}, {"arr_1", counted({3})}}).target, "arr_1");
  const Samples one_hot = samples_of_arrays(
      {{"x", counted({3, 2})}, {"y", Array::of(std::vector<float>{0, 1, 0, 1, 0, 0, 0, 0, 1}, {3, 3})}});
  EXPECT_EQ(texts_of_column(one_hot, "y"), (std::vector<std::string>{"1", "0", "2"}));
  const Samples several = samples_of_arrays({{"x", counted({3, 2})}, {"y", counted({3, 2})}});
  EXPECT_EQ(names_of_columns(several), (std::vector<std::string>{"x 1", "x 2", "y 1", "y 2"}));
  EXPECT_EQ(several.target, "y");  // all of its columns
  EXPECT_TRUE(has_text(several.notes.back(), "--target 'y 1'"));
  EXPECT_EQ(names_of_columns(samples_of_arrays({{"whatever", counted({3, 2})}})),
            (std::vector<std::string>{"x 1", "x 2"}));
}

TEST(ArraySamples, NamesOfClassesAndColumns) {
  std::vector<NamedArray> arrays{{"data", "", counted({2, 2})},
                                 {"target", "", Array::of(std::vector<std::int64_t>{1, 0})},
                                 {"target_names", "", std::vector<std::string>{"setosa", "virginica"}},
                                 {"feature_names", "", std::vector<std::string>{"length", "width"}}};
  const Samples samples = array_samples(std::move(arrays), "iris.npz");
  EXPECT_EQ(names_of_columns(samples), (std::vector<std::string>{"length", "width", "target"}));
  EXPECT_EQ(texts_of_column(samples, "target"), (std::vector<std::string>{"virginica", "setosa"}));
}

TEST(ArraySamples, WhatDoesNotFitIsRefused) {
  const auto refusal = [](std::vector<std::pair<std::string, Array>> arrays) {
    return message_of<FileError>([&] { (void)samples_of_arrays(std::move(arrays)); });
  };
  EXPECT_TRUE(has_text(refusal({}), "there is no array"));
  EXPECT_TRUE(has_text(refusal({{"x", Array::scalar(1)}}), "no array has a row for each example"));
  EXPECT_TRUE(has_text(refusal({{"x", Array(Shape{3, 0})}}), "no array has a row for each example"));
  EXPECT_TRUE(has_text(refusal({{"x", counted({3, 2})}, {"y", counted({2})}}),
                       "array 'y': expected an answer for each example"));
  EXPECT_TRUE(has_text(refusal({{"x_train", counted({3, 2})}, {"x_test", counted({3, 4})}}),
                       "examples of several shapes"));
  EXPECT_TRUE(has_text(
      refusal({{"x_train", counted({3, 2})}, {"x_test", counted({3, 2})}, {"y_train", counted({3})}}),
      "there is 'x_test', and no such part of 'y'"));
  EXPECT_TRUE(has_text(refusal({{"x_train", counted({3, 2})}, {"y_train", counted({4})}}),
                       "expected a row for each example"));
}

TEST(ArrayFile, AnArchiveAFileAndAFolderAreRead) {
  const test::TemporaryFolder folder;
  write_npz(folder.path() / "a.npz", {{{"x", counted({4, 3})}, {"y", counted({4}, DType::i64)}}},
            {.compressed = true});
  EXPECT_EQ(read_samples(folder.path() / "a.npz").samples.size(), 4);
  write_npy(folder.path() / "new_test.npy", counted({5, 3}));
  EXPECT_EQ(names_of_columns(read_samples(folder.path() / "new_test.npy").samples),
            (std::vector<std::string>{"x 1", "x 2", "x 3"}));
  std::filesystem::create_directory(folder.path() / "f");
  write_npy(folder.path() / "f/X.npy", counted({4, 3}));
  write_npy(folder.path() / "f/y.npy", counted({4}));
  EXPECT_EQ(read_samples(folder.path() / "f").samples.target, "y");
}

TEST(ArrayFile, TextsAreRead) {
  const test::TemporaryFolder folder;
  std::string header = "{'descr': '<U2', 'fortran_order': False, 'shape': (2,), }";
  header.resize(117, ' ');
  header += '\n';
  const std::string head = std::string("\x93NUMPY\x01\x00", 8) + std::string("\x76\x00", 2) + header;
  const std::string texts(
      "a\0\0\0\x74\xC7\0\0"
      "b\0\0\0\0\0\0\0",
      16);
  const std::filesystem::path file = folder.write("names.npy", head + texts);
  EXPECT_EQ(std::get<std::vector<std::string>>(read_named_arrays(file)[0].values),
            (std::vector<std::string>{"a이", "b"}));
  folder.write("names.npy", head + texts.substr(1));
  EXPECT_TRUE(has_text(message_of<FileError>([&] { (void)read_named_arrays(file); }),
                       "at byte 128: expected 2 texts of 8 bytes, received 15 bytes"));
}

TEST(ArrayFile, DamageIsSaidWithItsPlace) {
  const test::TemporaryFolder folder;
  write_npy(folder.path() / "x.npy", counted({4, 3}));
  const std::string whole = test::content_of(folder.path() / "x.npy");
  const auto refusal = [&](const std::string& content) {
    const std::filesystem::path file = folder.write("bad.npy", content);
    return message_of<FileError>([&] { (void)read_samples(file); });
  };
  for (std::size_t size = 0; size < whole.size(); size += 5)
    EXPECT_TRUE(has_text(refusal(whole.substr(0, size)), "bad.npy")) << size;
  EXPECT_TRUE(has_text(refusal(whole + "x"), "expected the end of the array"));
  EXPECT_TRUE(has_text(refusal("PK\x03\x04"), "bad.npy"));
}

}  // namespace
}  // namespace saem
