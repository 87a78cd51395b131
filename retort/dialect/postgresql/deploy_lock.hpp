/// \file
/// Internal: the lock that keeps two deployments of one PostgreSQL database apart.
#pragma once

#include <memory>

#include <retort/engine/alterations.hpp>

namespace retort::postgresql {

/// An advisory lock on a connection of its own: no transaction holds it, so it outlives those of the migrations, and PostgreSQL lets it go
/// when that connection ends, however the process ends. Through a pooler that gives each transaction another connection it does not work:
/// migrate by a direct connection.
/// \throws TimeoutError  naming who holds it
std::unique_ptr<DeployLock> take_deploy_lock(Connection& connection, const DeployLockOptions& options);

}  // namespace retort::postgresql
