/** A JSON Schema, as far as tools are concerned. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A tool that the model calls with JSON arguments. */
export interface FunctionToolSpec {
  readonly type: "function";
  readonly name: string;
  readonly description: string;
  /** The server holds the model to the schema exactly; then every property must be required. */
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

/** Tools of one origin; each is called by its own name within the group's. */
export interface ToolGroupSpec {
  readonly type: "namespace";
  readonly name: string;
  readonly description: string;
  readonly tools: readonly FunctionToolSpec[];
}

/** A search that the provider runs; field names as on the wire. */
export interface WebSearchToolSpec {
  readonly type: "web_search";
  /** Whether pages are read as they are now. */
  readonly external_web_access?: boolean;
  readonly indexed_web_access?: boolean;
  readonly filters?: { readonly allowed_domains: readonly string[] };
  readonly search_context_size?: string;
  readonly user_location?: Readonly<Record<string, string | undefined>>;
  readonly search_content_types?: readonly string[];
}

/** What is offered to the model, in the shape of the Responses API. */
export type ToolSpec =
  | FunctionToolSpec
  | FreeformToolSpec
  | ToolGroupSpec
  | { readonly type: "local_shell" }
  | WebSearchToolSpec;
