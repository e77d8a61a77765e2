#include <filesystem>
#include <fstream>

#include "saem/data/idx.h"
#include "saem/data/image.h"
#include "saem/interop/npy.h"
#include "saem/interop/npz.h"
#include "saem/interop/safetensors.h"
#include "saem/saem.h"
#include "tests/data/support/make_files.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/errors/support/mistake.h"

namespace saem::test {
namespace {

namespace fs = std::filesystem;

void write(const std::string& name, std::string_view content) {
  std::ofstream(name, std::ios::binary) << content;
}

std::string model_bytes() {
  Sequential model{Input({4}), Dense(3)};
  model.save("whole.safetensors");
  return content_of("whole.safetensors");
}

std::string npy_bytes() {
  write_npy("whole.npy", Array({3, 2}));
  return content_of("whole.npy");
}

std::function<std::string()> load(std::function<std::string()> make) {
  return throws([=] {
    write("m.safetensors", make());
    static_cast<void>(load_model("m.safetensors"));
  });
}

std::function<std::string()> idx(const std::string& content) {
  return throws([=] {
    write("data.idx", content);
    static_cast<void>(read_idx("data.idx"));
  });
}

std::function<std::string()> image(const std::string& content) {
  return throws([=] {
    write("a.png", content);
    static_cast<void>(read_image("a.png"));
  });
}

std::function<std::string()> npy(std::function<std::string()> make) {
  return throws([=] {
    write("a.npy", make());
    static_cast<void>(read_npy("a.npy"));
  });
}

std::string flipped(std::string bytes, std::size_t at) {
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  return bytes;
}

}  // namespace

std::vector<Mistake> file_mistakes() {
  const std::string png = make_png(2, 2, {std::string(2, '\0'), std::string(2, '\0')});
  return {
      {"model: missing", "HERE/nothing.safetensors", "", "No such file",
       throws([] { static_cast<void>(load_model("nothing.safetensors")); })},
      {"model: a folder", "folder", "file", "folder", throws([] {
         fs::create_directory("folder");
         static_cast<void>(load_model("folder"));
       })},
      {"model: empty", "m.safetensors", "", "", load([] { return std::string(); })},
      {"model: text", "m.safetensors", "safetensors", "",
       load([] { return std::string("hello, I am no model\n"); })},
      {"model: cut off", "m.safetensors", "", "",
       load([] { return model_bytes().substr(0, model_bytes().size() - 10); })},
      {"model: one bit flipped", "m.safetensors", "checksum", "",
       load([] { return flipped(model_bytes(), model_bytes().size() - 3); })},
      {"model: of another program", "m.safetensors", "saem", "", throws([] {
         // As another program writes it: the header's length, the header, the data.
         const std::string header = R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
         std::string bytes(8, '\0');
         bytes[0] = static_cast<char>(header.size());
         write("m.safetensors", bytes + header + std::string(4, '\0'));
         static_cast<void>(load_model("m.safetensors"));
       })},
      {"model: saved into a folder that is not there", "nowhere/m.safetensors", "", "No such file",
       throws([] {
         Sequential model{Input({4}), Dense(3)};
         model.save("nowhere/m.safetensors");
       })},
      {"safetensors: a name that is not there", "", "kernel", "kernle", throws([] {
         SafetensorsFile file;
         file.tensors.emplace_back("kernel", Array({2}));
         static_cast<void>(file.at("kernle"));
       })},
      {"IDX: missing", "data.idx", "", "No such file",
       throws([] { static_cast<void>(read_idx("data.idx")); })},
      {"IDX: cut off", "data.idx", "", "", idx(make_idx(8, {3, 2}, "abc"))},
      {"IDX: unknown type", "data.idx", "", "", idx(make_idx(7, {1}, "a"))},
      {"IDX: a picture", "data.idx", "IDX", "PNG", idx(png)},
      {"IDX: half a gzip archive", "data.idx", "", "", idx(gzip(make_idx(8, {2}, "ab")).substr(0, 20))},
      {"picture: missing", "HERE/nothing.png", "", "No such file",
       throws([] { static_cast<void>(read_image("nothing.png")); })},
      {"picture: cut off", "a.png", "", "", image(png.substr(0, png.size() / 2))},
      {"picture: text", "a.png", "PNG", "", image("this is text\n")},
      {"picture: empty", "a.png", "", "", image("")},
      {"npy: missing", "HERE/nothing.npy", "", "No such file",
       throws([] { static_cast<void>(read_npy("nothing.npy")); })},
      {"npy: cut off", "a.npy", "", "", npy([] { return npy_bytes().substr(0, npy_bytes().size() - 4); })},
      {"npy: text", "a.npy", "npy", "", npy([] { return std::string("1,2,3\n4,5,6\n"); })},
      {"npy: Python objects", "a.npy", "", "O", npy([] {
         std::string bytes = npy_bytes();
         const std::size_t at = bytes.find("<f4");
         return bytes.replace(at, 3, "|O ");
       })},
      {"npz: not an archive", "a.npz", "ZIP", "NumPy array", throws([] {
         write("a.npz", npy_bytes());
         static_cast<void>(read_npz("a.npz"));
       })},
      {"dataset: unknown name", "", "mnist", "mnits",
       throws([] { static_cast<void>(datasets::load("mnits")); })},
      {"dataset: an empty folder", "empty", "", "train", throws([] {
         fs::create_directory("empty");
         static_cast<void>(datasets::load("empty"));
       })},
      {"checkpoint: of another model", "c.safetensors", "", "", throws([] {
         const auto fit = [](std::int64_t units, bool resume) {
           Sequential m{Input({4}), Dense(units)};
           m.compile({.optimizer = "sgd", .loss = "mse"});
           m.fit(Array({4, 4}), Array({4, units}),
                 {.batch_size = 2, .verbose = 0, .checkpoint = {.path = "c.safetensors", .resume = resume}});
         };
         fit(2, false);
         fit(3, true);
       })},
  };
}

}  // namespace saem::test
