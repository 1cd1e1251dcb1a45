"""The rows, step by step."""
