import type { LookupAddress } from "node:dns";
import type { ServerResponse } from "node:http";
import { startHttpServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { fetchPage, type PageRequest } from "./fetch-page.js";
import { isPublicAddress } from "./public-address.js";

const never = new AbortController().signal;
const here = async (): Promise<LookupAddress[]> => [{ address: "127.0.0.1", family: 4 }];

/** A server on this machine that plays `site.test` on the public internet. */
async function site(pages: Readonly<Record<string, (response: ServerResponse) => void>>) {
  const asked: (string | undefined)[] = [];
  const server = await startHttpServer(({ url, headers }, response) => {
    asked.push(url);
    expect(Object.keys(headers).sort()).toEqual(["accept", "accept-encoding", "connection", "host", "user-agent"]);
    const page = pages[url ?? ""];
    if (page === undefined) response.writeHead(404).end();
    else page(response);
  });
  const { port } = server;
  const origin = `http://site.test:${port}`;
  return {
    asked,
    origin,
    port,
    get: (path: string, more: Partial<PageRequest> = {}) =>
      fetchPage({
        url: `${origin}${path}`,
        domains: [`site.test:${port}`],
        signal: never,
        lookup: here,
        isAddressAllowed: (one) => one === "127.0.0.1",
        ...more,
      }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const html = (text: string) => (response: ServerResponse) =>
  void response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(text);
const redirect = (location: string) => (response: ServerResponse) => void response.writeHead(302, { location }).end();

test("a page of an allowed domain is fetched, also through a redirect", async () => {
  await using server = await site({ "/": redirect("/page"), "/page": html("<p>hi") });
  expect(await server.get("/")).toEqual({
    ok: true,
    url: `${server.origin}/page`,
    mediaType: "text/html",
    text: "<p>hi",
    isCut: false,
  });
});

test("a name that resolves to this machine is not connected to, by any kind of lookup", async () => {
  await using server = await site({ "/": html("secret") });
  const rebound: Partial<PageRequest> = { isAddressAllowed: undefined };
  const refused = { ok: false, reason: "site.test is not an address on the public internet" };
  expect(await server.get("/", rebound)).toEqual(refused);
  const both: LookupAddress[] = [{ address: "93.184.215.14", family: 4 }, ...(await here())];
  expect(await server.get("/", { ...rebound, lookup: async () => both })).toEqual(refused);
  // Allowed by name, but still addresses of this machine.
  for (const host of ["127.0.0.1", "[::1]", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]"]) {
    const url = `http://${host}:${server.port}/`;
    const place = new URL(url).host;
    expect(await server.get("/", { ...rebound, url, domains: [place] })).toMatchObject({
      ok: false,
      reason: expect.stringContaining("not an address on the public internet"),
    });
  }
  expect(server.asked).toEqual([]);
});

test("a name may resolve differently for each connection, so each is checked", async () => {
  await using server = await site({ "/": redirect("/secret"), "/secret": html("secret") });
  let count = 0;
  const isAddressAllowed = () => ++count === 1;
  expect(await server.get("/", { isAddressAllowed })).toMatchObject({ ok: false });
  expect(server.asked).toEqual(["/"]);
});

test.each([
  ["a redirect to another domain", "/away", "is not among the allowed domains"],
  ["a redirect to a file", "/file", "only http and https"],
  ["redirects without an end", "/loop", "more than 5 times"],
  ["an error of the server", "/none", "HTTP 404"],
  ["a file that is not text", "/binary", "not text but image/png"],
  ["a compressed response", "/packed", "packed (gzip)"],
])("%s is not followed or read", async (_, path, reason) => {
  await using server = await site({
    "/away": redirect("http://169.254.169.254/latest/meta-data"),
    "/file": redirect("file:///etc/passwd"),
    "/loop": redirect("/loop"),
    "/binary": (response) => void response.writeHead(200, { "content-type": "image/png" }).end("x"),
    "/packed": (response) => void response.writeHead(200, { "content-encoding": "gzip" }).end("x"),
  });
  expect(await server.get(path)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
});

test("at most 2 MiB are read, and an abort ends it", async () => {
  await using server = await site({ "/big": html("x".repeat(3 * 1024 * 1024)), "/mute": () => {} });
  const big = await server.get("/big");
  expect(big).toMatchObject({ ok: true, isCut: true });
  expect(big.ok && big.text.length).toBe(2 * 1024 * 1024);
  const stop = new AbortController();
  const waiting = server.get("/mute", { signal: stop.signal });
  stop.abort();
  await expect(waiting).rejects.toThrow();
});

test.each([
  ["8.8.8.8", true],
  ["2606:4700::1111", true],
  ["127.0.0.1", false],
  ["10.1.2.3", false],
  ["172.31.0.1", false],
  ["192.168.1.1", false],
  ["169.254.169.254", false],
  ["100.100.100.200", false],
  ["0.0.0.0", false],
  ["224.0.0.1", false],
  ["::1", false],
  ["::", false],
  ["::ffff:8.8.8.8", false],
  ["fe80::1", false],
  ["fd00:ec2::254", false],
  ["64:ff9b::a9fe:a9fe", false],
  ["2002:7f00:1::", false],
  ["2001:0:7f00:1::", false],
  ["ff02::1", false],
  ["localhost", false],
])("%s is public: %s", (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});
