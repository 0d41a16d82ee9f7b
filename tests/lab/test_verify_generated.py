"""Whatever the model can say, the export says to a server, and changes of it as SQL end where the export does."""

from hypothesis import HealthCheck, Phase, given, settings

from designer.lab.verify import verify
from designer.schema.schema import Schema
from tests.exporters.postgres_designs import designs

_some = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


@_some
@given(designs())
def test_every_design_exports_to_a_script_that_loads_and_reads_back_equal(design: Schema) -> None:
    outcome = verify(design)
    assert (outcome.verdict, outcome.errors, outcome.differences, outcome.not_executed) == ("equal", (), (), ())
