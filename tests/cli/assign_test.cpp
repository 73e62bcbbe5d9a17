#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Of a row without quotes.
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  for (const char c : line) {
    if (c == ',') {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

class Assign : public TrainedCli {
 protected:
  void cluster(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"runs/job/latest"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = place.cluster(arguments);
    ASSERT_EQ(outcome.code, 0) << outcome.err;
  }
  void cluster_by_graph() const {
    cluster({"--set", "clustering.method=graph", "--set", "clustering.neighbors=5"});
  }
  // Image `i` of the job as a picture of its own.
  void write_picture(const std::string& name, std::size_t i) const {
    const std::string pixels = slurp(place.path() / "images").substr(16 + 36 * i, 36);
    place.write(name, "P5\n6 6\n255\n" + pixels);
  }
  // Column `column` of each row of assignments.csv.
  std::vector<std::string> clustered(std::size_t column,
                                     const std::string& folder = "clusters") const {
    std::vector<std::string> cells;
    const auto lines = lines_of(slurp(place.path() / "runs/job/0001" / folder / "assignments.csv"));
    for (std::size_t i = 1; i < lines.size(); ++i) cells.push_back(fields_of(lines[i])[column]);
    return cells;
  }
  void expect_the_clusters(const Outcome& outcome, const std::string& known) const {
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const auto rows = lines_of(outcome.out);
    ASSERT_EQ(rows.size(), 61U);
    const auto clusters = clustered(1);
    for (std::size_t i = 0; i < 60; ++i) {
      const auto fields = fields_of(rows[i + 1]);
      EXPECT_EQ(fields[0], "images");
      EXPECT_EQ(fields[1], std::to_string(i));
      EXPECT_EQ(fields[2], clusters[i]) << i;
      EXPECT_EQ(fields.back(), known);
    }
  }
};

TEST_F(Assign, GivesTheTrainingImagesTheirClustersAndDistances) {
  for (const std::string normalize : {"none", "l2"}) {
    const std::string folder = normalize == "none" ? "clusters" : "clusters-2";
    cluster({"--set", "clustering.normalize=" + normalize});
    for (const bool recognize : {true, false}) {
      std::vector<std::string> arguments{"runs/job/latest", "images"};
      if (!recognize) arguments.emplace_back("--no-recognition");
      const Outcome outcome = place.assign(arguments);
      ASSERT_EQ(outcome.code, 0) << outcome.err;
      const auto rows = lines_of(outcome.out);
      ASSERT_EQ(rows.size(), 61U);
      EXPECT_EQ(rows[0], "path,index,cluster,distance,next_cluster,next_distance,known");
      const auto clusters = clustered(1, folder);
      const auto distances = clustered(2, folder);
      double largest = 0;
      for (const std::string& distance : distances)
        largest = std::max(largest, std::stod(distance));
      for (std::size_t i = 0; i < 60; ++i) {
        const auto fields = fields_of(rows[i + 1]);
        EXPECT_EQ(fields[2], clusters[i]);
        EXPECT_NEAR(std::stod(fields[3]), std::stod(distances[i]), 1e-5 * largest);
        EXPECT_EQ(fields[6], recognize ? "true" : "false");
      }
    }
  }
}

TEST_F(Assign, RecognisesTheTrainingImagesOfTheGraph) {
  cluster_by_graph();
  const Outcome outcome = place.assign({"runs/job/latest", "images"});
  expect_the_clusters(outcome, "true");
  EXPECT_THAT(outcome.out, HasSubstr("path,index,cluster,distance,confidence,next_cluster,"
                                     "next_distance,next_confidence,known\n"));
}

TEST_F(Assign, RecognisesTheTrainingImagesOfSpectralClusters) {
  cluster({"--set", "clustering.method=spectral", "--set", "clustering.k=3", "--set",
           "clustering.neighbors=5"});
  expect_the_clusters(place.assign({"runs/job/latest", "images"}), "true");
}

TEST_F(Assign, NewImagesOfTheGraphGoWhereTheirNeighborsAre) {
  cluster_by_graph();
  std::string pixels = slurp(place.path() / "images").substr(16);
  for (std::size_t i = 5; i < pixels.size(); i += 36) pixels[i] = static_cast<char>(pixels[i] ^ 1);
  place.write("images", idx_bytes({60, 6, 6}, pixels));
  const Outcome outcome = place.assign({"runs/job/latest", "images"});
  expect_the_clusters(outcome, "false");
  for (const std::string& row : lines_of(outcome.out)) {
    const auto fields = fields_of(row);
    if (fields[0] == "path") continue;
    EXPECT_GT(std::stod(fields[4]), 0.5);
    EXPECT_LE(std::stod(fields[4]), 1);
  }
}

TEST_F(Assign, TakesPicturesFoldersAndArraysInTheOrderGiven) {
  cluster();
  write_picture("new/sub/b.pgm", 4);
  write_picture("new/a.pgm", 3);
  write_picture("new/.hidden.pgm", 3);
  write_picture("z.pgm", 5);
  const Outcome outcome = place.assign({"runs/job/latest", "z.pgm", "new", "images", "z.pgm"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto rows = lines_of(outcome.out);
  ASSERT_EQ(rows.size(), 65U);
  const auto clusters = clustered(1);
  EXPECT_TRUE(rows[1].starts_with("z.pgm,," + clusters[5] + ","));
  EXPECT_TRUE(rows[2].starts_with("new/a.pgm,," + clusters[3] + ","));
  EXPECT_TRUE(rows[3].starts_with("new/sub/b.pgm,," + clusters[4] + ","));
  EXPECT_TRUE(rows[4].starts_with("images,0,"));
  EXPECT_TRUE(rows[64].starts_with("z.pgm,,"));
}

TEST_F(Assign, TakesAListFromFind) {
  cluster();
  for (std::size_t i = 0; i < 9; ++i) write_picture(fmt::format("new/{}\n.pgm", i), i);
  const Outcome outcome = place.shell(
      "find new -print0 | sort -z | codegrid-assign runs/job/latest -0 - "
      "--format jsonl");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto rows = lines_of(outcome.out);
  ASSERT_EQ(rows.size(), 9U);
  const auto clusters = clustered(1);
  for (std::size_t i = 0; i < 9; ++i) {
    const auto json = nlohmann::json::parse(rows[i]);
    EXPECT_EQ(json["path"], fmt::format("new/{}\n.pgm", i));
    EXPECT_EQ(json["cluster"], std::stoi(clusters[i]));
    EXPECT_EQ(json["known"], true);
  }
  EXPECT_THAT(outcome.err, HasSubstr("note: 1 folder of the list was passed over"));
}

TEST_F(Assign, RowsOfAListComeOutAsItComesIn) {
  cluster();
  write_picture("a.pgm", 0);
  // The second path is written only once the first one's row is there.
  const Outcome outcome = place.shell(
      "mkfifo list; codegrid-assign runs/job/latest - < list > rows & exec 3> list; "
      "echo a.pgm >&3; for i in $(seq 200); do grep -q a.pgm rows && break; sleep 0.05; done; "
      "grep -c a.pgm rows; echo a.pgm >&3; exec 3>&-; wait; grep -c a.pgm rows");
  EXPECT_EQ(outcome.out, "1\n2\n") << outcome.err;
}

TEST_F(Assign, NamesWhatIsBadAndGoesOn) {
  cluster();
  write_picture("new/a.pgm", 0);
  place.write("new/b.png", "some text\n");
  place.write("new/c.pgm", "P5\n6 6\n255\nxyz");
  const Outcome outcome = place.assign({"runs/job/latest", "missing.png", "new"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(lines_of(outcome.out).size(), 2U);
  EXPECT_THAT(outcome.err,
              HasSubstr("skipped: missing.png: cannot be read: No such file or directory\n"));
  EXPECT_THAT(outcome.err, HasSubstr("skipped: new/b.png: "));
  EXPECT_THAT(outcome.err, HasSubstr("skipped: new/c.pgm: "));
  EXPECT_THAT(outcome.err, HasSubstr("codegrid-assign: error: 3 files or folders were skipped, "
                                     "named above; 1 image was assigned\n"));
}

TEST_F(Assign, AnEmptyFolderIsNamed) {
  cluster();
  fs::create_directory(place.path() / "empty");
  const Outcome outcome = place.assign({"runs/job/latest", "empty"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("skipped: empty: "));
}

TEST_F(Assign, RefusesArraysOfAnotherShape) {
  cluster();
  place.write("wide", idx_bytes({1, 2, 3}, "abcdef"));
  const Outcome outcome = place.assign({"runs/job/latest", "wide"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err,
              HasSubstr("skipped: wide: holds images of shape [1, 2, 3], but the encoder takes "
                        "[1, 6, 6]; only pictures in files of their own are brought into another "
                        "shape\n"));
}

TEST_F(Assign, WorksByPartsToo) {
  cluster();
  const std::string run = "runs/job/0001/";
  const Outcome whole = place.assign({"runs/job/latest", "images", "--no-recognition"});
  const Outcome parts = place.assign(
      {"--encoder", run + "encoder.pt", "--centroids", run + "clusters/centroids.npy", "images"});
  ASSERT_EQ(parts.code, 0) << parts.err;
  EXPECT_EQ(parts.out, whole.out);
  expect_the_clusters(
      place.assign({"--encoder", run + "encoder.pt", "--clusters", run + "clusters", "images"}),
      "true");
}

TEST_F(Assign, TakesTheNewestClustersOrTheOnesThatAreNamed) {
  cluster();
  cluster({"--set", "clustering.k=1"});
  const Outcome newest = place.assign({"runs/job/latest", "images"});
  EXPECT_THAT(newest.out, Not(ContainsRegex("images,[0-9]+,[12],")));
  expect_the_clusters(
      place.assign({"runs/job/latest", "images", "--clusters", "runs/job/0001/clusters"}), "true");
}

TEST_F(Assign, LaysPicturesIntoOneFolderACluster) {
  cluster();
  const auto clusters = clustered(1);
  std::map<std::string, int> expected;
  for (std::size_t i = 0; i < 6; ++i) {
    write_picture(fmt::format("new/{}/x.pgm", i), i);
    ++expected["cluster_0" + clusters[i]];
  }
  for (const std::string option : {"--link-into", "--copy-into"}) {
    const std::string into = "sorted" + option;
    const Outcome outcome = place.assign({"runs/job/latest", "new", option, into});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    std::map<std::string, int> found;
    for (const std::string& name : place.below(into)) {
      if (name.ends_with(".pgm")) ++found[fs::path(name).parent_path().string()];
    }
    EXPECT_EQ(found, expected);
    EXPECT_EQ(slurp(place.path() / into / ("cluster_0" + clusters[0]) / "x.pgm"),
              slurp(place.path() / "new/0/x.pgm"));
  }
  EXPECT_THAT(place.assign({"runs/job/latest", "images", "--link-into", "other"}).err,
              HasSubstr("skipped: images: holds images that are no files of their own, which "
                        "cannot be laid into folders\n"));
}

TEST_F(Assign, EndsQuietlyWhereItsReaderHasEnough) {
  cluster();
  const Outcome outcome = place.shell(
      "codegrid-assign runs/job/latest $(yes images | head -n 500) 2> err | head -n 1 > /dev/null; "
      "echo ${PIPESTATUS[0]}; cat err");
  EXPECT_EQ(outcome.out, "1\n");
}

TEST_F(Assign, StopsAtASignalAfterWholeRows) {
  cluster();
  write_picture("a.pgm", 0);
  const Outcome outcome = place.shell(
      "mkfifo list; codegrid-assign runs/job/latest - < list > rows & exec 3> list; "
      "echo a.pgm >&3; for i in $(seq 200); do grep -q a.pgm rows && break; sleep 0.05; done; "
      "kill -TERM $!; wait $!; echo $?; wc -l < rows; tail -c 1 rows | od -An -c");
  EXPECT_EQ(outcome.out, "143\n2\n  \\n\n");
  EXPECT_THAT(outcome.err, HasSubstr("codegrid-assign: stopped by SIGTERM\n"));
}

TEST_F(Assign, HelpShowsHow) {
  const Outcome help = place.assign({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.out, HasSubstr("codegrid-assign runs/photos/latest -0 -"));
}

}  // namespace
}  // namespace codegrid
