"""``python -m pagewarden``: the same as the ``pagewarden`` command."""

from pagewarden.cli import main

main()
