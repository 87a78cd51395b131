#!/usr/bin/env python3
"""What Alembic takes for the thousand migrations of migrate_bench.cpp: once with a commit after each step, once in one transaction.

    /usr/bin/python3 bench/migrate_alembic.py [steps]
"""
import logging
import os
import resource
import sys
import tempfile
import time

from alembic import command
from alembic.config import Config

STEPS_A_TABLE = 5

ENV = '''
from alembic import context
import sqlalchemy as sa

arguments = context.get_x_argument(as_dictionary=True)
engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url"))


@sa.event.listens_for(engine, "connect")
def connected(connection, record):
    connection.isolation_level = None  # SQLAlchemy's recipe for transactions that hold DDL


@sa.event.listens_for(engine, "begin")
def begun(connection):
    connection.exec_driver_sql("BEGIN IMMEDIATE")


with engine.connect() as connection:
    context.configure(connection=connection, transactional_ddl=True, transaction_per_migration=arguments["tx"] == "step")
    with context.begin_transaction():
        context.run_migrations()
'''

SCRIPT = '''"""step {step}"""
from alembic import op
import sqlalchemy as sa

revision = "{revision}"
down_revision = {down}
branch_labels = None
depends_on = None


def upgrade():
    {operation}


def downgrade():
    pass
'''

CREATE = (
    'op.create_table("table_{table}", sa.Column("id", sa.Integer(), nullable=False), sa.Column("name", sa.String(30), nullable=False), '
    'sa.Column("created", sa.DateTime()), sa.PrimaryKeyConstraint("id"))'
)
ADD = 'op.add_column("table_{table}", sa.Column("column_{column}", sa.Integer()))'


def revision_of(step):
    return f"rev{step:09d}"


def write_project(folder, steps):
    versions = os.path.join(folder, "versions")
    os.makedirs(versions)
    with open(os.path.join(folder, "env.py"), "w", encoding="utf-8") as env:
        env.write(ENV)
    for step in range(steps):
        operation = (ADD if step % STEPS_A_TABLE else CREATE).format(table=step // STEPS_A_TABLE, column=step % STEPS_A_TABLE)
        down = repr(revision_of(step - 1)) if step else None
        with open(os.path.join(versions, revision_of(step) + ".py"), "w", encoding="utf-8") as script:
            script.write(SCRIPT.format(step=step, revision=revision_of(step), down=down, operation=operation))


def upgrade(folder, mode):
    config = Config()
    config.set_main_option("script_location", folder)
    database = os.path.join(folder, mode + ".db")
    config.set_main_option("sqlalchemy.url", "sqlite:///" + database)
    config.cmd_opts = type("Options", (), {"x": ["tx=" + mode]})()
    begun, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    command.upgrade(config, "head")
    wall, now = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF)
    processor = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    print(f"alembic upgrade, tx {mode}: {wall:.2f} s, {processor:.2f} s of it on the processor")


def main():
    logging.disable(logging.CRITICAL)
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        project = os.path.join(folder, "migrations")
        write_project(project, steps)
        upgrade(project, "run")  # compiles the scripts: not counted by who reads the second figure
        for name in ("run.db", "step.db"):
            if os.path.exists(os.path.join(project, name)):
                os.remove(os.path.join(project, name))
        upgrade(project, "run")
        upgrade(project, "step")


if __name__ == "__main__":
    main()
