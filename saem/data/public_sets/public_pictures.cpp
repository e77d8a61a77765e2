#include "saem/data/public_sets/public_sets.h"

namespace saem::detail {
namespace {

constexpr PublicFile mnist_files[] = {
    {.address = "https://storage.googleapis.com/cvdf-datasets/mnist/train-images-idx3-ubyte.gz",
     .name = "train-images-idx3-ubyte.gz",
     .size = 9'912'422,
     .sha256 = "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"},
    {.address = "https://storage.googleapis.com/cvdf-datasets/mnist/train-labels-idx1-ubyte.gz",
     .name = "train-labels-idx1-ubyte.gz",
     .size = 28'881,
     .sha256 = "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"},
    {.address = "https://storage.googleapis.com/cvdf-datasets/mnist/t10k-images-idx3-ubyte.gz",
     .name = "t10k-images-idx3-ubyte.gz",
     .size = 1'648'877,
     .sha256 = "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"},
    {.address = "https://storage.googleapis.com/cvdf-datasets/mnist/t10k-labels-idx1-ubyte.gz",
     .name = "t10k-labels-idx1-ubyte.gz",
     .size = 4542,
     .sha256 = "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"}};
constexpr PublicFile fashion_mnist_files[] = {
    {.address = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/"
                "b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/train-images-idx3-ubyte.gz",
     .name = "train-images-idx3-ubyte.gz",
     .size = 26'421'880,
     .sha256 = "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"},
    {.address = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/"
                "b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/train-labels-idx1-ubyte.gz",
     .name = "train-labels-idx1-ubyte.gz",
     .size = 29'515,
     .sha256 = "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"},
    {.address = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/"
                "b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/t10k-images-idx3-ubyte.gz",
     .name = "t10k-images-idx3-ubyte.gz",
     .size = 4'422'102,
     .sha256 = "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"},
    {.address = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/"
                "b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/t10k-labels-idx1-ubyte.gz",
     .name = "t10k-labels-idx1-ubyte.gz",
     .size = 5148,
     .sha256 = "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"}};
constexpr PublicFile omniglot_files[] = {
    {.address = "https://raw.githubusercontent.com/brendenlake/omniglot/"
                "057f034baf2ecb8530bc5710e5a23584d2a519cc/python/images_background_small1.zip",
     .name = "images_background_small1.zip",
     .size = 1'319'022,
     .sha256 = "f38eb80f801274ac2b4dff5b24289016bfaba4a7d5bb50deebf27104ad6cb8a4",
     .unpack = true,
     .inside = "images_background_small1/"}};
constexpr PublicFile orl_faces_files[] = {
    {.address = "https://www.cl.cam.ac.uk/research/dtg/attarchive/pub/data/att_faces.zip",
     .name = "att_faces.zip",
     .unpack = true,
     .content_sha256 = "22798a9e192f149a3cc655298b8f8e04091958ea260410f01b6812d05d7c61ff",
     .data_size = 4'128'779}};

}  // namespace

std::vector<PublicSet> public_pictures() {
  return {
      {.name = "mnist",
       .about = "60,000 + 10,000 handwritten digits, 28x28, grey",
       .task = "classification",
       .licence =
           "CC BY-SA 3.0. Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits, 1998",
       .rights = Rights::open,
       .page = "http://yann.lecun.com/exdb/mnist/",
       .files = mnist_files},
      {.name = "fashion-mnist",
       .about = "60,000 + 10,000 pictures of clothes, 28x28, grey, 10 classes",
       .task = "classification",
       .licence = "MIT. H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST, arXiv:1708.07747, 2017",
       .rights = Rights::open,
       .page = "https://github.com/zalandoresearch/fashion-mnist",
       .files = fashion_mnist_files,
       .system_folder = "/usr/share/datasets/fashion-mnist"},
      {.name = "omniglot",
       .about =
           "handwritten characters of 5 alphabets, 2,720 pictures, 105x105 (the first small background set)",
       .task = "classification by alphabet",
       .licence = "MIT. B. Lake, R. Salakhutdinov, J. Tenenbaum, Science 350, 2015",
       .rights = Rights::open,
       .page = "https://github.com/brendenlake/omniglot",
       .files = omniglot_files,
       .local_data = "images_background_small1.zip"},
      {.name = "orl-faces",
       .about = "400 photographs of 40 faces, 92x112, grey",
       .task = "classification",
       .licence = "free with credit to Olivetti Research Laboratory / AT&T Laboratories Cambridge. F. "
                  "Samaria, A. Harter, WACV 1994",
       .rights = Rights::credit,
       .page = "https://cam-orl.co.uk/facedatabase.html",
       .files = orl_faces_files}};
}

}  // namespace saem::detail
