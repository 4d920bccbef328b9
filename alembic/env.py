"""How alembic finds the tables and the database: both are handed in by `calendar_service.store.migrations`."""

from alembic import context
from calendar_service.models import Base
from calendar_service.store.migrations import is_ours

connection = context.config.attributes["connection"]
# SQLite can alter little in place: tables are rebuilt there.
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    include_object=is_ours,
)
with context.begin_transaction():
    context.run_migrations()
