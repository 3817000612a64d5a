"""Eight clients that post as fast as they are answered: `python -m tests.bench.load`, JSON out.

Hand-made HTTP over asyncio, so that the client costs little of the two cores.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Sequence

CLIENTS = 8


async def _client(host: str, port: int, requests: Sequence[bytes], took: list[float]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    for request in requests:
        start = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        body = await reader.readexactly(length)
        took.append((time.perf_counter() - start) * 1000)
        if status >= 300:
            raise RuntimeError(f"{status}: {body.decode()[:300]}")
    writer.close()


async def run(host: str, port: int, path: str, posts: Sequence[tuple[str, bytes]]) -> None:
    requests = [
        b"POST %s HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        % (path.encode(), key.encode(), len(body), body)
        for key, body in posts
    ]
    took: list[float] = []
    start = time.perf_counter()
    await asyncio.gather(*(_client(host, port, requests[n::CLIENTS], took) for n in range(CLIENTS)))
    seconds = time.perf_counter() - start
    p99 = statistics.quantiles(took, n=100)[98]
    print(json.dumps({"rate": len(took) / seconds, "p99_ms": p99}))


def main() -> None:
    """Host, port and path as arguments; a JSON list of [key, body] on standard input."""
    host, port, path = sys.argv[1:]
    posts = [(key, json.dumps(body).encode()) for key, body in json.load(sys.stdin)]
    asyncio.run(run(host, int(port), path, posts))


if __name__ == "__main__":
    main()
