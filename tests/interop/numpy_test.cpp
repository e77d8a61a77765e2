// Exchange with NumPy itself, where python3 has it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "saem/core/error.h"
#include "saem/interop/npy.h"
#include "saem/interop/npz.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::TemporaryFolder;

/// The python3 that has NumPy; empty if none has.
std::string python() {
  for (const std::string name : {"python3", "/usr/bin/python3"}) {
    if (std::system((name + " -c 'import numpy' 2>/dev/null").c_str()) == 0) return name;
  }
  return "";
}

void run(const TemporaryFolder& folder, const std::string& program) {
  const auto script = folder.write("script.py", "import numpy as np\n" + program);
  const std::string command = "cd '" + folder.path().string() + "' && " + python() + " script.py";
  ASSERT_EQ(std::system(command.c_str()), 0) << program;
}

TEST(NumPy, ReadsWhatSaemWrites) {
  if (python().empty()) GTEST_SKIP() << "no python3 with numpy here";
  const TemporaryFolder folder;
  NpzFile file;
  for (const DType dtype :
       {DType::f32, DType::f64, DType::f16, DType::i32, DType::i64, DType::u8, DType::boolean})
    file.arrays.emplace_back(name(dtype),
                             Array::of(std::vector<double>{0, 1, 2, 3, 4, 5}, {2, 3}).astype(dtype));
  file.arrays.emplace_back("scalar", Array::scalar(2.5));
  file.arrays.emplace_back("이름", Array(Shape{0, 3}));
  write_npz(folder.path() / "stored.npz", file);
  write_npz(folder.path() / "deflated.npz", file, {.compressed = true});
  write_npy(folder.path() / "x.npy", file.at("float32"));
  run(folder, R"(
for path in ['stored.npz', 'deflated.npz']:
    f = np.load(path)
    for name in ['float32', 'float64', 'float16', 'int32', 'int64', 'uint8', 'bool']:
        expected = np.arange(6).reshape(2, 3).astype(name)
        assert f[name].dtype == expected.dtype and (f[name] == expected).all(), name
    assert f['scalar'] == 2.5 and f['scalar'].shape == ()
    assert f['이름'].shape == (0, 3)
assert (np.load('x.npy') == np.arange(6).reshape(2, 3)).all()
)");
}

TEST(NumPy, WritesWhatSaemReads) {
  if (python().empty()) GTEST_SKIP() << "no python3 with numpy here";
  const TemporaryFolder folder;
  run(folder, R"(
arrays = {}
for kind in ['i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'f2', 'f4', 'f8', 'b1']:
    for order in '<>':
        for memory in 'CF':
            arrays[order + kind + memory] = np.asarray(np.arange(24).reshape(2, 3, 4), dtype=order + kind, order=memory)
np.savez('stored.npz', **arrays)
np.savez_compressed('deflated.npz', **arrays)
np.save('objects.npy', np.array([1, 'a'], dtype=object))
np.save('big.npy', np.random.default_rng(0).random((300, 200)).T)
)");
  std::vector<double> numbers(24);
  for (std::size_t i = 0; i < 24; ++i) numbers[i] = static_cast<double>(i);
  const Array expected = Array::of(numbers, {2, 3, 4});
  for (const char* name : {"stored.npz", "deflated.npz"}) {
    const NpzFile file = read_npz(folder.path() / name);
    ASSERT_EQ(file.arrays.size(), 44U);
    for (const auto& [key, array] : file.arrays)
      EXPECT_TRUE(identical(array, expected.astype(array.dtype()))) << name << " " << key;
    EXPECT_EQ(file.at(">u4F").dtype(), DType::i64);
    EXPECT_EQ(file.at("<i1C").dtype(), DType::i32);
    EXPECT_EQ(file.at(">f2F").dtype(), DType::f16);
  }
  EXPECT_EQ(read_npy(folder.path() / "big.npy").shape(), (Shape{200, 300}));
  EXPECT_THROW((void)read_npy(folder.path() / "objects.npy"), Error);
}

}  // namespace
}  // namespace saem
