"""Runs the migrations on the connection that storage/schema.py hands over."""

from alembic import context

from storage.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
