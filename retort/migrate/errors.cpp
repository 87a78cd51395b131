#include <retort/migrate/errors.hpp>

#include <utility>

namespace retort::migrate {

RevisionError::RevisionError(std::string message) : Error{std::move(message)} {}

const char* RevisionError::type_name() const noexcept {
    return "RevisionError";
}

MultipleHeads::MultipleHeads(std::string message) : RevisionError{std::move(message)} {}

const char* MultipleHeads::type_name() const noexcept {
    return "MultipleHeads";
}

ResolutionError::ResolutionError(std::string message) : RevisionError{std::move(message)} {}

const char* ResolutionError::type_name() const noexcept {
    return "ResolutionError";
}

RangeNotAncestorError::RangeNotAncestorError(std::string message) : RevisionError{std::move(message)} {}

const char* RangeNotAncestorError::type_name() const noexcept {
    return "RangeNotAncestorError";
}

WalkedTooFar::WalkedTooFar(std::string message) : RevisionError{std::move(message)} {}

const char* WalkedTooFar::type_name() const noexcept {
    return "WalkedTooFar";
}

AmbiguousWalk::AmbiguousWalk(std::string message) : RevisionError{std::move(message)} {}

const char* AmbiguousWalk::type_name() const noexcept {
    return "AmbiguousWalk";
}

MissingParent::MissingParent(std::string message) : RevisionError{std::move(message)} {}

const char* MissingParent::type_name() const noexcept {
    return "MissingParent";
}

DuplicateRevision::DuplicateRevision(std::string message) : RevisionError{std::move(message)} {}

const char* DuplicateRevision::type_name() const noexcept {
    return "DuplicateRevision";
}

DuplicateBranchLabel::DuplicateBranchLabel(std::string message) : RevisionError{std::move(message)} {}

const char* DuplicateBranchLabel::type_name() const noexcept {
    return "DuplicateBranchLabel";
}

CycleDetected::CycleDetected(std::string message) : RevisionError{std::move(message)} {}

const char* CycleDetected::type_name() const noexcept {
    return "CycleDetected";
}

LoopDetected::LoopDetected(std::string message) : CycleDetected{std::move(message)} {}

const char* LoopDetected::type_name() const noexcept {
    return "LoopDetected";
}

DependencyCycleDetected::DependencyCycleDetected(std::string message) : CycleDetected{std::move(message)} {}

const char* DependencyCycleDetected::type_name() const noexcept {
    return "DependencyCycleDetected";
}

DependencyLoopDetected::DependencyLoopDetected(std::string message) : DependencyCycleDetected{std::move(message)} {}

const char* DependencyLoopDetected::type_name() const noexcept {
    return "DependencyLoopDetected";
}

}  // namespace retort::migrate
