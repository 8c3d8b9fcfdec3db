import { expect, it } from "vitest";
import { createOutputSchema } from "./output-schema.js";

const shape = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };

it.each([
  undefined,
  "http://json-schema.org/draft-07/schema#",
  "https://json-schema.org/draft/2019-09/schema#",
  "https://json-schema.org/draft/2020-12/schema",
  "https://example.com/a-dialect-of-our-own",
])("validates answers with a schema of the dialect %s", async ($schema) => {
  const read = await createOutputSchema(JSON.stringify($schema === undefined ? shape : { $schema, ...shape }));
  if (!read.ok) throw new Error(read.problem);
  expect(read.outputSchema.check('{"n":1}')).toEqual({ ok: true, json: '{"n":1}' });
  expect(read.outputSchema.check('```json\n{"n":1}\n```\n')).toEqual({ ok: true, json: '{"n":1}' });
  expect(read.outputSchema.check('{"n":"1"}')).toEqual({ ok: false, problems: ["/n must be integer"] });
  expect(read.outputSchema.check("one")).toEqual({ ok: false, problems: ["it is not JSON"] });
});

it.each(["[]", "no JSON", '{"type":"nonsense"}'])("refuses %s, which is not a schema", async (text) => {
  expect(await createOutputSchema(text)).toMatchObject({ ok: false });
});
