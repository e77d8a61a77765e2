#include "saem/data/public_sets/public_sets.h"

namespace saem::detail {
namespace {

constexpr PublicFile nsmc_files[] = {
    {.address = "https://raw.githubusercontent.com/e9t/nsmc/"
                "cc0670e872d4ac27bfe36c87456783004b39ef6c/ratings_train.txt",
     .name = "train.tsv",
     .size = 14'628'807,
     .sha256 = "e03b7d14e9e41be8d464a28057cd25d7396c53e67aa7fd5f7e552c59b0ee2940"},
    {.address = "https://raw.githubusercontent.com/e9t/nsmc/"
                "cc0670e872d4ac27bfe36c87456783004b39ef6c/ratings_test.txt",
     .name = "test.tsv",
     .size = 4'893'335,
     .sha256 = "8ac9f64052f11dbf6ae0acb5e038f03d90a76f0eda7820cfb3a92d02edfcebda"}};
constexpr PublicFile tiny_shakespeare_files[] = {
    {.address = "https://raw.githubusercontent.com/karpathy/char-rnn/"
                "6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e/data/tinyshakespeare/input.txt",
     .name = "input.txt",
     .size = 1'115'394,
     .sha256 = "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"}};
constexpr PublicFile wnut17_ner_files[] = {
    {.address = "https://raw.githubusercontent.com/leondz/emerging_entities_17/"
                "e52a2d2a71ac1a051ca2d532eef28653c5c02603/wnut17train.conll",
     .name = "wnut17train.conll",
     .size = 493'781,
     .sha256 = "731820e13f71af324c6b55a1575ec2ce59fbaa2a0806f8f0400b98d56cd6a7a5"},
    {.address = "https://raw.githubusercontent.com/leondz/emerging_entities_17/"
                "e52a2d2a71ac1a051ca2d532eef28653c5c02603/emerging.dev.conll",
     .name = "emerging.dev.conll",
     .size = 114'749,
     .sha256 = "e053b752b8155113ca66e7db08af5f2f5f43ab993694e4774f1ec5bad42312d8"},
    {.address = "https://raw.githubusercontent.com/leondz/emerging_entities_17/"
                "e52a2d2a71ac1a051ca2d532eef28653c5c02603/emerging.test.annotated",
     .name = "emerging.test.annotated",
     .size = 192'425,
     .sha256 = "2aa79b764e56ec9264a1b30fdd9b70195bd00ff400b62edd8f399d5f13c178f0"}};
constexpr PublicFile multi30k_files[] = {
    {.address = "https://raw.githubusercontent.com/multi30k/dataset/a3d2e0d26b56f3846f66a952536ffed4e401d05a/"
                "data/task1/raw/train.en.gz",
     .name = "train.en.gz",
     .size = 568'929,
     .sha256 = "d79cfa999dd4c51d2cb42499b6796d5a882c3a8a961923c25a898c90f8bbd56f"},
    {.address = "https://raw.githubusercontent.com/multi30k/dataset/a3d2e0d26b56f3846f66a952536ffed4e401d05a/"
                "data/task1/raw/train.de.gz",
     .name = "train.de.gz",
     .size = 637'044,
     .sha256 = "726e39b2fa9eb9ffb6dc763fb35a179f80fae06ffc5d28b6ace5faa883de28a6"},
    {.address = "https://raw.githubusercontent.com/multi30k/dataset/a3d2e0d26b56f3846f66a952536ffed4e401d05a/"
                "data/task1/raw/train.fr.gz",
     .name = "train.fr.gz",
     .size = 604'242,
     .sha256 = "622e75069e9f4c577425c4f277116ce66e63a2401c0a2312d90073cb12379a3c"},
    {.address = "https://raw.githubusercontent.com/multi30k/dataset/a3d2e0d26b56f3846f66a952536ffed4e401d05a/"
                "data/task1/raw/val.en.gz",
     .name = "val.en.gz",
     .size = 21'650,
     .sha256 = "14f7d25ddd868909a9213e361768460edcacdd6ab9d1e77b92560dc10c10dc28"},
    {.address = "https://raw.githubusercontent.com/multi30k/dataset/a3d2e0d26b56f3846f66a952536ffed4e401d05a/"
                "data/task1/raw/val.de.gz",
     .name = "val.de.gz",
     .size = 24'681,
     .sha256 = "f0cba2f995189cf5770f29a8a9a537a3ad3f51657ad873405082ff6863a5e75a"},
    {.address = "https://raw.githubusercontent.com/multi30k/dataset/a3d2e0d26b56f3846f66a952536ffed4e401d05a/"
                "data/task1/raw/val.fr.gz",
     .name = "val.fr.gz",
     .size = 23'001,
     .sha256 = "ca3106f1a72390591d25f6c45cb4cd39dec4cd3f123e099748a3ce5256c160e9"},
    {.address = "https://raw.githubusercontent.com/multi30k/dataset/a3d2e0d26b56f3846f66a952536ffed4e401d05a/"
                "data/task1/raw/test_2016_flickr.en.gz",
     .name = "test_2016_flickr.en.gz",
     .size = 21'077,
     .sha256 = "611d361c6334bc7246101d48097c13cf5c4413c5befc793cc629934359d532d9"},
    {.address = "https://raw.githubusercontent.com/multi30k/dataset/a3d2e0d26b56f3846f66a952536ffed4e401d05a/"
                "data/task1/raw/test_2016_flickr.de.gz",
     .name = "test_2016_flickr.de.gz",
     .size = 22'890,
     .sha256 = "9204244e408ccb38d2a55cfcd344df15005fc42a07a6e55ca6c52b6ababb8cc8"},
    {.address = "https://raw.githubusercontent.com/multi30k/dataset/a3d2e0d26b56f3846f66a952536ffed4e401d05a/"
                "data/task1/raw/test_2016_flickr.fr.gz",
     .name = "test_2016_flickr.fr.gz",
     .size = 22'310,
     .sha256 = "6d326e188d259fb1d04ac19eae3af956559b3a0b93d7635e56c90987c40c8b90"}};
constexpr PublicFile jsb_chorales_files[] = {
    {.address = "https://raw.githubusercontent.com/ageron/handson-ml2/"
                "1e2115277b50f6c584cd668fa30e3af309a5b136/datasets/jsb_chorales/jsb_chorales.tgz",
     .name = "jsb_chorales.tgz",
     .size = 117'661,
     .sha256 = "594e5e25a3ff8af64687c378628970c6435fddd3093d96df2fa8ca9505ce30fe",
     .unpack = true}};
constexpr PublicFile nottingham_abc_files[] = {
    {.address = "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
                "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/ABC_cleaned/ashover.abc",
     .name = "ABC_cleaned/ashover.abc",
     .size = 19'647,
     .sha256 = "6586eea8dca53866b42721050d11fc1408bdb2cf31a902b41c5c13504139b164"},
    {.address = "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
                "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/ABC_cleaned/hpps.abc",
     .name = "ABC_cleaned/hpps.abc",
     .size = 25'222,
     .sha256 = "6d035c6972ac0c204ba79d8128e2d71978ece2214a29ffceeb3e053e27f17db5"},
    {.address = "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
                "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/ABC_cleaned/jigs.abc",
     .name = "ABC_cleaned/jigs.abc",
     .size = 129'665,
     .sha256 = "5bb6f621e443bde552540810e3ea53e53531fd22258736e338d795e7a5bdcaf5"},
    {.address = "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
                "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/ABC_cleaned/morris.abc",
     .name = "ABC_cleaned/morris.abc",
     .size = 12'002,
     .sha256 = "cbf60b212c87748dea226c76b72a15db5b4f606bb35a580763e9cd8f7294e7da"},
    {.address = "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
                "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/ABC_cleaned/playford.abc",
     .name = "ABC_cleaned/playford.abc",
     .size = 5101,
     .sha256 = "070877bc37176e0dedbcd038268d6669399201cd7b58d88b4ab36127528f9c76"},
    {.address = "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
                "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/ABC_cleaned/reelsa-c.abc",
     .name = "ABC_cleaned/reelsa-c.abc",
     .size = 37'613,
     .sha256 = "f92ed0e66024e0a5bb7d21fe3172cd50c3fb4cb7f642b4ec7cd5aa8ad0396da8"},
    {.address = "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
                "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/ABC_cleaned/reelsd-g.abc",
     .name = "ABC_cleaned/reelsd-g.abc",
     .size = 42'433,
     .sha256 = "33f535569116ec8cfb530c112f4cdc3bfb7fc042c271e0317cf6458bad30dfae"},
    {.address = "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
                "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/ABC_cleaned/reelsh-l.abc",
     .name = "ABC_cleaned/reelsh-l.abc",
     .size = 43'044,
     .sha256 = "cb701d4ffe6839cb7a5655bc21785ecb71a72ab63d8560f7be3856f6aedaf7e5"},
    {.address = "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
                "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/ABC_cleaned/reelsm-q.abc",
     .name = "ABC_cleaned/reelsm-q.abc",
     .size = 38'405,
     .sha256 = "a99f2967cf47460bba70bae40cd355a220b537a87180131c6d9433750bc446a1"},
    {.address = "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
                "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/ABC_cleaned/reelsr-t.abc",
     .name = "ABC_cleaned/reelsr-t.abc",
     .size = 46'838,
     .sha256 = "f80a2c0f37a49b9b0c748e922924d59c40d82758abc5b0f7fc9245d7fd563be0"},
    {.address = "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
                "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/ABC_cleaned/reelsu-z.abc",
     .name = "ABC_cleaned/reelsu-z.abc",
     .size = 17'203,
     .sha256 = "d104d7d1bb83eb1ca18f6b944dc22cf9f7bfe5f955d07cd573615985f69c2c1f"},
    {.address = "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
                "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/ABC_cleaned/slip.abc",
     .name = "ABC_cleaned/slip.abc",
     .size = 3838,
     .sha256 = "da686b3a0de20aab38e64f8c8ec57edace980bab6450a6c388d79a2866e5b16a"},
    {.address = "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
                "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/ABC_cleaned/waltzes.abc",
     .name = "ABC_cleaned/waltzes.abc",
     .size = 21'490,
     .sha256 = "ffa773d012756be17784ab4a84e0e4618f316be5c6f244f9d60c06b23cd812c6"},
    {.address = "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
                "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/ABC_cleaned/xmas.abc",
     .name = "ABC_cleaned/xmas.abc",
     .size = 3519,
     .sha256 = "05ebc4b856c8c5186bb828641e8f88f723c109d47ba7e3f1e5048b536e091249"},
    {.address = "https://raw.githubusercontent.com/jukedeck/nottingham-dataset/"
                "0992bb6cd864f6d4b90d6663e08c0ef53ffaa08f/LICENSE.md",
     .name = "LICENSE.md",
     .size = 35'141,
     .sha256 = "589ed823e9a84c56feb95ac58e7cf384626b9cbf4fda2a907bc36e103de1bad2"}};

}  // namespace

std::vector<PublicSet> public_language() {
  return {
      {.name = "nsmc",
       .about = "150,000 + 50,000 Korean film reviews: for or against",
       .task = "classification",
       .licence = "CC0 1.0. L. Park, Naver sentiment movie corpus v1.0",
       .rights = Rights::open,
       .page = "https://github.com/e9t/nsmc",
       .files = nsmc_files},
      {.name = "tiny-shakespeare",
       .about = "1,115,394 characters of Shakespeare",
       .task = "language model",
       .licence = "public domain; file of karpathy/char-rnn",
       .rights = Rights::open,
       .page = "https://github.com/karpathy/char-rnn",
       .files = tiny_shakespeare_files,
       .data = "input.txt"},
      {.name = "wnut17-ner",
       .about = "3,394 + 1,009 + 1,287 messages with names of 6 kinds, word by word",
       .task = "tagging",
       .licence = "CC BY 4.0. L. Derczynski et al., W-NUT 2017",
       .rights = Rights::open,
       .page = "https://github.com/leondz/emerging_entities_17",
       .files = wnut17_ner_files},
      {.name = "multi30k",
       .about = "29,000 + 1,014 + 1,000 sentences in English, German and French",
       .task = "translation",
       .licence = "no licence file; after Flickr30k, for research. D. Elliott et al., Multi30K, 2016, 2017",
       .rights = Rights::unstated,
       .page = "https://github.com/multi30k/dataset",
       .files = multi30k_files},
      {.name = "jsb-chorales",
       .about = "382 chorales of J. S. Bach: 4 notes per step",
       .task = "music",
       .licence = "music: public domain; CSV of A. Geron, Apache-2.0. N. Boulanger-Lewandowski et al. 2012",
       .rights = Rights::open,
       .page = "https://github.com/ageron/handson-ml2/tree/master/datasets/jsb_chorales",
       .files = jsb_chorales_files},
      {.name = "nottingham-abc",
       .about = "1,034 folk tunes with chords, as text",
       .task = "language model",
       .licence = "GPL-3.0 (jukedeck/nottingham-dataset); tunes of the Nottingham Music Database, E. Foxley",
       .rights = Rights::open,
       .page = "https://github.com/jukedeck/nottingham-dataset",
       .files = nottingham_abc_files}};
}

}  // namespace saem::detail
