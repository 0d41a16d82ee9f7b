"""The pane with what people say about what is chosen."""

from typing import Any

from django.urls import reverse

from designer.store.models import Thread
from designer.web.access import may_review
from designer.web.bench import Bench
from designer.web.discussing import cards, forum_of
from designer.web.links import with_query
from designer.web.placing import entity_of


def content(bench: Bench) -> dict[str, Any]:
    """The threads about the chosen entity and all that is in it, or about everything."""
    forum = forum_of(bench.design)
    at = bench.at.value.id if bench.at else bench.entity.id if bench.entity else ""

    def here(thread: Thread) -> bool:
        if bench.entity is None:
            return True
        return entity_of(bench.schema, thread.subject) == bench.entity.id

    back = bench.url(bench.entity, tab="threads")
    query = {"on": at, "next": back} if at else {"about": "review", "next": back}
    new = with_query(reverse("thread_new", args=[bench.design.id]), query)
    return {
        "threads": cards(forum, bench.schema, back, of=here, reader=bench.request.user.pk),
        "new_thread_url": new if may_review(bench.design) and not bench.design.settled else "",
        "review_url": reverse("review", args=[forum.holder.id, forum.number]) if forum.review else "",
    }
