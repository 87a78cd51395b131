/// \file
/// Graphs for tests, written as people draw them.
#pragma once

#include <retort/migrate/errors.hpp>
#include <retort/migrate/graph_text.hpp>
#include <retort/migrate/revision_graph.hpp>
#include <retort/migrate/revision_paths.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace retort::migrate::test {

using Names = std::vector<std::string>;

inline Names names(const RevisionGraph& graph, const std::vector<Node>& nodes) {
    Names result;
    for (const Node node : nodes)
        result.push_back(graph.id(node));
    return result;
}

inline Names names(const RevisionGraph& graph, const MigrationPath& path) {
    Names result;
    for (const auto& step : path.steps)
        result.push_back(step.node ? graph.id(*step.node) : "stamp");
    return result;
}

/// "+a" inserts a row, "-a" deletes one, "a>b" changes one.
inline Names changes(const PathStep& step) {
    Names result;
    for (const auto& change : step.changes) {
        switch (change.kind) {
        case VersionChange::Kind::insert: result.push_back("+" + change.to); break;
        case VersionChange::Kind::remove: result.push_back("-" + change.from); break;
        case VersionChange::Kind::update: result.push_back(change.from + ">" + change.to); break;
        }
    }
    return result;
}

/// a <- b <- c
inline RevisionGraph line() {
    return RevisionGraph{{{.id = "a", .message = "one"}, {.id = "b", .down_revision = {"a"}}, {.id = "c", .down_revision = {"b"}}}};
}

/// a <- b, and from b two branches: c <- d labelled x, e <- f labelled y.
inline std::vector<Revision> forked() {
    return {{.id = "a"}, {.id = "b", .down_revision = {"a"}}, {.id = "c", .down_revision = {"b"}, .branch_labels = {"x"}},
        {.id = "d", .down_revision = {"c"}}, {.id = "e", .down_revision = {"b"}, .branch_labels = {"y"}},
        {.id = "f", .down_revision = {"e"}}};
}

/// The same, with d and f merged into m.
inline RevisionGraph diamond() {
    auto revisions = forked();
    revisions.push_back({.id = "m", .down_revision = {"d", "f"}});
    return RevisionGraph{std::move(revisions)};
}

/// Two lines of their own, a1 <- a2 <- a3 labelled a, b1 <- b2 <- b3 labelled b; b2 depends on a2.
inline RevisionGraph dependent() {
    return RevisionGraph{{{.id = "a1", .branch_labels = {"a"}}, {.id = "a2", .down_revision = {"a1"}},
        {.id = "a3", .down_revision = {"a2"}}, {.id = "b1", .branch_labels = {"b"}},
        {.id = "b2", .down_revision = {"b1"}, .depends_on = {"a2"}}, {.id = "b3", .down_revision = {"b2"}}}};
}

/// What the error says, or "" where there is none; any other class of error escapes.
template <typename Error, typename Call>
std::string refusal(Call&& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

}  // namespace retort::migrate::test
