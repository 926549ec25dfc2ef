"""Target to text: fetch a page, extract its document."""
