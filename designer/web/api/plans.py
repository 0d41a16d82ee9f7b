"""Migrations between two states, and the proof that a server takes the DDL: both are jobs."""

from hashlib import sha256
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Body, Router

from designer.jobs import queue
from designer.jobs.kinds import Answer, JobFailed, Work
from designer.jobs.models import Job
from designer.planning import CannotPlan, Proof, Survival, prove, survival
from designer.store.cache import schema_of
from designer.store.models import Scope
from designer.web.api.answer_shapes import JobOut
from designer.web.api.answers import answer
from designer.web.api.jobs import accepted
from designer.web.api.operation import operation
from designer.web.api.reach import actor_of, design_for
from designer.web.api.shapes import NewPlan, Number
from designer.web.api.versions import pair_for
from designer.web.migrating import Asked, plan_of, query_of
from designer.web.sides import pair_of
from designer.web.verdicts import ask_for_verdict, proof_server, verdict_of

router = Router(tags=["Migrations and proofs"])
KIND = "api_plan"


@operation(router, "POST", "/designs/{int:number}/plans", Scope.READ, gives={202: JobOut}, creates=True)
def plan(request: HttpRequest, number: Number, given: Annotated[NewPlan, Body(...)]) -> HttpResponse:
    """Plans the migration from one state to another. The job's result has the shape of `designer plan --format json`.

    With `prove` it is run on a throw-away server, there, back and there again.
    """
    design = design_for(request, number)
    pair = pair_for(design, given.from_, given.to)
    arguments = {
        "from": pair.old.ref, "to": pair.new.ref, "strategy": given.strategy or "", "prove": given.prove,
        **({"target": given.target_version} if given.target_version else {}),
    }  # fmt: skip
    content = sha256(f"{pair.key} {sorted(arguments.items())} {proof_server()}".encode()).hexdigest()
    found = queue.latest(KIND, design, content)
    if found is None or found.state in (Job.FAILED, Job.CANCELLED):
        found = queue.start(KIND, design, content=content, actor=actor_of(request), arguments=arguments)
    return accepted(request, found)


@operation(
    router, "POST", "/designs/{int:number}/verification", Scope.READ, gives={200: dict[str, Any], 202: JobOut}
)  # fmt: skip
def verify(request: HttpRequest, number: Number) -> HttpResponse:
    """Runs the DDL of the design on a throw-away server, reads the catalogue back and compares.

    The answer is the verdict where it is known already, in the shape of `designer verify --format json`, else 202 with
    the job whose result it will be.
    """
    design = design_for(request, number)
    schema = schema_of(design)
    known = verdict_of(design, schema)
    if known is not None:
        return answer({key: value for key, value in known.items() if key not in ("words", "good", "made_at")})
    return accepted(request, ask_for_verdict(design, schema, actor_of(request)))


def perform(work: Work) -> Answer:
    """The job. Raises JobFailed with the reason."""
    given = query_of(work.arguments)
    try:
        pair = pair_of(work.design, work.schema, given, revision=work.job.revision)
        if pair is None:
            raise JobFailed("The version that it begins at is gone.")
        work.progress.step(0, 2, "Planning")
        made = plan_of(Asked.read(pair, given))
    except (Http404, CannotPlan) as reason:
        raise JobFailed(str(reason)) from reason
    proof: Proof | None = None
    tried: tuple[Survival, ...] = ()
    if work.arguments.get("prove"):
        work.progress.step(1, 2, f"Running {len(made.steps)} steps there, back and there again")
        proof = prove(made)
        tried = survival(made) if made.options.strategy == "expand-contract" else ()
    return {
        **made.as_json(),
        "survival": [
            {"access_pattern": one.access_pattern, "version": one.version, "phases": dict(one.phases)} for one in tried
        ],
        "verified": proof.as_json() if proof else None,
    }
