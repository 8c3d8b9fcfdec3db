import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { networkInterfaces } from "node:os";
import { sse, startModelServer, startMuteServer, TemporaryFolder } from "@codex/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { streamingFetch } from "../../src/model/http/streaming-fetch.js";
import { clientOptions, collect, PROMPT } from "./client-options.js";

async function listen(server: Server, host = "127.0.0.1"): Promise<number> {
  server.listen(0, host);
  await once(server, "listening");
  const { port }: AddressInfo = Object(server.address());
  return port;
}

/** A proxy that records the first line of every request and forwards it. */
async function startProxy() {
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const body: Uint8Array[] = [];
    for await (const chunk of request) body.push(chunk);
    const target = await fetch(request.url ?? "", { method: request.method ?? "GET", body: Buffer.concat(body) });
    response.writeHead(target.status, { "content-type": "text/event-stream" });
    response.end(await target.text());
  });
  server.on("connect", (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    const [host, port] = (request.url ?? "").split(":");
    const upstream = connect(Number(port), host === "model.test" ? "127.0.0.1" : host);
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    upstream.pipe(socket).on("error", () => {});
    socket.pipe(upstream).on("error", () => {});
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe("proxies", () => {
  it.each(["HTTP_PROXY", "http_proxy", "ALL_PROXY"])("of %s are used", async (variable) => {
    await using server = await startModelServer([sse.say("ok")]);
    await using proxy = await startProxy();
    await collect(clientOptions(server.baseUrl, { env: { [variable]: proxy.url } }));
    expect(proxy.seen).toEqual([`POST ${server.baseUrl}/responses`]);
  });

  it("that never answer CONNECT are abandoned at the time limit and on the signal", async () => {
    await using proxy = await startMuteServer();
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    const limited = clientOptions("https://model.test/v1", { env, provider: { connect_timeout_ms: 50 } });
    await expect(collect(limited)).rejects.toMatchObject({
      code: "connection-failed",
      message: "error sending request to model.test: connecting took 0.05 s",
    });
    const stop = new AbortController();
    const waiting = collect(clientOptions("https://model.test/v1", { env }), PROMPT, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: "interrupted" });
  });

  it("of an unsupported kind are refused by name, not bypassed", async () => {
    await using server = await startModelServer([]);
    const options = clientOptions(server.baseUrl, { env: { HTTP_PROXY: "socks5://127.0.0.1:1" } });
    await expect(collect(options)).rejects.toMatchObject({
      code: "config-invalid",
      message: expect.stringContaining("HTTP_PROXY"),
    });
  });

  it.each(["example.com,127.0.0.1", "10.0.0.0/8, 127.0.0.0/8"])(
    "are not used for hosts in NO_PROXY=%s",
    async (list) => {
      await using server = await startModelServer([sse.say("ok")]);
      await using proxy = await startProxy();
      await collect(clientOptions(server.baseUrl, { env: { HTTP_PROXY: proxy.url, NO_PROXY: list } }));
      expect(proxy.seen).toEqual([]);
    },
  );
});

const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
const hasOpenssl = (() => {
  try {
    return openssl("version").length > 0;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasOpenssl)("certificates (needs openssl)", () => {
  let folder: TemporaryFolder;
  const file = (name: string) => folder.at(name);
  beforeAll(async () => {
    folder = new TemporaryFolder();
    openssl(
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "2",
      "-subj",
      "/CN=Test",
      "-addext",
      "subjectAltName=IP:127.0.0.1,DNS:model.test",
      "-keyout",
      file("key.pem"),
      "-out",
      file("ca.pem"),
    );
    await writeFile(file("empty.pem"), "nothing");
  });
  afterAll(() => folder[Symbol.dispose]());

  const answer = 'data: {"type":"response.completed","response":{"id":"r"}}\n\n';
  async function startSecureServer(host?: string) {
    const server = createSecureServer(
      { key: await readFile(file("key.pem")), cert: await readFile(file("ca.pem")) },
      (_, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" }).end(answer);
      },
    );
    const port = await listen(server, host);
    return {
      port,
      async [Symbol.asyncDispose]() {
        server.closeAllConnections();
        server.close();
      },
    };
  }

  it.each(["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "CODEX_CA_CERTIFICATE"])("of %s are trusted", async (variable) => {
    await using server = await startSecureServer();
    const options = clientOptions(`https://127.0.0.1:${server.port}/v1`, { env: { [variable]: file("ca.pem") } });
    expect(await collect(options)).toHaveLength(1);
  });

  it("are trusted through a proxy, too", async () => {
    await using server = await startSecureServer();
    await using proxy = await startProxy();
    const env = { SSL_CERT_FILE: file("ca.pem"), HTTPS_PROXY: proxy.url };
    expect(await collect(clientOptions(`https://model.test:${server.port}/v1`, { env }))).toHaveLength(1);
    expect(proxy.seen).toEqual([`CONNECT model.test:${server.port}`]);
  });

  it("are trusted for streams of other servers, with their proxies", async () => {
    await using server = await startSecureServer();
    await using proxy = await startProxy();
    const url = `https://model.test:${server.port}/mcp`;
    const send = streamingFetch({ SSL_CERT_FILE: file("ca.pem"), HTTPS_PROXY: proxy.url });
    const reply = await send(url, { method: "POST", body: "{}", headers: { accept: "text/event-stream" } });
    expect([reply.status, reply.headers.get("content-type"), await reply.text()]).toEqual([
      200,
      "text/event-stream",
      answer,
    ]);
    expect(proxy.seen).toEqual([`CONNECT model.test:${server.port}`]);
    await expect(streamingFetch({})(`https://127.0.0.1:${server.port}/`)).rejects.toThrow("SSL_CERT_FILE");
  });

  it("that are unknown are reported, and not retried", async () => {
    await using server = await startSecureServer();
    const url = `https://127.0.0.1:${server.port}/v1`;
    const options = clientOptions(url, {
      env: { SSL_CERT_FILE: file("empty.pem") },
      provider: { request_max_retries: 3 },
    });
    await expect(collect(options, { ...PROMPT, onRetry: () => expect.unreachable() })).rejects.toMatchObject({
      code: "connection-failed",
      message: expect.stringMatching(
        /127\.0\.0\.1:\d+.* Its certificate was issued by CN=Test\. .*SSL_CERT_FILE names .*empty\.pem, which has no readable certificate/,
      ),
    });
  });

  it("that are unknown are reported with their issuer, also through a proxy", async () => {
    await using server = await startSecureServer();
    await using proxy = await startProxy();
    const options = clientOptions(`https://model.test:${server.port}/v1`, { env: { HTTPS_PROXY: proxy.url } });
    await expect(collect(options)).rejects.toMatchObject({
      code: "connection-failed",
      message: expect.stringMatching(
        /model\.test:\d+.* Its certificate was issued by CN=Test\. .*name its certificate file in SSL_CERT_FILE/,
      ),
    });
  });

  const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));
  it.skipIf(!hasIpv6)("that are unknown are reported with their issuer for an IPv6 address, too", async () => {
    await using server = await startSecureServer("::1");
    await expect(collect(clientOptions(`https://[::1]:${server.port}/v1`))).rejects.toMatchObject({
      message: expect.stringContaining("Its certificate was issued by CN=Test."),
    });
  });
});
