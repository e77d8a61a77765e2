#include "saem/interop/npz.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "saem/core/error.h"
#include "saem/interop/zip.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/interop/support/numpy_files.h"

namespace saem {
namespace {

using test::content_of;
using test::from_hex;
using test::message_of;
using test::TemporaryFolder;

NpzFile parse(std::string_view bytes, std::uint64_t limit = npz_limit) {
  return parse_npz(std::as_bytes(std::span(bytes)), "a.npz", limit);
}

template <class E = FileError>
std::string refusal(const std::string& bytes, std::uint64_t limit = npz_limit) {
  return message_of<E>([&] { (void)parse(bytes, limit); });
}

std::string written(const NpzFile& file, const NpzOptions& options = {}) {
  const TemporaryFolder folder;
  write_npz(folder.path() / "a.npz", file, options);
  return content_of(folder.path() / "a.npz");
}

/// An archive with any members, not only arrays.
std::string zip(const std::vector<std::pair<std::string, std::string>>& members, bool deflate) {
  const TemporaryFolder folder;
  AtomicFile file(folder.path() / "a.zip");
  detail::ZipWriter writer(file);
  for (const auto& [name, content] : members) {
    const std::span<const std::byte> part = std::as_bytes(std::span(content));
    writer.add(name, std::span(&part, 1), deflate);
  }
  writer.finish();
  file.commit();
  return content_of(folder.path() / "a.zip");
}

void put(std::string& bytes, std::size_t at, std::uint64_t value, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i) & 0xFF);
}

NpzFile small() {
  NpzFile file;
  file.arrays.emplace_back("kernel", Array::of(std::vector<float>{1.5F, -2.0F, 3.25F, 0.0F}, {2, 2}));
  file.arrays.emplace_back("이름", Array::scalar(7, DType::i64));
  file.arrays.emplace_back("empty", Array(Shape{0, 3}));
  file.arrays.emplace_back("", Array(Shape{5000}, DType::u8));
  return file;
}

TEST(Npz, ReadsWhatNumPyWrote) {
  const Array x = Array::of(std::vector<std::int32_t>{0, 1, 2});
  const NpzFile stored = parse(from_hex(test::numpy_stored));
  ASSERT_EQ(stored.arrays.size(), 2U);
  EXPECT_EQ(stored.arrays[0].first, "x");
  EXPECT_TRUE(identical(stored.at("x"), x));
  EXPECT_TRUE(identical(stored.at("empty"), Array(Shape{0, 2}, DType::boolean)));
  const NpzFile deflated = parse(from_hex(test::numpy_deflated));
  EXPECT_TRUE(identical(deflated.at("x"), x));
  EXPECT_TRUE(
      identical(deflated.at("y"), Array::of(std::vector<float>{1.5F, 2, 3, 4}, {2, 2}).astype(DType::f16)));
  EXPECT_EQ(message_of<ValueError>([&] { (void)stored.at("empt"); }),
            "npz: there is no array 'empt'\n(2 arrays are in the file).\nDid you mean 'empty'?");
}

TEST(Npz, RestoresWhatItWrote) {
  const NpzFile file = small();
  for (const bool compressed : {false, true}) {
    const std::string bytes = written(file, {.compressed = compressed});
    EXPECT_EQ(bytes, written(file, {.compressed = compressed}));
    EXPECT_EQ(bytes.size() < 5000, compressed);
    const NpzFile read = parse(bytes);
    ASSERT_EQ(read.arrays.size(), file.arrays.size());
    for (std::size_t i = 0; i < file.arrays.size(); ++i) {
      EXPECT_EQ(read.arrays[i].first, file.arrays[i].first);
      EXPECT_TRUE(identical(read.arrays[i].second, file.arrays[i].second)) << file.arrays[i].first;
    }
  }
  EXPECT_TRUE(parse(written({})).arrays.empty());
}

TEST(Npz, WritesNamesOfItsOwnOrNothing) {
  NpzFile file;
  file.arrays.emplace_back("x", Array());
  file.arrays.emplace_back("x", Array());
  EXPECT_EQ(message_of<ValueError>([&] { (void)written(file); }),
            "write_npz: the name 'x' is used twice.\nGive every array a short name of its own, in UTF-8.");
  file.arrays[1].first = "\xFF";
  EXPECT_THROW((void)written(file), ValueError);
  file.arrays[1].first = std::string(65532, 'x');
  EXPECT_THROW((void)written(file), ValueError);
  file.arrays[1].first.pop_back();
  EXPECT_EQ(parse(written(file)).arrays[1].first.size(), 65531U);
}

TEST(Npz, HasMoreMembersThanPlainZip) {
  std::vector<std::pair<std::string, std::string>> members;
  for (int i = 0; i < 66000; ++i) members.emplace_back(std::to_string(i), "");
  const std::string bytes = zip(members, false);
  EXPECT_EQ(detail::list_zip(std::as_bytes(std::span(bytes)), "a.zip").size(), 66000U);
}

