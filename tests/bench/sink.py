"""An SMTP server that takes everything: ``python -m tests.bench.sink PORT FILE``.

It is small, so that the two sides of a comparison spend their time on their own work.
It keeps no letter, only when each came, a line a letter.
"""

import asyncio
import sys
import time
from functools import partial
from io import FileIO

_LONGEST = 1 << 20


async def _serve(times: FileIO, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 sink.example\r\n")
    while line := await reader.readline():
        word = line[:4].upper()
        if word == b"DATA":
            writer.write(b"354 Go on\r\n")
            await reader.readuntil(b"\r\n.\r\n")
            times.write(f"{time.time()!r}\n".encode())
        writer.write(b"221 Bye\r\n" if word == b"QUIT" else b"250 OK\r\n")
        if word == b"QUIT":
            break
    writer.close()


async def _main(port: int, times: FileIO) -> None:
    serve = partial(_serve, times)
    server = await asyncio.start_server(serve, "127.0.0.1", port, limit=_LONGEST)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), FileIO(sys.argv[2], "a")))
