import { CodexError } from "@codex/core";
import { JetStreamApiError } from "@nats-io/jetstream";
import { PermissionViolationError } from "@nats-io/transport-node";
import { expect, test } from "vitest";
import { FleetError } from "../fleet-error.js";
import { fleetErrorFrom, isOutage } from "./nats-errors.js";

const answer = (code: number, err_code: number) => new JetStreamApiError({ code, err_code, description: "no" });
const forbidden = new PermissionViolationError("no", "publish", "codex.event.a");

test("a refused request is not repeated, one that the server cannot answer now is", () => {
  expect(isOutage(new Error("timeout"))).toBe(true);
  // A cluster without a leader.
  expect(isOutage(answer(503, 10_008))).toBe(true);
  expect(isOutage(answer(400, 10_002))).toBe(true);
  expect(isOutage(answer(400, 10_071))).toBe(false);
  expect(isOutage(forbidden)).toBe(false);
  expect(isOutage(new Error("request failed", { cause: forbidden }))).toBe(false);
  expect(isOutage(new FleetError("fenced", "somebody else writes"))).toBe(false);
  // The server cannot resolve local problems.
  expect(isOutage(new CodexError("internal", "too many files"))).toBe(false);
  const systemError = (code: string) => Object.assign(new Error(code), { code, syscall: "write" });
  expect(isOutage(systemError("ENOSPC"))).toBe(false);
  expect(isOutage(systemError("ECONNRESET"))).toBe(true);
});

test("a server that refuses streams is not reported as unreachable", () => {
  const failure = fleetErrorFrom(answer(400, 10_027), { url: "nats://host:4222", isAnonymous: true });
  expect(failure).toMatchObject({ code: "refused", message: "the server at nats://host:4222 cannot have a fleet: no" });
});

test("a permission violation is reported as such, also as the cause of a failed request", () => {
  const failure = fleetErrorFrom(new Error("request failed", { cause: forbidden }), {
    url: "nats://host:4222",
    isAnonymous: false,
  });
  expect(failure).toMatchObject({ code: "refused", message: expect.stringContaining("refuses these credentials") });
});
