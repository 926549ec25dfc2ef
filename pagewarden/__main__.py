"""``pagewarden`` and ``python -m pagewarden``: the command, once it is loaded."""

from pagewarden.loading import interruptible


def main() -> None:
    """Load the command line and run it."""
    with interruptible():
        from pagewarden.cli import main as run  # noqa: PLC0415 - the point of this function
    run()


if __name__ == "__main__":
    main()
