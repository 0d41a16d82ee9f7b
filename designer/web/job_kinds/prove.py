"""What a real server makes of a migration."""

from django.http import Http404

from designer.jobs.kinds import Answer, JobFailed, Work, kind
from designer.planning import CannotPlan
from designer.web import migrating, migration_proofs
from designer.web.sides import pair_of


@kind(migration_proofs.KIND, title="Proving the migration", page="plan_proof", seconds=900, processor_seconds=600)
def prove_migration(work: Work) -> Answer:
    """A plan on a throw-away server: there, back and there again, and the access patterns against each phase."""
    given = migrating.query_of(work.arguments)
    try:
        pair = pair_of(work.design, work.schema, given, revision=work.job.revision)
        if pair is None:
            raise JobFailed("The version that it begins at is gone.")
        made = migrating.plan_of(migrating.Asked.read(pair, given))
    except (Http404, CannotPlan) as reason:
        raise JobFailed(str(reason)) from reason
    return migration_proofs.make_proof(work.job.team_id, made, work.progress.step)
