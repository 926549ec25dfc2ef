"""Below the areas: address checks and HTTP sessions."""
