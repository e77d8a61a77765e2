// readers_seeds FOLDER: writes into FOLDER/<target>/ small files from which the fuzz targets begin, one for
// each feature of a format.
#include <filesystem>
#include <fstream>
#include <string>

#include "saem/core/atomic_file.h"
#include "saem/data/image.h"
#include "saem/interop/npy.h"
#include "saem/interop/npz.h"
#include "saem/interop/safetensors.h"
#include "tests/data/pictures/make_archives.h"
#include "tests/data/pictures/make_pictures.h"
#include "tests/data/sounds/make_wav.h"
#include "tests/data/support/make_files.h"
#include "tests/interop/support/foreign_file.h"
#include "tests/interop/support/numpy_files.h"

using namespace saem;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder(const fs::path& root, const char* target) : path_(root / target) { fs::create_directories(path_); }
  void add(const std::string& name, const std::string& content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
  }
  [[nodiscard]] fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

Array numbers(DType dtype) { return Array::of(std::vector<double>{0, 1, 2, 3, 4, 5}, {2, 3}).astype(dtype); }

constexpr DType numpy_dtypes[] = {DType::f32, DType::f64, DType::f16,    DType::i32,
                                  DType::i64, DType::u8,  DType::boolean};

void write_numpy(const fs::path& root) {
  const Folder npy(root, "npy");
  NpzFile all;
  for (const DType dtype : numpy_dtypes) {
    write_npy(npy / (std::string(name(dtype)) + ".npy").c_str(), numbers(dtype));
    all.arrays.emplace_back(name(dtype), numbers(dtype));
  }
  write_npy(npy / "scalar.npy", Array::scalar(1));
  write_npy(npy / "empty.npy", Array(Shape{0, 3}));
  npy.add("fortran.npy", test::from_hex(test::numpy_fortran));
  npy.add("version2.npy", test::from_hex(test::numpy_version2));
  npy.add("version3.npy", test::from_hex(test::numpy_version3));
  const Folder npz(root, "npz");
  write_npz(npz / "stored.npz", all);
  write_npz(npz / "deflated.npz", all, {.compressed = true});
  write_npz(npz / "empty.npz", {});
  npz.add("numpy-stored.npz", test::from_hex(test::numpy_stored));
  npz.add("numpy-deflated.npz", test::from_hex(test::numpy_deflated));
  const Folder arrays(root, "arrays");
  const Array answers = Array::of(std::vector<std::int64_t>{1, 0});
  write_npz(arrays / "parts.npz", {{{"x_train", numbers(DType::f32)},
                                    {"y_train", answers},
                                    {"x_test", numbers(DType::f32)},
                                    {"y_test", answers}}});
  write_npz(arrays / "pictures.npz",
            {{{"images", numbers(DType::u8).reshape({2, 1, 3})}, {"labels", answers}}});
  std::string texts = "{'descr': '<U1', 'fortran_order': False, 'shape': (2,), }";
  texts.resize(117, ' ');
  arrays.add("texts.npy",
             std::string("\x93NUMPY\x01\x00\x76\x00", 10) + texts + std::string("\na\0\0\0b\0\0\0", 9));
}

void write_tensors(const fs::path& root) {
  const Folder folder(root, "safetensors");
  SafetensorsFile file;
  file.metadata["note"] = "a text";
  for (const DType dtype : numpy_dtypes) file.tensors.emplace_back(name(dtype), numbers(dtype));
  file.tensors.emplace_back("bfloat16", numbers(DType::bf16));
  write_safetensors(folder / "saem.safetensors", file);
  folder.add("foreign.safetensors",
             test::foreign_file(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                                R"("b":{"dtype":"BOOL","shape":[],"data_offsets":[8,9]}})",
                                std::string(9, '\1')));
  folder.add("metadata.safetensors", test::foreign_file(R"({"__metadata__":{"k":"v"}})", ""));
}

void write_idx(const fs::path& root) {
  const Folder folder(root, "idx");
  const std::string elements = "0123456789abcdef";
  folder.add("u8", test::make_idx(0x08, {2, 4, 2}, elements));
  folder.add("i8", test::make_idx(0x09, {16}, elements));
  folder.add("i16", test::make_idx(0x0B, {8}, elements));
  folder.add("i32", test::make_idx(0x0C, {2, 2}, elements));
  folder.add("f32", test::make_idx(0x0D, {4}, elements));
  folder.add("f64", test::make_idx(0x0E, {2, 1}, elements));
  folder.add("u8.gz", test::gzip(test::make_idx(0x08, {16}, elements)));
  folder.add("two-members.gz", test::gzip(test::make_idx(0x08, {16}, "")) + test::gzip(elements));
}

