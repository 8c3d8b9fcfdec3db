import { expect, it } from "vitest";
import { checkNamed, issuerFetch } from "../src/oauth/issuer-fetch.js";

it.each<[string, string]>([
  ["http://issuer.example/token", "https://mcp.example/mcp"],
  ["ftp://issuer.example/token", "http://mcp.example/mcp"],
  ...[
    "localhost:1",
    "a.localhost",
    "127.0.0.1:8080",
    "127.1",
    "2130706433",
    "0.0.0.0",
    "169.254.169.254",
    "localhost.",
  ].map((host): [string, string] => [`https://${host}/`, "https://mcp.example/mcp"]),
  ...["[::1]", "[::]", "[fe80::1]", "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]"].map((host): [string, string] => [
    `http://${host}/`,
    "http://mcp.example/mcp",
  ]),
])("an address that a server may not name for a login: %s by %s", (url, server) => {
  expect(() => checkNamed(new URL(url), server)).toThrow(/^the server names an address/);
});

it.each([
  ["https://issuer.example/token", "https://mcp.example/mcp"],
  ["http://issuer.corp/token", "http://mcp.corp/mcp"],
  ["https://10.0.0.1/token", "https://mcp.corp/mcp"],
  ["http://127.0.0.1:9000/token", "http://localhost:8000/mcp"],
])("one that it may: %s by %s", (url, server) => {
  expect(() => checkNamed(new URL(url), server)).not.toThrow();
});

/** Answers with redirects to the addresses, one after another. */
function redirecting(...to: readonly string[]) {
  const asked: string[] = [];
  const left = [...to];
  const fetch = issuerFetch("https://mcp.example/mcp", async (url) => {
    asked.push(String(url));
    const location = left.shift();
    return location === undefined ? new Response("{}") : new Response(null, { status: 307, headers: { location } });
  });
  return { asked, fetch };
}

it("redirects lead no further than the server itself may", async () => {
  const { asked, fetch } = redirecting("/other", "http://169.254.169.254/latest/meta-data");
  await expect(fetch("https://issuer.example/a")).rejects.toThrow("not https");
  expect(asked).toEqual(["https://issuer.example/a", "https://issuer.example/other"]);
});

it("a code or a token that is posted is not sent on", async () => {
  const { asked, fetch } = redirecting("https://elsewhere.example/");
  await expect(fetch("https://issuer.example/token", { method: "POST", body: "code=1" })).rejects.toThrow("redirects");
  expect(asked).toHaveLength(1);
});

it("an answer without end is not read to its end", async () => {
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1024 * 1024)) });
  const fetch = issuerFetch("https://mcp.example/mcp", async () => new Response(endless));
  const response = await fetch("https://issuer.example/a");
  await expect(response.text()).rejects.toThrow("too long");
});
