import type { Fleet } from "./fleet.js";

/** The answer to a request. Rejects once the connection has been lost and re-established, since the answer will not arrive then. */
export async function whileConnected<Result>(
  { session }: Pick<Fleet, "session">,
  request: Promise<Result>,
): Promise<Result> {
  const lost = Promise.withResolvers<never>();
  const fail = () => lost.reject(new Error("the connection to the fleet's server was lost"));
  session.addEventListener("abort", fail, { once: true });
  try {
    return await Promise.race([request, lost.promise]);
  } finally {
    session.removeEventListener("abort", fail);
  }
}
