#include "config/job_source.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "config/job_config.hpp"
#include "support/fixtures.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

TEST(JobSource, AFileHasAFolderAndAName) {
  EXPECT_EQ(config_folder("/a/b/job.json"), "/a/b");
  EXPECT_EQ(config_folder("b/job.json"), fs::current_path() / "b");
  EXPECT_EQ(config_folder("job.json"), fs::current_path());
  EXPECT_EQ(default_job_name("/a/b/my.job.json"), "my.job");
  EXPECT_EQ(config_name("b/job.json"), "b/job.json");
  EXPECT_EQ(config_folder("/dev/shm/job.json"), "/dev/shm");
  EXPECT_EQ(default_job_name("./-"), "-");
}

TEST(JobSource, WhatComesThroughADescriptorHasNeither) {
  for (const char* config : {"-", "/dev/stdin", "/dev/fd/63", "/proc/self/fd/3", "/proc/7/fd/3"}) {
    EXPECT_EQ(config_folder(config), fs::current_path()) << config;
    EXPECT_EQ(default_job_name(config), "job") << config;
  }
  EXPECT_EQ(config_name("-"), "standard input");
  EXPECT_EQ(config_name("/dev/fd/63"), "/dev/fd/63");
}

TEST(JobSource, OnlyAFileCanBeReadTwice) {
  const TemporaryFolder folder;
  EXPECT_TRUE(can_be_read_twice(folder.write("job.json", "{}")));
  EXPECT_TRUE(can_be_read_twice(folder.path() / "none.json"));
  ASSERT_EQ(::mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
  EXPECT_FALSE(can_be_read_twice(folder.path() / "pipe"));
  EXPECT_FALSE(can_be_read_twice("-"));
}

TEST(JobSource, AJobOfNoFolderIsRelativeToTheWorkingFolder) {
  const JobConfig job = parse_job(R"({"data": {"root": "images"}})", "/dev/fd/63", {});
  EXPECT_EQ(job.data.root, fs::current_path() / "images");
  EXPECT_EQ(job.name, "job");
  EXPECT_EQ(std::string(error_of([] { parse_job("{}", "-", {}); }).what()),
            "standard input: data: missing; expected an object { ... }");
}

}  // namespace
}  // namespace codegrid
