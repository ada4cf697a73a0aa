"""Papers and tables, as tests.bench.documents measures them."""

from collections.abc import Iterator

from tests.bench import documents
from tests.bench.place import Place
from tests.bench.plan import Plan
from tests.bench.table import Row, within


def papers(place: Place, plan: Plan) -> Iterator[Row]:
    """A signature sheet, a big table, a trainer's page."""
    if place.database == "sqlite":
        yield within("signature sheet of 20", "", documents.sheet_milliseconds(20), 150)
        yield within("signature sheet of 500", "", documents.sheet_milliseconds(500), 1000)
        seconds, megabytes = documents.xlsx_of_ten_thousand()
        yield within("XLSX of 10,000 rows", "", seconds * 1000, 1000)
        yield within("XLSX of 10,000 rows, memory", "", megabytes, 100, "MB")
    took = documents.list_page_milliseconds(place.settings.database_url)
    yield within("trainer's list of 500", place.database, took, 50)
