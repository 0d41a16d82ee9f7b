"""What statements lock that look after tables and change no definition: LOCK, REINDEX, CLUSTER, VACUUM FULL."""

from designer.planning.gathering import ACCESS_EXCLUSIVE, SHARE_UPDATE_EXCLUSIVE, Gathering
from designer.planning.model import BLOCKS
from designer.sql.cursor import Cursor


def switched_on(cursor: Cursor, option: str) -> bool:
    """Whether an option is given, in the list of options or beside the command, and not as false."""
    if option not in cursor.keys:
        return False
    place = cursor.keys.index(option)
    following = cursor.tokens[place + 1].text.lower() if place + 1 < cursor.size else ""
    return following.strip("'") not in ("false", "off", "0")


class Maintaining(Gathering):
    """The handlers of those statements."""

    def _lock_table(self) -> None:
        self.cursor.take("TABLE")
        keys = self.cursor.keys
        self.kinds.append("lock table nowait" if keys[-1:] == ["NOWAIT"] else "lock table")
        mode = ACCESS_EXCLUSIVE
        if "MODE" in keys and "IN" in keys[: keys.index("MODE")]:
            mode = " ".join(keys[keys.index("IN") + 1 : keys.index("MODE")])
        if mode not in BLOCKS:
            raise self.cursor.error("no mode of a lock")
        self.lock(self._relation(), mode)
        while self.cursor.take(","):
            self.lock(self._relation(), mode)

    def _reindex(self) -> None:
        concurrent = switched_on(self.cursor, "CONCURRENTLY")
        self.kinds.append("reindex concurrently" if concurrent else "reindex")
        self._options()
        word = self.cursor.take_one_of("TABLE", "INDEX")
        if word is None:
            return
        self.cursor.take("CONCURRENTLY")
        relation = self._relation()
        table = relation if word == "TABLE" else self._table_of_index(relation)
        if word == "INDEX":
            self.lock(relation, SHARE_UPDATE_EXCLUSIVE if concurrent else ACCESS_EXCLUSIVE)
        if table:
            self.lock(table, SHARE_UPDATE_EXCLUSIVE if concurrent else "SHARE")
            self.scans[table] = None
            self.builds[table] = None

    def _cluster(self) -> None:
        self.kinds.append("cluster")
        self._options()
        self.cursor.take("VERBOSE")
        self._anew()

    def _vacuum(self) -> None:
        full = switched_on(self.cursor, "FULL")
        self.kinds.append("vacuum full" if full else "vacuum")
        self._options()
        while self.cursor.take_one_of("FULL", "FREEZE", "VERBOSE", "ANALYZE"):
            pass
        if full:
            self._anew()

    def _anew(self) -> None:
        """A table that is written anew as a whole, and read to that end; none is named where it is all of them."""
        if not self.cursor.done:
            relation = self._relation()
            self.lock(relation, ACCESS_EXCLUSIVE)
            self.rewrites[relation] = None
            self.scans[relation] = None

    def _options(self) -> None:
        if self.cursor.at("("):
            self.cursor.skip()
