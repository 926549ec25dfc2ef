"""Builds the shipped moderation model from labelled data, reproducibly."""
