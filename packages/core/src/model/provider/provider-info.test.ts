import { expect, it } from "vitest";
import { builtInModelProviders } from "./provider-info.js";

it.each([
  [undefined, {}, undefined],
  [undefined, { OPENAI_API_BASE: "http://older" }, "http://older"],
  [undefined, { OPENAI_API_BASE: "http://older", OPENAI_BASE_URL: "http://newer" }, "http://newer"],
  ["http://written", { OPENAI_BASE_URL: "http://newer" }, "http://written"],
])("OpenAI's URL comes from the configuration, then from the environment: %s %j", (configured, env, expected) => {
  expect(builtInModelProviders(env, configured)["openai"]?.base_url).toBe(expected);
});
