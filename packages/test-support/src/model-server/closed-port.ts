import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems assign automatically, so that nobody uses one of these by chance. */
const [FIRST, END] = [20_000, 32_768];

/** A loopback port that nothing listens on, and that stays free unless somebody uses its number. */
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
