#include "config/clustering_fields.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/job_config.hpp"
#include "config/parsed_text.hpp"
#include "config/version_0_1.hpp"

namespace codegrid {
namespace {

// How several numbers of clusters are written.
const std::string kSeveral =
    "a list of 1 to 100, or a range such as \"2-20\" or, in steps of 2, \"2-20:2\"";

TEST(ClusteringFields, NameTheMethodsInTheOrderOfTheReference) {
  ClusteringOptions clustering;
  std::vector<std::string> methods;
  for (const Kind& kind : clustering_section(clustering).kinds) methods.push_back(kind.name);
  EXPECT_EQ(methods, (std::vector<std::string>{"kmeans", "spherical_kmeans", "gaussian_mixture",
                                               "graph", "spectral", "hdbscan", "refined"}));
}

TEST(ClusteringFields, TheNumberOfClustersOfAGraphMayBeAssignedBeforeOrAfterTheMethod) {
  for (const std::vector<std::string>& assignments :
       {std::vector<std::string>{"clustering.method=graph", "clustering.k=10"},
        std::vector<std::string>{"clustering.k=10", "clustering.method=graph"}}) {
    EXPECT_EQ(parse_text(mnist_of_version_0_1(), assignments).clustering.graph.k, 10);
  }
}

TEST(ClusteringFields, TheSettingsOfAMixtureAreBounded) {
  const std::string method = "clustering.method=gaussian_mixture";
  EXPECT_EQ(complaint_of_0_1({method, "clustering.covariance=tied"}),
            "--set clustering.covariance=tied: clustering.covariance: found \"tied\", expected "
            "\"full\" or \"diagonal\"");
  EXPECT_EQ(complaint_of_0_1({method, "clustering.covariance=diag"}),
            "--set clustering.covariance=diag: clustering.covariance: found \"diag\", expected "
            "\"full\" or \"diagonal\"; did you mean \"diagonal\"?");
  EXPECT_EQ(complaint_of_0_1({method, "clustering.regularization=0"}),
            "--set clustering.regularization=0: clustering.regularization: found 0, expected a "
            "number, at least 1e-12 and at most 1");
}

TEST(ClusteringFields, SpectralClustersAreAThousandAtMost) {
  const JobConfig job = parse_text(mnist_of_version_0_1(), {"clustering.method=spectral"});
  EXPECT_EQ(job.clustering.spectral.k, 10);
  EXPECT_EQ(job.clustering.normalize(), Normalize::kL2);
  EXPECT_EQ(job.clustering.neighbors(), 15);
  EXPECT_EQ(
      keys_of(job_json(job)["clustering"]),
      (std::vector<std::string>{"method", "k", "normalize", "neighbors", "search", "n_init"}));
  EXPECT_EQ(complaint_of_0_1({"clustering.method=spectral", "clustering.k=1001"}),
            "--set clustering.k=1001: clustering.k: found 1001, expected a whole number from 1 to "
            "1000, or several: " +
                kSeveral);
}

TEST(ClusteringFields, AKeyOfAnotherMethodIsRefusedByName) {
  EXPECT_EQ(complaint_of_0_1({"clustering.method=graph", "clustering.n_init=3"}),
            "--set clustering.n_init=3: clustering.n_init: is a key of \"method\": \"kmeans\" or "
            "\"spherical_kmeans\" or \"gaussian_mixture\" or \"spectral\", but the method is "
            "\"graph\"");
  EXPECT_EQ(complaint_of_0_1({"clustering.method=spherical_kmeans", "clustering.normalize=none"}),
            "--set clustering.normalize=none: clustering.normalize: found \"none\", expected "
            "\"l2\"");
  EXPECT_EQ(complaint_of_0_1({"clustering.k=auto"}),
            "--set clustering.k=auto: clustering.k: found \"auto\", expected a whole number from 1 "
            "to 2147483648, or several: " +
                kSeveral);
}

TEST(ClusteringFields, HdbscanHasNoNumberOfClusters) {
  const JobConfig job = parse_text(mnist_of_version_0_1(), {"clustering.method=hdbscan"});
  EXPECT_EQ(job.clustering.hdbscan.min_cluster_size, std::nullopt);
  EXPECT_EQ(job.clustering.normalize(), Normalize::kL2);
  EXPECT_EQ(job.clustering.neighbors(), 10);
  EXPECT_EQ(keys_of(job_json(job)["clustering"]),
            (std::vector<std::string>{"method", "min_cluster_size", "normalize", "min_samples",
                                      "selection", "search"}));
  EXPECT_EQ(job_json(job)["clustering"]["min_cluster_size"], "auto");
  EXPECT_EQ(complaint_of_0_1({"clustering.method=hdbscan", "clustering.k=7"}),
            "--set clustering.k=7: clustering.k: is a key of \"method\": \"kmeans\" or "
            "\"spherical_kmeans\" or \"gaussian_mixture\" or \"graph\" or \"spectral\", but the "
            "method is \"hdbscan\"");
  EXPECT_EQ(complaint_of_0_1({"clustering.method=hdbscan", "clustering.min_cluster_size=1"}),
            "--set clustering.min_cluster_size=1: clustering.min_cluster_size: found 1, expected "
            "\"auto\" or a whole number from 2 to 2147483648");
}

TEST(ClusteringFields, TheNumberOfClustersMayBeSeveralByEveryMethodThatTakesIt) {
  using Numbers = std::vector<std::int64_t>;
  for (const std::string method :
       {"kmeans", "spherical_kmeans", "gaussian_mixture", "graph", "spectral"}) {
    const JobConfig list =
        parse_text(mnist_of_version_0_1(), {"clustering.method=" + method, "clustering.k=20,5,10"});
    EXPECT_EQ(list.clustering.sweep().values, (Numbers{20, 5, 10})) << method;
    EXPECT_EQ(job_json(list)["clustering"]["k"].dump(), "[20,5,10]") << method;
    const JobConfig range = parse_text(job_json(list).dump(), {"clustering.k=2-20:6"});
    EXPECT_EQ(range.clustering.sweep().values, (Numbers{2, 8, 14, 20})) << method;
    EXPECT_EQ(job_json(range)["clustering"]["k"], "2-20:6") << method;
    const JobConfig one = parse_text(job_json(range).dump(), {"clustering.k=7"});
    EXPECT_TRUE(one.clustering.sweep().empty()) << method;
    EXPECT_EQ(job_json(one)["clustering"]["k"], 7) << method;
    EXPECT_EQ(job_json(one), job_json(parse_text(job_json(one).dump()))) << method;
    JobConfig chosen = range;
    chosen.clustering = range.clustering.with_k(8);
    EXPECT_EQ(job_json(chosen)["clustering"]["k"], 8) << method;
  }
}

TEST(ClusteringFields, SeveralNumbersAreForgottenWithTheirMethod) {
  const JobConfig list = parse_text(mnist_of_version_0_1(), {"clustering.k=5,10"});
  const JobConfig job = parse_text(job_json(list).dump(), {"clustering.method=hdbscan"});
  EXPECT_TRUE(job.clustering.sweep().empty());
}

TEST(ClusteringFields, SeveralNumbersThatAreWrongAreRefusedByName) {
  const auto refused = [](const std::string& given, const std::string& shown,
                          const std::string& why) {
    EXPECT_EQ(complaint_of_0_1({"clustering.method=spectral", "clustering.k=" + given}),
              "--set clustering.k=" + given + ": clustering.k: found " + shown +
                  ", expected a whole number from 1 to 1000, or several: " + kSeveral + why);
  };
  refused("[]", "[]", "; the list is empty");
  refused("5,10,5", "[5,10,5]", "; 5 is in the list twice");
  refused("0,5", "[0,5]", "; item 1 of the list is no such number");
  refused("5,1001", "[5,1001]", "; item 2 of the list is no such number");
  refused("5,7.5", "[5,7.5]", "; item 2 of the list is no such number");
  refused(R"([5,"ten"])", R"([5,"ten"])", "; item 2 of the list is no such number");
  refused("5,ten", R"("5,ten")", "");
  refused("2-20:0", R"("2-20:0")", "; steps of 0 lead nowhere");
  refused("20-2", R"("20-2")", "; 20 is more than 2");
  refused("1-1000", R"("1-1000")", "; the range has 1,000 numbers");
  refused("0-9", R"("0-9")", "; 0 is no such number");
}

TEST(ClusteringFields, SeveralNumbersAreForMethodsThatTakeOne) {
  EXPECT_EQ(complaint_of_0_1({"clustering.method=hdbscan", "clustering.k=5,10"}),
            "--set clustering.k=5,10: clustering.k: is a key of \"method\": \"kmeans\" or "
            "\"spherical_kmeans\" or \"gaussian_mixture\" or \"graph\" or \"spectral\", but the "
            "method is \"hdbscan\"");
  EXPECT_EQ(complaint_of_0_1({"clustering.method=refined", "clustering.k=2-20"}),
            "--set clustering.k=2-20: clustering.k: is a key of \"method\": \"kmeans\" or "
            "\"spherical_kmeans\" or \"gaussian_mixture\" or \"graph\" or \"spectral\", but the "
            "method is \"refined\"");
}

}  // namespace
}  // namespace codegrid
