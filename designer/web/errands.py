"""The errands of the pages: what is told to people and programs."""

from designer.jobs.errands import Wake, errand, heard_by
from designer.web.notices import hooks, mails, outbox
from designer.web.streams.listening import listen

_HOUR = 3600.0
_SELDOM = 15.0
"""How late an appointment may be kept that comes round by itself: a second try, a digest."""
_EVENT, _DUE = frozenset({"event"}), frozenset({"due"})


async def _hear(wake: Wake) -> None:
    await listen(lambda message: wake(str(message.get("kind"))), lambda: wake(""))


heard_by(_hear)
errand("outbox", outbox.work_off, every=_SELDOM, on=_EVENT, pause=1.0)
errand("mails to write", mails.gather, every=_SELDOM, on=_DUE, pause=2.0)
errand("mails", mails.send_one, every=_SELDOM, on=_DUE, pause=2.0)
for _number in range(3):  # one that waits for an answer does not keep the others
    errand(f"webhooks {_number + 1}", hooks.deliver, every=_SELDOM, on=_DUE, pause=1.0)
errand("old mails", mails.clear_old, every=_HOUR)
errand("old messages", hooks.clear_old, every=_HOUR)
