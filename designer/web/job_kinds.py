"""The jobs of the pages."""

from django.http import Http404

from designer.exporters.registry import ExportError
from designer.jobs.kinds import Answer, JobFailed, PersonalWork, Work, kind
from designer.planning import CannotPlan
from designer.web import (
    discovering,
    importing,
    isolating,
    measuring,
    migrating,
    migration_proofs,
    racing,
    readings,
    rewriting,
)
from designer.web import making as writing
from designer.web.api import exports as api_exports
from designer.web.api import plans as api_plans
from designer.web.sides import pair_of
from designer.web.tuning import keeping, making
from designer.web.verdicts import KIND, make_verdict


@kind(KIND, title="Verifying the DDL", page="verify", seconds=300, processor_seconds=180)
def verify(work: Work) -> Answer:
    """The PostgreSQL export on a throw-away server, as `designer verify --format json` prints it."""
    try:
        return make_verdict(work.job.team_id, work.schema, work.progress.step)
    except ExportError as error:
        raise JobFailed(str(error)) from error


@kind(writing.KIND, title="Writing the export", page="making", seconds=600, processor_seconds=300)
def write_export(work: Work) -> Answer:
    """An export that takes longer than a request should."""
    return writing.make(work)


@kind(
    importing.READING,
    title="Reading the source",
    page="import_preview",
    seconds=readings.SECONDS,
    processor_seconds=240,
)
def read_source(work: PersonalWork) -> Answer:
    """A long text or a database, for the preview of its import."""
    readings.read(work)
    return {}


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


@kind(
    discovering.KIND,
    title="Looking at the data",
    page="discovery",
    seconds=900,
    processor_seconds=600,
    memory_mb=4096,
)
def discover_data(work: Work) -> Answer:
    """Keys, dependencies and references in files of rows."""
    return discovering.look(work)


@kind(
    keeping.KIND,
    title="Planning the access patterns",
    page="tuning",
    seconds=1800,
    processor_seconds=1200,
)
def plan_patterns(work: Work) -> Answer:
    """Costs, indexes and growth of a design's access patterns, by a planner that takes its rows to be there."""
    return making.make(work)


@kind(
    measuring.KIND,
    title="Measuring the access patterns",
    page="measured",
    seconds=1200,
    processor_seconds=900,
    memory_mb=4096,
)
def measure_patterns(work: Work) -> Answer:
    """The access patterns run on made rows, without and with the recommended indexes."""
    return measuring.perform(work)


@kind(racing.KIND, title="Running the races", page="races", seconds=300, processor_seconds=120)
def run_races(work: Work) -> Answer:
    """Two sessions at once for each declared rule, without and with what keeps it."""
    return racing.perform(work)


@kind(rewriting.KIND, title="Comparing the rewrites", page="rewrites", seconds=600, processor_seconds=300)
def compare_rewrites(work: Work) -> Answer:
    """Both forms of each query on made rows, and their planner costs."""
    return rewriting.perform(work)


@kind(isolating.KIND, title="Running the transactions", page="isolation", seconds=600, processor_seconds=300)
def run_isolation(work: Work) -> Answer:
    """Two transactions at once at every isolation level, for each pattern of several statements."""
    return isolating.perform(work)


@kind(api_exports.KIND, title="Writing the export", page="export", seconds=300, processor_seconds=240)
def export_for_program(work: Work) -> Answer:
    """A picture or a document of a large design, for the API."""
    return api_exports.perform(work)


@kind(api_plans.KIND, title="Planning the migration", page="plan", seconds=900, processor_seconds=600)
def plan_for_program(work: Work) -> Answer:
    """A migration, with its proof where that is asked for, for the API."""
    return api_plans.perform(work)
