/** A JSON Schema document. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A tool that the model calls with JSON arguments. */
export interface FunctionToolSpec {
  readonly type: "function";
  readonly name: string;
  readonly description: string;
  /** The server enforces the schema exactly; then every property must be required. */
  readonly strict: boolean;
  readonly parameters: JsonSchema;
}

/** A tool that the model calls with plain text. */
export interface FreeformToolSpec {
  readonly type: "custom";
  readonly name: string;
  readonly description: string;
  readonly format: { readonly type: "grammar"; readonly syntax: "lark"; readonly definition: string };
}

/** Tools of one origin; each has its own name within the group's. */
export interface ToolGroupSpec {
  readonly type: "namespace";
  readonly name: string;
  readonly description: string;
  readonly tools: readonly FunctionToolSpec[];
}

/** A search run by the provider; field names as on the wire. */
export interface WebSearchToolSpec {
  readonly type: "web_search";
  /** Whether live pages are read. */
  readonly external_web_access?: boolean;
  readonly indexed_web_access?: boolean;
  readonly filters?: { readonly allowed_domains: readonly string[] };
  readonly search_context_size?: string;
  readonly user_location?: Readonly<Record<string, string | undefined>>;
  readonly search_content_types?: readonly string[];
}

/** A tool offered to the model, in the form of the Responses API. */
export type ToolSpec =
  | FunctionToolSpec
  | FreeformToolSpec
  | ToolGroupSpec
  | { readonly type: "local_shell" }
  | WebSearchToolSpec;
