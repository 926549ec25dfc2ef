"""A verdict for a person at a terminal."""

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pagewarden.exceptions import FetchError, PagewardenError
from pagewarden.models import Rating, Verdict
from pagewarden.reports.inert import printable, shortened, without_password
from pagewarden.reports.quotes import Quote, quotes
from pagewarden.reports.wording import REASONS

_STYLES = {
    Rating.SAFE: "bold black on green",
    Rating.TEEN: "bold black on yellow",
    Rating.ADULT: "bold white on red",
    Rating.UNKNOWN: "bold black on white",
}

_SHOWN_QUOTES = 12
_QUOTE_LENGTH = 300
_TITLE_LENGTH = 100
_BAR_WIDTH = 12


def print_verdict(verdict: Verdict, console: Console) -> None:
    """Print rating, warnings, scores and evidence; colours where the console has them."""
    console.print(_headline(verdict))
    console.print(_facts(verdict))
    console.print()
    console.print(_indented(_scores(verdict)))
    _print_quotes(quotes(verdict), console)
    console.print()
    console.print(_indented(_colophon(verdict)))


def print_error(target: str, error: PagewardenError, console: Console) -> None:
    """Print why a target has no verdict, in one sentence."""
    named = not target or isinstance(error, FetchError)
    message = str(error) if named else f"{without_password(target)}: {error}"
    text = Text("error: ", style="bold red") + Text(printable(message))
    console.print(text, soft_wrap=True)


def _headline(verdict: Verdict) -> Text:
    title = shortened(printable(verdict.title or _place(verdict)), _TITLE_LENGTH)
    return Text.assemble(
        (f" {verdict.rating.value} ", _STYLES[verdict.rating]), " ", (title, "bold")
    )


def _place(verdict: Verdict) -> str:
    return {"-": "standard input", "": "text"}.get(verdict.url, verdict.url)


def _facts(verdict: Verdict) -> Padding:
    table = Table.grid(padding=(0, 2))
    table.add_row(Text("page", style="dim"), Text(printable(_place(verdict)), overflow="fold"))
    if verdict.reason:
        table.add_row(Text("reason", style="dim"), Text(REASONS[verdict.reason]))
    warnings = ", ".join(verdict.warnings) or "none"
    table.add_row(Text("warnings", style="dim"), Text(warnings, "bold" * bool(verdict.warnings)))
    return _indented(table)


def _scores(verdict: Verdict) -> Table:
    flagged = {evidence.matched for evidence in verdict.evidence}
    table = Table.grid(padding=(0, 2))
    for name, score in verdict.scores.items():
        style = "bold red" if name in flagged else ""
        filled = round(score * _BAR_WIDTH)
        bar = Text("━" * filled, style=style) + Text("─" * (_BAR_WIDTH - filled), style="dim")
        table.add_row(Text(name, style=style), bar, Text(f"{score:.2f}", style=style))
    return table


def _print_quotes(found: list[Quote], console: Console) -> None:
    if not found:
        return
    console.print()
    for quote in found[:_SHOWN_QUOTES]:
        console.print(_indented(_quote_lines(quote)))
    if len(found) > _SHOWN_QUOTES:
        rest = f"… and {len(found) - _SHOWN_QUOTES} more sentences: see --json"
        console.print(_indented(Text(rest, style="dim")))


def _quote_lines(quote: Quote) -> Text:
    text = shortened(printable(quote.text), _QUOTE_LENGTH)
    about = printable(f"{', '.join(quote.causes)} · {quote.layer.value}{quote.repetition}")
    return Text.assemble("“", text, "”\n   ", (about, "dim"))


def _indented(block: RenderableType) -> Padding:
    return Padding(block, (0, 0, 0, 2), expand=False)


def _colophon(verdict: Verdict) -> Text:
    parts = [
        f"policy {verdict.policy} {verdict.policy_version}",
        f"model {verdict.model_version}",
        *verdict.notes,
    ]
    return Text(" · ".join(parts), style="dim")
