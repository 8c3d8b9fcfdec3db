/** The models that are offered; others can be entered by name. */
export const MODELS: readonly { readonly name: string; readonly about: string }[] = [
  { name: "gpt-5", about: "general work" },
  { name: "gpt-5-codex", about: "made for code" },
  { name: "gpt-5-mini", about: "quick and cheap" },
  { name: "o3", about: "thinks long" },
  { name: "o4-mini", about: "thinks, and is quick" },
  { name: "gpt-4.1", about: "long context, does not think" },
];
