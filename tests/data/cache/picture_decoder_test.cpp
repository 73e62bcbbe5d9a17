#include "data/cache/picture_decoder.hpp"

#include <gmock/gmock.h>

#include "cache/cache_folder.hpp"
#include "cache/open_cache_file.hpp"
#include "data/cache/listed_pictures.hpp"

namespace codegrid {
namespace {

TEST(PictureDecoder, PacksTheGoodOnesAndNamesTheOthers) {
  const TemporaryFolder place;
  for (int i = 0; i < 9; ++i) {
    const std::string bytes = ppm_picture(4, static_cast<unsigned char>(i + 1));
    place.write(std::to_string(i), i % 3 == 0 ? bytes.substr(0, bytes.size() - 1) : bytes);
  }
  PictureList list = listed_all(place.path(), {"8", "7", "6", "5", "4", "3", "2", "1", "0"});
  list.label_names = {"only"};
  for (ListedPicture& picture : list.pictures) picture.label = picture.name == "4" ? 0 : -1;

  const std::string key(kCacheKeyLength, 'a');
  const ImageOptions options{.height = 2, .width = 2, .channels = 1};
  CacheWriter writer(place.path(), key, 10'000);
  const OnDecoded nobody;
  CacheIndex index = PictureDecoder(list, options, writer, nobody).decode();
  index.key = key;
  writer.publish(index);

  const OpenCacheFile file(cache_file_of(place.path(), key), key);
  const CacheView& view = file.view();
  EXPECT_EQ(view.pixels, std::string_view("\x09\x09\x09\x09\x08\x08\x08\x08\x06\x06\x06\x06"
                                          "\x05\x05\x05\x05\x03\x03\x03\x03\x02\x02\x02\x02"));
  EXPECT_EQ(view.names.text, "875421");
  EXPECT_THAT(view.labels, testing::ElementsAre(-1, -1, -1, 0, -1, -1));
  EXPECT_EQ(view.left_out.text, "630");
  EXPECT_EQ(view.reasons.size(), 3);
  EXPECT_EQ(view.root, std::filesystem::canonical(place.path()).string());
}

}  // namespace
}  // namespace codegrid
