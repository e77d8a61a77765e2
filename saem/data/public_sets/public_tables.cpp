#include "saem/data/public_sets/public_sets.h"

namespace saem::detail {
namespace {

constexpr PublicFile california_housing_files[] = {
    {.address = "https://raw.githubusercontent.com/ageron/handson-ml2/"
                "1e2115277b50f6c584cd668fa30e3af309a5b136/datasets/housing/housing.csv",
     .name = "housing.csv",
     .size = 1'423'529,
     .sha256 = "8a3727f4cf54ac1a327f69b1d5b4db54c5834ea81c6e4efc0d163300022a685e"}};
constexpr PublicFile titanic_files[] = {
    {.address = "https://raw.githubusercontent.com/ageron/handson-ml2/"
                "1e2115277b50f6c584cd668fa30e3af309a5b136/datasets/titanic/train.csv",
     .name = "train.csv",
     .size = 61'904,
     .sha256 = "14769fb1850e2d26d8e6db0ee49c213878040432827e39b13caaa15603c6598f"},
    {.address = "https://raw.githubusercontent.com/ageron/handson-ml2/"
                "1e2115277b50f6c584cd668fa30e3af309a5b136/datasets/titanic/test.csv",
     .name = "test.csv",
     .size = 28'932,
     .sha256 = "d88facfbcf53fe855b1c15290521aee9c61b3a6283631fa953983a95bacf1399"}};
constexpr PublicFile iris_files[] = {
    {.address = "https://archive.ics.uci.edu/static/public/53/iris.zip",
     .name = "iris.zip",
     .sha256 = "d11fe30213d36434a0879aab7cb00ce3c812eb7ba2495874438abff7b7b762e9",
     .unpack = true,
     .data_size = 4'551}};
constexpr PublicFile letter_recognition_files[] = {
    {.address = "https://archive.ics.uci.edu/static/public/59/letter+recognition.zip",
     .name = "letter-recognition.zip",
     .sha256 = "3b5f07a334697b6cace4fbae22940393a18fee596e73f68d97ce5973d52dc60f",
     .unpack = true,
     .data_size = 712'565}};

}  // namespace

std::vector<PublicSet> public_tables() {
  return {{.name = "california-housing",
           .about = "20,640 districts of California in 1990: the median value of their houses",
           .task = "regression",
           .licence = "1990 US census by way of StatLib; this file A. Geron, Apache-2.0. R. Pace, R. Barry, "
                      "Sparse Spatial Autoregressions, 1997",
           .rights = Rights::open,
           .page = "https://github.com/ageron/handson-ml2/tree/master/datasets/housing",
           .files = california_housing_files,
           .data = "housing.csv",
           .target = "median_house_value"},
          {.name = "titanic",
           .about = "891 passengers with their fate, and 418 without",
           .task = "classification",
           .licence = "no formal licence: Kaggle's division of facts from Encyclopedia Titanica",
           .rights = Rights::unstated,
           .page = "https://www.kaggle.com/c/titanic",
           .files = titanic_files,
           .data = "train.csv",
           .target = "Survived"},
          {.name = "iris",
           .about = "150 flowers of 3 species, 4 lengths of each",
           .task = "classification",
           .licence = "CC BY 4.0 (UCI). R. Fisher, 1936",
           .rights = Rights::open,
           .page = "https://archive.ics.uci.edu/dataset/53/iris",
           .files = iris_files,
           .data = "bezdekIris.data",
           .local_folder = "r-datasets",
           .local_data = "iris.csv"},
          {.name = "letter-recognition",
           .about = "20,000 distorted capital letters, 16 numbers of each",
           .task = "classification",
           .licence = "CC BY 4.0 (UCI). P. Frey, D. Slate, 1991",
           .rights = Rights::open,
           .page = "https://archive.ics.uci.edu/dataset/59/letter+recognition",
           .files = letter_recognition_files,
           .data = "letter-recognition.data",
           .local_folder = "r-datasets",
           .local_data = "LetterRecognition.csv",
           .target = "column 1"}};
}

}  // namespace saem::detail
