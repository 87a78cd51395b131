/// \file
/// What can be wrong with a set of revisions, or with the words that name one of them.
///
/// Every message names the revisions concerned.
#pragma once

#include <retort/core/error.hpp>

#include <string>

namespace retort::migrate {

/// A revision that cannot be found, reached or placed; the root of the errors of migrations.
class RevisionError : public Error {
public:
    explicit RevisionError(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// An identifier that has to mean one revision means several heads.
class MultipleHeads : public RevisionError {
public:
    explicit MultipleHeads(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// An identifier means no revision, or begins the ids of several, or means one outside of the branch it was asked for.
class ResolutionError : public RevisionError {
public:
    explicit ResolutionError(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// The two ends of a range do not lie on one line.
class RangeNotAncestorError : public RevisionError {
public:
    explicit RangeNotAncestorError(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// A relative identifier leads past the first or the last revision.
class WalkedTooFar : public RevisionError {
public:
    explicit WalkedTooFar(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// A relative identifier meets a fork, where several revisions could be the next one.
class AmbiguousWalk : public RevisionError {
public:
    explicit AmbiguousWalk(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// A script follows or needs a revision that is not there.
class MissingParent : public RevisionError {
public:
    explicit MissingParent(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// Two scripts have one id.
class DuplicateRevision : public RevisionError {
public:
    explicit DuplicateRevision(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// A branch label that another script has, too, or that is a revision's id.
class DuplicateBranchLabel : public RevisionError {
public:
    explicit DuplicateBranchLabel(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// Revisions follow one another in a ring.
class CycleDetected : public RevisionError {
public:
    explicit CycleDetected(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// A revision follows itself.
class LoopDetected : public CycleDetected {
public:
    explicit LoopDetected(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// Revisions that depend on one another, or follow one another, make a ring.
class DependencyCycleDetected : public CycleDetected {
public:
    explicit DependencyCycleDetected(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// A revision depends on itself.
class DependencyLoopDetected : public DependencyCycleDetected {
public:
    explicit DependencyLoopDetected(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

}  // namespace retort::migrate
