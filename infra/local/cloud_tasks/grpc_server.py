"""The gRPC side."""

from collections.abc import Mapping
from typing import Any

import grpc

from infra.local.cloud_tasks.errors import ApiError
from infra.local.cloud_tasks.messages import RequestMessage
from infra.local.cloud_tasks.service import SERVICE_NAME, Method

# Above the 1 MB of a task, so that a larger one is refused by us, in clear words.
_MESSAGE_MAX_BYTES = 16 * 1024 * 1024


def grpc_server(methods: Mapping[str, Method], *, port: int) -> tuple[grpc.aio.Server, int]:
    """Make a server on 127.0.0.1 (0: any free port) and return it with its port; not started."""
    server = grpc.aio.server(
        options=[
            ("grpc.max_receive_message_length", _MESSAGE_MAX_BYTES),
            ("grpc.max_send_message_length", -1),
            # Two servers on one port would share the calls, and nobody would notice.
            ("grpc.so_reuseport", 0),
        ]
    )
    handlers = {name: _handler(method) for name, method in methods.items()}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE_NAME, handlers),))
    return server, server.add_insecure_port(f"127.0.0.1:{port}")


def _handler(method: Method) -> Any:
    answer = method.answer

    async def call(request: RequestMessage, context: grpc.aio.ServicerContext) -> bytes:
        try:
            return (await answer(request)).SerializeToString()  # type: ignore[no-any-return]
        except ApiError as error:
            await context.abort(error.code, error.message)
            raise  # abort has raised already

    return grpc.unary_unary_rpc_method_handler(call, request_deserializer=method.request_class.FromString)
