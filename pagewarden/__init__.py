"""AI content moderation for web pages."""
