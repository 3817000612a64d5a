"""What Alembic runs: the versions, on the connection that `migrate` opened."""

from __future__ import annotations

from alembic import context

from workbench.server.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the transaction is `migrate`'s, on both databases
)
context.run_migrations()
