#include "job/init/array_files.hpp"

#include <gmock/gmock.h>

#include "data/fixtures.hpp"
#include "data/sources/npz_bytes.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ArrayFile images_called(const std::string& name, std::int64_t count = 9,
                        Dataset dataset = Dataset::kNpy) {
  return {name, dataset, true, {count, 4, 4}};
}
ArrayFile labels_called(const std::string& name, std::int64_t count = 9,
                        Dataset dataset = Dataset::kNpy) {
  return {name, dataset, false, {count}};
}

TEST(ArrayFiles, AreFoundByTheirFirstBytes) {
  const TemporaryFolder folder;
  folder.write("images", idx_bytes({2, 3, 4}, std::string(24, 'x')));
  folder.write("labels.gz", gzip_bytes(idx_bytes({2}, "ab")));
  folder.write("x.npy", npy_bytes("|u1", "(2, 3, 4)", std::string(24, 'x')));
  folder.write("z.npz", zip_bytes({{"x_train.npy", npy_bytes("|u1", "(1, 1, 1)", "x")},
                                   {"y_train.npy", npy_bytes("|u1", "(1,)", "x")},
                                   {"note.txt", "no array"}}));
  folder.write("text", "a text");
  folder.write("damaged.npz", "PK\3\4");
  folder.write(".hidden", idx_bytes({2}, "ab"));
  std::vector<std::string> names;
  std::vector<bool> images;
  const FolderArrays found = arrays_in(folder.path());
  for (const ArrayFile& array : found.arrays) {
    names.push_back(array.name);
    images.push_back(array.images);
  }
  EXPECT_THAT(names, ElementsAre("images", "labels.gz", "x.npy", "z.npz/x_train", "z.npz/y_train"));
  EXPECT_THAT(images, ElementsAre(true, false, true, true, false));
  ASSERT_EQ(found.damaged.size(), 1U);
  EXPECT_EQ(found.damaged[0].name, "damaged.npz");
  EXPECT_THAT(found.damaged[0].reason, testing::Not(HasSubstr(folder.path().string())));
  EXPECT_EQ(arrays_in(folder.path(), "text").size(), 0U);
  EXPECT_EQ(error_of([&] { arrays_in(folder.path(), "damaged.npz"); }).code(), ExitCode::kBadData);
}

TEST(ArrayFiles, ThoseThatAreDamagedAreNamedWithTheReason) {
  const TemporaryFolder folder;
  folder.write("a.npy", "");
  folder.write("b.NPZ", "<html>");
  folder.write("c.npy", npy_bytes("|u1", "(2, 3", "x"));
  folder.write("d", idx_bytes({2, 3, 4}, "").substr(0, 9));
  folder.write("e.gz", gzip_bytes(idx_bytes({2}, "ab")).substr(0, 12));
  folder.write("f.csv", "path,label\n");
  folder.write("g.npy", npy_bytes("|u1", "(2, 3, 4)", std::string(24, 'x')));
  const FolderArrays found = arrays_in(folder.path());
  std::vector<std::string> damaged;
  for (const SkippedPicture& file : found.damaged) {
    damaged.push_back(file.name);
    EXPECT_NE(file.reason, "") << file.name;
    EXPECT_FALSE(file.is_folder);
  }
  EXPECT_THAT(damaged, ElementsAre("a.npy", "b.NPZ", "c.npy", "d", "e.gz"));
  ASSERT_EQ(found.arrays.size(), 1U);
  EXPECT_EQ(found.arrays[0].name, "g.npy");
}

TEST(ArrayFiles, TheUsualNamesAreChosen) {
  const ArrayChoice choice =
      choose_arrays({images_called("m.npz/x_test", 5), images_called("m.npz/x_train"),
                     labels_called("m.npz/y_test", 5), labels_called("m.npz/y_train"),
                     images_called("m.npz/val_images", 4), labels_called("m.npz/ids_train")},
                    "", "m.npz");
  EXPECT_EQ(choice.data.train_images, "m.npz/x_train");
  EXPECT_EQ(choice.data.train_labels, "m.npz/y_train");
  EXPECT_EQ(choice.data.validation_images, "m.npz/val_images");
  EXPECT_EQ(choice.data.validation_labels, "");
  EXPECT_EQ(choice.data.test_images, "m.npz/x_test");
  EXPECT_EQ(choice.data.test_labels, "m.npz/y_test");
}

