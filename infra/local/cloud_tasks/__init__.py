"""A Cloud Tasks server for one machine: the real protocol, durable, with faults on request.

It speaks `google.cloud.tasks.v2` over gRPC and REST, so the product uses Google's own clients.
Behaviour follows the published reference, and where that is silent, what other people recorded
from production: the texts of errors and the request headers. Left out: App Engine targets,
queue-level `http_target`, IAM policies, batch methods, and the ramp-up and throttling of whole
queues that production applies on its own judgement.
"""
