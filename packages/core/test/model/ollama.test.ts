import { closedPort, type ModelReply, startModelServer } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { type OllamaPullProgress, prepareOllamaModel } from "../../src/model/provider/ollama.js";
import { clientOptions } from "./client-options.js";

const ok = (body: unknown): ModelReply => ({ type: "status", status: 200, body });
const lines = (...steps: readonly unknown[]): ModelReply => ({
  type: "stream",
  body: steps.map((step) => `${JSON.stringify(step)}\n`).join(""),
  afterwards: "end",
});
const tags = (...names: readonly string[]) => ok({ models: names.map((name) => ({ name })) });

async function prepare(baseUrl: string, model = "gpt-oss:20b") {
  const progress: OllamaPullProgress[] = [];
  await prepareOllamaModel({
    provider: clientOptions(baseUrl).provider,
    model,
    env: {},
    signal: new AbortController().signal,
    onProgress: (step) => progress.push(step),
  });
  return progress;
}

describe("a model on this machine", () => {
  it("is used if it exists", async () => {
    await using server = await startModelServer([ok({}), tags("llama3", "gpt-oss:20b")]);
    expect(await prepare(server.baseUrl)).toEqual([]);
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /v1/models", "GET /api/tags"]);
  });

  it("is looked up with Ollama's own API if the URL has no /v1", async () => {
    await using server = await startModelServer([tags("gpt-oss:20b"), tags("gpt-oss:20b")]);
    await prepare(server.baseUrl.replace("/v1", ""));
    expect(server.requests.map(({ path }) => path)).toEqual(["/api/tags", "/api/tags"]);
  });

  it("is downloaded, with progress over all of its parts", async () => {
    await using server = await startModelServer([
      ok({}),
      tags(),
      lines(
        { status: "pulling manifest" },
        { status: "pulling a", digest: "a", total: 100 },
        { status: "pulling a", digest: "a", total: 100, completed: 50 },
        { status: "pulling b", digest: "b", total: 10, completed: 10 },
        { status: "success" },
      ),
    ]);
    expect(await prepare(server.baseUrl)).toEqual([
      { type: "status", status: "pulling manifest" },
      { type: "download", completed: 0, total: 100 },
      { type: "download", completed: 50, total: 100 },
      { type: "download", completed: 60, total: 110 },
    ]);
    expect(server.requests[2]).toMatchObject({ path: "/api/pull", body: { model: "gpt-oss:20b", stream: true } });
  });

  it("does not exist, or its download breaks off", async () => {
    await using server = await startModelServer([
      ok({}),
      tags(),
      lines({ status: "pulling manifest" }, { error: "file does not exist" }),
      ok({}),
      tags(),
      lines({ status: "pulling manifest" }),
    ]);
    await expect(prepare(server.baseUrl, "nope")).rejects.toMatchObject({
      code: "connection-failed",
      message: "Ollama could not download nope: file does not exist",
    });
    await expect(prepare(server.baseUrl, "nope")).rejects.toMatchObject({
      message: "Ollama could not download nope: the server ended the download early",
    });
  });

  it("has no server: explains how to start one", async () => {
    const port = await closedPort();
    await expect(prepare(`http://localhost:${port}/v1`)).rejects.toMatchObject({
      code: "connection-failed",
      message: expect.stringContaining("ollama serve"),
    });
  });
});
