"""The table in docs/privacy.md is the one by which data is erased and handed out."""

from registration.domain.privacy.personal import Column, Gone, personal_columns
from tests.docs.test_pages import section


def rows() -> list[str]:
    return [row(table, name, column) for table, name, column in personal_columns()]


def row(table: str, name: str, column: Column) -> str:
    erased = "yes" if column.erased else "no"
    if column.erased and column.empty is Gone.ROW:
        erased = "with its row"
    shown = f"`{column.exported}`" if column.exported else "no"
    return f"| `{table}.{name}` | {column.is_a} | {column.leaves} | {erased} | {shown} |"


def test_the_document_says_of_each_column_what_is_so() -> None:
    found = [
        line
        for line in section("docs/privacy.md", "Each column").splitlines()
        if line.startswith("| `")
    ]
    assert found == rows()


if __name__ == "__main__":
    print("\n".join(rows()))
