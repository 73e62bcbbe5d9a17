#include "job/trust_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/text_table.hpp"

namespace codegrid {
namespace {

constexpr std::size_t kMostNamedGroups = 3;  // groups of one kind

std::string first_sentence(const Trust& trust) {
  const std::string figures =
      fmt::format("{} of the nearest neighbors agree, {} in the mean of the clusters",
                  percent(trust.neighbors_agree), percent(trust.groups_agree));
  switch (belief_in(trust)) {
    case Belief::kBelieved:
      return fmt::format("Groups to be believed: {}.", figures);
    case Belief::kDoubted:
      return fmt::format("Groups to be doubted: {}.", figures);
    case Belief::kNotBelieved:
      return fmt::format("Groups not to be believed: only {}.", figures);
    case Belief::kUnknown:
      break;
  }
  return trust.groups.size() == 1
             ? "One group has nothing that it could be told from."
             : "Nothing tells whether the groups are to be believed: no code has neighbors.";
}

std::vector<std::size_t> sorted_groups(const Trust& trust, double GroupTrust::*figure,
                                       double below) {
  std::vector<std::size_t> groups;
  for (std::size_t i = 0; i < trust.groups.size(); ++i)
    if (trust.groups[i].*figure < below) groups.push_back(i);  // NaN is not less
  std::ranges::stable_sort(groups, {}, [&](std::size_t i) { return trust.groups[i].*figure; });
  return groups;
}

std::string words_on_overlap(std::size_t group, const GroupTrust& trust) {
  const std::string agree =
      fmt::format("Cluster {}: {} of the neighbors agree", group, percent(trust.neighbors_agree));
  if (trust.overlaps < 0) return agree + ".";
  return fmt::format("{}, {} are in cluster {}.", agree, percent(trust.overlap), trust.overlaps);
}

std::string words_on_more(std::size_t all, const std::string& what) {
  if (all <= kMostNamedGroups) return "";
  return fmt::format("{} more {}, in metrics.json.", with_commas(all - kMostNamedGroups), what);
}

}  // namespace

std::string percent(double share) {
  return std::isnan(share) ? "none" : fmt::format("{:.1f} %", 100 * share);
}

std::string words_on_group(const GroupTrust& trust) {
  if (std::isnan(trust.neighbors_agree)) return "";
  std::string words = fmt::format(", {} of neighbors agree", percent(trust.neighbors_agree));
  if (trust.halves.conductance <= kHardlyTouch) words += ", two parts hardly touch";
  return words;
}

Belief belief_in(const Trust& trust) {
  if (trust.groups.size() < 2 || std::isnan(trust.groups_agree)) return Belief::kUnknown;
  if (trust.groups_agree >= kLeastBelieved) return Belief::kBelieved;
  return trust.groups_agree >= kLeastDoubted ? Belief::kDoubted : Belief::kNotBelieved;
}

std::string name_of(Belief belief) {
  switch (belief) {
    case Belief::kBelieved:
      return "believed";
    case Belief::kDoubted:
      return "doubted";
    case Belief::kNotBelieved:
      return "not_believed";
    case Belief::kUnknown:
      break;
  }
  return "unknown";
}

std::vector<std::string> trust_sentences(const Trust& trust) {
  std::vector<std::string> sentences{first_sentence(trust)};
  const Belief belief = belief_in(trust);
  if (belief == Belief::kUnknown) return sentences;
  const std::vector<std::size_t> mixed =
      belief == Belief::kNotBelieved  // then so is nearly every cluster
          ? std::vector<std::size_t>{}
          : sorted_groups(trust, &GroupTrust::neighbors_agree, kLeastOfACluster);
  for (std::size_t i = 0; i < std::min(mixed.size(), kMostNamedGroups); ++i)
    sentences.push_back(words_on_overlap(mixed[i], trust.groups[mixed[i]]));
  sentences.push_back(words_on_more(mixed.size(), "clusters are as mixed"));

  std::vector<std::size_t> parted;
  for (std::size_t i = 0; i < trust.groups.size(); ++i)
    if (trust.groups[i].halves.conductance <= kHardlyTouch) parted.push_back(i);
  std::ranges::stable_sort(parted, {},
                           [&](std::size_t i) { return trust.groups[i].halves.conductance; });
  for (std::size_t i = 0; i < std::min(parted.size(), kMostNamedGroups); ++i) {
    const GroupHalves& halves = trust.groups[parted[i]].halves;
    const double lesser = std::round(1000 * halves.lesser) / 1000;  // both make 100 % as printed
    sentences.push_back(
        fmt::format("Two parts of cluster {} hardly touch ({} of their edges): it may be two "
                    "groups, of {} and {} of its images.",
                    parted[i], percent(halves.conductance), percent(lesser), percent(1 - lesser)));
  }
  sentences.push_back(words_on_more(parted.size(), "clusters fall into two parts"));
  std::erase(sentences, "");
  return sentences;
}

}  // namespace codegrid
