"""Work that outlasts a request: done by worker processes, seen by every page.

A job is a row (`models.Job`): what is to be done (kind), with which design at which revision, how far it has come,
and what came of it. Its *content* names what the answer depends on; while a job of the same kind on the same
content waits or runs, whoever asks again joins it.

How an area adds a kind of job
------------------------------
1. A module in the package `job_kinds` of a Django app, called as the kind is, with one function::

    @kind("plan", title="Plan the access patterns", page="plan", seconds=120)
    def plan(work: Work) -> Answer:
        for number, pattern in enumerate(work.schema.access_patterns):
            work.progress.step(number, len(work.schema.access_patterns), f"Planning {pattern.name}")
            ...
        return {"patterns": [...]}

   It runs in a process of its own, under the limits named in the decorator. `progress.step(done, total, sentence)`
   says how far it is, and raises Cancelled when somebody pressed Cancel: let that pass, and clean up with context
   managers. Code outside Django takes a `Report` (a function of the same three arguments), never the Progress itself.
   What a user can mend is raised as `JobFailed("A sentence.")`; any other exception is ours, and is logged.
   The function may run twice, when a worker is killed: what it writes must bear that.

2. A view whose URL name is the kind's `page`. A POST calls `queue.start(...)` and redirects to the page; a GET shows
   `queue.latest(...)` with `templates/components/job.html`, which asks the page again until the job has ended, and
   has the Cancel button; what stands there afterwards is the page's own.

A job of one person's, before there is a design (`models.PersonalJob`): its function takes a `PersonalWork`, it is
started with `queue.start_personal(kind, user, subject, arguments)`, and its page takes the subject. Its arguments are
wiped when it ends.

Processes
---------
A page puts a row and a procrastinate job into one transaction (`queue.start`). A worker (`manage.py worker`) fetches
it and has a process made for it (`supervision`, `processes`, `performing`): forked from one that has imported the
application (`fork_server`), and lent a proof server that the worker keeps. The worker itself computes nothing, so it
can end a process that runs out of time or no longer listens. Every writing about a job names its attempt, so one that
was given up cannot overwrite its successor. The jobs of a killed worker are taken over by the others when its
heartbeat has stopped (`takeover`).
"""