TEST(ArrayFiles, MnistsNamesAreKnownAndEmnistsGoTogether) {
  std::vector<ArrayFile> arrays;
  for (const char* set : {"digits", "letters"}) {
    for (const char* part : {"train", "test"}) {
      const std::string start = fmt::format("emnist-{}-{}-", set, part);
      arrays.push_back(images_called(start + "images-idx3-ubyte.gz", 9, Dataset::kIdx));
      arrays.push_back(labels_called(start + "labels-idx1-ubyte.gz", 9, Dataset::kIdx));
    }
  }
  const ArrayChoice letters =
      choose_arrays(arrays, "emnist-letters-train-images-idx3-ubyte.gz", "folder");
  EXPECT_EQ(letters.data.train_labels, "emnist-letters-train-labels-idx1-ubyte.gz");
  EXPECT_EQ(letters.data.test_images, "emnist-letters-test-images-idx3-ubyte.gz");
  EXPECT_EQ(letters.data.test_labels, "emnist-letters-test-labels-idx1-ubyte.gz");
  EXPECT_TRUE(letters.data.transposed);
  const std::string why = message_of([&] { choose_arrays(arrays, "", "folder"); });
  EXPECT_THAT(why, HasSubstr("folder: holds several arrays of images to train on: "));
  EXPECT_THAT(why, HasSubstr("give the file of one of them"));

  const ArrayChoice mnist =
      choose_arrays({images_called("t10k-images-idx3-ubyte", 5, Dataset::kIdx),
                     images_called("train-images-idx3-ubyte", 9, Dataset::kIdx)},
                    "", "mnist");
  EXPECT_EQ(mnist.data.test_images, "t10k-images-idx3-ubyte");
  EXPECT_FALSE(mnist.data.transposed);
}

TEST(ArrayFiles, LabelsThatAreNotTheImagesAreLeftOut) {
  const auto labels_beside = [](const std::vector<ArrayFile>& others) {
    std::vector<ArrayFile> arrays{images_called("images.npy")};
    arrays.insert(arrays.end(), others.begin(), others.end());
    return choose_arrays(arrays, "", "it").data.train_labels.string();
  };
  EXPECT_EQ(labels_beside({labels_called("classes.npy")}), "classes.npy");
  EXPECT_EQ(labels_beside({labels_called("labels.npy", 8)}), "") << "of another number";
  EXPECT_EQ(labels_beside({labels_called("y_fine.npy"), labels_called("y_coarse.npy")}), "")
      << "two that are as likely";
  EXPECT_EQ(labels_beside({labels_called("labels.npy"), labels_called("indices.npy")}),
            "labels.npy");
}

TEST(ArrayFiles, WithoutImagesIsAnErrorThatListsWhatThereIs) {
  EXPECT_EQ(message_of([] { choose_arrays({labels_called("y.npy")}, "", "d"); }),
            "d: holds no images to train on: y.npy (9); expected an array of three or four "
            "dimensions, [N, H, W] say");
  EXPECT_EQ(message_of([] {
              choose_arrays({labels_called("y.npy"), images_called("x.npy")}, "y.npy", "d/y.npy");
            }),
            "d/y.npy: holds no images but 9 labels; give the file of the images");
}

TEST(ArrayFiles, ImagesOfAnotherShapeAreNoOtherSet) {
  ArrayFile test = images_called("x_test.npy");
  test.shape = {9, 5, 4};
  EXPECT_EQ(choose_arrays({images_called("x_train.npy"), test}, "", "d").data.test_images, "");
}

}  // namespace
}  // namespace codegrid
