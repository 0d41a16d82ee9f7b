"""The errands of the pages: what is told to people and programs."""

from designer.jobs.errands import errand
from designer.web.notices import hooks, mails, outbox

_HOUR = 3600.0

errand("outbox", outbox.work_off, every=1.0)
errand("mails to write", mails.gather, every=2.0)
errand("mails", mails.send_one, every=2.0)
for _number in range(3):  # one that waits for an answer does not keep the others
    errand(f"webhooks {_number + 1}", hooks.deliver_one, every=1.0)
errand("old mails", mails.clear_old, every=_HOUR)
errand("old messages", hooks.clear_old, every=_HOUR)
