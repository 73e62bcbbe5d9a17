#include <gmock/gmock.h>

#include "cli/run.hpp"
#include "data/sources/pictures.hpp"
#include "job/init/rgba_picture.hpp"
#include "support/environment.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;
using testing::Not;

// Runs what --init prints, as it is.
class Init : public Cli {
 protected:
  // `count` small pictures in color, in two folders.
  void write_pictures(const std::string& folder, int count) const {
    for (int i = 0; i < count; ++i) {
      std::string picture = color_picture(12, 12, {200 - i, 40, 30 + 3 * i});
      for (std::size_t pixel = 0; pixel < 60; ++pixel)  // no two alike
        picture[picture.size() - 1 - pixel * static_cast<std::size_t>(1 + i % 7)] =
            static_cast<char>(i * 31 + i % 2 * 128);
      place.write(fmt::format("{}/{}/{:02}.ppm", folder, i % 2 == 0 ? "a b" : "c", i), picture);
    }
  }

  void expect_to_go_from_data_to_clusters(const std::string& data, const std::string& name) {
    const Outcome printed = place.shell("codegrid-train --init '" + data + "' > job.json");
    ASSERT_EQ(printed.code, 0) << printed.err;
    EXPECT_THAT(printed.err, HasSubstr("proposed: one encoder, since "));
    EXPECT_THAT(printed.err, HasSubstr("next:\n"));
    EXPECT_EQ(place.train({"job.json", "--validate"}).out, "job.json: valid\n");
    const Outcome trained = place.train({"job.json", "--set", "training.epochs=1"});
    ASSERT_EQ(trained.code, 0) << slurp(place.path() / "job.json") << trained.err;
    const Outcome clustered = place.cluster({"runs/" + name + "/latest"});
    ASSERT_EQ(clustered.code, 0) << clustered.err;
    EXPECT_TRUE(fs::exists(place.path() / "runs" / name / "0001/clusters/clusters.png"));
  }

 private:
  Environ environment_{
      {{"XDG_CACHE_HOME", (place.path() / "kept").string()}, {"OMP_NUM_THREADS", "1"}}};
};

TEST_F(Init, GoesFromAFolderToClusters) {
  write_pictures("photos", 40);
  expect_to_go_from_data_to_clusters("photos", "photos");
  const Outcome again = place.shell("codegrid-train --init photos/ 2>&1 >again.json");
  EXPECT_THAT(again.out, HasSubstr("nothing has changed since "));
  EXPECT_THAT(again.out, HasSubstr("next:\n  codegrid-train again.json\n  codegrid-cluster "
                                   "runs/photos/latest\n"));
  EXPECT_EQ(slurp(place.path() / "again.json"), slurp(place.path() / "job.json"));
}

TEST_F(Init, LeavesOutWhatIsBadAndNamesIt) {
  write_pictures("photos", 40);
  place.write("photos/c/text.png", "a text that is no picture");
  place.write("photos/c/new\nline\xff.jpg", "a text that is no picture");
  fs::create_symlink("nowhere", place.path() / "photos/c/link.png");
  const std::string whole = color_picture(12, 12, {1, 2, 3});
  place.write("photos/a b/cut.ppm", whole.substr(0, whole.size() - 9));
  expect_to_go_from_data_to_clusters("photos", "photos");
  const std::string skipped = slurp(place.path() / "runs/photos/0001/skipped.csv");
  for (const char* name : {"a b/cut.ppm,\"is truncated", "c/text.png,", "c/link.png,\"is a link to",
                           "\"c/new\nline\xff.jpg\","})
    EXPECT_THAT(skipped, HasSubstr(name));
  const Outcome said = place.train({"--init", "photos"});
  EXPECT_THAT(said.err, HasSubstr("4 files are left out:\n"));
  EXPECT_THAT(said.err, HasSubstr("\n  c/new\\nline\\xff.jpg: "));
}

TEST_F(Init, GoesFromATreeOfSetsToClusters) {
  write_pictures("tree/train", 30);
  write_pictures("tree/test", 6);
  write_pictures("tree/val", 6);
  expect_to_go_from_data_to_clusters("tree", "tree");
  EXPECT_EQ(place.json("runs/tree/0001/config.json")["data"]["labels"], "folder");
  EXPECT_EQ(place.json("runs/tree/0001/config.json")["data"]["validation_images"], "val");
}

TEST_F(Init, GoesFromOtherDataToClusters) {
  fs::create_directories(place.path() / "idx");
  place.write_images("idx/train-images", 60);
  place.write_labels("idx/train-labels", 60);
  place.write_images("idx/t10k-images", 20);
  expect_to_go_from_data_to_clusters("idx", "idx");
  EXPECT_EQ(place.json("runs/idx/0001/config.json")["data"]["test_images"], "t10k-images");

  write_pictures("photos", 30);
  std::string list = "path,label\n";
  for (int i = 0; i < 30; ++i)
    list += fmt::format("photos/{}/{:02}.ppm,{}\n", i % 2 == 0 ? "a b" : "c", i, i % 3);
  place.write("list.csv", list);
  expect_to_go_from_data_to_clusters("list.csv", "list");
}

