import { appServerJsonSchema } from "@codex/app-server-protocol/json-schema";
import { arbitraryOf } from "@codex/test-support/json-schema-arbitrary";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { referenceDefinitions, referenceValidator, writable } from "./reference-schemas.js";

const reference = referenceDefinitions();
const validate = referenceValidator(reference);
const ours = appServerJsonSchema().$defs;
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $defs: ours }, "ours");

/** Only ours: in no schema of the reference, but served by it. */
const UNPUBLISHED = new Set([
  "GetAuthStatusParams",
  "GetAuthStatusResponse",
  "GitDiffToRemoteParams",
  "GitDiffToRemoteResponse",
  "GetConversationSummaryParams",
  "GetConversationSummaryResponse",
  "ConversationSummary",
]);
/** Unions over all methods; ours omit those of other platforms and of the vendor's services. */
const MESSAGES = new Set(["ClientRequest", "ClientNotification", "ServerRequest", "ServerNotification"]);
/** Deliberate differences: name to reason. */
const LOOSER: ReadonlyMap<string, string> = new Map([
  ["McpElicitationSchema", "a form is what MCP says, in @codex/mcp-types"],
  ["McpServerElicitationRequestParams", "it carries such a form"],
  [
    "DynamicToolSpec",
    "tools of clients of earlier versions have no type: the reference reads them, but does not publish it",
  ],
  ["ThreadStartParams", "it carries such tools"],
]);

const names = Object.keys(ours).filter((name) => !UNPUBLISHED.has(name) && !MESSAGES.has(name));

test("each of our types is one of the reference's", () => {
  expect(names.filter((name) => !(name in reference))).toEqual([]);
  expect(names.length).toBeGreaterThan(480);
});

describe("we can read everything the reference may send", () => {
  test.each(names)("%s", (name) => {
    const check = ajv.getSchema(`ours#/$defs/${name}`);
    fc.assert(
      fc.property(arbitraryOf(reference[name] ?? {}, reference), (value) => {
        expect(check?.(value) === true ? undefined : ajv.errorsText(check?.errors)).toBe(undefined);
      }),
      { numRuns: 25 },
    );
  });
});

describe("the reference can read everything we may send", () => {
  test.each(names.filter((name) => !LOOSER.has(name)))("%s", (name) => {
    const definitions = Object.fromEntries(Object.entries(ours).map(([key, schema]) => [key, writable(schema)]));
    fc.assert(
      fc.property(arbitraryOf(definitions[name] ?? {}, definitions), (value) => {
        expect(validate(name, JSON.parse(JSON.stringify(value)))).toBe(undefined);
      }),
      { numRuns: 25 },
    );
  });
});
