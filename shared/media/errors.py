"""What can be wrong with a file that a provider gave us, in words for the person who waits for it."""

from shared.errors import PermanentError, TransientError

_AGAIN = "You were not charged. Start it again, or try another model."


class ResultUnusable(PermanentError):
    """The file is not a video we can use."""

    code = "result_unusable"
    next_step = _AGAIN


class ResultMismatch(PermanentError):
    """The video is not what was ordered."""

    code = "result_mismatch"
    next_step = _AGAIN


class ResultRefused(PermanentError):
    """The address of the file is none that we may call."""

    code = "result_address_refused"
    next_step = _AGAIN


class ResultTruncated(TransientError):
    """The file is empty or ends too early; the next download may bring all of it."""

    code = "result_truncated"


class LinkExpired(TransientError):
    """The link to the file no longer works; the provider may give a fresh one."""

    code = "result_link_expired"


class DownloadFailed(TransientError):
    """The file did not arrive in time."""

    code = "result_download_failed"


class TranscodeFailed(PermanentError):
    """ffmpeg gave up on the file."""

    code = "transcode_failed"
    next_step = _AGAIN


class TranscodeTimeout(TransientError):
    """ffmpeg took too long and was killed; on a calmer machine it may be done in time."""

    code = "transcode_timeout"
