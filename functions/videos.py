"""Videos, one by one or many in a ZIP, and the images that people send to be animated."""

import functions_framework
from werkzeug.wrappers import Request, Response

from functions.site import site
from shared import wiring
from shared.errors import Changed, Gone, InvalidRequest, NotFound, RangeNotSatisfiable
from shared.http.call import Call, Nothing
from shared.http.content import Content
from shared.http.paging import page_of
from shared.http.reply import Reply, created
from shared.http.router import Router
from shared.http.schemas.downloads import DownloadRequest, DownloadView
from shared.http.schemas.media import VideoView
from shared.http.schemas.uploads import UploadRequest, UploadsPage, UploadsQuery, UploadView
from shared.storage.disposition import attachment

ZIP = "application/zip"
router = Router("videos", site)


@functions_framework.http
def videos(request: Request) -> Response:
    """Serve /api/videos and /api/uploads."""
    return router.serve(request)


@router.get("/api/videos/{video_id}", answers={200: VideoView})
def get_video(call: Call[Nothing, Nothing]) -> VideoView:
    """Read one of your videos, with links that were just signed."""
    video = wiring.videos().get(call.caller.id, call.path["video_id"])
    return VideoView.of((video, wiring.videos().links(video)))


@router.post("/api/videos/download", answers={201: DownloadView}, errors=(InvalidRequest, NotFound, Gone))
def begin_download(call: Call[DownloadRequest, Nothing]) -> Reply:
    """Ask for some of your videos as one ZIP: the answer's link fetches it, and takes up what broke off."""
    download, archive = wiring.downloads().begin(call.caller.id, call.body.video_ids)
    path = f"/api/videos/download/{download.id}"
    url = f"{wiring.settings().downloads_origin}{path}"
    return created(DownloadView.of(download, archive, url=url), location=path)


@router.get(
    "/api/videos/download/{ticket}",
    answers={200: ZIP, 206: ZIP},
    errors=(Gone, Changed, RangeNotSatisfiable),
    signed_in=False,
)
def fetch_download(call: Call[Nothing, Nothing]) -> Reply:
    """Fetch a ZIP that was asked for, or the part of it that is missing: whoever has the link may."""
    archive = wiring.downloads().open(call.path["ticket"])
    return Reply(
        Content(
            media_type=ZIP,
            etag=archive.etag,
            size_bytes=archive.size_bytes,
            disposition=attachment(archive.file_name),
            read=archive.read,
        )
    )


@router.post("/api/uploads", answers={201: UploadView}, errors=(InvalidRequest,))
def begin_upload(call: Call[UploadRequest, Nothing]) -> Reply:
    """Ask where to PUT a picture; use its id in an order afterwards."""
    upload, url, headers = wiring.uploads().begin(
        call.caller.id, content_type=call.body.content_type, size_bytes=call.body.size_bytes
    )
    return created(UploadView.of(upload, url=url, headers=headers), location=f"/api/uploads/{upload.id}")


@router.get("/api/uploads", answers={200: UploadsPage}, errors=(InvalidRequest,))
def list_uploads(call: Call[Nothing, UploadsQuery]) -> UploadsPage:
    """List the pictures that you sent and can use, newest first, with links to look at them."""
    query, pictures = call.query, wiring.pictures()
    found = pictures.page(call.caller.id, limit=query.limit + 1, after=query.after_time())
    page, following = page_of(
        found, query, path="/api/uploads", position=lambda upload: (upload.created_at, upload.id)
    )
    views = [UploadView.of(upload, shown=pictures.link(upload)) for upload in page]
    return UploadsPage(uploads=views, next=following)


@router.get("/api/uploads/{upload_id}", answers={200: UploadView})
def get_upload(call: Call[Nothing, Nothing]) -> UploadView:
    """Check the picture, if it has come, and read whether it can be used and why not."""
    upload = wiring.uploads().look(call.caller.id, call.path["upload_id"])
    return UploadView.of(upload, shown=wiring.pictures().link(upload))
