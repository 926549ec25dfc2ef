"""A verdict as Markdown, for Prefect artifacts and files. All page text in it is inert."""

from pagewarden.models import Rating, Verdict
from pagewarden.reports.inert import link_to_text, markdown, shortened
from pagewarden.reports.quotes import Quote, quotes
from pagewarden.reports.wording import REASONS

_MARKS = {
    Rating.SAFE: "\N{LARGE GREEN CIRCLE}",
    Rating.TEEN: "\N{LARGE YELLOW CIRCLE}",
    Rating.ADULT: "\N{LARGE RED CIRCLE}",
    Rating.UNKNOWN: "\N{MEDIUM WHITE CIRCLE}",
}

_SHOWN_QUOTES = 30
_QUOTE_LENGTH = 400


def verdict_markdown(verdict: Verdict) -> str:
    """Rating, reason, warnings, quoted evidence with links to the sentence, and versions."""
    blocks = [
        f"# {_MARKS[verdict.rating]} {verdict.rating.value} — {_title(verdict)}",
        _page_line(verdict),
        f"**Warnings:** {', '.join(map(markdown, verdict.warnings)) or 'none'}",
        *_evidence_blocks(verdict),
        _colophon(verdict),
    ]
    if verdict.reason:
        blocks.insert(2, f"**Could not be judged:** {REASONS[verdict.reason]}")
    return "\n\n".join(blocks) + "\n"


def _title(verdict: Verdict) -> str:
    return markdown(shortened(verdict.title or verdict.url, 120))


def _page_line(verdict: Verdict) -> str:
    shown = markdown(shortened(verdict.url, 120))
    link = link_to_text(verdict.url, "")
    # Prefect's UI shows the backslashes of escapes inside the text of a link: none in there.
    return f"{shown} · [open the page](<{link.split('#', 1)[0]}>)" if link else shown


def _evidence_blocks(verdict: Verdict) -> list[str]:
    found = quotes(verdict)
    if not found:
        return []
    blocks = ["## Evidence", *(_quote_block(quote, verdict) for quote in found[:_SHOWN_QUOTES])]
    if len(found) > _SHOWN_QUOTES:
        blocks.append(f"… and {len(found) - _SHOWN_QUOTES} more sentences in the stored verdict.")
    return blocks


def _quote_block(quote: Quote, verdict: Verdict) -> str:
    """The sentence in a block of its own, so that the next quote does not run into it."""
    about = f"{', '.join(map(markdown, quote.causes))} · {quote.layer.value}{quote.repetition}"
    rules = ", ".join(map(markdown, quote.rules))
    link = link_to_text(verdict.url, quote.text) if quote.is_on_the_page else None
    where = f" · [open at the sentence](<{link}>)" if link else ""
    return f"> {markdown(shortened(quote.text, _QUOTE_LENGTH))}\n\n{about} · {rules}{where}"


def _colophon(verdict: Verdict) -> str:
    parts = [
        f"policy {verdict.policy} {verdict.policy_version}",
        f"model {verdict.model_version}",
        f"extractor {verdict.extractor_version}",
        *verdict.notes,
    ]
    return markdown(" · ".join(parts))