TEST_F(Init, GoesFromAHandfulOfPicturesToClusters) {
  for (const int count : {2, 3, 9}) {
    const std::string name = fmt::format("of{}", count);
    write_pictures(name, count);
    expect_to_go_from_data_to_clusters(name, name);
  }
}

TEST_F(Init, AConfigRunsFromAnywhere) {
  write_pictures("photos", 20);
  fs::create_directories(place.path() / "elsewhere/deep");
  ASSERT_EQ(place.shell("codegrid-train --init photos > elsewhere/deep/job.json").code, 0);
  const Outcome trained = place.shell(fmt::format(
      "cd / && codegrid-train '{0}/elsewhere/deep/job.json' --set training.epochs=1 --runs "
      "'{0}/out'",
      place.path().string()));
  EXPECT_EQ(trained.code, 0) << trained.err;
}

TEST_F(Init, InsideTheFolderItSaysWhereRunsGo) {
  write_pictures("photos", 20);
  const Outcome printed = place.shell("cd photos && codegrid-train --init . > job.json");
  ASSERT_EQ(printed.code, 0) << printed.err;
  EXPECT_THAT(printed.err,
              HasSubstr(fmt::format("note: {0}/photos/job.json lies among the pictures, where it "
                                    "counts as a bad one: write it to another folder, {0} say\n",
                                    place.path().string())));
  EXPECT_THAT(printed.err, HasSubstr(fmt::format("codegrid-train job.json --runs {}/runs\n",
                                                 place.path().string())));
  const Outcome trained = place.shell(
      "cd photos && codegrid-train job.json --runs ../runs --set "
      "training.epochs=1");
  EXPECT_EQ(trained.code, 0) << trained.err;
}

TEST_F(Init, InsideTheFolderItAdvisesAConfigBesideIt) {
  write_pictures("my photos", 20);
  for (const char* call : {"cd 'my photos' && codegrid-train --init . | cat",
                           "cd 'my photos/c' && codegrid-train --init .. | cat"}) {
    const Outcome printed = place.shell(call);
    const std::string beside = place.path().string();
    EXPECT_THAT(printed.err,
                HasSubstr("note: the working folder lies among the pictures: config and runs go "
                          "elsewhere\nnext:\n  codegrid-train --init "));
    EXPECT_THAT(printed.err, HasSubstr(fmt::format(" > {0}/job.json\n  codegrid-train {0}/job.json "
                                                   "--runs {0}/runs\n  codegrid-cluster "
                                                   "'{0}/runs/my photos/latest'\n",
                                                   beside)));
    const std::string next = printed.err.substr(printed.err.find("next:\n") + 6);
    const std::string first = next.substr(0, next.find('\n', 1));
    const Outcome again =
        place.shell(std::string(call).substr(0, std::string(call).find("&&") + 2) + first);
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_EQ(place.train({"job.json", "--validate"}).code, 0);
    EXPECT_FALSE(fs::exists(place.path() / "my photos/job.json"));
  }
}

TEST_F(Init, AConfigThatCannotBeWrittenLeavesTheRecordAsItWas) {
  write_pictures("photos", 20);
  ASSERT_EQ(place.train({"--init", "photos"}).code, 0);
  place.write("photos/c/new.ppm", color_picture(12, 12, {1, 2, 3}));
  for (const char* lost : {"/dev/full", "&-"}) {
    const Outcome full = place.shell(fmt::format("codegrid-train --init photos >{}", lost));
    EXPECT_EQ(full.code, 1);
    EXPECT_THAT(full.err, HasSubstr("1 file added (c/new.ppm)"));
    EXPECT_THAT(full.err, testing::EndsWith("error: cannot write to standard output\n"));
  }
  EXPECT_THAT(place.train({"--init", "photos"}).err, HasSubstr("1 file added (c/new.ppm)"));
  EXPECT_THAT(place.train({"--init", "photos"}).err, HasSubstr("nothing has changed since "));
}

TEST_F(Init, AdvisesWhatItHasWhereNothingCanBeKept) {
  write_pictures("photos", 20);
  place.write("closed", "");
  const Environ closed({{"XDG_CACHE_HOME", (place.path() / "closed").string()}});
  const Outcome printed = place.train({"--init", "photos"});
  EXPECT_EQ(printed.code, 0);
  EXPECT_THAT(printed.out, HasSubstr("\"skip\""));
  EXPECT_THAT(printed.err, Not(HasSubstr("data.cache")));
  const std::string advice = "name another folder in XDG_CACHE_HOME";
  EXPECT_EQ(printed.err.find(advice), printed.err.rfind(advice)) << printed.err;
  EXPECT_THAT(printed.err, HasSubstr("note: the pictures were not decoded: "));
  EXPECT_THAT(printed.err, HasSubstr("(pictures are kept decoded there); " + advice));
  EXPECT_THAT(printed.err,
              HasSubstr("note: nor will the next --init be able to say what has changed\n"));
  const Outcome of_arrays = place.train({"--init", "images"});
  EXPECT_THAT(of_arrays.err, HasSubstr("note: the next --init will not be able to say what has "
                                       "changed: "));
  EXPECT_THAT(of_arrays.err,
              HasSubstr("(lists of files that were looked at are kept there); " + advice + "\n"));
}

