#pragma once

// Every measure of a clustering.
#include "cluster/agreement.hpp"
#include "cluster/confusion.hpp"
#include "cluster/contingency.hpp"
#include "cluster/silhouette.hpp"
