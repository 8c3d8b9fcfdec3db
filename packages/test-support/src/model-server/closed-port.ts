import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems give to connections and to servers that ask for any: nobody comes upon one of these by chance. */
const [FIRST, END] = [20_000, 32_768];

/** A port of loopback that nothing listens on, and that stays free until somebody asks for it by its number. */
export async function closedPort(): Promise<number> {
  const port = randomInt(FIRST, END);
  const server = createServer();
  try {
    await once(server.listen(port, "127.0.0.1"), "listening");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return closedPort();
    throw error;
  }
  server.close();
  await once(server, "close");
  return port;
}
