"""A document for a person at a terminal: every sentence, under the layer it belongs to."""

from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from pagewarden.models import Document, Layer
from pagewarden.reports.inert import printable

_STYLES = {
    Layer.ARTICLE: "bold green",
    Layer.COMMENT: "bold cyan",
    Layer.REST: "bold blue",
    Layer.HIDDEN: "bold magenta",
}


def print_document(document: Document, console: Console) -> None:
    """Print title, language and segments in reading order."""
    console.print(Text(printable(document.title or document.url), style="bold"))
    language = document.language or "language unknown"
    facts = f"{printable(document.url)} · {language} · {len(document.segments)} segments"
    console.print(Text(facts, style="dim"))
    for layer, segments in groupby(document.segments, key=lambda segment: segment.layer):
        console.print(Text(f"\n{layer.value}", style=_STYLES[layer]))
        for segment in segments:
            line = Text.assemble((f"{segment.kind.value:<11} ", "dim"), printable(segment.text))
            console.print(Padding(line, (0, 0, 0, 2), expand=False))
