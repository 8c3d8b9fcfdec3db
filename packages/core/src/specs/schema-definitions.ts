import { isJsonObject } from "../json.js";
import type { JsonSchema } from "../model/tool-spec.js";

/** More than any known server has; all definitions are part of every request. */
const MAX_DEFINITIONS = 100;
const MAX_STEPS = 16;

/** The references within a schema. Each target becomes a definition, so that a schema may contain itself. */
export class SchemaDefinitions {
  readonly #root: JsonSchema;
  /** Names by pointer, in order of first use. */
  readonly #names = new Map<string, string>();

  constructor(root: JsonSchema) {
    this.#root = root;
  }

  /** The reference to the definition; `undefined` if it leads nowhere, or out of the schema. */
  reference(pointer: unknown): string | undefined {
    if (typeof pointer !== "string" || this.#resolve(pointer) === undefined) return undefined;
    const known = this.#names.get(pointer);
    if (known !== undefined) return `#/$defs/${known}`;
    if (this.#names.size >= MAX_DEFINITIONS) return undefined;
    const name = this.#freeName(pointer);
    this.#names.set(pointer, name);
    return `#/$defs/${name}`;
  }

  /** The schema itself, or the target of its reference. */
  follow(schema: JsonSchema): JsonSchema {
    let found = schema;
    for (let step = 0; step < MAX_STEPS && typeof found["$ref"] === "string"; step++) {
      const target = this.#resolve(found["$ref"]);
      if (target === undefined || target === found) return found;
      found = target;
    }
    return found;
  }

  /** All definitions that are referred to, including by one another. */
  cleaned(clean: (target: JsonSchema) => JsonSchema): Record<string, JsonSchema> {
    const definitions: [string, JsonSchema][] = [];
    // Cleaning one may add others, which the loop then reaches.
    for (const [pointer, name] of this.#names) {
      const target = this.#resolve(pointer);
      if (target !== undefined) definitions.push([name, clean(target)]);
    }
    return Object.fromEntries(definitions);
  }

  #freeName(pointer: string): string {
    const last = pointer.split("/").at(-1)?.replace(/\W/g, "_") || "root";
    const taken = new Set(this.#names.values());
    const wanted = last === "#" || last === "_" ? "root" : last;
    let name = wanted;
    for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
    return name;
  }

  #resolve(pointer: string): JsonSchema | undefined {
    if (pointer !== "#" && !pointer.startsWith("#/")) return undefined;
    let found: unknown = this.#root;
    for (const part of pointer.split("/").slice(1)) {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
      found = Reflect.get(found, key);
    }
    return isJsonObject(found) ? found : undefined;
  }
}