TEST(Npz, WritesSizesOf64Bits) {
  const detail::ZipMember member{.name = "x", .packed_size = 5, .size = std::uint64_t{5} << 30, .header = 7};
  const std::string local = detail::zip_local_header(member);
  EXPECT_EQ(local.size(), 30U + 1U + 20U);
  EXPECT_EQ(local.substr(31), std::string("\x01\0\x10\0\0\0\0\x40\x01\0\0\0\x05\0\0\0\0\0\0\0", 20));
  const std::string entry = detail::zip_list_entry(member);
  EXPECT_EQ(entry.substr(47), std::string("\x01\0\x08\0\0\0\0\x40\x01\0\0\0", 12));
  EXPECT_EQ(detail::zip_end(1, 2, std::uint64_t{1} << 32).size(), 56U + 20U + 22U);
}

TEST(Npz, SaysWhatIsWrongWithAnArchive) {
  EXPECT_EQ(refusal("\x93NUMPY\x01"),
            "a.npz: not a NumPy archive: expected a ZIP archive, received a NumPy array.\n"
            "Give a file that numpy.savez wrote; read_npy reads single arrays.");
  const std::string good = written(small());
  EXPECT_EQ(refusal(good.substr(0, good.size() - 1)),
            "a.npz: at byte " + std::to_string(good.size() - 1) +
                ": expected the list of the archive's members, received its end.\n"
                "The archive is damaged. Save it again with numpy.savez, or take it from a copy.");
  EXPECT_NE(
      refusal(zip({{"readme.txt", "hello"}}, true)).find("whose names end in .npy, received 'readme.txt'"),
      std::string::npos);
  EXPECT_NE(refusal(zip({{"x.npy", "hello"}}, true)).find("a.npz, array 'x': not a NumPy array"),
            std::string::npos);
  EXPECT_NE(refusal(zip({{"x.npy", ""}, {"x.npy", ""}}, false)).find("received 'x.npy' again"),
            std::string::npos);
  std::string changed = good;
  changed[good.find("\n", 40) + 2] = '\x55';  // in the elements of the first array
  EXPECT_NE(
      refusal(changed).find("array 'kernel': damaged: in bytes 40 to 184 of the archive, expected content "
                            "with the checksum"),
      std::string::npos)
      << refusal(changed);
}

TEST(Npz, RefusesWhatItDoesNotUnpack) {
  std::string bytes = written(small());
  const std::size_t list = bytes.find("PK\x01\x02");
  bytes[list + 8] |= 1;
  EXPECT_NE(refusal<UnsupportedError>(bytes).find("'kernel.npy' is encrypted"), std::string::npos);
  bytes[list + 8] ^= 1;
  bytes[list + 10] = 14;
  EXPECT_NE(
      refusal<UnsupportedError>(bytes).find("packed by method 14; saem reads 0 (stored) and 8 (deflated)"),
      std::string::npos);
}

TEST(Npz, NoArchiveUnpacksToMoreThanItMay) {
  EXPECT_EQ(refusal(written(small()), 5000),
            "a.npz: the arrays unpack to 5.5 kB, expected at most 5.0 kB.\n"
            "If you trust the file and have the memory, give read_npz a higher limit.");
  // A claim of 4 GB in a member of a few bytes.
  std::string bytes = zip({{"x.npy", "hello"}}, true);
  const std::size_t list = bytes.find("PK\x01\x02");
  put(bytes, list + 24, 0xFFFFFFF0, 4);
  EXPECT_NE(refusal(bytes).find("bytes of 'x.npy', received a claim of 4294967280"), std::string::npos);
  // Two entries that name the same bytes.
  bytes = zip({{"a.npy", "hello"}, {"b.npy", "hello"}}, true);
  const std::size_t first = bytes.find("PK\x01\x02");
  const std::size_t second = bytes.find("PK\x01\x02", first + 1);
  bytes.replace(bytes.find("b.npy"), 1, "a");
  put(bytes, first + 46, 'b', 1);
  put(bytes, second + 46, 'a', 1);
  EXPECT_THROW((void)parse(bytes), FileError);
  bytes = zip({{"a.npy", "hello"}, {"b.npy", "hello"}}, true);
  bytes.replace(bytes.find("a.npy"), 1, "b");
  put(bytes, first + 46, 'c', 1);
  EXPECT_THROW((void)parse(bytes), FileError);
}

TEST(Npz, EveryCutAndEveryFlippedBitIsFound) {
  NpzFile file;
  file.arrays.emplace_back("x", Array::full({4}, 1.5));
  const std::string good = written(file, {.compressed = true});
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_THROW((void)parse(good.substr(0, size)), Error);
  for (std::size_t i = 0; i < 8 * good.size(); ++i) {
    std::string bytes = good;
    bytes[i / 8] = static_cast<char>(bytes[i / 8] ^ (1 << (i % 8)));
    try {  // what is not used (times, versions) may change, but never the array
      EXPECT_TRUE(identical(parse(bytes).arrays.at(0).second, file.arrays[0].second)) << i;
    } catch (const Error&) {
    }
  }
}

}  // namespace
}  // namespace saem