void write_pictures(const fs::path& root) {
  const Folder folder(root, "image");
  const std::vector<std::string> grey = {"\x01\x02", "\xFF\x80"};
  folder.add("grey.png", test::make_png(2, 2, grey));
  folder.add("one-bit.png", test::make_png(2, 2, {"\x40", "\x80"}, {.bits = 1}));
  folder.add("palette.png", test::make_png(2, 1, {std::string("\0\1", 2)},
                                           {.color_type = 3, .palette = "abcdef", .transparent = "\x80"}));
  folder.add("rgba.png", test::make_png(1, 1, {"abcd"}, {.color_type = 6}));
  folder.add("rgb16.png", test::make_png(1, 1, {"abcdef"}, {.bits = 16, .color_type = 2}));
  folder.add("grey-alpha.png", test::make_png(1, 2, {"ab", "cd"}, {.color_type = 4}));
  folder.add("interlaced.png", test::make_png(1, 1, {"a"}, {.interlace = 1}));
  folder.add("rgb.png", encode_png(Array(Shape{5, 7, 3}, DType::u8)));
  for (const int channels : {1, 3, 4}) {
    const std::vector<std::uint8_t> pixels(static_cast<std::size_t>(9 * 10 * channels), 100);
    folder.add(std::to_string(channels) + ".jpg", test::make_jpeg(10, 9, channels, pixels));
  }
  folder.add("grey.pgm", "P5\n2 2\n255\nabcd");
  folder.add("comment.ppm", "P6 # comment\n1 1 255 abc");
  folder.add("grey16.pgm", "P5 1 2 65535 abcd");
  folder.add("turned.jpg",
             test::with_orientation(test::make_jpeg(10, 9, 1, std::vector<std::uint8_t>(90, 100)), 6));
  folder.add("colour.bmp", test::make_bmp(2, 1, 24, {"abcdef"}));
  folder.add("palette.bmp", test::make_bmp(2, 2, 4, {"\x10", "\x01"}, {.palette = "abcdefgh"}));
  folder.add("fields.bmp",
             test::make_bmp(1, -1, 16, {"ab"}, {.compression = 3, .masks = {0xF800, 0x07E0, 0x001F}}));
  folder.add(
      "alpha.bmp",
      test::make_bmp(1, 1, 32, {"abcd"},
                     {.header = 108, .compression = 3, .masks = {0xFF, 0xFF00, 0xFF0000, 0xFF000000}}));
  folder.add("frame.gif",
             test::make_gif(2, 2, std::string("\0\1\2\3", 4), "abcdefghijkl", {.transparent = 1}));
  folder.add("interlaced.gif",
             test::make_gif(1, 9, std::string(9, '\1'), "abcdef", {.screen_width = 3, .interlaced = true}));
  folder.add("colour.webp", test::make_webp(test::noise_picture({5, 4, 3})));
  folder.add("alpha.webp", test::make_webp(test::noise_picture({5, 4, 4})));
}

void write_archives(const fs::path& root) {
  const Folder folder(root, "tar");
  const std::string end(1024, '\0');
  folder.add("plain.tar", test::make_tar({{"a", "hello"}, {"b/c", std::string(600, 'c')}}));
  folder.add("long.tar", test::tar_member("././@LongLink", std::string(120, 'n') + '\0', 'L') +
                             test::tar_member("short", "x", '0', "prefix") + end);
  folder.add("pax.tar", test::tar_member("PaxHeader", "19 path=pax/name.t\n10 size=3\n", 'x') +
                            test::tar_member("other", "abc") + test::tar_member("folder/", "", '5') + end);
  const Folder cifar(root, "cifar");
  const std::string picture(3 * 32 * 32, 'p');
  cifar.add("ten.bin", '\1' + picture + '\x9' + picture);
  cifar.add("hundred.bin", std::string("\2\x63", 2) + picture);
}

void write_tables(const fs::path& root) {
  const Folder csv(root, "csv");
  csv.add("plain.csv", "x,y,kind\n1,2.5,a\n-3,1e4,b\n");
  csv.add("quoted.csv", "name,text\r\n\"a, b\",\"say \"\"no\"\"\"\r\n\"two\nlines\",\r\n");
  csv.add("semicolon.csv", "x;day\n1,5;31.12.2024\n\n2.345,5;01.01.2025\n");
  csv.add("texts.tsv", "id\ttext\n1\t\"so\n2\tno\"\n");
  csv.add("korean.csv", "\xC0\xCC\xB8\xA7,\xB3\xAA\xC0\xCC\n\xC8\xAB\xB1\xE6\xB5\xBF,30\n");
  csv.add("western.csv", "a,b\ncaf\xE9,\x80 5\n");
  csv.add("utf16.csv", std::string("\xFF\xFE"
                                   "a\0,\0b\0\n\0"
                                   "1\0,\0x\0",
                                   16));
  csv.add("mark.csv",
          "\xEF\xBB\xBF"
          "a|b\r1|2\r");
  csv.add("scikit.csv", "2,1,no,yes\n1.5,0\n2.5,1\n");
  csv.add("ragged.csv", "a,a,,\n1,2,3,\n1,2\n\"x\"y,2,3,4\n");
  csv.add("blanks.csv", "Chins Jumps\n5 162\n2 110\n");
  const Folder arff(root, "arff");
  arff.add("all.arff",
           "% note\n@relation r\n@attribute x numeric\n@attribute 'a b' {p, 'q r'}\n@attribute s string\n"
           "@attribute d date 'yyyy'\n@data\n1,p,'it\\'s',2024\n?,'q r',\"x\",?\n");
  arff.add("sparse.arff", "@relation r\n@attribute x numeric\n@data\n{0 1}\n");
  arff.add("no-header.arff", "1,2,3\n4,5,6\n");
}