TEST_F(Init, AFolderThatCannotBeReadIsNamedAsOne) {
  write_pictures("photos", 20);
  place.write("photos/closed/x.ppm", color_picture(12, 12, {1, 2, 3}));
  if (!place.obey_modes()) GTEST_SKIP() << "nothing is closed to these tests";
  fs::permissions(place.path() / "photos/closed", fs::perms::none);
  const Outcome printed = place.shell("codegrid-train --init photos > job.json");
  EXPECT_EQ(printed.code, 0) << printed.err;
  EXPECT_THAT(printed.err, HasSubstr("photos: 20 files; 20 begin as pictures do"));
  EXPECT_THAT(printed.err,
              HasSubstr("\n1 folder is left out, with all that is in it:\n  closed: is "
                        "a folder that cannot be read: Permission denied\n"));
  EXPECT_THAT(printed.err, Not(HasSubstr("file is left out")));
  EXPECT_THAT(
      slurp(place.path() / "job.json"),
      HasSubstr("// 1 folder is left out, with all that is in it.\n    // closed is a folder "
                "that cannot be read: Permission denied\n    \"on_bad_image\": \"skip\""));
  const Outcome trained = place.train({"job.json", "--set", "training.epochs=1"});
  EXPECT_EQ(trained.code, 0) << trained.err;
  EXPECT_THAT(trained.err, HasSubstr("1 folder cannot be read; see skipped.csv\n"));
  fs::permissions(place.path() / "photos/closed", fs::perms::owner_all);
}

TEST_F(Init, PrintsNothingWhereThereIsNothingToTrainOn) {
  fs::create_directories(place.path() / "empty");
  expect_failure(place.train({"--init", "empty"}), 3,
                 fmt::format("codegrid-train: error: {}/empty: holds no file, expected pictures in "
                             "it or in folders below\n",
                             place.path().string()));
  const Outcome missing = place.train({"--init", "nowhere"});
  EXPECT_EQ(missing.code, 3);
  EXPECT_THAT(missing.err, HasSubstr("nowhere"));
  place.write("text.txt", "a text");
  EXPECT_EQ(place.train({"--init", "text.txt"}).code, 3);
  if (!place.obey_modes()) return;
  fs::create_directories(place.path() / "locked");
  fs::permissions(place.path() / "locked", fs::perms::none);
  const Outcome locked = place.train({"--init", "locked"});
  EXPECT_EQ(locked.code, 3);
  EXPECT_THAT(locked.err, HasSubstr("locked: cannot read: Permission denied"));
  fs::permissions(place.path() / "locked", fs::perms::owner_all);
}

TEST_F(Init, StandsAlone) {
  const Outcome set = place.train({"--init", "photos", "--set", "seed=2"});
  expect_failure(set, 2,
                 "codegrid-train: error: --init prints a config as it would be without --set; give "
                 "--set to the training of it, or change the printed one\n");
  for (const std::vector<std::string>& more :
       std::vector<std::vector<std::string>>{{"job.json"},
                                             {"--resume", "runs/x"},
                                             {"--runs", "x"},
                                             {"--validate"},
                                             {"--print-config"},
                                             {"--print-schema"},
                                             {"--print-reference"}}) {
    std::vector<std::string> arguments{"--init", "photos"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome refused = place.train(arguments);
    EXPECT_EQ(refused.code, 2) << more[0];
    EXPECT_EQ(refused.out, "") << more[0];
    EXPECT_THAT(refused.err, HasSubstr("--init")) << more[0];
    EXPECT_THAT(refused.err, Not(HasSubstr("excludes"))) << more[0];
  }
  const auto refusal = [&](const std::vector<std::string>& arguments) {
    const std::string said = place.train(arguments).err;
    return said.substr(std::min(said.size(), said.find(": error: ") + 9));
  };
  EXPECT_EQ(refusal({"--init", "photos", "job.json"}),
            "found CONFIG (job.json) beside --init photos: --init prints a new config and reads "
            "none; to write it to a file: --init photos > job.json; to train by job.json, leave "
            "--init out\n");
  EXPECT_THAT(refusal({"--init", "my photos", "job.json"}),
              HasSubstr("to write it to a file: --init 'my photos' > job.json; "));
  EXPECT_EQ(
      refusal({"--init", "photos", "--init", "more"}),
      "found --init photos and --init more: it prints one config, for one folder or file; ask "
      "for one at a time, or put both into one folder\n");
  EXPECT_EQ(refusal({"--init", "photos", "--runs", "x"}),
            "found --runs x beside --init photos: --init trains nothing; give --runs to the "
            "training by the config that it prints\n");
  EXPECT_EQ(refusal({"--init", "photos", "--resume", "runs/x"}),
            "found --resume runs/x beside --init photos: --init prints a config for a new run; ask "
            "for one of both\n");
  EXPECT_EQ(place.train({"--init", ""}).code, 2);
}

}  // namespace
}  // namespace codegrid
