"""Outputs that a running cell shows and replaces, as Jupyter's display messages."""

import json


def message(arguments):
    """The kind and the content of the message for one mark, or None where it is damaged."""
    try:
        told = json.loads(arguments)
        content = {
            "data": {mime: value_of(mime, text) for mime, text in told["data"].items()},
            "metadata": told.get("metadata", {}),
            "transient": {"display_id": told["id"]} if "id" in told else {},
        }
    except (ValueError, KeyError, AttributeError, TypeError):
        return None
    return ("update_display_data" if told.get("update") else "display_data"), content


def value_of(mime, text):
    return json.loads(text) if mime.endswith("json") else text