void write_sounds(const fs::path& root) {
  const Folder folder(root, "wav");
  const std::string samples = "0123456789abcdefghijklmn";  // whole samples of every size
  for (const unsigned bits : {8U, 16U, 24U, 32U}) {
    folder.add("pcm" + std::to_string(bits) + ".wav", test::make_wav(samples, {.bits = bits}));
  }
  folder.add("stereo.wav", test::make_wav(samples, {.channels = 2, .extensible = true}));
  for (const unsigned bits : {32U, 64U}) {
    folder.add("float" + std::to_string(bits) + ".wav", test::make_wav(samples, {.tag = 3, .bits = bits}));
  }
  folder.add("a-law.wav", test::make_wav(samples, {.tag = 6, .bits = 8}));
  folder.add("mu-law.wav", test::make_wav(samples, {.tag = 7, .bits = 8}));
  folder.add("chunks.wav", test::make_wav(samples, {.before_format = test::make_chunk("JUNK", "odd"),
                                                    .before_data = test::make_chunk("LIST", "INFO")}));
}

void write_series(const fs::path& root) {
  const Folder folder(root, "ts");
  folder.add("two.ts",
             "# c\n@problemName P\n@timeStamps false\n@dimensions 2\n@equalLength true\n@seriesLength 2\n"
             "@classLabel true a b\n@data\n1,2:3,?:a\n-1e3,+2:.5,4:b\n");
  folder.add("target.ts", "@univariate true\n@missing true\n@targetLabel true\n@data\n1,2:0.5\n3:1\n");
  folder.add("ucr.tsv", "1\t0.5\tNaN\n2\t1\t2\n");
  folder.add("ucr.txt", "  1.0e+00  0.5  1\n  2.0e+00  3  4\n");
  folder.add("wisdm.txt", "3,Jogging,50,1,2,3;\n3,Jogging,100,1,2,3;3,Sitting,75,1,2,3,;\n");
  folder.add("labels.txt", "NUM:dist how far ?\nHUM:x who ?\n");
  folder.add("fasttext.txt", "__label__a __label__b text\n__label__a more\n");
  folder.add("tabs.txt", "ham\thello\nspam\twin\n");
}

void write_tomls(const fs::path& root) {
  const Folder folder(root, "toml");
  folder.add("task.toml",
             "[data]\npath = \"a.csv\"\n[inputs]\n\"a b\" = \"number\" # why\nx = 'ignored'\n[outputs]\n"
             "y = \"classes\"\n[split]\ntest = 0.2\nseed = 7\n[model]\nnetwork = \"mlp\"\n[training]\n"
             "learning_rate = 1e-3\nnesterov = true\ntime_budget = \"10m\"\nmemory_budget = \"1GiB\"\n");
  folder.add("tune.toml",
             "[tune]\nlearning_rate = {low = 1e-4, high = 1e-2, scale = \"log\"}\nwidth = [64, 128]\n"
             "method = \"hyperband\"\n");
  folder.add(
      "values.toml",
      "a = 0x1F\nb = [1.5, inf, -nan]\nc = 1979-05-27T07:32:00Z\nd = 07:32:00.5\ne = 1979-05-27\n"
      "f = \"\"\"two\nlines \\\n  \"\"\"\ng = '''raw'''\nh.i.\"j k\" = true\n[[l]]\nm = \"\\u00e9\"\n");
}

void write_runs(const fs::path& root) {
  const Folder folder(root, "run");
  folder.add(
      "run",
      "r{\"status\": \"finished\", \"kind\": \"task\", \"settings\": {\"a\": {\"b\": 1}}, \"data\": "
      "{\"name\": \"x\", \"validation\": 5, \"columns\": [{\"column\": \"c\", \"kind\": \"number\"}]}, "
      "\"targets\": [{\"column\": \"y\", \"kind\": \"value\"}], \"scores\": {\"y\": 0.5}, "
      "\"validation\": {\"val_loss\": 1}}");
  folder.add("report",
             "t{\"targets\": [{\"target\": \"y\", \"kind\": \"classes\", \"accuracy\": 0.5, \"folds\": [1], "
             "\"by_blocks\": 0.5, \"baselines\": [{\"name\": \"linear\", \"score\": 0.1}], "
             "\"classification_report\": {\"a\": {\"f1-score\": 1, \"support\": 3}, \"macro avg\": {}}}]}");
  folder.add("older", "t{\"accuracy\": 0.5, \"baseline\": {\"class\": \"a\", \"accuracy\": 0.1}}");
  folder.add("history", "hepoch,loss,val_loss\n0,1,NA\r\n1,0.5,0.25\n");
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return 2;
  write_numpy(words[1]);
  write_tensors(words[1]);
  write_idx(words[1]);
  write_pictures(words[1]);
  write_archives(words[1]);
  write_sounds(words[1]);
  write_series(words[1]);
  write_tables(words[1]);
  write_tomls(words[1]);
  write_runs(words[1]);
}
