"""Putting two people's versions of a design together, given the one that both began from.

Objects are the same when their ids are. A field that one side changed is as that side has it; one that both changed
differently is a conflict, and so is an object that one side dropped while the other changed it or came to need it.
Names are brought in line first, so a text that one side wrote with a name that the other one changed says the new name.

Layout is nobody's meaning: where both moved the same thing, ours stays.
"""

from designer.schema.merging.conflict import OURS, THEIRS, Choices, Conflict, Merged
from designer.schema.merging.merge import merge, without_gone

__all__ = ["OURS", "THEIRS", "Choices", "Conflict", "Merged", "merge", "without_gone"]
