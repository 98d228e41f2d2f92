"""The classic stack's create route: Flask, a read-write transaction, then Celery on Redis.

It does what the product's route does: checks the sign-in in the same way, reads account and job, writes the
same five documents in one transaction, and queues the work after the commit. Written as its libraries'
guides write it, with nothing left out and nothing added.
"""

import os
import uuid
from functools import cache
from typing import Any

from flask import Flask, Response, jsonify, request
from google.cloud import firestore

from shared.errors import RequestError
from shared.http.auth import FirebaseSignIn
from tests.bench.classic.work import generate
from tests.bench.papers import PRICE, Papers

app = Flask(__name__)
project = os.environ["GOOGLE_CLOUD_PROJECT"]
db = firestore.Client(project=project)
sign_in = FirebaseSignIn(project)
papers_of = cache(Papers)
REQUIRED = ("model", "prompt", "duration_s", "resolution", "aspect_ratio")


@app.post("/api/jobs")
def create_job() -> tuple[Response, int]:
    """Hold the price and queue one job."""
    try:
        caller = sign_in.authenticate(request.headers.get("Authorization", ""), check_revoked=True)
    except RequestError as error:
        return jsonify(error=error.detail), 401
    wanted = (request.get_json() or {}).get("input", {})
    if not request.headers.get("Idempotency-Key") or not all(name in wanted for name in REQUIRED):
        return jsonify(error="incomplete"), 400
    job_id = uuid.uuid4().hex[:26]

    @firestore.transactional
    def hold(tx: firestore.Transaction) -> dict[str, Any] | None:
        account_ref, job_ref = db.document(f"accounts/{caller.id}"), db.document(f"jobs/{job_id}")
        found = {one.reference.path: one for one in db.get_all([job_ref, account_ref], transaction=tx)}
        account = found[account_ref.path].to_dict() or {}
        if found[job_ref.path].exists or account["available"] < PRICE:
            return None
        papers = papers_of(caller.id)
        tx.update(account_ref, papers.charged(account))
        sheets = papers.sheets(job_id, account["available"])
        for path, data in sheets.items():
            tx.create(db.document(path), data)
        return sheets[f"jobs/{job_id}"]

    job = hold(db.transaction())
    if job is None:
        return jsonify(error="refused"), 402
    generate.delay(job_id)
    return jsonify(job), 202
