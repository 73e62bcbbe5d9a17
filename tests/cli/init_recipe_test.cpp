#include <gmock/gmock.h>

#include "cli/run.hpp"
#include "data/sources/npz_bytes.hpp"
#include "data/sources/pictures.hpp"
#include "support/environment.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

// Runs what --init prints for images that are enough for the recipe.
class InitRecipe : public Cli {
 protected:
  // 1,000 images of 6 x 6, enough for the recipe: bars at one of three places, in files of IDX.
  void write_many_images(const std::string& folder) const {
    fs::create_directories(place.path() / folder);
    place.write_images(folder + "/train-images", 1'000);
    place.write_labels(folder + "/train-labels", 1'000);
  }

  // The same as pictures, in folders by place or in one.
  void write_many_pictures(const std::string& folder, bool labelled) const {
    for (int i = 0; i < 1'000; ++i) {
      std::string picture = grey_picture(6, 6, 20 + i % 40);
      const std::size_t start = picture.size() - 36;
      for (std::size_t p = 0; p < 6; ++p)
        picture[start + static_cast<std::size_t>(i % 3) * 12 + p] = static_cast<char>(215 + i % 41);
      for (std::size_t p = 0; p < 3; ++p)  // no two alike
        picture[start + 6 + p] = static_cast<char>(i >> (4 * p) & 15);
      place.write(fmt::format("{}/{}{}.pgm", folder, labelled ? fmt::format("{}/", i % 3) : "", i),
                  picture);
    }
  }

  // Two encoders, each of two epochs, and where there is a refinement one short student.
  void expect_the_recipe_to_run(const std::string& data, const std::string& name, bool refined) {
    const Outcome printed = place.shell("codegrid-train --init '" + data + "' > job.json");
    ASSERT_EQ(printed.code, 0) << printed.err;
    EXPECT_THAT(printed.err, HasSubstr("proposed: two encoders, and "));
    EXPECT_EQ(place.train({"job.json", "--validate"}).out, "job.json: valid\n");
    std::vector<std::string> arguments{"job.json", "--set", "encoders[0].training.epochs=2",
                                       "--set", "encoders[1].training.epochs=2"};
    if (refined) {
      for (const char* set : {"refinement.training.epochs=2", "refinement.rounds=1"})
        arguments.insert(arguments.end(), {"--set", set});
    }
    const Outcome trained = place.train(arguments);
    ASSERT_EQ(trained.code, 0) << slurp(place.path() / "job.json") << trained.err;
    const Outcome clustered = place.cluster({"runs/" + name + "/latest"});
    ASSERT_EQ(clustered.code, 0) << clustered.err;
    const nlohmann::json job = place.json("runs/" + name + "/0001/config.json");
    EXPECT_EQ(job["encoders"].size(), 2U);
    EXPECT_EQ(job["clustering"]["method"], refined ? "refined" : "graph");
    EXPECT_TRUE(fs::exists(place.path() / "runs" / name / "0001/clusters/clusters.png"));
  }

 private:
  Environ environment_{
      {{"XDG_CACHE_HOME", (place.path() / "kept").string()}, {"OMP_NUM_THREADS", "1"}}};
};

TEST_F(InitRecipe, ManyImagesWithLabelsGetTheRecipeWithARefinement) {
  write_many_images("idx");
  expect_the_recipe_to_run("idx", "idx", true);
  EXPECT_EQ(place.json("runs/idx/0001/config.json")["refinement"]["k"], 3);
}

TEST_F(InitRecipe, ManyPicturesInFoldersGetTheRecipeWithARefinement) {
  write_many_pictures("photos", true);
  expect_the_recipe_to_run("photos", "photos", true);
  const Outcome again = place.shell("codegrid-train --init photos 2>&1 >again.json");
  EXPECT_THAT(again.out, HasSubstr("nothing has changed since "));
  EXPECT_EQ(slurp(place.path() / "again.json"), slurp(place.path() / "job.json"));
}

TEST_F(InitRecipe, ManyPicturesWithoutLabelsGetTheRecipeAndTheGraph) {
  write_many_pictures("photos", false);
  expect_the_recipe_to_run("photos", "photos", false);

  std::string list = "path\n";
  for (int i = 0; i < 1'000; ++i) list += fmt::format("photos/{}.pgm\n", i);
  place.write("list.csv", list);
  expect_the_recipe_to_run("list.csv", "list", false);
}

TEST_F(InitRecipe, ManyImagesOfAnArrayGetTheRecipe) {
  std::string pixels;
  for (int i = 0; i < 1'000; ++i) {
    for (int p = 0; p < 36; ++p)
      pixels += static_cast<char>(p / 6 == i % 3 * 2 ? 255 : (i * 37 + p * 11) % 60);
  }
  place.write("images.npy", npy_bytes("|u1", "(1000, 6, 6)", pixels));
  expect_the_recipe_to_run("images.npy", place.path().filename().string(), false);
}

}  // namespace
}  // namespace codegrid
