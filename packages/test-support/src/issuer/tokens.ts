/** An unsigned JWT, as the fake issuer creates them. */
export function jwt(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.signature`;
}

export function idToken(auth: Readonly<Record<string, unknown>> = {}, email = "user@example.com"): string {
  return jwt({
    email,
    "https://api.openai.com/auth": { chatgpt_plan_type: "pro", chatgpt_account_id: "account-1", ...auth },
  });
}
