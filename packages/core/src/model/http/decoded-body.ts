import type { IncomingMessage } from "node:http";
import type { Readable, Transform } from "node:stream";
import { CodexError } from "../../error.js";

/** An answer's body without the content encoding that some proxies add unasked. Throws `unexpected-status` for an unknown one. */
export async function decodedBody(reply: IncomingMessage): Promise<Readable> {
  const encoding = reply.headers["content-encoding"]?.trim().toLowerCase() ?? "";
  if (encoding === "" || encoding === "identity") return reply;
  const decoder = await createDecoder(encoding);
  if (decoder === undefined) {
    reply.destroy();
    throw new CodexError(
      "unexpected-status",
      `the server sends its answer in an encoding that nobody asked for: ${encoding}`,
      {
        status: reply.statusCode ?? 0,
      },
    );
  }
  reply.once("error", (error) => decoder.destroy(error));
  reply.once("close", () => {
    if (!reply.complete) decoder.destroy(new Error("aborted"));
  });
  return reply.pipe(decoder);
}

async function createDecoder(encoding: string): Promise<Transform | undefined> {
  const zlib = await import("node:zlib");
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return zlib.createGunzip({ flush: zlib.constants.Z_SYNC_FLUSH });
    case "deflate":
      return zlib.createInflate({ flush: zlib.constants.Z_SYNC_FLUSH });
    case "br":
      return zlib.createBrotliDecompress({ flush: zlib.constants.BROTLI_OPERATION_FLUSH });
    case "zstd":
      return zlib.createZstdDecompress({ flush: zlib.constants.ZSTD_e_flush });
    default:
      return undefined;
  }
}
