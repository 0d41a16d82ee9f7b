"""A design on the planner's server: built by a role of its own, copied, and made to look full."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from designer.exporters.postgres.text import names as quoted
from designer.lab.planner.asking import Asking
from designer.lab.planner.buildable import KNOWN_EXTENSIONS, Buildable, LeftOut
from designer.lab.planner.catalogue import Stored, StoredIndex, read_stored
from designer.lab.planner.copy_role import CopyRole
from designer.lab.planner.measured import Measured
from designer.lab.planner.relation_files import extend
from designer.lab.planner.restore import (
    AttributeStatistics,
    RelationStatistics,
    restore_attributes,
    restore_relations,
)
from designer.lab.planner.sizing import Size, Sizing, make_file
from designer.lab.planner.visibility import ShownIndexes, set_valid, usable_indexes
from designer.lab.planner.volume import TableVolume
from designer.lab.planner_server import PLANNER, PLANNER_LIMITS
from designer.lab.scratch import ScratchCluster
from designer.lab.watchdog import Watchdog
from designer.schema.schema import Schema


@dataclass(frozen=True, slots=True)
class IndexSize:
    """How large an index is at the declared volume: of a divided table, all its parts together."""

    bytes: int
    rows: float


@dataclass(frozen=True, slots=True)
class Source:
    """What a copy is made from: the design, its volumes, what of it a server can have, measured statistics."""

    schema: Schema
    volumes: Mapping[str, TableVolume]
    built: Buildable
    measured: Measured | None = None


class FullCopy:
    """The copy that is asked, until `close`. left_out, notes: what the server does not have, or was stood in for."""

    def __init__(self, cluster: ScratchCluster, source: Source) -> None:
        self.cluster = cluster
        self.schema, self.volumes = source.schema, source.volumes
        self.left_out: tuple[LeftOut, ...] = source.built.left_out
        self.notes: tuple[str, ...] = source.built.notes
        self._built = source.built
        self.indexes = dict(source.built.indexes)
        self._extensions = KNOWN_EXTENSIONS & {one.name for one in source.schema.extensions}
        self._measured = source.measured
        self._run = f"run_{secrets.token_hex(10)}"
        self._role = CopyRole(cluster, tuple(sorted({one.name for one in source.schema.schemas} - {"public"})))
        self._name: str | None = None
        self._watchdog: Watchdog | None = None
        self._sessions: list[psycopg.Connection] = []
        self.sizes: dict[tuple[str, str], Size] = {}
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def size(self, index_id: str) -> IndexSize | None:
        """The size of an index or candidate; None for one that was left out."""
        name, shown = self.indexes.get(index_id), self.shown
        if name is None or name not in shown.parts:
            return None
        parts = [self.sizes[key] for key, oid in shown.oids.items() if oid in shown.parts[name] and key in self.sizes]
        return IndexSize(sum(one.bytes for one in parts), sum(one.rows for one in parts))

    @property
    def ended(self) -> bool:
        """Whether the session that is asked has ended."""
        return self._reader.closed

    @property
    def lost(self) -> bool:
        """Whether the server itself has ended, or has thrown every session out."""
        if not self.cluster.running or self._admin.closed:
            return True
        try:
            self._admin.execute("SELECT 1")
        except psycopg.OperationalError:
            return True
        return False

    @property
    def stopped(self) -> str | None:
        """Why the sessions were ended from outside, as a sentence; None while they have not been."""
        return self._watchdog.stopped if self._watchdog else None

    @property
    def at_fault(self) -> bool:
        """Whether what was asked here is the reason, and not the end of a server that others use too."""
        return self._watchdog is not None and self._watchdog.stopped is not None and not self._watchdog.found_it_ended

    def new_session(self) -> None:
        """Ask through another session after the last one was ended. Raises psycopg.OperationalError."""
        if self._watchdog is not None:
            self._watchdog.close()
        self._admin.execute(sql.SQL("ALTER ROLE {} LOGIN").format(self._role.identifier))
        self._watchdog = Watchdog(self.cluster, self._role.name, PLANNER_LIMITS)
        self._ask()

    def _ask(self) -> None:
        self._reader = self._kept(self._role.session(self._run))
        self.asking = Asking(self._reader, self.schema, self.volumes, lambda: self.stopped, self._miscounted)

    def close(self) -> None:
        """End the sessions and drop everything. Safe to call again."""
        for session in self._sessions:
            session.close()
        self._sessions = []
        if self._watchdog is not None:
            self._watchdog.close()
        if not self.cluster.running:
            return
        try:
            with self.cluster.connect() as session:
                session.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self._run)))
                self._empty(session)
                session.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(self._role.identifier))
        except psycopg.Error:
            self.cluster.kill()  # what cannot be dropped goes with the cluster; the next design starts another

    def _empty(self, session: psycopg.Connection) -> None:
        """Make the database of the design a spare again; where a superuser made something in it, drop it."""
        if self._name is None:
            return
        name, self._name = self._name, None
        if not self._extensions:
            with self.cluster.connect(name) as inside:
                inside.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(self._role.identifier))
        if self._extensions or not PLANNER.keep(self.cluster, name):
            session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _open(self) -> None:
        self._make_role()
        self._name = PLANNER.spare(self.cluster)
        stored = self._build(self._name)
        self._copy(self._name)
        tables = {
            (self.schema.namespace(one.schema) or "public", one.name): self.volumes[one.id]
            for one in self.schema.entities
        }
        self._whole_partitions(tables)
        sizing = Sizing(stored, tables, self._measured)
        self._miscounted = sizing.miscounted()
        self._fill(stored, sizing)

    def _whole_partitions(self, tables: dict[tuple[str, str], TableVolume]) -> None:
        """The partitions that were made for all rows of a table hold its volume."""
        for entity in self._built.schema.entities:
            if entity.id not in self.volumes and entity.partition_of:
                name = (self.schema.namespace(entity.schema) or "public", entity.name)
                tables[name] = self.volumes[entity.partition_of.parent]

    def _make_role(self) -> None:
        self._role.create()
        self._watchdog = Watchdog(self.cluster, self._role.name, PLANNER_LIMITS)

    def _copy(self, name: str) -> None:
        """The database that is asked: a copy that nobody has connected to, so that nothing of it is buffered."""
        made, role = sql.Identifier(self._run), self._role.identifier
        with self.cluster.connect() as session:
            session.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(made, sql.Identifier(name))
            )
            session.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(made))
            session.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(made, role))

    def _build(self, name: str) -> Stored:
        """Run the DDL as the role, each statement alone; what fails is left out with the server's words."""
        with self.cluster.connect(name) as session:
            role = self._role.identifier
            session.execute(sql.SQL("GRANT CREATE, CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), role))
            session.execute(sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}").format(role))
            for extension in sorted(self._extensions):
                session.execute(sql.SQL("CREATE EXTENSION {} SCHEMA public").format(sql.Identifier(extension)))
        with self._role.session(name, read_only=False) as session:
            for statement, makes in self._built.statements:
                try:
                    session.execute(statement.encode(), binary=True)
                except psycopg.Error as error:
                    if session.closed:
                        raise
                    self._leave_out(statement, makes, error)
            return read_stored(session)

    def _leave_out(self, statement: str, makes: tuple[str, ...], error: psycopg.Error) -> None:
        said = " ".join((error.diag.message_primary or str(error)).split())
        located = self._built.schema.located
        for made in makes:
            known = self.indexes.pop(made, None)
            name = known[1] if known else getattr(located[made].value, "name", None) if made in located else None
            if known or made in located:
                self.left_out = (*self.left_out, LeftOut(made, name or statement[:60], said))

    def _fill(self, stored: Stored, sizing: Sizing) -> None:
        """Make the copy's relations look full. Until their files are ready the indexes count as invalid, so that
        no session reads a page of them: the planner passes over an invalid index before it opens its file."""
        directory = self._directory()
        for table in stored.tables:
            size = sizing.heap(table)
            self.sizes[table.schema, table.name] = size
            if table.kind == "r" and size.pages:
                extend(directory / str(table.file), size.pages)
        self._admin = self._kept(self.cluster.connect(self._run))
        self._admin.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        self._admin.execute(sql.SQL("REVOKE CREATE ON SCHEMA public FROM {}").format(self._role.identifier))
        usable = usable_indexes(self._admin)
        set_valid(self._admin, [], usable)
        problems: list[str] = []
        with self._role.session(self._run, read_only=False) as session:
            relations, attributes = sizing.table_statistics()
            problems += (*restore_relations(session, relations), *restore_attributes(session, attributes))
        self._ask()
        problems += self._fill_indexes(stored, sizing, directory)
        self.shown = ShownIndexes(self._admin, self.schema, self.indexes, usable)
        if problems:
            named = ", ".join(sorted(set(problems))[:10])
            self.notes = (*self.notes, f"the server did not take all that is declared of {named}")

    def _fill_indexes(self, stored: Stored, sizing: Sizing, directory: Path) -> list[str]:
        relations: list[RelationStatistics] = []
        attributes: list[AttributeStatistics] = []
        for index in stored.indexes:
            rows = self._rows_of(index, sizing)
            size = sizing.index(index, rows)
            self.sizes[index.schema, index.name] = size
            make_file(directory / str(index.file), index.method, size)
            relations.append(RelationStatistics(index.schema, index.name, size.pages, size.rows, 0))
            attributes += sizing.expression_statistics(index, rows)
        with self._role.session(self._run, read_only=False) as session:
            return [*restore_relations(session, relations), *restore_attributes(session, attributes)]

    def _rows_of(self, index: StoredIndex, sizing: Sizing) -> float:
        """How many rows an index holds: of a partial one, what the planner makes of its predicate."""
        table = sizing.by_oid[index.table]
        rows = sizing.heap(table).rows
        if not index.predicate:
            return rows
        found = self.asking.estimate(f"{quoted((table.schema,))}.{quoted((table.name,))}", index.predicate)
        return rows if found is None else min(rows, found)

    def _directory(self) -> Path:
        with self.cluster.connect() as session:
            row = session.execute("SELECT oid FROM pg_database WHERE datname = %s", [self._run]).fetchone()
        assert row is not None
        return self.cluster.directory / "data" / "base" / str(row[0])

    def _kept(self, session: psycopg.Connection) -> psycopg.Connection:
        self._sessions.append(session)
        return session
