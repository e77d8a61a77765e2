#include "saem/interop/npy.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/interop/support/numpy_files.h"

namespace saem {
namespace {

using test::content_of;
using test::from_hex;
using test::message_of;
using test::TemporaryFolder;

Array parse(std::string_view bytes) { return parse_npy(std::as_bytes(std::span(bytes)), "x.npy"); }

/// A file of format 1.0 as other programs may write it.
std::string npy(const std::string& header, const std::string& data = "") {
  std::string file("\x93NUMPY\x01\x00", 8);
  file += static_cast<char>(header.size() & 0xFF);
  file += static_cast<char>(header.size() >> 8);
  return file + header + data;
}
std::string npy_of(const std::string& descr, const std::string& shape, const std::string& data) {
  return npy("{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n", data);
}

template <class E = FileError>
std::string refusal(const std::string& bytes) {
  return message_of<E>([&] { (void)parse(bytes); });
}

Array round_trip(const Array& array) {
  const TemporaryFolder folder;
  write_npy(folder.path() / "x.npy", array);
  return read_npy(folder.path() / "x.npy");
}

TEST(Npy, ReadsWhatNumPyWrote) {
  EXPECT_TRUE(identical(parse(from_hex(test::numpy_fortran)),
                        Array::of(std::vector<float>{1, 2, 3, 4, 5, 6}, {2, 3})));
  EXPECT_TRUE(identical(parse(from_hex(test::numpy_version2)), Array::of(std::vector<std::int32_t>{1, -2})));
  EXPECT_TRUE(identical(parse(from_hex(test::numpy_version3)), Array::scalar(2.5, DType::f64)));
}

TEST(Npy, ReadsEveryElementTypeInBothByteOrders) {
  using namespace std::string_literals;
  const auto is = [](const std::string& descr, const std::string& data, const Array& expected) {
    EXPECT_TRUE(identical(parse(npy_of(descr, "(1,)", data)), expected)) << descr;
  };
  is("|b1", "\1"s, Array::full({1}, 1, DType::boolean));
  is("|i1", "\xFE"s, Array::full({1}, -2, DType::i32));
  is("|u1", "\xFE"s, Array::full({1}, 254, DType::u8));
  is("<i2", "\xFE\xFF"s, Array::full({1}, -2, DType::i32));
  is(">u2", "\xFF\xFE"s, Array::full({1}, 65534, DType::i32));
  is("<i4", "\xFE\xFF\xFF\xFF"s, Array::full({1}, -2, DType::i32));
  is(">u4", "\xFF\xFF\xFF\xFE"s, Array::full({1}, 4294967294.0, DType::i64));
  is(">i8", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE"s, Array::full({1}, -2, DType::i64));
  is("<f2", "\x00\x3E"s, Array::full({1}, 1.5, DType::f16));
  is(">f4", "\x3F\xC0\x00\x00"s, Array::full({1}, 1.5, DType::f32));
  is("=f8", "\x00\x00\x00\x00\x00\x00\xF8\x3F"s, Array::full({1}, 1.5, DType::f64));
  is("f4", "\x00\x00\xC0\x3F"s, Array::full({1}, 1.5, DType::f32));
}

TEST(Npy, ReadsFortranOrderOfAnyRank) {
  const std::string header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 2)}";
  std::string data;
  for (char c = 0; c < 12; ++c) data += c;
  const std::vector<std::uint8_t> expected = {0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11};
  EXPECT_TRUE(identical(parse(npy(header, data)), Array::of(expected, {2, 3, 2})));
}

TEST(Npy, ReadsHeadersThatOtherProgramsWrite) {
  const Array expected = Array::of(std::vector<std::uint8_t>{7, 8}, {1, 2});
  for (const char* header :
       {"{\"shape\":(1,2),\"fortran_order\":False,\"descr\":\"|u1\"}",
        "  { 'shape' : ( 1L , 2L , ) , 'descr' : '|u1' , 'fortran_order' : False , }  \n"}) {
    EXPECT_TRUE(identical(parse(npy(header, "\x07\x08")), expected)) << header;
  }
}

TEST(Npy, RestoresWhatItWrote) {
  for (const DType dtype :
       {DType::u8, DType::f64, DType::boolean, DType::f32, DType::i64, DType::f16, DType::i32}) {
    const Array array = Array::of(std::vector<double>{0, 1, 2, 3, 100, 255}, {1, 2, 3}).astype(dtype);
    EXPECT_TRUE(identical(round_trip(array), array)) << name(dtype);
  }
  for (const Shape& shape : {Shape{}, Shape{0}, Shape{5}, Shape{3, 0}, Shape{1, 2, 1, 2, 1, 2, 1, 2}}) {
    const Array array = Array::full(shape, 2.5);
    EXPECT_TRUE(identical(round_trip(array), array)) << shape.to_string();
  }
  EXPECT_EQ(message_of<DTypeError>([] { (void)round_trip(Array(Shape{2}, DType::bf16)); }),
            "write_npy: NumPy has no bfloat16.\nGive the array as astype(DType::f32).");
}

TEST(Npy, WritesElementsAtAMultipleOf64Bytes) {
  const TemporaryFolder folder;
  write_npy(folder.path() / "x.npy", Array::full({3}, 1.0));
  const std::string bytes = content_of(folder.path() / "x.npy");
  EXPECT_EQ(bytes.size(), 128U + 12U);
  EXPECT_EQ(bytes.substr(10, 62), "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }     ");
  EXPECT_EQ(bytes[127], '\n');
}

TEST(Npy, RefusesElementsThatItDoesNotHave) {
  EXPECT_EQ(refusal<UnsupportedError>(npy_of("|O", "(1,)", "x")),
            "x.npy: at byte 20: the elements are Python objects, which only a pickle can hold, and reading a "
            "pickle "
            "may run any program ('|O'), which saem does not read.\n"
            "Save the numbers themselves: np.save(path, np.asarray(x, dtype='float32')).");
  EXPECT_EQ(
      refusal<UnsupportedError>(npy("{'descr': [('a', '<f4'), ('b', '<i4')], 'fortran_order': False")),
      "x.npy: at byte 20: the elements are structures, [('a', '<f4'), ('b', '<i4')], 'fortran_o…, which saem "
      "does not read.\nSave each field as an array of its own: np.savez(path, **{f: x[f] for f in "
      "x.dtype.names}).");
  for (const char* descr : {"|S5", "<U3", "|V2", "<M8[ns]", "<m8[s]", "<c8", "<u8", "<f16"})
    EXPECT_NE(refusal<UnsupportedError>(npy_of(descr, "(1,)", "x")).find(descr), std::string::npos) << descr;
  EXPECT_EQ(refusal<UnsupportedError>(npy_of("|u1", "(1, 1, 1, 1, 1, 1, 1, 1, 1)", "x")),
            "x.npy: at byte 85: the array has more than 8 axes, which saem does not read.\n"
            "Save it with fewer axes: np.save(path, x.reshape(...)).");
}

TEST(Npy, SaysWhereAFileIsDamaged) {
  const std::string good = npy_of("|u1", "(3,)", "abc");
  EXPECT_EQ(refusal(good.substr(0, good.size() - 1)),
            "x.npy: the file is cut short: at byte 68, expected 3 bytes for shape (3,), received 2.\n"
            "Save the array again with numpy.save, or take the file from a copy.");
  EXPECT_EQ(refusal(good + "xy"),
            "x.npy: at byte 71: expected the end of the array of shape (3,), received 2 more bytes.\n"
            "Save several arrays with numpy.savez; if there is one, save it again.");
  EXPECT_EQ(refusal("hello"),
            "x.npy: not a NumPy array: at byte 0, expected \\x93NUMPY, received text.\n"
            "Give a file that numpy.save wrote; read_npz reads .npz archives.");
  std::string long_header = good;
  long_header[9] = '\x10';
  EXPECT_EQ(refusal(long_header),
            "x.npy: at byte 8: expected a header of at most 61 bytes, received the length 4154.\n"
            "Save the array again with numpy.save, or take the file from a copy.");
  EXPECT_EQ(refusal(npy_of("|b1", "(3,)", std::string("\0\1\2", 3))),
            "x.npy: at byte 70: expected a bool, 0 or 1, received 2.\n"
            "Save the array again with numpy.save, or take the file from a copy.");
  std::string version = good;
  version[6] = 4;
  EXPECT_NE(refusal<UnsupportedError>(version).find("received 4.0"), std::string::npos);
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_THROW((void)parse(good.substr(0, size)), FileError);
}

TEST(Npy, RefusesHeadersThatAreNone) {
  for (const char* header :
       {"", "{", "{}", "[]", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': 1, 'shape': ()}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (5)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': ()} x",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (), 'shape': ()}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (), 'more': 1}",
        "{'descr': '<q4', 'fortran_order': False, 'shape': ()}",
        "{'descr': '', 'fortran_order': False, 'shape': ()}",
        "{'descr': '\\x3cf4', 'fortran_order': False, 'shape': ()}"}) {
    EXPECT_NE(refusal(npy(header, "1234")).find("the NumPy header is damaged: at byte"), std::string::npos)
        << header << "\n"
        << refusal(npy(header, "1234"));
  }
}

TEST(Npy, TakesNoMemoryThatTheFileCannotFill) {
  EXPECT_NE(refusal(npy_of("<f8", "(1000000, 1000000)", "")).find("expected 8000000000000 bytes"),
            std::string::npos);
  const Array empty = parse(npy_of("<f8", "(0, 4611686018427387904, 16)", ""));
  EXPECT_EQ(empty.size(), 0);
}

TEST(Npy, NoChangedByteDoesMoreThanThrow) {
  for (const std::string_view file : {test::numpy_fortran, test::numpy_version2, test::numpy_version3}) {
    const std::string good = from_hex(file);
    for (std::size_t at = 0; at < good.size(); ++at) {
      for (const char value : {'\0', '\1', '\x7F', '\x80', '\xFF', '0', '9', '\'', '(', '{', ','}) {
        std::string bytes = good;
        bytes[at] = value;
        try {
          (void)parse(bytes);
        } catch (const Error&) {
        }
      }
    }
  }
}

}  // namespace
}  // namespace saem
