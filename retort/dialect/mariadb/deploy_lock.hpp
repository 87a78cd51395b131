/// \file
/// Internal: a named lock of the server, by which deployments keep out of each other's way.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <retort/engine/alterations.hpp>

namespace retort::mariadb {

/// `retort deploy shop`: what the lock of a database is called, at most 64 characters, which is all that the server takes.
std::string deploy_lock_name(std::string_view database);

/// Takes the lock of the connection's database on another connection of its engine, since it is held as long as a connection lives.
/// \throws TimeoutError  naming who holds it
std::unique_ptr<DeployLock> take_deploy_lock(Connection& connection, const DeployLockOptions& options);

}  // namespace retort::mariadb
