/** Messages of servers without an error code for a conversation that exceeds the context window. */
const TOO_LONG = [
  "maximum context length",
  "maximum model length",
  "maximum prompt length",
  "maximum number of tokens",
  "prompt is too long",
  "prompt exceeds max length",
  "prompt 超长",
  "input is too long",
  "exceeds the context window",
  "exceeds the context length",
  "context window exceeds",
  "exceeds the available context size",
  "exceed context limit",
  "greater than the context length",
  "larger than the context length",
  "loaded with context length of only",
  "exceeded model token limit",
  "reduce the length of the messages",
];

export function isTooLong(message: string): boolean {
  const said = message.toLowerCase();
  return TOO_LONG.some((phrase) => said.includes(phrase));
}
