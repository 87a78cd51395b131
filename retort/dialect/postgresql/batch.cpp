#include <retort/dialect/postgresql/statement.hpp>

namespace retort::postgresql {

void Statement::execute_many(BatchSource& batch, std::size_t& item) {
    DriverStatement::execute_many(batch, item);
}

}  // namespace retort::postgresql
