#include <retort/engine/driver.hpp>

namespace retort {

void DriverStatement::execute_many(BatchSource& batch, std::size_t& item) {
    const bool wants_key = batch.wants_generated_key();
    const std::size_t size = batch.size();
    for (item = 0; item < size; ++item) {
        batch.write(item, bind());
        while (step())
            batch.returned(item, row());
        const std::int64_t changed = changes();
        batch.done(item, changed);
        // A trigger can have kept the row out; the driver would tell the key of an earlier one then.
        if (wants_key && changed == 1) batch.generated_key(item, generated_key());
    }
}

}  // namespace retort
