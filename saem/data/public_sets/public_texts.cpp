#include "saem/data/public_sets/public_sets.h"

namespace saem::detail {
namespace {

constexpr PublicFile sms_spam_files[] = {
    {.address = "https://archive.ics.uci.edu/static/public/228/sms+spam+collection.zip",
     .name = "sms-spam.zip",
     .sha256 = "1587ea43e58e82b14ff1f5425c88e17f8496bfcdb67a583dbff9eefaf9963ce3",
     .unpack = true,
     .data_size = 477'907}};
constexpr PublicFile trec_files[] = {
    {.address = "https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/"
                "d61ded09c99c0199d8c5bca946cd65864de2b296/data/raw/TREC.train",
     .name = "TREC.train",
     .size = 335'858,
     .sha256 = "9e4c8bdcaffb96ed61041bd64b564183d52793a8e91d84fc3a8646885f466ec3"},
    {.address = "https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/"
                "d61ded09c99c0199d8c5bca946cd65864de2b296/data/raw/TREC.test",
     .name = "TREC.test",
     .size = 23'354,
     .sha256 = "033f22c028c2bbba9ca682f68ffe204dc1aa6e1cf35dd6207f2d4ca67f0d0e8e"}};
constexpr PublicFile rotten_tomatoes_files[] = {
    {.address = "https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/"
                "d61ded09c99c0199d8c5bca946cd65864de2b296/data/raw/rt-polarity.pos",
     .name = "rt-polarity.pos",
     .size = 626'139,
     .sha256 = "2da124ec187a9d5a29c9f04e91c540e02baed5af8868f550a26bd6fd4dbf8bf0"},
    {.address = "https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/"
                "d61ded09c99c0199d8c5bca946cd65864de2b296/data/raw/rt-polarity.neg",
     .name = "rt-polarity.neg",
     .size = 612'256,
     .sha256 = "4ace77d558c3714723843f1d65b60c01e3417b208180f0728808d76ad0eeeaca"}};
constexpr PublicFile sst2_files[] = {
    {.address = "https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/"
                "d61ded09c99c0199d8c5bca946cd65864de2b296/data/stsa.binary.train",
     .name = "stsa.binary.train",
     .size = 738'844,
     .sha256 = "71c04bcc41291fa47454dd670df701b14ee9249156babeaac404cfe2c8d74338"},
    {.address = "https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/"
                "d61ded09c99c0199d8c5bca946cd65864de2b296/data/stsa.binary.dev",
     .name = "stsa.binary.dev",
     .size = 94'400,
     .sha256 = "02fedc82855dbdcabe82c65ed1af6c6570788eaac51073cdb35ee8c7784426d1"},
    {.address = "https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/"
                "d61ded09c99c0199d8c5bca946cd65864de2b296/data/stsa.binary.test",
     .name = "stsa.binary.test",
     .size = 193'562,
     .sha256 = "6a80dc9b9a0db2d3b37f2f809304febad31c90ab67a5b4157b7d9f881c53ef5b"}};
constexpr PublicFile sst5_files[] = {
    {.address = "https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/"
                "d61ded09c99c0199d8c5bca946cd65864de2b296/data/stsa.fine.train",
     .name = "stsa.fine.train",
     .size = 902'818,
     .sha256 = "9b52b5f686ed438d4d0274c385369251b3d579b578fddd340ba8a9bae2ca4bee"},
    {.address = "https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/"
                "d61ded09c99c0199d8c5bca946cd65864de2b296/data/stsa.fine.dev",
     .name = "stsa.fine.dev",
     .size = 117'239,
     .sha256 = "b2f76c62b960f9fda5c6d751edb125abab4f878eb94a8754239b7f4af647f4c3"},
    {.address = "https://raw.githubusercontent.com/harvardnlp/sent-conv-torch/"
                "d61ded09c99c0199d8c5bca946cd65864de2b296/data/stsa.fine.test",
     .name = "stsa.fine.test",
     .size = 233'634,
     .sha256 = "0e2ebb450c231f7b3d67fc932066e7bb26ae7bad8c88488f45ed44ef02eb3c73"}};

}  // namespace

std::vector<PublicSet> public_texts() {
  return {{.name = "sms-spam",
           .about = "5,574 text messages: ham or spam",
           .task = "classification",
           .licence = "CC BY 4.0 (UCI). T. Almeida, J. Gomez Hidalgo, A. Yamakami, 2011",
           .rights = Rights::open,
           .page = "https://archive.ics.uci.edu/dataset/228/sms+spam+collection",
           .files = sms_spam_files,
           .data = "SMSSpamCollection",
           .local_data = "spam.csv",
           .target = "column 1"},
          {.name = "trec",
           .about = "5,452 + 500 questions of 6 types",
           .task = "classification",
           .licence =
               "no formal licence: research data. X. Li, D. Roth, 2002; copy of harvardnlp/sent-conv-torch",
           .rights = Rights::unstated,
           .page = "https://cogcomp.seas.upenn.edu/Data/QA/QC/",
           .files = trec_files,
           .data = "TREC.train",
           .local_folder = "sentence-classification"},
          {.name = "rotten-tomatoes",
           .about = "5,331 + 5,331 sentences of film reviews: for or against",
           .task = "classification",
           .licence =
               "no formal licence: research data. B. Pang, L. Lee, 2005; copy of harvardnlp/sent-conv-torch",
           .rights = Rights::unstated,
           .page = "https://www.cs.cornell.edu/people/pabo/movie-review-data/",
           .files = rotten_tomatoes_files,
           .data = "rt-polarity.pos",
           .local_folder = "sentence-classification"},
          {.name = "sst2",
           .about = "Stanford sentiment, 6,920 + 872 + 1,821 sentences: for or against",
           .task = "classification",
           .licence =
               "no formal licence: research data. R. Socher et al. 2013; copy of harvardnlp/sent-conv-torch",
           .rights = Rights::unstated,
           .page = "https://nlp.stanford.edu/sentiment/",
           .files = sst2_files,
           .data = "stsa.binary.train",
           .local_folder = "sentence-classification"},
          {.name = "sst5",
           .about = "Stanford sentiment, 8,544 + 1,101 + 2,210 sentences of 5 degrees",
           .task = "classification",
           .licence =
               "no formal licence: research data. R. Socher et al. 2013; copy of harvardnlp/sent-conv-torch",
           .rights = Rights::unstated,
           .page = "https://nlp.stanford.edu/sentiment/",
           .files = sst5_files,
           .data = "stsa.fine.train",
           .local_folder = "sentence-classification"}};
}

}  // namespace saem::detail
