"""Google's support codes for what its safety rules refused, and our sentence for each.

Source: the responsible-AI page of Veo on Vertex AI.
"""

import re

from shared.errors import PermanentError
from shared.providers import faults

_SENTENCES = {
    "The model refuses to show children this way.": "58061214 17301594",
    "The model refuses to show well-known people.": "29310472 15236754",
    "The model refuses to show people's faces or personal data here.": "92201652 39322892",
    "The model refuses dangerous content.": "62263041",
    "The model refuses hateful content.": "57734940 22137204",
    "The model refuses sexual content.": "90789179 43188360",
    "The model refuses violent content.": "61493863 56562880",
    "The model refuses vulgar or insulting content.": "32635315 78610348",
    "The model refuses content that belongs to somebody else.": "35561574 35561575",
}
_SENTENCE_OF = {code: sentence for sentence, codes in _SENTENCES.items() for code in codes.split()}
_CODES = re.compile(r"support codes?\W*((?:\d{8}[\s,;]*)+)", re.IGNORECASE)


def refusal(text: str) -> PermanentError | None:
    """Return the refusal that Google's words speak of, if they name a support code."""
    named = _CODES.search(text)
    if named is None:
        return None
    sentences = [_SENTENCE_OF[code] for code in re.findall(r"\d{8}", named[1]) if code in _SENTENCE_OF]
    return faults.policy(sentences[0]) if sentences else faults.policy()
